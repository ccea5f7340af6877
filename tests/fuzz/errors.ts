// Errors: throw, try/catch/finally, using; and what joins children that reject.
//
// Error texts are constants: where the runtime has no collector, the errors of one `throw` share an object.
// An error never passes an open child, which JavaScript would let run on (`mayThrow`). Where tasks are cancelled, no cleanup throws: Tacet
// drops such an error. Programs that abandon tasks have only brackets for cleanups (compare.ts), and no resources: their oracle runs on.

import { charge, feature, mayThrow, newName, noteThrow, NOWHERE, type Body, type Draft } from "./body.js";
import { BRACKET } from "./compare.js";
import { failingResources } from "./disposal.js";
import { condition, expression } from "./expressions.js";
import { block, DECLARATION, FIXED, node, STATEMENT, type Node, type Part } from "./syntax.js";

/** What statements.ts makes. */
interface Blocks {
  /** The statements of a nested block. */
  readonly inner: (body: Body, count: number) => Node;
  /** A way out of the loop or the function. */
  readonly leave: (body: Body) => Node[] | undefined;
}

/** Classes for a program's errors and resources. */
export function errorDeclarations(draft: Draft): Node[] {
  const { errors: kit, random } = draft;
  if (!kit) return [];
  draft.hasSynchronous = false;
  const made: Node[] = [];
  for (let i = random.below(3); i > 0; i--) {
    const name = newName(draft, `${draft.prefix}E`);
    kit.classes.push(name);
    made.push(node(
      DECLARATION, `class ${name} extends Error {\ncode`, { ts: ": i32" }, ";\nconstructor(message", { ts: ": string" }, ", code", { ts: ": i32" },
      `) { super(message); this.name = "${name}"; this.code = code; }\n}`,
    ));
  }
  if (draft.cancels) return made;
  for (const isAsync of [false, true]) if (random.chance(0.5)) made.push(...resource(draft, isAsync));
  if (random.chance(0.5)) made.push(...failingResources(draft));
  return made;
}

/** A class whose objects say when they are disposed of, and a function that gives one or null. */
function resource(draft: Draft, isAsync: boolean): Node[] {
  const name = newName(draft, `${draft.prefix}R`);
  const maybe = newName(draft, `${draft.prefix}s`);
  draft.errors!.resources.push({ name, isAsync, maybe });
  const suspension = isAsync && draft.suspends && draft.random.chance(0.7) ? [node(FIXED, { async: "await " }, "yieldNow();")] : [];
  const task = node(FIXED, "const t = this.t;");
  const code = block([task, ...suspension, node(FIXED, `trace(t, ${++draft.siteCount}, this.k);`)]);
  const method: Part[] = isAsync ? [{ async: "async " }, "[Symbol.asyncDispose]()", { result: "void" }] : ["[Symbol.dispose]()", { ts: ": void" }];
  return [
    node(
      DECLARATION, `class ${name} {\nt`, { ts: ": i32" }, ";\nk", { ts: ": i32" }, ";\nconstructor(t", { ts: ": i32" }, ", k", { ts: ": i32" },
      ") { this.t = t; this.k = k; }\n", ...method, " ", code, "\n}",
    ),
    node(
      DECLARATION, `function ${maybe}(t`, { ts: ": i32" }, ", k", { ts: ": i32" }, ", yes", { ts: ": bool" }, ")", { ts: `: ${name} | null` },
      ` { if (yes) return new ${name}(t, k); return null; }`,
    ),
  ];
}

export function throwStatement(body: Body): Node[] | undefined {
  if (!mayThrow(body)) return undefined;
  const test = condition(body);
  return [node(STATEMENT, "if (", test, ") ", thrown(body))];
}

function thrown(body: Body): Node {
  noteThrow(body);
  if (body.caught.length && body.random.chance(0.4)) {
    feature(body, "rethrow");
    return node(STATEMENT, `throw ${body.random.pick(body.caught)};`);
  }
  const { classes } = body.draft.errors!;
  const name = body.random.pick(["Error", "RangeError", "TypeError", ...classes]);
  const message = `"thrown ${++body.draft.siteCount}"`;
  return node(STATEMENT, `throw new ${name}(${message}${classes.includes(name) ? `, ${body.random.below(100)}` : ""});`);
}

export function tryStatement(body: Body, blocks: Blocks): Node[] | undefined {
  if (!body.hasErrors) return undefined;
  const { random } = body;
  const hasCatch = random.chance(0.75);
  const hasFinally = !hasCatch || random.chance(0.4);
  // Where children are open, unnesting the body while shrinking would let errors pass them.
  const parts: Part[] = ["try ", hasCatch ? landing(body, () => tried(body, blocks)) : tried(body, blocks)];
  if (hasCatch) parts.push(...handler(body, blocks));
  if (hasFinally && body.draft.cancels) return bracketed(body, parts);
  if (hasFinally) parts.push(" finally ", cleanup(body, blocks));
  return [node(body.openChildren ? FIXED : STATEMENT, ...parts)];
}

/** Makes what stands in a `try` with a `catch`. */
function landing(body: Body, make: () => Node): Node {
  const { landing: outer } = body;
  body.landing = { openChildren: body.openChildren, isCatch: true };
  const made = make();
  body.landing = outer;
  return made;
}

/** Statements, and often a way out of them. */
function tried(body: Body, { inner, leave }: Blocks): Node {
  const { random } = body;
  const made = inner(body, random.between(1, 3)).parts as Node[];
  const out = random.chance(0.3) ? leave(body) ?? [] : [];
  if (!mayThrow(body) || random.chance(0.4)) return block([...made, ...out]);
  const last = random.chance(0.4) ? [thrown(body)] : throwStatement(body) ?? [];
  return block(random.chance(0.5) ? [...made, ...out, ...last] : [...out, ...made, ...last]);
}

function handler(body: Body, { inner, leave }: Blocks): Part[] {
  const { random, scope, draft } = body;
  if (random.chance(0.2)) return [" catch ", inner(body, random.between(0, 2))];
  const name = newName(draft, "e");
  const visible = scope.length;
  scope.push({ name: `${name}.message`, type: "string", writable: false }, { name: `${name}.name`, type: "string", writable: false });
  body.caught.push(name);
  const looks = [traceString(body, `${name}.message`)];
  if (draft.errors!.classes.length && random.chance(0.5)) {
    const cls = random.pick(draft.errors!.classes);
    feature(body, "instanceof-error");
    const code: Part[] = random.chance(0.5) ? [`${name}.code`] : [`(${name}`, { ts: ` as ${cls}` }, ").code"];
    looks.push(node(
      STATEMENT, `if (${name} instanceof ${cls}) `,
      block([node(STATEMENT, `trace(t, ${++draft.siteCount}, `, ...code, ");")]),
    ));
  }
  const made = inner(body, random.between(0, 2));
  const last = mayThrow(body) && random.chance(0.2) ? [thrown(body)] : random.chance(0.2) ? leave(body) ?? [] : [];
  body.caught.pop();
  scope.length = visible;
  // Looked at again after what the handler awaited.
  const parts = random.chance(0.5) ? [...looks, ...made.parts as Node[]] : [...made.parts as Node[], ...looks];
  return [` catch (${name}) `, block([...parts, ...last])];
}

function cleanup(body: Body, { inner }: Blocks): Node {
  const { loop, inSwitch, inCleanup, landing: outer } = body;
  feature(body, "finally");
  body.cleans = true;
  body.loop = undefined;
  body.inSwitch = undefined;
  body.inCleanup = true;
  if (body.draft.unwinds) body.landing = NOWHERE;
  const first = node(STATEMENT, `trace(t, ${++body.draft.siteCount}, `, expression(body, "i32", 1), ");");
  const made = inner(body, body.random.between(0, 2));
  Object.assign(body, { loop, inSwitch, inCleanup, landing: outer });
  return block([first, ...made.parts as Node[]]);
}

/** A `try` whose cleanup says no more than that it ran, once for each time the `try` was entered. @param first what it begins with */
export function bracketed(body: Body, parts: readonly Part[], first: readonly Node[] = []): Node[] {
  const { draft, random } = body;
  const mark = (text: string): Node => node(FIXED, `trace(t, ${site}, "${text}");`);
  const site = ++draft.siteCount;
  feature(body, "finally-bracket");
  body.cleans = true;
  const suspension = body.canAwait && draft.suspends && random.chance(0.5) ? [node(FIXED, { async: "await " }, "yieldNow();")] : [];
  return [mark(BRACKET.open), node(FIXED, ...parts, " finally ", block([...first, mark(BRACKET.close), ...suspension]))];
}

/** `using x = new R(t, k);` or one that may be null; disposed of at the end of the block around it. */
export function usingStatement(body: Body): Node[] | undefined {
  const { draft, random } = body;
  const resources = draft.errors?.resources.filter(({ isAsync }) => body.canAwait || !isAsync) ?? [];
  if (!body.hasErrors || !resources.length || !charge(body, 2)) return undefined;
  const { name: type, isAsync, maybe } = random.pick(resources);
  const name = newName(draft, "d");
  const isAwaited = body.canAwait && (isAsync || random.chance(0.3));
  const keyword: Part[] = isAwaited ? [{ async: "await " }, "using "] : ["using "];
  if (isAwaited) feature(body, "await-using");
  body.cleans = true;
  if (body.nesting === 0) body.hasResource = true;
  const number = expression(body, "i32");
  if (random.chance(0.25)) {
    feature(body, "using-null");
    return [node(STATEMENT, ...keyword, `${name} = ${maybe}(t, `, number, ", ", condition(body), ");")];
  }
  body.scope.push({ name: `${name}.k`, type: "i32", writable: true });
  return [node(STATEMENT, ...keyword, `${name} = new ${type}(t, `, number, ");")];
}

/** Statements that join a child which may fail: its error lands where others do, if no other child is open; or in a `try` of its own. */
export function joinFailing(body: Body, make: () => Node[]): Node[] {
  if (body.openChildren - 1 !== body.landing.openChildren || body.random.chance(0.5)) return catching(body, make);
  noteThrow(body);
  return make();
}

/** Statements in a `try` of their own, where nothing else may throw. */
export function catching(body: Body, make: () => Node[]): Node[] {
  const { landing: outer, scope } = body;
  const visible = scope.length;
  body.landing = NOWHERE;
  const made = make();
  body.landing = outer;
  scope.length = visible;
  const name = newName(body.draft, "e");
  return [node(FIXED, "try ", block(made), ` catch (${name}) `, block([traceString(body, `${name}.message`)]))];
}

function traceString(body: Body, text: string): Node {
  return node(STATEMENT, `trace(t, ${++body.draft.siteCount}, `, node("string", text), ");");
}
