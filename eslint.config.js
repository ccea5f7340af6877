// Lint rules for all three dialects: TypeScript (transform, host, cli, tests), AssemblyScript
// (assembly, examples) and plain scripts. `allowInvalidAST` lets AssemblyScript's decorators on
// functions through; type-aware rules stay out, tsc is the type checker.

import stylistic from "@stylistic/eslint-plugin";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: ["dist/", "build/", "**/build/", "node_modules/", "bench/peers/", "tests/lower/", "docs/", "boards/", ".ci/"],
  },
  {
    files: ["**/*.ts", "**/*.mjs", "**/*.js"],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { allowInvalidAST: true },
    },
    plugins: { "@stylistic": stylistic, "@typescript-eslint": tseslint.plugin },
    rules: {
      "@stylistic/semi": ["error", "always"],
      "@stylistic/quotes": ["error", "double", { avoidEscape: true, allowTemplateLiterals: "always" }],
      "@stylistic/no-trailing-spaces": "error",
      "@stylistic/no-tabs": "error",
      "@stylistic/eol-last": "error",
      "@stylistic/no-multiple-empty-lines": ["error", { max: 1, maxEOF: 0 }],
      "@stylistic/indent": "off",
      "@stylistic/max-len": ["error", { code: 160, ignoreComments: true, ignoreTemplateLiterals: true, ignoreStrings: true, ignoreUrls: true, ignoreRegExpLiterals: true }],
      "no-debugger": "error",
      "no-dupe-keys": "error",
      "no-duplicate-case": "error",
      "no-fallthrough": "error",
      "no-self-assign": "error",
      "no-unreachable": "error",
      "no-unsafe-finally": "error",
      "no-var": "error",
      "prefer-const": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["transform/**/*.ts", "host/**/*.ts", "cli/**/*.ts", "tests/**/*.ts", "bench/*.ts", "scripts/**/*.ts"],
    ignores: ["cli/template/**", "**/*.as.ts", "tests/assembly/**"],
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/ban-ts-comment": "error",
    },
  },
  {
    // asc takes `let` in places where `const` asks for a compile-time constant, and a declared name may be a layout only.
    files: ["assembly/**/*.ts", "examples/**/*.ts", "cli/template/**/*.ts", "tests/assembly/**/*.ts", "tests/conformance/*/main.ts", "tests/conformance/trace.ts", "**/*.as.ts", "bench/cases/**/*.ts"],
    rules: {
      "prefer-const": "off",
      "@typescript-eslint/no-unused-vars": "off",
    },
  },
  {
    // Declarations for editors: TypeScript wants `declare var` for a global value.
    files: ["**/*.d.ts"],
    rules: { "no-var": "off" },
  },
);
