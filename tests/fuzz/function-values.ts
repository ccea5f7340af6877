// Functions as values: some of one signature, async or not, called out of a table, a variable or a field, by a condition.
// asc alone has another type for them, so a program with some has no synchronous form.

import { affordable, charge, feature, newName, type Body, type Callable, type Draft } from "./body.js";
import { call, condition, expression } from "./expressions.js";
import { isObject, trace } from "./locals.js";
import { DECLARATION, FIXED, node, STATEMENT, type Node, type Part } from "./syntax.js";

/** Functions of one signature. */
export interface Family {
  readonly names: readonly string[];
  readonly table: string;
  /** A class with a field for one of them. */
  readonly holder: string;
  /** What any of them may do; a call of one out of the table. */
  readonly any: Callable;
}

/** A table of `members` and a class that holds one, and what calls the function that an index says. */
export function familyDeclarations(draft: Draft, members: readonly Callable[]): Node[] {
  const [first] = members;
  const isAsync = first.kind === "async";
  feature(draft, isAsync ? "async-values" : "function-values");
  draft.hasSynchronous = false;
  const table = newName(draft, `${draft.prefix}t`);
  const holder = newName(draft, `${draft.prefix}H`);
  const type = typeOf(first);
  const some = members.length - 1; // two or four: an index is cut to size by `&`
  const any: Callable = {
    ...first, name: table, params: ["i32", ...first.params], defaults: 0,
    cost: Math.max(...members.map(({ cost }) => cost)) + 1,
    suspendsFirst: members.every(({ suspendsFirst }) => suspendsFirst),
    throws: members.some(({ throws }) => throws),
    write: (task, [index, ...args]) => [`${table}[`, index, ` & ${some}](${task}`, ...args.flatMap((arg) => [", ", arg]), ")"],
  };
  draft.callables.push(any);
  draft.families.push({ names: members.map(({ name }) => name), table, holder, any });
  return [
    node(DECLARATION, `const ${table}`, { ts: `: Array<${type}>` }, ` = [${members.map(({ name }) => name).join(", ")}];`),
    node(DECLARATION, `class ${holder} {\nf`, { ts: `: ${type}` }, ";\nconstructor(f", { ts: `: ${type}` }, ") { this.f = f; }\n}"),
  ];
}

function typeOf({ kind, params, result }: Callable): string {
  const list = ["t: i32", ...params.map((type, i) => `a${i}: ${type}`)].join(", ");
  return `(${list}) => ${kind === "async" ? `Promise<${result}>` : result}`;
}

/** A variable or a field that holds one of a family, maybe set once more; its calls. */
export function functionVariable(body: Body): Node[] | undefined {
  const { draft, random } = body;
  const families = draft.families.filter(({ any }) => affordable(body, (callable) => callable === any).length && (any.kind === "sync" || body.canAwait));
  if (families.length === 0) return undefined;
  const { names, table, holder, any } = random.pick(families);
  const calls = random.between(1, 2);
  if (!charge(body, any.cost * calls)) return undefined;
  feature(body, "function-variable");
  const own = newName(draft, "x");
  const isField = random.chance(0.4);
  const type = typeOf({ ...any, params: any.params.slice(1) });
  const value = (): Part[] => (random.chance(0.5) ? [condition(body), ` ? ${random.pick(names)} : ${random.pick(names)}`] : [`${table}[`, expression(body, "i32", 1), ` & ${names.length - 1}]`]);
  const place = isField ? `${own}.f` : own;
  const made = [node(FIXED, `let ${own}`, { ts: `: ${isField ? holder : type}` }, " = ", ...isField ? [`new ${holder}(`, ...value(), ")"] : value(), ";")];
  for (let i = 0; i < calls; i++) {
    if (random.chance(0.5)) made.push(node(STATEMENT, "if (", condition(body), `) ${place} = `, ...value(), ";"));
    const called = call(body, { ...any, params: any.params.slice(1), write: (task, args) => [`${place}(${task}`, ...args.flatMap((arg) => [", ", arg]), ")"] }, "t", undefined, 1);
    const result = node(any.result, "(", ...any.kind === "async" ? [{ async: "await " }] : [], called, ")");
    made.push(any.result === "void" || isObject(body, any.result) ? node(STATEMENT, result, ";") : trace(body, result));
  }
  return made;
}
