// Maps and sets in locals, loops over them and over strings, and compound assignments of elements that an expression with effects chooses.
// asc alone knows no loops over them, and evaluates such an index twice: a program with one has no synchronous form.

import { charge, feature, newName, type Body } from "./body.js";
import { condition, expression } from "./expressions.js";
import type { Blocks } from "./iteration.js";
import { addLocal, trace } from "./locals.js";
import { FIXED, node, STATEMENT, type Node, type Part } from "./syntax.js";
import { drawType, elementOf } from "./values.js";

/** Which both languages take for equal alike. */
const KEYS = ["i32", "u8", "i64", "string", "bool"] as const;

/** A map or a set that is filled, looked into and gone over; what is done between may await. */
export function collection(body: Body, { inner, inLoop, mayNest }: Blocks): Node[] | undefined {
  const { draft, random } = body;
  if (!draft.extends || !mayNest(body) || body.times > 12 || !charge(body, 8)) return undefined;
  draft.hasSynchronous = false;
  const key = random.pick(KEYS);
  const value = random.chance(0.7) ? drawType(random) : undefined; // that of a map
  feature(body, value ? "map" : "set");
  const name = newName(draft, "x");
  const some = (type: string): Node => expression(body, type, 1);
  const put = (): Node => node(STATEMENT, value ? `${name}.set(` : `${name}.add(`, some(key), ...value ? [", ", some(value)] : [], ");");
  const made: Node[] = [node(FIXED, `const ${name} = new ${value ? "Map" : "Set"}`, { ts: value ? `<${key}, ${value}>` : `<${key}>` }, "();")];
  for (let i = random.between(1, 3); i > 0; i--) made.push(put());
  if (random.chance(0.4)) made.push(node(STATEMENT, "if (", condition(body), `) ${name}.delete(`, some(key), ");"), put());
  if (value && random.chance(0.5)) {
    const wanted = newName(draft, "x");
    made.push(node(FIXED, `const ${wanted}`, { ts: `: ${key}` }, " = ", some(key), ";"));
    made.push(node(STATEMENT, `if (${name}.has(${wanted})) `, trace(body, node(value, `${name}.get(${wanted})`))));
  }
  const [first, second] = [newName(draft, "y"), newName(draft, "y")];
  const visible = body.scope.length;
  addLocal(body, { name: first, type: key, writable: false });
  if (value) addLocal(body, { name: second, type: value, writable: false });
  const round = inLoop(body, 4, () => inner(body, random.between(1, 2)));
  body.scope.length = visible;
  made.push(node(STATEMENT, `for (const ${value ? `[${first}, ${second}]` : first} of ${name}) `, round), trace(body, node("i32", `${name}.size`)));
  return made;
}

/** `for (const c of text)`, by characters. */
export function overString(body: Body, { inner, inLoop, mayNest }: Blocks): Node[] | undefined {
  const { draft, random } = body;
  if (!draft.extends || !mayNest(body)) return undefined;
  draft.hasSynchronous = false;
  const text = expression(body, "string", 1);
  const item = newName(draft, "y");
  const visible = body.scope.length;
  body.scope.push({ name: item, type: "string", writable: false });
  const round = inLoop(body, 4, () => inner(body, random.between(1, 2)));
  body.scope.length = visible;
  return [node(STATEMENT, `for (const ${item} of (`, text, ").substring(0, 4)) ", round)];
}

/** Operators whose results need no wrapping in JavaScript. */
const UNWRAPPED: Readonly<Record<string, readonly string[]>> = { i32: ["^=", "|="], i64: ["^=", "|="], u8: ["^=", "|="], f64: ["+=", "*="] };

/** `a[i++ & 3] ^= e;`: the index comes first, and once. */
export function compoundElement(body: Body): Node[] | undefined {
  const { draft, random } = body;
  const arrays = body.scope.filter(({ type }) => (elementOf(type) ?? "") in UNWRAPPED);
  if (!draft.extends || arrays.length === 0) return undefined;
  draft.hasSynchronous = false;
  const { name, type } = random.pick(arrays);
  const element = elementOf(type)!;
  const index: Part[] = [expression(body, "i32", 2), " & 3"];
  return [node(STATEMENT, `${name}[`, ...index, `] ${random.pick(UNWRAPPED[element])} `, expression(body, element, 2), ";")];
}
