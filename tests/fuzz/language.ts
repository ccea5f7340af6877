// Patterns, closures and scopes: rows for the table in statements.ts. asc alone has none of them, so a program with one has no synchronous form.

import { affordable, charge, COST_MAX, feature, mayThrow, newBody, newName, noteThrow, NOWHERE, type Body, type Draft, type Variable } from "./body.js";
import { call, expression, wrapped, writable } from "./expressions.js";
import { functionVariable } from "./function-values.js";
import { addLocal, declare, isObject, trace } from "./locals.js";
import { block, DECLARATION, FIXED, node, STATEMENT, type Node, type Part } from "./syntax.js";
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

/** What statements.ts makes. */
interface Blocks {
  readonly inner: (body: Body, count: number) => Node;
}

export function languageProducers(blocks: Blocks): { readonly name: string; readonly weight: number; readonly make: Make }[] {
  return [
    { name: "array-pattern", weight: 1, make: only(arrayPattern) },
    { name: "object-pattern", weight: 1, make: only(objectPattern) },
    { name: "pattern-assignment", weight: 1, make: only(patternAssignment) },
    { name: "closure", weight: 2, make: only((body) => closure(body, blocks)) },
    { name: "array-callback", weight: 2, make: only((body) => arrayCallback(body, blocks)) },
    { name: "function-variable", weight: 3, make: only(functionVariable) },
    { name: "scope", weight: 5, make: only(scoped) },
  ];
}

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
function closure(body: Body, blocks: Blocks): Node[] | undefined {
  const { draft, random } = body;
  const takers = draft.takers.filter((taker) => !taker.isAsync || body.canAwait);
  const taker = takers.length && random.chance(0.5) ? random.pick(takers) : undefined;
  const isAsync = taker?.isAsync ?? (body.canAwait && random.chance(0.5));
  const count = taker?.calls ?? random.between(1, 3);
  if (body.cost + 8 * count * body.times > COST_MAX) return undefined;
  const made: Node[] = [];
  for (let i = random.between(1, 2); i > 0; i--) {
    const type = drawType(random);
    made.push(declare(body, type, expression(body, type), true));
  }
  const param = taker?.type ?? drawType(random);
  const result = taker?.type ?? drawType(random);
  const form = taker || random.chance(0.5) ? "arrow" : random.chance(0.5) ? "expression" : "declaration";
  const name = taker ? "" : newName(draft, "z");
  const work = closureOf(body, blocks, { form, name, isAsync, count, params: ["t: i32", `${newName(draft, "x")}: ${param}`], result });
  draft.hasSynchronous = false;
  const awaits: Part = isAsync ? { async: "await " } : "";
  if (taker) {
    feature(body, "closure-taken");
    return [...made, trace(body, node(result, "(", awaits, `${taker.name}(t, `, work, ", ", expression(body, param), "))"))];
  }
  made.push(form === "declaration" ? work : node(FIXED, `const ${name} = `, work, ";"));
  for (let i = 0; i < count; i++) made.push(trace(body, node(result, "(", awaits, `${name}(t, `, expression(body, param), "))")));
  return made;
}

/** `array.map<T>((x: i32): T => …)` and the like, of the first four elements. */
function arrayCallback(body: Body, blocks: Blocks): Node[] | undefined {
  const { draft, random } = body;
  const count = 4;
  if (body.cost + 6 * count * body.times > COST_MAX) return undefined;
  const item = random.pick(ELEMENTS);
  const array = node(arrayOf(item), "(", expression(body, arrayOf(item), 1), ").slice(0, 4)");
  const method = random.pick(["map", "filter", "some", "findIndex", "forEach", "reduce"]);
  const result = method === "forEach" ? "void" : method === "map" ? random.pick(ELEMENTS) : method === "reduce" ? drawType(random) : "bool";
  const params = [...method === "reduce" ? [`${newName(draft, "x")}: ${result}`] : [], `${newName(draft, "x")}: ${item}`];
  if (random.chance(0.5)) params.push(`${newName(draft, "x")}: i32`);
  const first = method === "reduce" ? [", ", expression(body, result, 1)] : [];
  const work = closureOf(body, blocks, { form: "arrow", name: "", isAsync: false, count, params, result });
  const type = method === "map" ? arrayOf(result) : method === "filter" ? arrayOf(item) : method === "findIndex" ? "i32" : result;
  draft.hasSynchronous = false;
  feature(body, `array-${method}`);
  const value = node(type, array, `.${method}`, { ts: method === "map" || method === "reduce" ? `<${result}>` : "" }, "(", work, ...first, ")");
  return [method === "forEach" ? node(STATEMENT, value, ";") : trace(body, value)];
}

interface ClosureForm {
  readonly form: "arrow" | "expression" | "declaration";
  readonly name: string;
  readonly isAsync: boolean;
  /** How often it runs. */
  readonly count: number;
  /** `name: type`; one that takes no task uses the one around it. */
  readonly params: readonly string[];
  readonly result: string;
}

/** `(t: i32, x: P): R => …` over constants of `body`, items of its loops, and what `this` has. */
function closureOf(body: Body, { inner }: Blocks, { form, name, isAsync, count, params, result }: ClosureForm): Node {
  const captured = body.scope.filter((candidate) => (form === "arrow" && candidate.name.startsWith("this.")) || !candidate.writable && /^[xy]\d+$/.test(candidate.name));
  const variables = params.map((param) => param.split(": ")).filter(([own]) => own !== "t").map(([own, type]): Variable => ({ name: own, type, writable: true }));
  const own = newBody(body.draft, { params: [...captured, ...variables], result, hasT: captured.some(({ type }) => type === "T"), canAwait: isAsync, hasErrors: true });
  const throws = mayThrow(body);
  if (!throws) own.landing = NOWHERE;
  own.cost = body.cost;
  own.times = body.times * count;
  own.nesting = body.nesting;
  charge(own, 1);
  // A block, so that the declared result counts: an expression's value would be inferred.
  const parts = own.random.chance(0.6) ? inner(own, own.random.between(1, 2)).parts as Node[] : [];
  if (parts.length) feature(body, "closure-statements");
  const [last] = variables;
  const code = block([...parts, trace(own, expression(own, last.type)), ...finish(own, result)]);
  body.cost = own.cost;
  if (own.throws) {
    feature(body, "closure-throws");
    noteThrow(body);
  }
  const list = params.flatMap((param, i): Part[] => [i ? ", " : "", param.split(": ")[0], { ts: `: ${param.split(": ")[1]}` }]);
  const head: Part[] = form === "arrow" ? ["("] : [`function ${form === "declaration" ? name : ""}(`];
  return node(
    form === "declaration" ? FIXED : `(${params.join(", ")}) => ${result}`, isAsync ? { async: "async " } : "", ...head, ...list, ")",
    isAsync ? { result } : { ts: `: ${result}` }, form === "arrow" ? " => " : " ", code,
  );
}

function finish(own: Body, result: string): Node[] {
  return result === "void" ? [] : [node(STATEMENT, "return ", wrapped(expression(own, result)), ";")];
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
