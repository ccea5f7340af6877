// `for await` over a list of promises: all children begin before the first is awaited, and are taken in order, values between them as they are.
// The loop is not left: JavaScript would let the others run on.

import { charge, feature, newName, type Body, type Callable } from "./body.js";
import { call, expression, noteCall, typeArgumentFor } from "./expressions.js";
import type { Blocks } from "./iteration.js";
import { addLocal } from "./locals.js";
import { FIXED, node, STATEMENT, type Node } from "./syntax.js";
import { drawType } from "./values.js";

/** @param child what may be a child here, and does not fail */
export function overPromises(body: Body, { inner, inLoop, mayNest }: Blocks, child: Callable | undefined): Node[] | undefined {
  const { draft, random } = body;
  if (!child || child.result === "void" || !draft.extends || draft.unwinds || !body.canAwait || body.openChildren > 1 || !mayNest(body)) return undefined;
  const count = random.between(2, 3);
  if (!charge(body, child.cost * count)) return undefined;
  noteCall(body, child);
  draft.hasSynchronous = false;
  const argument = typeArgumentFor(body, child, drawType(random));
  const tasks: Node[] = [];
  const starts: Node[] = [];
  for (let i = 0; i < count; i++) {
    const task = newName(draft, "c");
    tasks.push(node(STATEMENT, `const ${task} = fork(t);`));
    body.fresh = draft.mode === "streams";
    starts.push(call(body, child, task, argument, 1));
    body.fresh = false;
    body.openChildren++;
  }
  const [{ type }] = starts;
  const elements = random.chance(0.3) ? random.shuffle([...starts, expression(body, type, 1)]) : starts;
  const item = newName(draft, "y");
  const visible = body.scope.length;
  addLocal(body, { name: item, type, writable: false });
  body.openChildren -= count;
  const round = inLoop(body, elements.length, () => {
    body.openChildren += count;
    const made = inner(body, random.between(1, 2));
    body.openChildren -= count;
    return made;
  });
  body.scope.length = visible;
  const list = elements.flatMap((element, i) => (i ? [", ", element] : [element]));
  feature(body, elements.length > count ? "promises-and-values" : "promise-list");
  return [...tasks, node(FIXED, `for await (const ${item} of [`, ...list, "]) ", round)];
}
