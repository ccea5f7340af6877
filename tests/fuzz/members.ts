// Members that run code without being async: accessors, methods and constructors, overridden in a second class.
//
// What may throw is used by calls alone, each of an object of its own (`write`). Accessors that throw nothing are variables as well, of objects
// in locals; these stay with their task, whose name they know.

import { charge, COST_MAX, feature, mayThrow, newBody, newName, noteThrow, type Body, type Callable, type Draft, type Variable } from "./body.js";
import { throwStatement } from "./errors.js";
import { expression, wrapped } from "./expressions.js";
import { addLocal, trace } from "./locals.js";
import { block, DECLARATION, node, STATEMENT, type Node, type Part } from "./syntax.js";
import { drawType, isNumeric, literal } from "./values.js";

/** Classes of one family, and a function that makes an object of one of them. */
export interface Members {
  readonly base: string;
  readonly maker: string;
  /** Of its accessors. */
  readonly type: string;
  /** Whether making an object or using its accessor `q` may throw. */
  readonly throws: boolean;
}

/** What statements.ts knows. */
interface Blocks {
  readonly statements: (body: Body, count: number) => Node[];
  readonly wrap: (target: string, type: string) => Node[];
}

/** Statements an accessor may execute. */
const ACCESSOR_COST = 4;

/** Two classes, one extending the other, and the function that makes one of them. */
export function memberClasses(draft: Draft, blocks: Blocks): Node[] {
  const { random } = draft;
  feature(draft, "members");
  const [base, derived] = ["M", "N"].map((letter) => newName(draft, `${draft.prefix}${letter}`));
  const maker = newName(draft, `${draft.prefix}s`);
  const type = drawType(random);
  const method = { params: random.chance(0.5) ? [drawType(random)] : [], result: drawType(random) };
  const costs = { making: 0, method: 0 };
  const throws = { making: false, accessor: false, method: false };
  const self: Variable[] = [{ name: "this.v", type, writable: true }, { name: "this.w", type: "i32", writable: true }];

  const someThrow = (body: Body): Node[] => (random.chance(0.4) ? throwStatement(body) ?? [] : []);
  const accessors = (name: string, mayFail: boolean): Part[] => {
    const getter = newBody(draft, { params: self, result: type, canAwait: false, hasErrors: mayFail });
    getter.cost = COST_MAX - ACCESSOR_COST;
    const value = newName(draft, "a");
    const reads = block([...opening(draft), ...blocks.statements(getter, random.below(3)), ...someThrow(getter), node(STATEMENT, "return ", wrapped(expression(getter, type, 1)), ";")]);
    const setter = newBody(draft, { params: [...self, { name: value, type, writable: true }], result: "void", canAwait: false, hasErrors: mayFail });
    setter.cost = COST_MAX - ACCESSOR_COST;
    const writes = block([...opening(draft), ...blocks.wrap(value, type), ...blocks.statements(setter, random.below(3)), ...someThrow(setter), node(STATEMENT, "this.v = ", wrapped(expression(setter, type, 1)), ";")]);
    throws.accessor ||= getter.throws || setter.throws;
    return [`get ${name}()`, { ts: `: ${type}` }, " ", reads, `\nset ${name}(${value}`, { ts: `: ${type}` }, ") ", writes, "\n"];
  };
  const methodOf = (isDerived: boolean): Part[] => {
    const names = method.params.map(() => newName(draft, "a"));
    const own = names.map((name, i): Variable => ({ name, type: method.params[i], writable: true }));
    const body = newBody(draft, { params: [...self, ...own], result: method.result, canAwait: false, hasErrors: true });
    const inherited = isDerived ? [trace(body, node(method.result, `super.m(${["t", ...names].join(", ")})`))] : [];
    if (isDerived) body.cost += costs.method;
    const code = block([...inherited, ...blocks.statements(body, random.below(3)), ...someThrow(body), node(STATEMENT, "return ", wrapped(expression(body, method.result)), ";")]);
    costs.method = Math.max(costs.method, body.cost + 1);
    throws.method ||= body.throws;
    return ["m(t", { ts: ": i32" }, ...names.flatMap((name, i): Part[] => [`, ${name}`, { ts: `: ${method.params[i]}` }]), ")", { ts: `: ${method.result}` }, " ", code, "\n"];
  };
  const constructorOf = (isDerived: boolean): Part[] => {
    const body = newBody(draft, { params: self, result: "void", canAwait: false, hasErrors: true });
    body.inCleanup = true; // asc has no `return` in constructors
    const first = isDerived ? ["super(t, v, w);"] : ["this.t = t;", "this.v = v;", "this.w = w;"];
    const code = block([...first.map((text) => node(STATEMENT, text)), ...blocks.statements(body, random.below(2)), ...someThrow(body)]);
    costs.making += body.cost;
    throws.making ||= body.throws;
    return ["constructor(t", { ts: ": i32" }, ", v", { ts: `: ${type}` }, ", w", { ts: ": i32" }, ") ", code, "\n"];
  };
  const fields: Part[] = ["t", { ts: ": i32" }, ";\nv", { ts: `: ${type}` }, ";\nw", { ts: ": i32" }, ";\n"];
  const isStatic = draft.mode === "ordered";
  const shared: Part[] = isStatic ? ["static s", { ts: `: ${type}` }, " = ", literal(random, type), ";\n"] : [];
  const first = node(DECLARATION, `class ${base} {\n`, ...shared, ...fields, ...constructorOf(false), ...accessors("p", false), ...accessors("q", true), ...methodOf(false), "}");
  const overridden = [constructorOf(true), accessors("p", false), accessors("q", true), methodOf(true)].flatMap((part, i) => (i === 0 || random.chance(0.7) ? part : []));
  const second = node(DECLARATION, `class ${derived} extends ${base} {\n`, ...overridden, "}");
  const third = node(
    DECLARATION, `function ${maker}(t`, { ts: ": i32" }, ", v", { ts: `: ${type}` }, ", w", { ts: ": i32" }, ")", { ts: `: ${base}` },
    ` { if (w & 1) return new ${derived}(t, v, w); return new ${base}(t, v, w); }`,
  );
  if (isStatic) draft.globals.push({ name: `${base}.s`, type, writable: true });
  draft.members.push({ base, maker, type, throws: throws.making || throws.accessor });
  const made = (task: string, args: readonly Node[]): Part[] => [`${maker}(${task}, `, args[0], ", ", args[1], ")"];
  const common = { kind: "sync", owner: "", defaults: 0, generic: false, suspendsFirst: false } as const;
  const callables: Callable[] = [
    {
      ...common, name: "q", params: [type, "i32"], result: type, cost: costs.making + ACCESSOR_COST, throws: throws.making || throws.accessor,
      write: (task, args) => [...made(task, args), ".q"],
    },
    {
      ...common, name: "m", params: [type, "i32", ...method.params], result: method.result, cost: costs.making + costs.method, throws: throws.making || throws.method,
      write: (task, args) => [...made(task, args), `.m(${task}`, ...args.slice(2).flatMap((arg) => [", ", arg]), ")"],
    },
  ];
  draft.callables.push(...callables);
  if (throws.making) feature(draft, "constructor-throws");
  if (throws.accessor) feature(draft, "accessor-throws");
  return [first, second, third];
}

/** What an accessor begins with: whose it is, and that it ran. */
function opening(draft: Draft): Node[] {
  return [node(STATEMENT, "const t = this.t;"), node(STATEMENT, `trace(t, ${++draft.siteCount}, this.w);`)];
}

/** An object in a local, whose accessor is a variable from there on; or a value for one of a new object. */
export function memberUse(body: Body): Node[] | undefined {
  const { draft, random } = body;
  if (draft.members.length === 0) return undefined;
  const { base, maker, type, throws } = random.pick(draft.members);
  if (throws && !mayThrow(body) || !charge(body, 3 * ACCESSOR_COST)) return undefined;
  if (throws) noteThrow(body);
  const made = node(base, `${maker}(t, `, expression(body, type, 1), ", ", expression(body, "i32", 1), ")");
  if (random.chance(0.4)) {
    feature(body, "accessor-variable");
    const name = newName(draft, "x");
    addLocal(body, { name: `${name}.p`, type, writable: true, isAccessor: true });
    return [node(STATEMENT, `const ${name}`, { ts: `: ${base}` }, " = ", made, ";")];
  }
  feature(body, "accessor-set");
  if (!isNumeric(type) || random.chance(0.4)) return [node(STATEMENT, made, ".q = ", expression(body, type), ";")];
  draft.hasSynchronous = false; // asc alone makes the object twice
  return [node(STATEMENT, made, ".q += ", expression(body, type), ";")];
}
