// Children under a shield, in programs that cancel: whoever is cancelled, such a child runs to its end, and only then the cleanups around its await begin.
// compare.ts sees whether all of it is there, or nothing where it was never started.

import { charge, feature, newName, startable, type Body } from "./body.js";
import { ended } from "./ends.js";
import { bracketed } from "./errors.js";
import { call, expression, noteCall, typeArgumentFor } from "./expressions.js";
import { isObject, trace } from "./locals.js";
import { awaits, NEVER_MS } from "./nested.js";
import { node, FIXED, STATEMENT, type Node } from "./syntax.js";
import { drawType } from "./values.js";

/** What may stand around a shield, and ends with it. */
const AROUND: readonly ((shield: Node) => Node)[] = [
  (shield) => shield,
  (shield) => node("promise", "timeout(", shield, `, ${NEVER_MS})`),
  (shield) => node("promise", "Promise.race([", shield, "])"),
  (shield) => node("promise", "shield(", shield, ")"),
  (shield) => node("promise", "Promise.any([Promise.race([", shield, "])])"),
];

/** `trace(await shield(f(c)));`, maybe kept meanwhile, maybe in a block with a cleanup. @param between makes what stands in front of the await of a kept one */
export function shielded(body: Body, between: () => Node[]): Node[] | undefined {
  const { draft, random } = body;
  if (!body.canAwait || !draft.cancels || !draft.extends || body.openChildren > 1) return undefined;
  const task = newName(draft, "c");
  const start = lastingCall(body, task) ?? someCall(body, task);
  if (!start) return undefined;
  feature(body, "shielded-child");
  draft.hasSynchronous = false;
  const promise = random.pick(AROUND)(node("promise", "shield(", start, ")"));
  const { before, awaited } = awaits(body, STATEMENT, promise, between);
  const isTraced = start.type !== "void" && !isObject(body, start.type) && before.length === 0;
  const join = isTraced ? trace(body, node(start.type, "(", { async: "await " }, promise, ")")) : awaited;
  const made = [node(FIXED, `const ${task} = forkShielded(t);`), ...before];
  if (!body.hasErrors || random.chance(0.5)) return [...made, join, ended(task)];
  return [...made, ...bracketed(body, ["try {\n  ", join, "\n}"], [ended(task)])];
}

/** A call of what lasts for some suspensions, in programs that have that. */
function lastingCall(body: Body, task: string): Node | undefined {
  const { random, draft } = body;
  const lasting = draft.errors?.ending?.lasting;
  if (!lasting || random.chance(0.3) || !charge(body, 20)) return undefined;
  return node("i32", `${lasting}(${task}, `, fresh(body, () => expression(body, "i32", 1)), " & 7)");
}

function someCall(body: Body, task: string): Node | undefined {
  const candidates = startable(body, (callable) => callable.kind !== "sync" && !callable.throws);
  if (candidates.length === 0) return undefined;
  const callable = body.random.pick(candidates);
  if (!charge(body, callable.cost + 1)) return undefined;
  noteCall(body, callable);
  return fresh(body, () => call(body, callable, task, typeArgumentFor(body, callable, drawType(body.random)), 1));
}

/** What goes to another task. */
function fresh(body: Body, make: () => Node): Node {
  body.fresh = true;
  const made = make();
  body.fresh = false;
  return made;
}
