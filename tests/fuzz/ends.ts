// When children end: a timeout that is over has ended what it waits for; a failed Promise.all has ended the others before it goes on, and so has a cancel the child that is awaited before the
// cleanups around that await run. `ended(c)` of the prelude says where it must be so; compare.ts sees whether the child goes on behind it.
// Only in programs that cancel tasks: their children may be behind the oracle's, where no child is ever ended.

import { charge, feature, newBody, newName, type Body, type Draft } from "./body.js";
import { bracketed } from "./errors.js";
import { expression } from "./expressions.js";
import { isObject, trace } from "./locals.js";
import { block, DECLARATION, FIXED, node, STATEMENT, type Node } from "./syntax.js";

/** What the function that sleeps does in all, and when its timeout is over: further apart than time ever goes at once. */
const SLEEP_MS = 40;
const TIMEOUT_MS = 5;

/** Three functions: one that lasts for some suspensions and has a cleanup, one that may fail after its first, and one that sleeps. */
export function endingFunctions(draft: Draft): Node[] {
  const { errors: kit } = draft;
  if (!kit || !draft.suspends) return [];
  const [lastingName, failingName, sleeping] = [0, 0, 0].map(() => newName(draft, `${draft.prefix}l`));
  kit.ending = { lasting: lastingName, failing: failingName, sleeping };
  const body = newBody(draft, { params: [], result: "i32", canAwait: true });
  const yielding = node(FIXED, { async: "await " }, "yieldNow();");
  const step = node(FIXED, `trace(t, ${++draft.siteCount}, k);`);
  const lasting = node(FIXED, "for (let k", { ts: ": i32" }, " = 0; k < n; k++) ", block([yielding, step]));
  const site = ++draft.siteCount;
  const sleep = node(FIXED, { async: "await " }, `sleep(${SLEEP_MS});`);
  return [
    declared(kit.ending.lasting, [...bracketed(body, ["try ", block([lasting])]), node(FIXED, "return n;")]),
    declared(kit.ending.failing, [
      yielding, node(FIXED, `trace(t, ${site}, n);`), node(FIXED, `if (n & 1) throw new RangeError("thrown ${site}");`), node(FIXED, "return n;"),
    ]),
    declared(sleeping, [...bracketed(body, ["try ", block([sleep])]), node(FIXED, "return n;")]),
  ];
}

function declared(name: string, statements: readonly Node[]): Node {
  return node(DECLARATION, { async: "async " }, `function ${name}(t`, { ts: ": i32" }, ", n", { ts: ": i32" }, ")", { result: "i32" }, " ", block(statements));
}

/** A child that lasts, awaited in a block with a cleanup; or two of them and one that may fail, awaited together. */
export function childEnds(body: Body): Node[] | undefined {
  const { draft, random } = body;
  const ending = draft.errors?.ending;
  if (!ending || !body.hasErrors || !body.canAwait || body.openChildren > 2 || !charge(body, 40)) return undefined;
  draft.hasSynchronous = false;
  const made: Node[] = [];
  const start = (callee: string): { task: string; promise: string } => {
    const task = newName(draft, "c");
    const promise = newName(draft, "p");
    body.fresh = true;
    const n = expression(body, "i32", 1);
    body.fresh = false;
    made.push(node(STATEMENT, `const ${task} = fork(t);`), node(STATEMENT, `const ${promise} = ${callee}(${task}, `, n, " & 7);"));
    body.openChildren++;
    return { task, promise };
  };
  if (random.chance(0.3)) {
    const late = start(ending.sleeping);
    body.openChildren--;
    return [...made, ...timedOut(body, late.task, late.promise)];
  }
  const first = start(ending.lasting);
  if (random.chance(0.5)) {
    made.push(...joinCleanly(body, first.task, first.promise, "i32"));
    body.openChildren--;
    return made;
  }
  feature(body, "failing-together");
  const started = random.shuffle([first, start(ending.failing), start(ending.lasting)]);
  made.push(...started.map(({ task }) => node(STATEMENT, `abandon(${task});`)));
  const all = node(FIXED, { async: `await Promise.all([${started.map(({ promise }) => promise).join(", ")}]);` });
  const tell = (text: string): Node => trace(body, node("string", `"${text}"`));
  made.push(node(FIXED, "try ", block([all, tell("won")]), " catch ", block([tell("lost")]), ...started.flatMap(({ task }) => ["\n", ended(task)])));
  body.openChildren -= started.length;
  return made;
}

/** A timeout that is over before its child: that one has ended when it throws. */
function timedOut(body: Body, task: string, promise: string): Node[] {
  feature(body, "timed-out");
  const e = newName(body.draft, "e");
  const waits = node(FIXED, { async: `await timeout(${promise}, ${TIMEOUT_MS});` });
  return [
    node(STATEMENT, `abandon(${task});`),
    node(FIXED, "try ", block([waits, trace(body, node("string", '"in time"'))]), ` catch (${e}) `, block([trace(body, node("string", `${e}.name`))]), "\n", ended(task)),
  ];
}

/** A join whose cleanup comes after the child's end, be that by a cancel which meets both: nothing else is awaited there. */
export function joinCleanly(body: Body, task: string, promise: string, type: string): Node[] {
  feature(body, "join-cleanup");
  body.draft.hasSynchronous = false;
  body.cleans = true;
  const joined = node(type, "(", { async: "await " }, promise, ")");
  const isTraced = type !== "void" && !isObject(body, type);
  const join = isTraced ? trace(body, joined) : node(STATEMENT, { async: `await ${promise};` });
  return bracketed(body, ["try ", block([join])], [ended(task)]);
}

/** Where that task has certainly ended. */
export function ended(task: string): Node {
  return node(FIXED, `ended(${task});`);
}
