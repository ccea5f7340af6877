// abi.json -> assembly/abi.ts, host/abi.ts, boards/common/tacet_abi.h.
// `node dist/scripts/generate-abi.js` writes them; with `--check` it writes nothing and fails where one differs (CI).
// Rules: the generated files are committed; nothing in them is edited by hand; every number keeps its one home in abi.json.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

type Field = readonly [name: string, type: string, offset: number, doc: string];
interface Struct { readonly doc: string; readonly bytes: number; readonly fields: readonly Field[] }
interface Enum { readonly doc: string; readonly values: Readonly<Record<string, number | readonly [number, string]>> }
export interface Abi {
  readonly abi: number;
  readonly magic: string;
  readonly structs: Readonly<Record<string, Struct>>;
  readonly enums: Readonly<Record<string, Enum>>;
  readonly errno: Enum;
}
interface Member { readonly name: string; readonly value: number; readonly doc: string }

const FIELD_BYTES: Readonly<Record<string, number>> = { u8: 1, u16: 2, u32: 4, i32: 4, u64: 8 };
const NOTICE = "Generated from abi.json by scripts/generate-abi.ts; do not edit.";

/** The generated files: path in the repository -> text. */
export function generate(abi: Abi): ReadonlyMap<string, string> {
  check(abi);
  return new Map([
    ["assembly/abi.ts", assemblyScript(abi)],
    ["host/abi.ts", typeScript(abi)],
    ["boards/common/tacet_abi.h", c(abi)],
  ]);
}

/** Refuses a contract whose fields overlap or are misaligned: the mistakes a hand-edited table invites. */
function check(abi: Abi): void {
  for (const [name, struct] of Object.entries(abi.structs)) {
    let end = 0;
    for (const [field, type, offset] of struct.fields) {
      const bytes = FIELD_BYTES[type];
      if (bytes === undefined) throw new Error(`${name}.${field}: unknown type ${type}`);
      if (offset < end) throw new Error(`${name}.${field} overlaps the field before it`);
      if (offset % bytes !== 0) throw new Error(`${name}.${field} is misaligned`);
      end = offset + bytes;
    }
  }
  for (const [name, { values }] of Object.entries({ ...abi.enums, Errno: abi.errno })) {
    const seen = new Set(members(values).map((member) => member.value));
    if (name !== "Limit" && seen.size !== Object.keys(values).length) throw new Error(`${name}: two names share a value`);
  }
}

function members(values: Enum["values"]): Member[] {
  return Object.entries(values).map(([name, entry]) =>
    typeof entry === "number" ? { name, value: entry, doc: "" } : { name, value: entry[0], doc: entry[1] });
}

function assemblyScript(abi: Abi): string {
  const lines = [
    "// The contract with the host, as AssemblyScript constants: offsets (bytes from the start of each block), ops, flags, errors.",
    `// ${NOTICE}`,
    "",
    `export const ABI: u32 = ${abi.abi};`,
    `export const MAGIC: u32 = ${abi.magic}; // "TACT"`,
  ];
  const namespace = (name: string, doc: string, list: readonly Member[], type: string): void => {
    lines.push("", `/** ${doc} */`, `export namespace ${name} {`);
    for (const { name: member, value, doc: memberDoc } of list) {
      lines.push(...(memberDoc ? [`  /** ${memberDoc} */`] : []), `  export const ${member}: ${type} = ${value};`);
    }
    lines.push("}");
  };
  for (const [name, struct] of Object.entries(abi.structs)) namespace(`${name}Layout`, struct.doc, structMembers(struct), "usize");
  for (const [name, { doc, values }] of Object.entries(abi.enums)) {
    const list = members(values);
    namespace(name === "TaskFlag" ? "HostTaskFlag" : name, doc, list, list.some((member) => member.value < 0) ? "i32" : "u32");
  }
  namespace("Errno", "Error codes: negative results. WASI preview 1 numbers, negated.",
    members(abi.errno.values).map((member) => ({ ...member, value: -member.value })), "i32");
  const names = [...members(abi.errno.values)].sort((a, b) => a.value - b.value).map((member) => JSON.stringify(member.name));
  lines.push("", "/** Their names: that of -1 first. Part of the programs that read it. */", "// @ts-ignore: decorator", "@lazy export const ERRNO_NAMES: StaticArray<string> = [");
  for (let i = 0; i < names.length; i += 8) lines.push(`  ${names.slice(i, i + 8).join(", ")},`);
  lines.push("];");
  return lines.join("\n") + "\n";
}

function structMembers(struct: Struct): Member[] {
  return [
    ...struct.fields.map(([name, type, offset, doc]) => ({ name: constantName(name), value: offset, doc: `${type}: ${doc}` })),
    { name: "BLOCK_BYTES", value: struct.bytes, doc: "bytes of the whole block" },
  ];
}

function constantName(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
}

function typeScript(abi: Abi): string {
  const lines = [
    "// The contract with the guest, as TypeScript constants: offsets (bytes from the start of each block), ops, flags, errors.",
    `// ${NOTICE}`,
    "",
    `export const ABI = ${abi.abi};`,
    `export const MAGIC = ${abi.magic}; // "TACT"`,
  ];
  const table = (name: string, doc: string, list: readonly Member[]): void => {
    lines.push("", `/** ${doc} */`, `export const ${name} = {`);
    for (const { name: member, value, doc: memberDoc } of list) {
      lines.push(...(memberDoc ? [`  /** ${memberDoc} */`] : []), `  ${member}: ${value},`);
    }
    lines.push("} as const;");
  };
  for (const [name, struct] of Object.entries(abi.structs)) table(`${name}Layout`, struct.doc, structMembers(struct));
  for (const [name, { doc, values }] of Object.entries(abi.enums)) table(name, doc, members(values));
  table("Errno", abi.errno.doc, members(abi.errno.values));
  return lines.join("\n") + "\n";
}

function c(abi: Abi): string {
  const lines = [
    "// The contract between host and guest, as C constants and layouts.",
    `// ${NOTICE}`,
    "",
    "#ifndef TACET_ABI_H",
    "#define TACET_ABI_H",
    "",
    "#include <stddef.h>",
    "#include <stdint.h>",
    "",
    `#define TACET_ABI ${abi.abi}u`,
    `#define TACET_MAGIC ${abi.magic}u`,
  ];
  for (const [name, struct] of Object.entries(abi.structs)) {
    lines.push("", `// ${struct.doc}`);
    for (const { name: member, value, doc } of structMembers(struct)) {
      lines.push(`#define TACET_${constantName(name)}_${member} ${value}u // ${doc}`);
    }
  }
  for (const [name, { doc, values }] of Object.entries({ ...abi.enums, Errno: abi.errno })) {
    lines.push("", `// ${doc}`);
    for (const { name: member, value, doc: memberDoc } of members(values)) {
      const number = value < 0 ? `(${value})` : `${value}`;
      lines.push(`#define TACET_${constantName(name)}_${member} ${number}${memberDoc ? ` // ${memberDoc}` : ""}`);
    }
  }
  lines.push("", "#endif");
  return lines.join("\n") + "\n";
}

function main(): void {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
  const abi = JSON.parse(readFileSync(join(root, "abi.json"), "utf8")) as Abi;
  const checkOnly = process.argv.includes("--check");
  for (const [path, text] of generate(abi)) {
    const file = join(root, path);
    if (!checkOnly) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } else if (readFileSync(file, "utf8") !== text) {
      console.error(`${path} does not match abi.json: run \`npm run abi\``);
      process.exitCode = 1;
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
