// Disposals that throw: two classes whose disposal may fail, and blocks of them that tell what left them: the body's error, a disposal's,
// or a SuppressedError of both. Caught where they stand. Where tasks are cancelled there are none: Tacet drops what a cleanup throws then.

import { charge, feature, newName, NOWHERE, type Body, type Draft } from "./body.js";
import { condition, expression } from "./expressions.js";
import { block, DECLARATION, FIXED, node, STATEMENT, type Node, type Part } from "./syntax.js";

/** The classes, one with a disposal that is awaited; each has a `throw` of its own, whose object another runtime shares. */
export function failingResources(draft: Draft): Node[] {
  const { errors: kit } = draft;
  if (!kit || draft.cancels || draft.unwinds) return [];
  kit.failing = { plain: newName(draft, `${draft.prefix}F`), awaited: newName(draft, `${draft.prefix}F`) };
  return [failingClass(draft, kit.failing.plain, false), failingClass(draft, kit.failing.awaited, true)];
}

function failingClass(draft: Draft, name: string, isAsync: boolean): Node {
  const suspension = isAsync && draft.suspends ? [node(FIXED, { async: "await " }, "yieldNow();")] : [];
  const site = ++draft.siteCount;
  const method: Part[] = isAsync ? [{ async: "async " }, "[Symbol.asyncDispose]()", { result: "void" }] : ["[Symbol.dispose]()", { ts: ": void" }];
  const fields = ["t", "k", "fails"].flatMap((field): Part[] => [field, { ts: field === "fails" ? ": bool" : ": i32" }, ";\n"]);
  return node(
    DECLARATION, `class ${name} {\n`, ...fields, "constructor(t", { ts: ": i32" }, ", k", { ts: ": i32" }, ", fails", { ts: ": bool" },
    ") { this.t = t; this.k = k; this.fails = fails; }\n", ...method, " ",
    block([
      node(FIXED, "const t = this.t;"), ...suspension, node(FIXED, `trace(t, ${site}, this.k);`),
      node(FIXED, `if (this.fails) throw new RangeError("thrown ${site}");`),
    ]), "\n}",
  );
}

/** A `try` around two resources, either of which may fail, as may the body. */
export function failingDisposals(body: Body): Node[] | undefined {
  const { draft, landing, random } = body;
  const failing = draft.errors?.failing;
  if (!body.hasErrors || !failing || !charge(body, 4)) return undefined;
  feature(body, "using");
  body.cleans = true;
  body.landing = NOWHERE; // what its expressions call throws nothing
  const resource = (keyword: string, type: string): Node => node(
    FIXED, ...keyword === "" ? [] : [{ async: keyword }], `using ${newName(draft, "d")} = new ${type}(t, `, expression(body, "i32", 1), ", ", condition(body), ");",
  );
  const resources = body.canAwait ? [resource("await ", failing.awaited), resource("", failing.plain)] : [resource("", failing.plain)];
  if (random.chance(0.5)) resources.reverse();
  const last = node(STATEMENT, "if (", condition(body), `) throw new TypeError("thrown ${++draft.siteCount}");`);
  body.landing = landing;
  const e = newName(draft, "e");
  const tell = (text: Part[]): Node => node(STATEMENT, `trace(t, ${++draft.siteCount}, `, node("string", ...text), ");");
  const part = (name: string): Part[] => ["(", e, { ts: " as SuppressedError" }, `).${name}`];
  return [node(
    FIXED, "try ", block([...resources, last]), ` catch (${e}) `, block([
      tell([`${e}.name`]), tell([`${e}.message`]),
      node(STATEMENT, `if (${e}.name == "SuppressedError") `, block([tell(part("error.message")), tell(part("suppressed.message"))])),
    ]),
  )];
}
