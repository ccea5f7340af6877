// Patterns, closures and scopes: rows for the table in statements.ts. asc alone has none of them, so a program with one has no synchronous form.

import { affordable, charge, COST_MAX, feature, newBody, newName, NOWHERE, type Body, type Draft, type Variable } from "./body.js";
import { call, expression, writable } from "./expressions.js";
import { addLocal, declare, isObject, trace } from "./locals.js";
import { block, DECLARATION, node, STATEMENT, type Node, type Part } from "./syntax.js";
import { arrayOf, drawType, ELEMENTS } from "./values.js";

/** A function that calls what it is given. */
export interface Taker {
  readonly name: string;
  /** Of the value that goes round. */
  readonly type: string;
  readonly isAsync: boolean;
  /** How often it calls it. */
  readonly calls: number;
}

type Make = (body: Body) => Node[] | undefined;

export const LANGUAGE: readonly { readonly name: string; readonly weight: number; readonly make: Make }[] = [
  { name: "array-pattern", weight: 1, make: only(arrayPattern) },
  { name: "object-pattern", weight: 1, make: only(objectPattern) },
  { name: "pattern-assignment", weight: 1, make: only(patternAssignment) },
  { name: "closure", weight: 2, make: only(closure) },
  { name: "scope", weight: 5, make: only(scoped) },
];

/** `make` in programs that extend the language of asc. */
function only(make: Make): Make {
  return (body) => (body.draft.extends ? make(body) : undefined);
}

/** `const [a, , b] = array;` */
function arrayPattern(body: Body): Node[] {
  const { random } = body;
  const item = random.pick(ELEMENTS);
  const value = expression(body, arrayOf(item));
  const names = Array.from({ length: random.between(1, 4) }, (_, i) => (i > 0 && random.chance(0.25) ? "" : newName(body.draft, "x")));
  const rest = random.chance(0.25) ? newName(body.draft, "x") : "";
  const isConst = random.chance(0.4);
  const pattern = [...names, ...(rest ? [`...${rest}`] : [])].join(", ");
  const made = [node(STATEMENT, isConst ? "const" : "let", ` [${pattern}] = `, value, ";")];
  for (const name of names) if (name) addLocal(body, { name, type: item, writable: !isConst });
  if (rest) made.push(trace(body, node(arrayOf(item), rest))); // it may be empty, so nothing takes elements of it
  body.draft.hasSynchronous = false;
  return made;
}

/** `const { n, w: x } = object;` */
function objectPattern(body: Body): Node[] | undefined {
  const { draft, random } = body;
  if (draft.shapes.length === 0) return undefined;
  const shape = random.pick(draft.shapes);
  const value = expression(body, shape.name);
  const locals = random.shuffle(shape.fields).slice(0, random.between(1, shape.fields.length))
    .map((field) => ({ field: field.name, name: newName(draft, "x"), type: field.type }));
  for (const { name, type } of locals) addLocal(body, { name, type, writable: true });
  draft.hasSynchronous = false;
  return [node(STATEMENT, `let { ${locals.map(({ field, name }) => `${field}: ${name}`).join(", ")} } = `, value, ";")];
}

/** `[a, b] = [b, a + 1];` */
function patternAssignment(body: Body): Node[] | undefined {
  const targets = writable(body, (type) => !isObject(body, type) && type !== "T");
  if (targets.length < 2) return undefined;
  const first = body.random.pick(targets);
  const others = targets.filter((target) => target.type === first.type && target.name !== first.name);
  if (others.length === 0) return undefined;
  const second = body.random.pick(others);
  body.draft.hasSynchronous = false;
  return [node(STATEMENT, `[${first.name}, ${second.name}] = [`, expression(body, first.type), ", ", expression(body, first.type), "];")];
}

/** Constants, a closure over them, and calls of it: by itself, or by a function that takes it. */
function closure(body: Body): Node[] | undefined {
  const { draft, random } = body;
  const takers = draft.takers.filter((taker) => !taker.isAsync || body.canAwait);
  const taker = takers.length && random.chance(0.5) ? random.pick(takers) : undefined;
  const isAsync = taker?.isAsync ?? (body.canAwait && random.chance(0.5));
  const count = taker?.calls ?? random.between(1, 3);
  if (body.cost + 8 * count * body.times > COST_MAX) return undefined;
  const made: Node[] = [];
  const captured: Variable[] = [];
  for (let i = random.between(1, 2); i > 0; i--) {
    const type = drawType(random);
    made.push(declare(body, type, expression(body, type), true));
    captured.push(body.scope.find((candidate) => made[made.length - 1].parts.includes(candidate.name))!);
  }
  const param = taker?.type ?? drawType(random);
  const result = taker?.type ?? drawType(random);
  const arrow = arrowOf(body, captured, param, result, isAsync, count);
  draft.hasSynchronous = false;
  const awaits: Part = isAsync ? { async: "await " } : "";
  if (taker) {
    feature(body, "closure-taken");
    return [...made, trace(body, node(result, "(", awaits, `${taker.name}(t, `, arrow, ", ", expression(body, param), "))"))];
  }
  const name = newName(draft, "z");
  made.push(node(STATEMENT, `const ${name} = `, arrow, ";"));
  for (let i = 0; i < count; i++) made.push(trace(body, node(result, "(", awaits, `${name}(t, `, expression(body, param), "))")));
  return made;
}

/** `(t: i32, x: P): R => …` over `captured`, which runs `count` times. */
function arrowOf(body: Body, captured: readonly Variable[], param: string, result: string, isAsync: boolean, count: number): Node {
  const x = newName(body.draft, "x");
  const own = newBody(body.draft, { params: [...captured, { name: x, type: param, writable: true }], result, canAwait: isAsync });
  own.landing = NOWHERE;
  own.cost = body.cost;
  own.times = body.times * count;
  charge(own, 1);
  // A block, so that the declared result counts: an expression's value would be inferred.
  const code = block([trace(own, expression(own, param)), node(STATEMENT, "return ", expression(own, result), ";")]);
  body.cost = own.cost;
  return node(
    `(i32, ${param}) => ${result}`, isAsync ? { async: "async " } : "", "(t", { ts: ": i32" }, `, ${x}`, { ts: `: ${param}` }, ")",
    isAsync ? { result } : { ts: `: ${result}` }, " => ", code,
  );
}

/** `function taker(t: i32, f: (t: i32, x: T) => T, x: T): T`, async or not. */
export function taker(draft: Draft, type: string, isAsync: boolean): Node {
  const { random } = draft;
  const name = newName(draft, `${draft.prefix}k`);
  const calls = random.between(1, 3);
  draft.takers.push({ name, type, isAsync, calls });
  const awaits: Part = isAsync ? { async: "await " } : "";
  const statements = Array.from({ length: calls }, (_, i): Node => {
    const again = node(STATEMENT, "x = ", awaits, "f(t, x);");
    return i > 0 && draft.suspends && isAsync && random.chance(0.5) ? node(STATEMENT, { async: "await " }, "yieldNow();\n  ", again) : again;
  });
  const code = block([...statements, node(STATEMENT, "return x;")]);
  const given = isAsync ? `Promise<${type}>` : type;
  return node(
    DECLARATION, isAsync ? { async: "async " } : "", `function ${name}(t`, { ts: ": i32" }, ", f", { ts: `: (t: i32, x: ${type}) => ${given}` },
    ", x", { ts: `: ${type}` }, ")", isAsync ? { result: type } : { ts: `: ${type}` }, " ", code,
  );
}

/** Tasks of pools in a scope, more than there are slots at times; their results are dropped. */
function scoped(body: Body): Node[] | undefined {
  const { draft, random } = body;
  if (!body.canAwait || draft.mode !== "streams") return undefined;
  const candidates = affordable(body, (callable) => callable.pooled === true && !callable.throws);
  if (candidates.length === 0) return undefined;
  const scope = newName(draft, "g");
  const open = random.chance(0.5) ? "scope()" : `limit(${random.between(1, 3)})`;
  const made = [node(STATEMENT, `const ${scope} = ${open};`)];
  draft.hasSynchronous = false;
  body.openChildren++; // nothing leaves before the join: a scope that is opened again must be empty
  for (let i = random.between(1, 3); i > 0; i--) {
    const callable = random.pick(candidates);
    const count = random.chance(0.4) ? random.between(2, 3) : 1;
    if (!charge(body, callable.cost * count)) break;
    const task = newName(draft, "c");
    body.fresh = true;
    const start = call(body, callable, task, undefined, 1);
    body.fresh = false;
    const spawn = block([node(STATEMENT, `const ${task} = fork(t);`), node(STATEMENT, { async: "await " }, `${scope}.spawn(`, start, ");")]);
    const index = newName(draft, "k");
    made.push(count === 1 ? spawn : node(STATEMENT, `for (let ${index}`, { ts: ": i32" }, ` = 0; ${index} < ${count}; ${index}++) `, spawn));
    if (random.chance(0.4)) made.push(trace(body, expression(body, drawType(random))));
  }
  body.openChildren--;
  if (body.times > 1 || body.hasErrors || random.chance(0.7)) made.push(node(STATEMENT, { async: "await " }, `${scope}.join();`));
  else feature(body, "scope-left-to-end");
  return made;
}
