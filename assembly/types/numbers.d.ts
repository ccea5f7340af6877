// Number for editors. AssemblyScript declares it as a type alias, which TypeScript does not take for
// the type of `1..toString()`; it has to come before AssemblyScript's own declarations to win.

interface Number {
  toString(radix?: number): string;
}
