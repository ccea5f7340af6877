// Statements: a place in a function -> one or more trees.
//
// `PRODUCERS` is the grammar; a row answers undefined where it does not apply. New constructs (try/catch, using) are new rows.

import { affordable, charge, COST_MAX, feature, newName, startable, type Body, type Callable } from "./body.js";
import { failingDisposals } from "./disposal.js";
import { childEnds, ended, joinCleanly } from "./ends.js";
import { catching, joinFailing, throwStatement, tryStatement, usingStatement } from "./errors.js";
import { languageProducers } from "./language.js";
import { declare, isObject, trace } from "./locals.js";
import { memberUse } from "./members.js";
import { call, condition, drawLocalType, expression, isAndWrapped, noteCall, typeArgumentFor, wrapped, writable } from "./expressions.js";
import { iterationProducers } from "./iteration.js";
import { anyNested, awaits, nested, type Operand } from "./nested.js";
import { overPromises } from "./promise-lists.js";
import { shielded } from "./shields.js";
import { BLOCK, block, FIXED, node, STATEMENT, type Node, type Part } from "./syntax.js";
import { drawType, elementOf, isFloat, isInteger, isNumeric } from "./values.js";

interface Producer {
  readonly name: string;
  readonly weight: number;
  readonly make: (body: Body) => Node[] | undefined;
}

const PRODUCERS: readonly Producer[] = [
  { name: "trace", weight: 5, make: (body) => [trace(body, expression(body, traceable(body)))] },
  { name: "declaration", weight: 6, make: (body) => [declareLocal(body)] },
  { name: "assignment", weight: 4, make: assign },
  { name: "compound-assignment", weight: 4, make: compound },
  { name: "increment", weight: 1, make: increment },
  { name: "if", weight: 3, make: ifElse },
  { name: "for", weight: 2, make: forLoop },
  { name: "while", weight: 1, make: whileLoop },
  { name: "do-while", weight: 1, make: doLoop },
  { name: "switch", weight: 2, make: switchOver },
  { name: "break-continue", weight: 3, make: leaveLoop },
  { name: "early-return", weight: 1, make: earlyReturn },
  { name: "array-element", weight: 2, make: storeElement },
  { name: "array-push", weight: 1, make: pushElement },
  { name: "await-statement", weight: 2, make: awaitStatement },
  { name: "yieldNow", weight: 2, make: yieldNow },
  { name: "sleep", weight: 1, make: sleep },
  { name: "gc", weight: 1, make: () => [node(STATEMENT, "gc();")] },
  { name: "frameBuffer", weight: 1, make: frameBuffer },
  { name: "child-task", weight: 3, make: children },
  { name: "child-ends", weight: 3, make: childEnds },
  { name: "shielded", weight: 3, make: (body) => shielded(body, () => statements(body, body.random.between(0, 2))) },
  { name: "nested-calls", weight: 2, make: nestedCalls },
  { name: "pipelined-children", weight: 2, make: pipelined },
  { name: "over-promises", weight: 2, make: (body) => overPromises(body, { inner, inLoop, mayNest }, drawChild(body, false)) },
  { name: "spawn", weight: 2, make: spawned },
  { name: "member-use", weight: 3, make: memberUse },
  ...languageProducers({ inner }),
  { name: "throw", weight: 3, make: throwStatement },
  { name: "try", weight: 5, make: (body) => (mayNest(body) ? tryStatement(body, { inner, leave }) : undefined) },
  { name: "using", weight: 2, make: usingStatement },
  { name: "failing-disposal", weight: 2, make: failingDisposals },
  ...iterationProducers({ inner, inLoop, mayNest }),
];

/** `count` statements or a few more; what they declare stays visible. */
export function statements(body: Body, count: number): Node[] {
  const made: Node[] = [];
  for (let i = 0; i < count; i++) made.push(...statement(body));
  return made;
}

function statement(body: Body): Node[] {
  if (!charge(body, 1)) return [];
  for (let attempt = 0; attempt < 4; attempt++) {
    const producer = body.random.weighted(PRODUCERS);
    const made = producer.make(body);
    if (!made) continue;
    feature(body, producer.name);
    return made;
  }
  return [];
}

/** `return e;`, or nothing for void. */
export function finalReturn(body: Body): Node[] {
  if (body.result === "void") return [];
  const direct = body.canAwait && !body.hasResource && body.random.chance(0.15) ? returnedCall(body) : undefined;
  if (direct) return [direct];
  return [node(STATEMENT, "return ", wrapped(expression(body, body.result)), ";")];
}

/** `return f(x);` without await: the same as with it. */
function returnedCall(body: Body): Node | undefined {
  const candidates = affordable(body, (callable) => callable.kind !== "sync" && callable.result === body.result && !callable.generic);
  if (candidates.length === 0) return undefined;
  const callable = body.random.pick(candidates);
  charge(body, callable.cost);
  feature(body, "return-promise");
  return node(STATEMENT, "return ", call(body, callable, "t", undefined, 1), ";");
}

/** Traces some of the variables in sight, so that what was computed before the awaits is needed after them. */
export function finalTraces(body: Body): Node[] {
  const known = body.scope.filter((candidate) => !isObject(body, candidate.type));
  return body.random.shuffle(known).slice(0, 4).map(({ name, type }) => trace(body, node(type, name)));
}

function traceable(body: Body): string {
  if (body.hasT && body.random.chance(0.4)) return "T";
  const known = body.scope.filter((candidate) => !isObject(body, candidate.type));
  return known.length && body.random.chance(0.7) ? body.random.pick(known).type : drawType(body.random);
}

function declareLocal(body: Body): Node {
  const type = drawLocalType(body);
  return declare(body, type, expression(body, type), body.random.chance(0.2));
}

function assign(body: Body): Node[] | undefined {
  const targets = writable(body, () => true);
  if (targets.length === 0) return undefined;
  const target = body.random.pick(targets);
  return [node(STATEMENT, target.name, " = ", expression(body, target.type), ";")];
}

/** JavaScript's value is wrapped afterwards; the same statement is a no-op in AssemblyScript. */
export function wrap(target: string, type: string): Node[] {
  return isNumeric(type) && type !== "f64" ? [node(STATEMENT, target, ` = ${type}(`, target, ");")] : [];
}

function compound(body: Body): Node[] | undefined {
  const targets = writable(body, (type) => isNumeric(type) || type === "string");
  if (targets.length === 0) return undefined;
  const { name, type } = body.random.pick(targets);
  if (type === "string") {
    return [node(STATEMENT, name, " += ", expression(body, type), ";"), node(STATEMENT, name, " = cut(", name, ");")];
  }
  const operators = isFloat(type) ? ["+=", "-=", "*="] : ["+=", "-=", "^=", "|=", ...isAndWrapped(type) ? ["&="] : []];
  const operator = body.random.pick(operators);
  return [node(STATEMENT, name, ` ${operator} `, expression(body, type), ";"), ...wrap(name, type)];
}

function increment(body: Body): Node[] | undefined {
  const targets = writable(body, isNumeric);
  if (targets.length === 0) return undefined;
  const { name, type } = body.random.pick(targets);
  return [node(STATEMENT, name, body.random.pick(["++", "--"]), ";"), ...wrap(name, type)];
}

/** The statements of a nested block. */
function inner(body: Body, count: number): Node {
  const visible = body.scope.length;
  body.nesting++;
  const made = statements(body, count);
  body.nesting--;
  body.scope.length = visible;
  return block(made);
}

/** Whether there is room for a block, in depth and in work: no empty ones. */
function mayNest(body: Body): boolean {
  return body.nesting < body.draft.nestingMax && body.cost + 8 * body.times <= COST_MAX;
}

function ifElse(body: Body): Node[] | undefined {
  if (!mayNest(body)) return undefined;
  const test = condition(body);
  const parts: Part[] = ["if (", test, ") ", inner(body, body.random.between(1, 2))];
  if (body.random.chance(0.5)) parts.push(" else ", inner(body, body.random.between(1, 2)));
  return [node(STATEMENT, ...parts)];
}

/** Runs `make` as a loop's body that executes up to `count` times. @param label of the loop */
function inLoop(body: Body, count: number, make: () => Node, label = ""): Node {
  const { times, loop, inSwitch } = body;
  body.times = times * count;
  body.loop = { openChildren: body.openChildren, label, outer: loop };
  body.inSwitch = undefined;
  const made = make();
  body.times = times;
  body.loop = loop;
  body.inSwitch = inSwitch;
  return made;
}

/** The name that some loops have: what stands before them. */
function labelOf(body: Body): string {
  if (!body.draft.extends || body.random.chance(0.3)) return "";
  body.draft.hasSynchronous = false;
  return newName(body.draft, "loop");
}

function labelled(label: string): string {
  return label && `${label}: `;
}

/** A condition that is evaluated up to `count` times. */
function repeatedCondition(body: Body, count: number): Node {
  const { times } = body;
  body.times = times * count;
  const made = condition(body, 1);
  body.times = times;
  return made;
}

function forLoop(body: Body): Node[] | undefined {
  if (!mayNest(body) || body.times > 12) return undefined;
  const count = body.random.between(2, 4);
  const index = newName(body.draft, "k");
  const visible = body.scope.length;
  body.scope.push({ name: index, type: "i32", writable: false });
  const extra: Part[] = body.random.chance(0.2) ? [" && ", repeatedCondition(body, count + 1)] : [];
  const label = labelOf(body);
  const made = inLoop(body, count, () => inner(body, body.random.between(1, 2)), label);
  body.scope.length = visible;
  return [node(STATEMENT, `${labelled(label)}for (let ${index}`, { ts: ": i32" }, ` = 0; ${index} < ${count}`, ...extra, `; ${index}++) `, made)];
}

/** `counter` is incremented first in the body, so that `continue` does not pass over it. */
function countedBody(body: Body, counter: string, count: number, label: string): Node {
  return inLoop(body, count, () => {
    const made = inner(body, body.random.between(1, 2));
    return node(BLOCK, node(FIXED, `${counter}++;`), ...made.parts);
  }, label);
}

function whileLoop(body: Body): Node[] | undefined {
  if (!mayNest(body) || body.times > 12) return undefined;
  const count = body.random.between(2, 3);
  const counter = newName(body.draft, "k");
  body.scope.push({ name: counter, type: "i32", writable: false });
  const extra: Part[] = body.random.chance(0.4) ? [" && ", repeatedCondition(body, count + 1)] : [];
  const label = labelOf(body);
  return [
    node(STATEMENT, `let ${counter}`, { ts: ": i32" }, " = 0;"),
    node(STATEMENT, `${labelled(label)}while (${counter} < ${count}`, ...extra, ") ", countedBody(body, counter, count, label)),
  ];
}

function doLoop(body: Body): Node[] | undefined {
  if (!mayNest(body) || body.times > 12) return undefined;
  const count = body.random.between(2, 3);
  const counter = newName(body.draft, "k");
  body.scope.push({ name: counter, type: "i32", writable: false });
  const label = labelOf(body);
  const made = countedBody(body, counter, count, label);
  const extra: Part[] = body.random.chance(0.4) ? [" && ", repeatedCondition(body, count)] : [];
  return [
    node(STATEMENT, `let ${counter}`, { ts: ": i32" }, " = 0;"),
    node(STATEMENT, `${labelled(label)}do `, made, ` while (${counter} < ${count}`, ...extra, ");"),
  ];
}

function switchOver(body: Body): Node[] | undefined {
  if (!mayNest(body)) return undefined;
  const { random, inSwitch } = body;
  const subject = expression(body, "i32", 2);
  body.inSwitch = { openChildren: body.openChildren };
  const parts: Part[] = ["switch (", subject, " & 3) {\n"];
  const cases = random.shuffle(["case 0:", "case 1:", "case 2:", "default:"]).slice(0, random.between(2, 4));
  cases.forEach((label, i) => {
    // A default that is not last falls into what follows it, in both languages alike.
    parts.push(`  ${label} `, inner(body, random.between(0, 2)));
    if (random.chance(0.5)) parts.push(" break;");
    else if (i < cases.length - 1) feature(body, "fallthrough");
    parts.push("\n");
  });
  parts.push("}");
  body.inSwitch = inSwitch;
  return [node(STATEMENT, ...parts)];
}

/** A way out of a loop, a switch or the function. */
function leave(body: Body): Node[] | undefined {
  return leaveLoop(body) ?? earlyReturn(body);
}

function leaveLoop(body: Body): Node[] | undefined {
  const passes = (target: { openChildren: number } | undefined): boolean => target !== undefined && body.openChildren <= target.openChildren;
  const words = [...passes(body.inSwitch ?? body.loop) ? ["break"] : [], ...passes(body.loop) ? ["continue"] : []];
  const named: string[] = [];
  for (let loop = body.loop; loop; loop = loop.outer) if (loop.label && passes(loop)) named.push(loop.label);
  if (!words.length && !named.length) return undefined;
  if (!named.length || words.length && body.random.chance(0.5)) return [node(STATEMENT, "if (", condition(body), `) ${body.random.pick(words)};`)];
  feature(body, "label");
  body.draft.hasSynchronous = false;
  return [node(STATEMENT, "if (", condition(body), `) ${body.random.pick(["break", "continue"])} ${body.random.pick(named)};`)];
}

function earlyReturn(body: Body): Node[] | undefined {
  if (body.openChildren || body.inCleanup || body.nesting === 0 && body.random.chance(0.5)) return undefined;
  if (body.result === "void") return [node(STATEMENT, "if (", condition(body), ") return;")];
  return [node(STATEMENT, "if (", condition(body), ") return ", wrapped(expression(body, body.result)), ";")];
}

function storeElement(body: Body): Node[] | undefined {
  const arrays = body.scope.filter((candidate) => elementOf(candidate.type) !== undefined);
  if (arrays.length === 0) return undefined;
  const { name, type } = body.random.pick(arrays);
  const element = elementOf(type)!;
  const at = `[${body.random.below(4)}]`;
  if (isInteger(element) && body.random.chance(0.5)) {
    // The index is a constant: asc evaluates that of a compound assignment twice.
    return [node(STATEMENT, name, at, " += ", expression(body, element), ";"), ...wrap(name + at, element)];
  }
  if (body.random.chance(0.5)) return [node(STATEMENT, name, at, " = ", expression(body, element), ";")];
  return [node(STATEMENT, name, "[", expression(body, "i32", 1), " & 3] = ", expression(body, element), ";")];
}

function pushElement(body: Body): Node[] | undefined {
  const arrays = body.scope.filter((candidate) => elementOf(candidate.type) !== undefined);
  if (arrays.length === 0) return undefined;
  const { name, type } = body.random.pick(arrays);
  return [node(STATEMENT, name, ".push(", expression(body, elementOf(type)!), ");")];
}

function awaitStatement(body: Body): Node[] | undefined {
  if (!body.canAwait) return undefined;
  const candidates = affordable(body, (callable) => callable.kind !== "sync");
  if (candidates.length === 0) return undefined;
  const callable = body.random.pick(candidates);
  charge(body, callable.cost);
  noteCall(body, callable);
  if (callable.result === "void") feature(body, "void-await");
  return [node(STATEMENT, { async: "await " }, call(body, callable, "t", typeArgumentFor(body, callable, drawType(body.random)), 2), ";")];
}

function yieldNow(body: Body): Node[] | undefined {
  if (!body.canAwait || !body.draft.suspends) return undefined;
  return [node(STATEMENT, { async: "await " }, "yieldNow();")];
}

/** Tasks that wake at the same time do so in no particular order: not for ordered programs. */
function sleep(body: Body): Node[] | undefined {
  if (!body.canAwait || !body.draft.suspends || body.draft.mode === "ordered") return undefined;
  return [node(STATEMENT, { async: "await " }, `sleep(${body.random.below(20)});`)];
}

/** Storage in the frame, outside loops: its contents are defined where it is made. */
function frameBuffer(body: Body): Node[] | undefined {
  if (!body.canAwait || body.times > 1 || body.nesting > 0) return undefined;
  const name = newName(body.draft, "b");
  const words = body.random.between(1, 6);
  const offset = (): number => 4 * body.random.below(words);
  const made = [
    node(STATEMENT, `const ${name} = frameBuffer(${4 * words});`),
    node(STATEMENT, `poke(${name}, ${offset()}, `, expression(body, "i32"), ");"),
  ];
  made.push(...statements(body, 2));
  const at = offset();
  made.push(node(STATEMENT, `poke(${name}, ${at}, `, node("i32", `i32(peek(${name}, ${at}) + `, expression(body, "i32"), ")"), ");"));
  made.push(...statements(body, 1));
  for (let i = 0; i < words; i++) made.push(trace(body, node("i32", `peek(${name}, ${4 * i})`)));
  return made;
}

interface Child {
  readonly task: string;
  readonly promise: string;
  readonly type: string;
  readonly throws: boolean;
}

/**
 * Starts one to three children, does other things, and joins them in some order. Between start and join nothing leaves the block,
 * so children are joined on every path. Streams may leave one behind: it is cancelled when its owner ends.
 */
function children(body: Body): Node[] | undefined {
  if (!body.canAwait || body.openChildren > 2 || body.draft.unwinds) return undefined;
  const made: Node[] = [];
  const started: Child[] = [];
  const count = body.random.between(1, 3);
  for (let i = 0; i < count; i++) {
    const callable = drawChild(body);
    if (!callable) break;
    charge(body, callable.cost);
    noteCall(body, callable);
    const task = newName(body.draft, "c");
    const promise = newName(body.draft, "p");
    body.fresh = body.draft.mode === "streams";
    const start = call(body, callable, task, typeArgumentFor(body, callable, drawType(body.random)), 2);
    body.fresh = false;
    made.push(node(STATEMENT, `const ${task} = fork(t);`), node(STATEMENT, `const ${promise} = `, start, ";"));
    started.push({ task, promise, type: start.type, throws: callable.throws });
    body.openChildren++;
    if (start.type === "void") body.draft.hasSynchronous = false; // a constant of type void
    if (body.random.chance(0.3)) made.push(trace(body, expression(body, traceable(body))));
  }
  if (started.length === 0) return undefined;
  if (started.length > 1) feature(body, "several-children");

  made.push(...statements(body, body.random.between(0, 3)));
  const mayFail = started.some((child) => child.throws);
  if (started.length > 1 && body.random.chance(mayFail || body.draft.cancels ? 0.6 : 0.3)) {
    if (body.draft.cancels && isOnce(body) && body.random.chance(0.6)) {
      made.push(...raced(body, started));
      body.openChildren -= started.length;
      return made;
    }
    if (body.draft.extends && body.random.chance(0.5)) {
      made.push(...nested(body, started.map(({ promise, type, throws }) => ({ start: node("promise", promise), type, throws })), () => statements(body, body.random.between(0, 2))));
    } else made.push(...mayFail ? settled(body, started) : [node(STATEMENT, { async: `await Promise.all(${listOf(started)});` })]);
    feature(body, mayFail ? "promise-allSettled" : "promise-all");
  }
  for (const child of body.random.shuffle(started)) {
    if (!child.throws && body.draft.cancels && isOnce(body) && body.random.chance(0.15)) {
      feature(body, "abandoned-child");
      body.draft.hasSynchronous = false;
      made.push(node(STATEMENT, `abandon(${child.task});`));
    } else if (child.throws) {
      feature(body, "failing-child");
      made.push(...joinFailing(body, () => join(body, child.promise, child.type)));
    } else if (body.draft.cancels && body.random.chance(0.3)) {
      made.push(...joinCleanly(body, child.task, child.promise, child.type));
    } else {
      made.push(...join(body, child.promise, child.type));
    }
    body.openChildren--;
    if (child.type !== "void" && !child.throws && body.draft.mode === "ordered" && body.times === 1 && body.random.chance(0.1)) {
      feature(body, "awaited-twice");
      if (!isObject(body, child.type)) made.push(trace(body, node(child.type, "(", { async: "await " }, child.promise, ")")));
    }
    if (body.openChildren && body.random.chance(0.3)) made.push(...statements(body, 1));
  }
  return made;
}

/** Two to four children started where they are combined. None fails: what JavaScript evaluates behind its start may await. */
function nestedCalls(body: Body): Node[] | undefined {
  const { draft, random } = body;
  if (!body.canAwait || body.openChildren > 1 || draft.unwinds || !draft.extends) return undefined;
  const made: Node[] = [];
  const operands: Operand[] = [];
  for (let i = random.between(2, 4); i > 0; i--) {
    const callable = drawChild(body, false);
    if (!callable) break;
    charge(body, callable.cost);
    noteCall(body, callable);
    const task = newName(draft, "c");
    made.push(node(STATEMENT, `const ${task} = fork(t);`));
    body.fresh = draft.mode === "streams";
    const start = call(body, callable, task, typeArgumentFor(body, callable, drawType(random)), 1);
    body.fresh = false;
    operands.push({ start, type: start.type, throws: callable.throws });
    body.openChildren++;
  }
  body.openChildren -= operands.length;
  return operands.length ? [...made, ...nested(body, operands, () => statements(body, random.between(0, 2)))] : undefined;
}

/** A child of each round is awaited in the next, by a variable of them all. */
function pipelined(body: Body): Node[] | undefined {
  const { draft, random } = body;
  if (!body.canAwait || body.openChildren > 1 || draft.unwinds || !draft.extends || !mayNest(body) || body.times > 12) return undefined;
  const callable = drawChild(body, false);
  const count = random.between(2, 3);
  if (!callable || callable.result === "void" || !charge(body, callable.cost * count)) return undefined;
  noteCall(body, callable);
  draft.hasSynchronous = false;
  const argument = typeArgumentFor(body, callable, drawType(random));
  const task = newName(draft, "c");
  const promise = newName(draft, "p");
  const index = newName(draft, "k");
  const start = (): Node => {
    body.fresh = draft.mode === "streams";
    const made = call(body, callable, task, argument, 1);
    body.fresh = false;
    return made;
  };
  const first = start();
  const awaited = (): Node => {
    const value = node(first.type, "(", { async: "await " }, promise, ")");
    return isObject(body, first.type) ? node(FIXED, value, ";") : node(FIXED, ...trace(body, value).parts);
  };
  const round = inLoop(body, count, () => {
    const visible = body.scope.length;
    const steps = [awaited(), node(FIXED, `${task} = fork(t);`), node(FIXED, `${promise} = `, start(), ";")];
    body.openChildren++; // nothing leaves the loop before the last is awaited
    body.nesting++;
    const others = statements(body, random.between(0, 2));
    body.nesting--;
    body.openChildren--;
    body.scope.length = visible;
    return block([...steps, ...others]);
  });
  return [
    node(FIXED, `let ${task} = fork(t);\nlet ${promise} = `, first, ";\n", `for (let ${index}`, { ts: ": i32" }, ` = 0; ${index} < ${count}; ${index}++) `, round, "\n", awaited()),
  ];
}

/** Whether a child that is left behind has no successor on the same place: not in a loop, be it one that the generator knows to go round once. */
function isOnce(body: Body): boolean {
  return body.times === 1 && body.loop === undefined;
}

function listOf(started: readonly Child[]): string {
  return `[${started.map((child) => child.promise).join(", ")}]`;
}

/** Who wins is the scheduler's; its value is not looked at, nor which error comes first, and the losers are cancelled. */
function raced(body: Body, started: readonly Child[]): Node[] {
  const { random } = body;
  body.draft.hasSynchronous = false;
  const same = started.filter((child) => child.type === started[0].type);
  const mayFail = started.some((child) => child.throws);
  const isOneType = same.length === started.length;
  const way = !mayFail ? random.pick(["race", "any"]) : isOneType ? random.pick(["race", "any", "all"]) : "all";
  feature(body, mayFail ? `failing-promise-${way}` : `promise-${way}`);
  const isNested = body.draft.extends && random.chance(0.5);
  if (isNested) feature(body, "nested-races");
  const taken = mayFail || isNested ? started : same;
  const promise = isNested ? anyNested(random, taken.map(({ promise }) => promise)) : node("promise", `Promise.${way}(${listOf(taken)})`);
  const { before, awaited } = isNested || body.draft.extends ? awaits(body, FIXED, promise, () => statements(body, random.between(0, 2)))
    : { before: [], awaited: node(FIXED, { async: "await " }, promise, ";") };
  const ends = taken.flatMap(({ task }) => ["\n", ended(task)]);
  const abandoned = started.map((child) => node(STATEMENT, `abandon(${child.task});`));
  if (!mayFail && !isNested) return [...abandoned, ...before, node(STATEMENT, awaited, ...ends)];
  // Whether all succeed, and whether one does, the children alone tell.
  const outcome = (text: string): Node[] => (way === "race" || isNested ? [] : [trace(body, node("string", `"${text}"`))]);
  return [...abandoned, ...before, node(FIXED, "try ", block([awaited, ...outcome("won")]), " catch ", block(outcome("lost")), ...ends)];
}

/** All end; how, their results say. */
function settled(body: Body, started: readonly Child[]): Node[] {
  const results = started.map(() => newName(body.draft, "o"));
  const made = [node(STATEMENT, `const [${results.join(", ")}] = `, { async: "await " }, `Promise.allSettled(${listOf(started)});`)];
  started.forEach(({ type }, i) => {
    const isTraced = type !== "void" && !isObject(body, type);
    const value = isTraced ? [trace(body, node(type, `${results[i]}.value`))] : [];
    made.push(node(
      STATEMENT, `if (${results[i]}.status == "fulfilled") `, block(value),
      " else ", block([trace(body, node("string", `${results[i]}.reason.message`))]),
    ));
  });
  return made;
}

/** A task in a pool's slot, joined by its handle; nothing else is started before, so that no two tasks wait for each other's slots. */
function spawned(body: Body): Node[] | undefined {
  if (!body.canAwait || body.draft.mode !== "streams") return undefined;
  const candidates = startable(body, (callable) => callable.pooled === true);
  if (candidates.length === 0) return undefined;
  const callable = body.random.pick(candidates);
  charge(body, callable.cost);
  body.draft.hasSynchronous = false;
  const task = newName(body.draft, "c");
  const handle = newName(body.draft, "h");
  body.fresh = true;
  const start = call(body, callable, task, undefined, 1);
  body.fresh = false;
  const joined = (): Node[] => (callable.result === "void" || isObject(body, callable.result)
    ? [node(STATEMENT, { async: "await " }, `${handle}.join();`)]
    : [trace(body, node(start.type, "(", { async: "await " }, `${handle}.join())`))]);
  if (callable.throws) feature(body, "failing-spawn");
  return [
    node(STATEMENT, `const ${task} = fork(t);`),
    node(STATEMENT, `const ${handle} = `, { async: "await " }, "spawn(", start, ");"),
    ...(body.draft.suspends && body.random.chance(0.5) ? [node(STATEMENT, { async: "await " }, "yieldNow();")] : []),
    ...(callable.throws ? catching(body, joined) : joined()),
  ];
}

function drawChild(body: Body, mayFail = true): Callable | undefined {
  const { draft } = body;
  const candidates = startable(body, (callable) => callable.kind !== "sync" && (mayFail || !callable.throws)
    && (draft.mode === "streams" || !draft.suspends || callable.suspendsFirst));
  return candidates.length ? body.random.pick(candidates) : undefined;
}

function join(body: Body, promise: string, type: string): Node[] {
  const joined = node(type, "(", { async: "await " }, promise, ")");
  if (type === "void") {
    feature(body, "void-child");
    return [node(STATEMENT, { async: `await ${promise};` })];
  }
  if (isObject(body, type)) return [declare(body, type, joined)];
  switch (body.random.below(4)) {
    case 0: return [trace(body, joined)];
    case 1: return [declare(body, type, joined)];
    case 2: {
      if (!isInteger(type)) return [trace(body, joined)];
      return [trace(body, node(type, type, "(", expression(body, type, 2), body.random.pick([" + ", " ^ ", " - "]), joined, ")"))];
    }
    default: {
      const hit = node(STATEMENT, "if (", condition(body), ") ", block([trace(body, joined)]), " else ", block([node(STATEMENT, { async: "await " }, promise, ";")]));
      return [hit];
    }
  }
}
