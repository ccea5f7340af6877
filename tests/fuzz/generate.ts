// Generator: a seed -> a program.
//
// Every program terminates by construction: callables call only those made before them, loops count to a constant, and a callable's work,
// its callees' times the loops around the calls included, is bounded by COST_MAX.
// Left out on purpose: what asc itself does otherwise than JavaScript (an assignment to an accessor as a value, and more in
// README.md), traps (division by zero, out of range), and numbers' text form beyond integers.

import {
  feature, newBody, newName, type Body, type Draft, type Shape, type Variable,
} from "./body.js";
import { endingFunctions } from "./ends.js";
import { errorDeclarations } from "./errors.js";
import type { HostAction, Mode, Program, Root } from "./program.js";
import { expression, wrapped } from "./expressions.js";
import { familyDeclarations } from "./function-values.js";
import { taker } from "./language.js";
import { trace } from "./locals.js";
import { memberClasses } from "./members.js";
import { Random } from "./rng.js";
import { finalReturn, finalTraces, statements, wrap } from "./statements.js";
import { block, DECLARATION, FIXED, node, STATEMENT, type Node, type Part } from "./syntax.js";
import { drawHostType, drawNumber, drawType, literal } from "./values.js";

export function generate(seed: number): Program {
  const random = new Random(seed);
  const suspends = random.chance(0.88);
  const mode: Mode = suspends && random.chance(0.5) ? "ordered" : "streams";
  const cancels = mode === "streams" && random.chance(0.6);
  const errors = random.chance(0.6) ? { classes: [], resources: [], failing: undefined, ending: undefined } : undefined;
  const unwinds = errors !== undefined && mode === "ordered" && random.chance(0.4);
  const draft: Draft = {
    random, mode, suspends, cancels, errors, unwinds,
    nestingMax: random.chance(0.25) ? 3 : 2,
    extends: random.chance(0.6),
    prefix: `q${seed}`,
    callables: [], takers: [], generators: [], shapes: [], members: [], families: [], globals: [],
    features: new Set([mode]),
    hasSynchronous: mode === "streams",
    nameCount: 0, siteCount: 0,
  };
  if (!suspends) feature(draft, "never-suspends");

  const declarations: Node[] = [];
  if (mode === "ordered" && random.chance(0.6)) declarations.push(...globals(draft));
  declarations.push(...errorDeclarations(draft));
  if (cancels) declarations.push(...endingFunctions(draft));
  for (let i = random.below(2); i > 0; i--) declarations.push(syncFunction(draft));
  if (random.chance(0.3)) declarations.push(...memberClasses(draft, { statements, wrap }));
  if (random.chance(0.35)) for (let i = random.between(1, 2); i > 0; i--) declarations.push(generatorFunction(draft, random.chance(0.6), random.chance(0.3)));
  if (random.chance(0.3)) declarations.push(...hierarchy(draft));
  if (random.chance(0.2)) declarations.push(...syncOrAsyncReader(draft));
  if (random.chance(0.25)) declarations.push(genericClass(draft));
  if (draft.extends && random.chance(0.5)) for (const isAsync of [false, true]) declarations.push(taker(draft, drawType(random), isAsync));
  if (draft.extends && random.chance(0.3)) declarations.push(...family(draft, false));
  if (draft.extends && random.chance(0.35)) declarations.push(...family(draft, true));
  if (random.chance(0.25)) declarations.push(recursiveFunction(draft));
  for (let i = random.between(1, 3); i > 0; i--) declarations.push(asyncFunction(draft, random.chance(0.2)));
  if (random.chance(0.35)) declarations.push(generatorFunction(draft, true, random.chance(0.3)));

  const roots: Root[] = [];
  for (let i = random.chance(0.6) ? 1 : 2; i > 0; i--) {
    const { root, declaration } = rootFunction(draft, i);
    roots.push(root);
    declarations.push(declaration);
  }
  if (roots.length > 1) feature(draft, "several-roots");
  return {
    seed, mode, roots, declarations, unwinds,
    cancels: suspends && (cancels || unwinds),
    prefix: draft.prefix,
    hasSynchronous: draft.hasSynchronous,
    script: hostScript(draft, roots),
    features: [...draft.features].sort(),
  };
}

function globals(draft: Draft): Node[] {
  feature(draft, "shared-global");
  const made: Node[] = [];
  for (let i = draft.random.between(1, 3); i > 0; i--) {
    const type = drawType(draft.random);
    const name = newName(draft, `${draft.prefix}g`);
    draft.globals.push({ name, type, writable: true });
    made.push(node(DECLARATION, `let ${name}`, { ts: `: ${type}` }, " = ", literal(draft.random, type), ";"));
  }
  return made;
}

/** `(t: i32, v1: T, v2: i64 = …)`: the text between the parentheses, and what it puts into scope. */
function parameters(draft: Draft, types: readonly string[], defaults: number): { text: Part[]; variables: Variable[] } {
  const text: Part[] = ["t", { ts: ": i32" }];
  const variables: Variable[] = [];
  types.forEach((type, i) => {
    const name = newName(draft, "a");
    text.push(`, ${name}`, { ts: `: ${type}` });
    if (i >= types.length - defaults) text.push(" = ", literal(draft.random, type));
    variables.push({ name, type, writable: true });
  });
  return { text, variables };
}

/** A class or array may not be a default value, `T` neither: only the last parameters that have literals. */
function drawDefaults(draft: Draft, types: readonly string[]): number {
  if (draft.random.chance(0.75) || types.length === 0) return 0;
  const last = types[types.length - 1];
  return /^(T$|Array|q)/.test(last) ? 0 : 1;
}

/** Fields of objects in scope come with them. */
function withFields(draft: Draft, variables: readonly Variable[]): Variable[] {
  return variables.flatMap((local) => {
    const shape = draft.shapes.find((candidate) => candidate.name === local.type);
    return [local, ...(shape?.fields ?? []).map((field) => ({ name: `${local.name}.${field.name}`, type: field.type, writable: true }))];
  });
}

/** What is known of a function before it is made. */
interface Signature {
  readonly params: readonly string[];
  readonly result: string;
}

/** Two functions or four of one signature, and what holds them as values. */
function family(draft: Draft, isAsync: boolean): Node[] {
  const signature = { params: drawParams(draft, false), result: isAsync ? drawResult(draft) : drawType(draft.random) };
  const one = (): Node => (isAsync ? asyncFunction(draft, false, signature) : syncFunction(draft, signature));
  const made = Array.from({ length: draft.random.chance(0.7) ? 2 : 4 }, one);
  return [...made, ...familyDeclarations(draft, draft.callables.slice(-made.length))];
}

function syncFunction(draft: Draft, signature?: Signature): Node {
  const { random } = draft;
  const name = newName(draft, `${draft.prefix}s`);
  const params = signature?.params ?? drawParams(draft, false);
  const defaults = signature ? 0 : drawDefaults(draft, params);
  const result = signature?.result ?? drawType(random);
  const { text, variables } = parameters(draft, params, defaults);
  const body = newBody(draft, { params: withFields(draft, variables), result, canAwait: false, hasErrors: true });
  const code = block([...statements(body, random.below(3)), ...finalReturn(body)]);
  draft.callables.push({
    name, kind: "sync", owner: "", params, defaults, result, generic: false, cost: body.cost + 1, suspendsFirst: false, throws: body.throws,
  });
  if (body.throws) feature(draft, "sync-throw");
  if (body.cleans) feature(draft, "sync-cleanup");
  feature(draft, "sync-function");
  return node(DECLARATION, `function ${name}(`, ...text, ")", { ts: `: ${result}` }, " ", code);
}

/** `function*` or `async function*`; with `takes`, it goes over another generator and yields once for each of its items. */
function generatorFunction(draft: Draft, isAsync: boolean, takes: boolean): Node {
  const { random } = draft;
  const name = newName(draft, `${draft.prefix}G`);
  draft.hasSynchronous = false; // asc alone has neither generators nor for…of
  const sources = takes ? draft.generators.filter((source) => source.isAsync === isAsync && source.over === undefined) : [];
  const over = sources.length ? random.pick(sources).item : undefined; // an error of what it takes passes through it, and is its user's
  const params = drawParams(draft, false);
  const item = draft.generators.length && random.chance(0.4) ? random.pick(draft.generators).item : drawType(random); // so that yield* finds some
  const { text, variables } = parameters(draft, params, 0);
  const source = newName(draft, "a");
  const taken: Variable = { name: newName(draft, "y"), type: over ?? item, writable: false };
  const body = newBody(draft, {
    params: withFields(draft, over === undefined ? variables : [...variables, taken]), result: "void", canAwait: isAsync, hasErrors: true, yields: item,
  });
  if (over !== undefined) body.loop = { openChildren: 0, label: "", outer: undefined }; // all of it will stand in that loop
  const type = isAsync ? "AsyncGenerator" : "Generator";
  let code = block([...statements(body, random.between(2, 4)), node(STATEMENT, "yield ", wrapped(expression(body, item)), ";")]);
  const head: Part[] = ["(t", { ts: ": i32" }];
  if (over !== undefined) {
    head.push(`, ${source}`, { ts: `: ${type}<${over}>` });
    code = block([node(STATEMENT, isAsync ? "for await (" : "for (", `const ${taken.name} of ${source}) `, code)]);
  }
  head.push(...text.slice(2));
  draft.generators.push({ name, owner: "", isAsync, over, params, item, items: body.items + 1, cost: body.cost + 2, throws: body.throws, cleans: body.cleans });
  if (body.throws) feature(draft, "generator-throws");
  if (body.cleans) feature(draft, "generator-cleanup");
  return node(DECLARATION, isAsync ? "async function* " : "function* ", name, ...head, ")", { ts: `: ${type}<${item}>` }, " ", code);
}

function drawParams(draft: Draft, generic: boolean): string[] {
  const params: string[] = generic ? ["T", "T"] : [];
  if (draft.random.chance(0.7)) params.push("i32");
  for (let i = draft.random.below(3); i > 0; i--) {
    params.push(draft.shapes.length && draft.random.chance(0.15) ? draft.random.pick(draft.random.pick(draft.shapes).types) : drawType(draft.random));
  }
  return params;
}

/**
 * An async function's statements. In ordered programs some begin with a real suspension after synchronous statements only: those may
 * become children (compare.ts says why only those).
 */
function asyncBody(draft: Draft, body: Body): { code: Node; suspendsFirst: boolean } {
  const { random } = draft;
  const suspendsFirst = draft.suspends && draft.mode === "ordered" && random.chance(0.6);
  const opening: Node[] = [];
  if (suspendsFirst) {
    body.canAwait = false;
    // Statements that may leave the function would end it without an await: that is fine too.
    opening.push(...statements(body, random.below(3)));
    body.canAwait = true;
    opening.push(node(FIXED, { async: "await " }, "yieldNow();"));
  }
  return { code: block([...opening, ...statements(body, random.between(1, 4)), ...finalTraces(body), ...finalReturn(body)]), suspendsFirst };
}

function asyncFunction(draft: Draft, generic: boolean, signature?: Signature): Node {
  const { random } = draft;
  const name = newName(draft, `${draft.prefix}f`);
  const params = signature?.params ?? drawParams(draft, generic);
  const defaults = signature ? 0 : drawDefaults(draft, params);
  const result = signature?.result ?? (generic && random.chance(0.7) ? "T" : drawResult(draft));
  const { text, variables } = parameters(draft, params, defaults);
  const body = newBody(draft, { params: withFields(draft, variables), result, hasT: generic, canAwait: true });
  const { code, suspendsFirst } = asyncBody(draft, body);
  const pooled = !generic && !signature && defaults === 0 && draft.mode === "streams" && !draft.cancels && random.chance(0.6);
  draft.callables.push({ name, kind: "async", owner: "", params, defaults, result, generic, cost: body.cost + 1, suspendsFirst, throws: body.throws, pooled });
  if (generic) feature(draft, "generic-function");
  const decorator = pooled ? `@pool(${random.between(1, 3)}) ` : "";
  return node(DECLARATION, { tacet: decorator }, { async: "async " }, `function ${name}`, { ts: generic ? "<T>" : "" }, "(", ...text, ")", { result }, " ", code);
}

/** An async function with @depth that calls itself, once or twice, as deep as that allows. */
function recursiveFunction(draft: Draft): Node {
  const { random } = draft;
  feature(draft, "recursion");
  const name = newName(draft, `${draft.prefix}f`);
  const depth = random.between(2, 4);
  const rest = drawParams(draft, false);
  const result = drawType(random);
  const { text, variables } = parameters(draft, ["i32", ...rest], 0);
  const left = variables[0].name;
  const body = newBody(draft, { params: [{ ...variables[0], writable: false }, ...withFields(draft, variables.slice(1))], result, canAwait: true });
  const calls = random.between(1, 2);
  body.times = calls === 1 ? depth : 2 ** depth - 1; // activations of one call from outside
  const deeper = (): Node => {
    const value: Part[] = ["(", { async: "await " }, `${name}(t, ${left} - 1`];
    for (const type of rest) value.push(", ", expression(body, type, 1));
    return node(STATEMENT, `if (${left} > 0) `, block([trace(body, node(result, ...value, "))"))]));
  };
  const first = node(FIXED, `${left} = i32((${left} & 15) % ${depth});`);
  const code: Node[] = [first];
  for (let i = 0; i < calls; i++) code.push(...statements(body, random.below(3)), deeper());
  code.push(...statements(body, random.below(2)), ...finalReturn(body));
  draft.callables.push({
    name, kind: "async", owner: "", params: ["i32", ...rest], defaults: 0, result, generic: false, cost: body.cost + 1, suspendsFirst: false,
    throws: body.throws || draft.errors !== undefined, // as far as is known: one call more than its depth would
  });
  return node(DECLARATION, { tacet: `@depth(${depth}) ` }, { async: "async " }, `function ${name}(`, ...text, ")", { result }, " ", block(code));
}

function drawResult(draft: Draft): string {
  const { random } = draft;
  if (random.chance(0.15)) return "void";
  if (draft.shapes.length && random.chance(0.1)) return random.pick(random.pick(draft.shapes).types);
  return drawType(random);
}

/**
 * Classes B, D (extends B) and K behind an interface I, with an async method all have, one only the classes B and D have, and a static one; some
 * have a generator, too. Overrides call the method they replace.
 */
function hierarchy(draft: Draft): Node[] {
  const { random } = draft;
  const [base, derived, other, face] = ["B", "D", "K", "I"].map((letter) => newName(draft, `${draft.prefix}${letter}`));
  const fields = [{ name: "n", type: "i32" }, { name: "w", type: drawType(random) }];
  const shapes: Shape[] = [
    { name: base, types: [base, face], fields },
    { name: derived, types: [derived, base, face], fields },
    { name: other, types: [other, face], fields: [fields[0]] },
  ];
  const shared = { name: "m", params: drawParams(draft, false), result: drawType(random) };
  const virtual = { name: "u", params: drawParams(draft, false), result: drawResult(draft) };
  const suspendsFirst = draft.suspends && draft.mode === "ordered" && random.chance(0.6);
  const costs = { m: 0, u: 0 };
  let throws = false;

  const method = (shape: Shape, signature: typeof shared, calls: string): Part[] => {
    const { text, variables } = parameters(draft, signature.params, 0);
    const self = shape.fields.map((field): Variable => ({ name: `this.${field.name}`, type: field.type, writable: true }));
    const body = newBody(draft, { params: [...withFields(draft, variables), ...self], result: signature.result, canAwait: true });
    const opening: Node[] = suspendsFirst ? [node(FIXED, { async: "await " }, "yieldNow();")] : [];
    if (calls) {
      opening.push(node(STATEMENT, { async: "await " }, `super.${calls}(t`, ...variables.map((variable) => `, ${variable.name}`), ");"));
      feature(draft, "super-call");
      body.cost += costs[calls as "m" | "u"];
    }
    const code = block([...opening, ...statements(body, random.between(1, 3)), ...finalReturn(body)]);
    const key = signature.name as "m" | "u";
    costs[key] = Math.max(costs[key], body.cost + 1);
    throws ||= body.throws;
    return [{ async: "async " }, `${signature.name}(`, ...text, ")", { result: signature.result }, " ", code, "\n"];
  };
  const stream = random.chance(0.6) ? { name: "y", params: drawParams(draft, false), result: drawType(random) } : undefined;
  const isAsync = random.chance(0.6);
  const generatorType = isAsync ? "AsyncGenerator" : "Generator";
  const yields = { items: 0, cost: 0, throws: false, cleans: false };
  const generatorMethod = (shape: Shape, signature: typeof shared | undefined, inherits: boolean): Part[] => {
    if (!signature) return [];
    const { name, params, result } = signature;
    const { text, variables } = parameters(draft, params, 0);
    const self = shape.fields.map((field): Variable => ({ name: `this.${field.name}`, type: field.type, writable: true }));
    const body = newBody(draft, { params: [...withFields(draft, variables), ...self], result: "void", canAwait: isAsync, hasErrors: true, yields: result });
    const opening: Node[] = [];
    if (inherits) {
      feature(draft, "super-generator");
      opening.push(node(STATEMENT, `yield* super.${name}(t`, ...variables.map((variable) => `, ${variable.name}`), ");"));
      body.items += yields.items;
      body.cost += yields.cost;
    }
    const code = block([...opening, ...statements(body, random.between(2, 3)), node(STATEMENT, "yield ", wrapped(expression(body, result)), ";")]);
    yields.items = Math.max(yields.items, body.items + 1);
    yields.cost = Math.max(yields.cost, body.cost + 2);
    yields.throws ||= body.throws;
    yields.cleans ||= body.cleans;
    return [isAsync ? "async *" : "*", `${name}(`, ...text, ")", { ts: `: ${generatorType}<${result}>` }, " ", code, "\n"];
  };
  const declare = (shape: Shape, heading: Part[], own: readonly { name: string; type: string }[], methods: readonly Part[][]): Node => {
    const names = shape.fields.map((field) => ({ ...field, parameter: newName(draft, "a") }));
    const parts: Part[] = [`class ${shape.name}`, ...heading, " {\n"];
    for (const field of own) parts.push(field.name, { ts: `: ${field.type}` }, ";\n");
    parts.push("constructor(");
    names.forEach((field, i) => parts.push(i ? ", " : "", field.parameter, { ts: `: ${field.type}` }));
    parts.push(") { ");
    if (own.length === 0) parts.push(`super(${names.map((field) => field.parameter).join(", ")}); `);
    else for (const field of names) parts.push(`this.${field.name} = ${field.parameter}; `);
    parts.push("}\n", ...methods.flat(), "}");
    return node(DECLARATION, ...parts);
  };

  const signatureText = (signature: typeof shared): Part[] => {
    const params = ["t: i32", ...signature.params.map((type, i) => `a${i}: ${type}`)].join(", ");
    const result: Part = signature === stream ? { ts: `: ${generatorType}<${signature.result}>` } : { result: signature.result };
    return [{ ts: `${signature.name}(${params})` }, result, { ts: "; " }];
  };
  const calls = random.chance(0.5);
  const made = [
    node(DECLARATION, { ts: `interface ${face} { ` }, ...signatureText(shared), ...stream ? signatureText(stream) : [], { ts: "}" }),
    declare(shapes[0], [{ ts: ` implements ${face}` }], fields, [method(shapes[0], shared, ""), method(shapes[0], virtual, ""), generatorMethod(shapes[0], stream, false), staticMethod(draft, base)]),
    declare(shapes[1], [` extends ${base}`], [], [method(shapes[1], shared, calls ? "m" : ""), ...(calls ? [] : [method(shapes[1], virtual, "u")]), random.chance(0.7) ? generatorMethod(shapes[1], stream, random.chance(0.5)) : []]),
    declare(shapes[2], [{ ts: ` implements ${face}` }], [fields[0]], [method(shapes[2], shared, ""), generatorMethod(shapes[2], stream, false)]),
  ];
  // Only now: the classes' own methods do not use them, so nothing recurs.
  draft.shapes.push(...shapes);
  const common = { kind: "method", defaults: 0, generic: false, suspendsFirst, throws } as const;
  draft.callables.push({ ...common, ...shared, owner: face, cost: costs.m }, { ...common, ...shared, owner: base, cost: costs.m });
  draft.callables.push({ ...common, ...virtual, owner: base, cost: costs.u });
  if (stream) {
    feature(draft, "generator-method");
    draft.hasSynchronous = false;
    const source = { ...yields, name: stream.name, isAsync, over: undefined, params: stream.params, item: stream.result };
    draft.generators.push({ ...source, owner: base }, { ...source, owner: face });
  }
  return made;
}

function staticMethod(draft: Draft, owner: string): Part[] {
  const name = newName(draft, "made");
  const params = drawParams(draft, false);
  const result = drawResult(draft);
  const { text, variables } = parameters(draft, params, 0);
  const body = newBody(draft, { params: variables, result, canAwait: true });
  const { code, suspendsFirst } = asyncBody(draft, body);
  draft.callables.push({ name, kind: "static", owner, params, defaults: 0, result, generic: false, cost: body.cost + 1, suspendsFirst, throws: body.throws });
  return ["static ", { async: "async " }, `${name}(`, ...text, ")", { result }, " ", code, "\n"];
}

/** One source over a reader that answers at once and one that may suspend. */
function syncOrAsyncReader(draft: Draft): Node[] {
  const { random } = draft;
  feature(draft, "generic-over-sync-and-async");
  const [plain, waiting, pull] = ["P", "W", "f"].map((letter) => newName(draft, `${draft.prefix}${letter}`));
  const type = drawType(random);
  let throws = false;
  const read = (name: string, isAsync: boolean): Node => {
    const body = newBody(draft, { params: [{ name: "this.x", type, writable: true }], result: type, canAwait: isAsync });
    const code = block([...statements(body, random.between(1, 3)), ...finalReturn(body)]);
    throws ||= body.throws;
    const head: Part[] = isAsync ? [{ async: "async " }, "read(t", { ts: ": i32" }, ")", { result: type }] : ["read(t", { ts: ": i32" }, `)`, { ts: `: ${type}` }];
    return node(
      DECLARATION, `class ${name} {\nx`, { ts: `: ${type}` }, ";\nconstructor(x", { ts: `: ${type}` }, ") { this.x = x; }\n", ...head, " ", code, "\n}",
    );
  };
  const readers = [read(plain, false), read(waiting, true)];
  const body = newBody(draft, { params: [{ name: "x", type, writable: false }], result: type, canAwait: true });
  const code = block([
    node(STATEMENT, "let x", { ts: `: ${type}` }, " = ", { async: "await " }, "r.read(t);"),
    ...statements(body, 2),
    node(STATEMENT, "return ", { async: "await " }, "r.read(t);"),
  ]);
  const both = node(DECLARATION, { async: "async " }, `function ${pull}`, { ts: "<R>" }, "(t", { ts: ": i32" }, ", r", { ts: ": R" }, ")", { result: type }, " ", code);
  throws ||= body.throws;
  const uses = [plain, waiting].map((reader) => {
    const use = newName(draft, `${draft.prefix}f`);
    draft.callables.push({
      name: use, kind: "async", owner: "", params: [type], defaults: 0, result: type, generic: false, cost: 60, suspendsFirst: false, throws,
    });
    return node(
      DECLARATION, { async: "async " }, `function ${use}(t`, { ts: ": i32" }, ", a", { ts: `: ${type}` }, ")", { result: type },
      ` { return `, { async: "await " }, pull, { ts: `<${reader}>` }, `(t, new ${reader}(a)); }`,
    );
  });
  return [...readers, both, ...uses];
}

function genericClass(draft: Draft): Node {
  feature(draft, "generic-class");
  const name = newName(draft, `${draft.prefix}X`);
  const body = newBody(draft, { params: [{ name: "this.v", type: "T", writable: true }, { name: "x", type: "T", writable: true }], result: "T", hasT: true, canAwait: true });
  const code = block([...statements(body, draft.random.between(1, 3)), ...finalReturn(body)]);
  const use = newName(draft, `${draft.prefix}f`);
  draft.callables.push({
    name: use, kind: "async", owner: "", params: ["T", "T"], defaults: 0, result: "T", generic: true, cost: body.cost + 2, suspendsFirst: false, throws: body.throws,
  });
  return node(
    DECLARATION,
    `class ${name}`, { ts: "<T>" }, " {\nv", { ts: ": T" }, ";\nconstructor(v", { ts: ": T" }, ") { this.v = v; }\n",
    { async: "async " }, "swap(t", { ts: ": i32" }, ", x", { ts: ": T" }, ")", { result: "T" }, " ", code, "\n}\n",
    { async: "async " }, `function ${use}`, { ts: "<T>" }, "(t", { ts: ": i32" }, ", v", { ts: ": T" }, ", x", { ts: ": T" }, ")", { result: "T" },
    ` { const box = new ${name}`, { ts: "<T>" }, "(v); return ", { async: "await " }, "box.swap(t, x); }",
  );
}

function rootFunction(draft: Draft, index: number): { root: Root; declaration: Node } {
  const { random } = draft;
  const name = `${draft.prefix}r${index}`;
  const params = Array.from({ length: random.below(3) }, () => drawHostType(random));
  params.unshift("i32");
  const result = random.chance(0.2) ? "void" : drawHostType(random);
  const pool = random.chance(0.7) ? 1 : random.between(2, 3);
  const { text, variables } = parameters(draft, params, 0);
  const body = newBody(draft, { params: variables, result, canAwait: true });
  const code = block([...statements(body, random.between(2, 4)), ...finalTraces(body), ...finalReturn(body)]);
  const decorator = pool > 1 ? `@pool(${pool}) ` : "";
  return {
    root: { name, params, result, pool },
    declaration: node(DECLARATION, { tacet: decorator }, { ts: "export " }, { async: "async " }, `function ${name}(`, ...text, ")", { result }, " ", code),
  };
}

/** Other scripts for a program whose calls may be cancelled: each starts some and cancels them somewhere on their way. */
export function cancelScripts({ seed, mode, roots, cancels }: Program, count: number): HostAction[][] {
  const random = new Random(seed);
  const turns = (): HostAction[] => [
    { turn: random.below(8) },
    ...mode === "streams" && random.chance(0.6) ? [{ advanceMs: random.between(1, 15) }, { turn: random.below(4) }] : [],
  ];
  return Array.from({ length: cancels ? count : 0 }, () => Array.from({ length: random.between(1, 3) }, (_, i): HostAction[] => {
    const root = random.below(roots.length);
    return [{ start: root, args: roots[root].params.map((type) => drawNumber(random, type)) }, ...turns(), { cancel: i }, ...random.chance(0.5) ? turns() : []];
  }).flat());
}

/** Calls and turns in some order; a few cancels, and pauses where the order of tasks is not compared. */
function hostScript(draft: Draft, roots: readonly Root[]): HostAction[] {
  const { random } = draft;
  const script: HostAction[] = [];
  let starts = 0;
  const length = roots.length + random.below(6);
  for (let i = 0; i < length; i++) {
    const root = i < roots.length ? i : random.below(roots.length);
    script.push({ start: root, args: roots[root].params.map((type) => drawNumber(random, type)) });
    starts++;
    if (random.chance(0.5)) script.push({ turn: random.between(1, 6) });
    if (draft.mode === "streams" && draft.suspends && random.chance(0.1)) script.push({ advanceMs: random.between(1, 15) });
    if (draft.cancels && draft.suspends && random.chance(draft.features.has("join-cleanup") ? 0.3 : 0.08) || draft.unwinds && random.chance(0.6)) {
      script.push({ cancel: random.below(starts) });
      feature(draft, draft.unwinds ? "host-cancel-unwinds" : "host-cancel");
      draft.hasSynchronous = false;
    }
  }
  return script;
}
