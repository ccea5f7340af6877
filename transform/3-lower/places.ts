// Locals that only ever hold the address of one place in the frame: of a child's task or of an area. They need no place themselves,
// since a resume can compute the address again.
//
//   const p = f(1);               p = fp + 16, set nowhere else
//   await g();                    spill nothing; after the resume p = fp + 16
//   await p;

import { ExpressionId, type Module } from "assemblyscript";
import { has, type Bits } from "./bits.js";
import { expressionsOf, type Graph } from "./cfg.js";
import { addTo } from "./lists.js";
import { AREA, CHILD } from "./marks.js";
import type { AsyncFunction } from "./norm.js";
import { inlinedValue, operand, targetOf, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

export interface Place {
  readonly kind: "area" | "child";
  readonly id: number;
}

/** @param liveAtEntry locals that may be read before they are set: those do not count */
export function placesOf(m: Module, fn: AsyncFunction, graph: Graph, liveAtEntry: Bits): Map<number, Place> {
  const places = new Map<number, Place>();
  if (!fn.areas.length && !fn.children.length) return places;
  const values = new Map<number, (Place | number)[]>();
  const others = new Set<number>();
  const note = (local: number, value: Place | number | null): void => {
    if (value === null) others.add(local);
    else addTo(values, local, value);
  };
  for (const block of graph.blocks) {
    for (const e of expressionsOf(block)) {
      walk(e, (n, id) => {
        if (id == ExpressionId.LocalSet) note(raw._BinaryenLocalSetGetIndex(n), valueOf(m, raw._BinaryenLocalSetGetValue(n)));
      });
    }
    const { items, end } = block;
    for (const item of items) if (item.kind == "start" && item.start.result >= 0) note(item.start.result, { kind: "child", id: item.start.child });
    if (end.kind == "await" && end.site.result >= 0) others.add(end.site.result);
  }
  const mayBe = (local: number): boolean => local > fn.paramCount && !others.has(local) && !has(liveAtEntry, local) && !fn.managed.has(local);
  for (let found = true; found;) {
    found = false;
    for (const [local, all] of values) {
      if (places.has(local) || !mayBe(local)) continue;
      const known = all.map(value => typeof value == "number" ? places.get(value) : value);
      const first = known[0];
      if (!first || !known.every(place => place?.kind == first.kind && place.id == first.id)) continue;
      places.set(local, first);
      found = true;
    }
  }
  return places;
}

/** A place, the local it is copied from, or null for anything else. */
function valueOf(m: Module, value: Expr): Place | number | null {
  const id = raw._BinaryenExpressionGetId(value);
  if (id == ExpressionId.LocalGet) return raw._BinaryenLocalGetGetIndex(value);
  if (id == ExpressionId.Block) {
    if (!raw._BinaryenBlockGetName(value)) return valueOf(m, raw._BinaryenBlockGetChildAt(value, raw._BinaryenBlockGetNumChildren(value) - 1));
    const inlined = inlinedValue(value);
    return inlined ? valueOf(m, inlined) : null;
  }
  const target = targetOf(m, value);
  if (target != AREA && target != CHILD) return null;
  return { kind: target == AREA ? "area" : "child", id: raw._BinaryenConstGetValueI32(operand(value, 0)) };
}
