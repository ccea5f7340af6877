// Iteration: rows of the statements' grammar for generators, sync and async, and for the loops over them and over arrays.
//
// The number of items is bounded like everything else: a generator knows how many it yields at most, and its consumers charge for them.
// Left out: yields while a child is open. A loop that is left there would cancel the child, and JavaScript's runs on.
// Nor do they stand in a `finally`, where the end of the generator would have to step over them.

import { affordableGenerators, charge, feature, mayThrow, newName, noteThrow, type Body, type Generator } from "./body.js";
import { collection, compoundElement, overString } from "./collections.js";
import { condition, expression, wrapped } from "./expressions.js";
import { addLocal } from "./locals.js";
import { BLOCK, node, STATEMENT, type Node, type Part } from "./syntax.js";
import { arrayOf, ELEMENTS } from "./values.js";

/** What statements.ts knows of blocks. */
export interface Blocks {
  inner(body: Body, count: number): Node;
  inLoop(body: Body, count: number, make: () => Node): Node;
  mayNest(body: Body): boolean;
}

export interface IterationProducer {
  readonly name: string;
  readonly weight: number;
  readonly make: (body: Body) => Node[] | undefined;
}

export function iterationProducers(blocks: Blocks): IterationProducer[] {
  const apply = (make: (body: Body, blocks: Blocks) => Node[] | undefined) => (body: Body) => make(body, blocks);
  return [
    { name: "yield", weight: 8, make: yieldItem },
    { name: "yield-delegate", weight: 2, make: delegate },
    { name: "for-of-generator", weight: 3, make: apply(overGenerator) },
    { name: "for-of-array", weight: 1, make: apply(overArray) },
    { name: "generator-by-hand", weight: 1, make: apply(byHand) },
    { name: "generator-held", weight: 1, make: apply(held) },
    { name: "collection", weight: 2, make: apply(collection) },
    { name: "for-of-string", weight: 1, make: apply(overString) },
    { name: "compound-element", weight: 1, make: compoundElement },
  ];
}

/** Most items a generator yields. */
const ITEMS_MAX = 6;

/** Notes that the current statement yields `count` items. @returns false where that would be too many */
function chargeItems(body: Body, count: number): boolean {
  if (body.yields === undefined || body.items + count * body.times > ITEMS_MAX || body.openChildren || body.inCleanup) return false;
  body.items += count * body.times;
  return true;
}

function yieldItem(body: Body): Node[] | undefined {
  if (!chargeItems(body, 1)) return undefined;
  return [node(STATEMENT, "yield ", wrapped(expression(body, body.yields!)), ";")];
}

function delegate(body: Body): Node[] | undefined {
  const made = body.yields === undefined ? undefined : draw(body, (generator) => generator.item === body.yields);
  if (!made || !chargeItems(body, made.generator.items)) return undefined;
  return [node(STATEMENT, "yield* ", made.call, ";")];
}

/** The head of a loop over a generator: `for await` over those that are async, and over some of the others. */
function head(body: Body, generator: Generator, item: string, over: Part): Part[] {
  const awaits = generator.isAsync || body.canAwait && body.random.chance(0.3);
  if (awaits) feature(body, "for-await");
  return [awaits ? "for await (" : "for (", `const ${item} of `, over, ") "];
}

function overGenerator(body: Body, blocks: Blocks): Node[] | undefined {
  const made = blocks.mayNest(body) ? draw(body) : undefined;
  if (!made) return undefined;
  const item = newName(body.draft, "y");
  const parts = head(body, made.generator, item, made.call);
  return [node(STATEMENT, ...parts, loopBody(body, blocks, made.generator, item))];
}

function loopBody(body: Body, blocks: Blocks, generator: Generator, item: string): Node {
  const visible = body.scope.length;
  addLocal(body, { name: item, type: generator.item, writable: false });
  const made = blocks.inLoop(body, generator.items, () => blocks.inner(body, body.random.between(1, 2)));
  body.scope.length = visible;
  return made;
}

function overArray(body: Body, blocks: Blocks): Node[] | undefined {
  if (!blocks.mayNest(body)) return undefined;
  if (body.draft.hasSynchronous && body.random.chance(0.9)) return undefined; // most programs are for asc alone as well
  const type = body.random.pick(ELEMENTS);
  const over = expression(body, arrayOf(type), 2);
  const item = newName(body.draft, "y");
  const visible = body.scope.length;
  body.scope.push({ name: item, type, writable: false });
  body.draft.hasSynchronous = false;
  const made = blocks.inLoop(body, 4, () => blocks.inner(body, body.random.between(1, 2)));
  body.scope.length = visible;
  const awaits = body.canAwait && body.random.chance(0.3);
  return [node(STATEMENT, awaits ? "for await (" : "for (", `const ${item} of `, over, ".slice(0, 4)) ", made)];
}

/** `next()` in a loop of its own; a step is looked at before the next is made. */
function byHand(body: Body, blocks: Blocks): Node[] | undefined {
  const made = blocks.mayNest(body) && mayHold(body) ? draw(body, (generator) => !generator.cleans) : undefined;
  if (!made) return undefined;
  const held = newName(body.draft, "g");
  const step = newName(body.draft, "s");
  const item = newName(body.draft, "y");
  const next: Part[] = made.generator.isAsync ? [{ async: "await " }, `${held}.next()`] : [`${held}.next()`];
  const inside = loopBody(body, blocks, made.generator, item);
  return [
    node(STATEMENT, `const ${held} = `, made.call, ";"),
    node(STATEMENT, `for (let ${step} = `, ...next, `; !${step}.done; ${step} = `, ...next, ") ",
      node(BLOCK, node(STATEMENT, `const ${item} = ${step}.value;`), ...inside.parts)),
  ];
}

/** Whether a generator in a variable has a place: in a frame, or in static memory of what certainly does not run again inside itself, by no value. */
function mayHold(body: Body): boolean {
  return body.canAwait || body.yields !== undefined || !body.draft.extends;
}

/** One generator, two loops: what the first leaves is over for the second. */
function held(body: Body, blocks: Blocks): Node[] | undefined {
  const made = blocks.mayNest(body) && mayHold(body) ? draw(body) : undefined;
  if (!made) return undefined;
  const { generator } = made;
  const name = newName(body.draft, "g");
  const [first, second] = [newName(body.draft, "y"), newName(body.draft, "y")];
  const leave = body.random.chance(0.5) ? [node(STATEMENT, "if (", condition(body), ") break;")] : [];
  const inside = loopBody(body, blocks, generator, first);
  return [
    node(STATEMENT, `const ${name} = `, made.call, ";"),
    node(STATEMENT, ...head(body, generator, first, name), node(BLOCK, ...inside.parts, ...leave)),
    node(STATEMENT, ...head(body, generator, second, name), loopBody(body, blocks, generator, second)),
  ];
}

/** A call of some generator that may stand here, its argument generators included. */
function draw(body: Body, accept: (generator: Generator) => boolean = () => true): { generator: Generator; call: Node } | undefined {
  const usable = (generator: Generator): boolean => !generator.isAsync || body.canAwait;
  const candidates = affordableGenerators(body, (generator) => usable(generator) && accept(generator));
  if (candidates.length === 0) return undefined;
  const drawn = body.random.pick(candidates);
  const call = callOf(body, drawn, usable);
  if (!call || call.throws && !mayThrow(body) || !accept({ ...drawn, cleans: call.cleans }) || !charge(body, call.cost)) return undefined;
  if (call.throws) noteThrow(body);
  body.cleans ||= call.cleans;
  feature(body, drawn.isAsync ? "async-generator" : "generator");
  return { generator: { ...drawn, items: call.items }, call: call.node };
}

interface Made {
  readonly node: Node;
  readonly cost: number;
  readonly items: number;
  readonly throws: boolean;
  readonly cleans: boolean;
}

function callOf(body: Body, generator: Generator, usable: (generator: Generator) => boolean): Made | undefined {
  const parts: Part[] = [...generator.owner ? [expression(body, generator.owner, 1), "."] : [], generator.name, "(t"];
  let { cost, items, throws, cleans } = generator;
  if (generator.over !== undefined) {
    // It takes what another yields, and gives one item for each.
    const sources = affordableGenerators(body, (source) => usable(source)
      && source.over === undefined && source.item === generator.over && source.isAsync === generator.isAsync);
    if (sources.length === 0) return undefined;
    const source = callOf(body, body.random.pick(sources), usable)!;
    feature(body, "generator-pipeline");
    parts.push(", ", source.node);
    items = source.items * generator.items;
    cost = source.cost + generator.cost * source.items;
    throws ||= source.throws;
    cleans ||= source.cleans;
  }
  for (const type of generator.params) parts.push(", ", expression(body, type, 1));
  parts.push(")");
  return { node: node("generator", ...parts), cost, items, throws, cleans };
}
