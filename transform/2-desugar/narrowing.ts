// `e instanceof E` of what was caught: where that is so, `e` is an E.
//
//   catch (e) {
//     if (e instanceof HttpError && e.status == 404) return null;     the right side of &&, both ways of an `if`, …
//     if (!(e instanceof HttpError)) throw e;
//     retryAfter(e.delay);                                            … and what stands behind one that leaves
//   }
//
// What is caught is an Error, and asc narrows no types but those of null. There it notes, in the flow of each way behind a condition, which
// locals are not null; in the same places is noted what the condition says, and who looks the variable up from there gets another Local, of
// the same index and the narrower type. Only the variable of a `catch` that is not assigned is narrowed: programs that asc compiles by
// itself keep their types.

import {
  Compiler, Flow, Local, NodeKind, ReportMode, Token,
  type BinaryExpression, type ExpressionRef, type IdentifierExpression, type InstanceOfExpression, type Node, type Statement, type Type,
  type UnaryPostfixExpression, type UnaryPrefixExpression,
} from "assemblyscript";
import { isStep, someNode, withoutParentheses } from "../1-read/nodes.js";
import type { Expr } from "../3-lower/raw.js";
import { compilationOf } from "../state.js";
import { isFirst, override, type Patched } from "./patch.js";

/** What a compilation knows of variables that were caught. */
export interface Narrowing {
  /** Those that may be narrowed, and what is given in their place. */
  readonly locals: WeakSet<Local>;
  /** What a condition says where it is true: the variable as it is there. */
  readonly tests: Map<ExpressionRef, Local>;
  /** What is so in a flow from its condition on, what was learned last first. */
  readonly flows: WeakMap<Flow, Fact[]>;
}

interface Fact {
  readonly local: Local;
  /** Whether it is the flow's own condition that says so: then it is so behind the flow, too, where only that way goes on. */
  readonly isOwn: boolean;
}

const INSTALLED = Symbol.for("tacet.narrowing");

/** Patches asc, once per process. */
export function installNarrowing(): void {
  const compiler = Compiler.prototype as unknown as Patched;
  if (!isFirst(compiler, INSTALLED)) return;
  override<Compiler, [InstanceOfExpression, Type, number], Expr>(compiler, "compileInstanceOfExpression", original => function (
    this: Compiler, test, contextualType, constraints
  ) {
    const value = original.call(this, test, contextualType, constraints);
    const flow = this.currentFlow;
    const narrowing = compilationOf(this.program)?.narrowing;
    const operand = withoutParentheses(test.expression);
    const local = operand.kind == NodeKind.Identifier ? flow.lookupLocal((operand as IdentifierExpression).text) : null;
    if (!narrowing || !local || !narrowing.locals.has(local)) return value;
    const type = this.resolver.resolveType(test.isType, flow, flow.sourceFunction, null, ReportMode.Swallow);
    if (type?.getClass() && !type.isNullableReference && type.isAssignableTo(local.type)) {
      narrowing.tests.set(value, new Local(local.name, local.index, type, flow.targetFunction));
    }
    return value;
  });

  const proto = Flow.prototype as unknown as Patched;
  override<Flow, [string], Local | null>(proto, "lookupLocal", original => function (this: Flow, name) {
    const local = original.call(this, name);
    const narrowing = local && compilationOf(this.program)?.narrowing;
    return local && narrowing?.locals.has(local) ? lookUp(this, narrowing, name, local) : local;
  });
  override<Flow, [ExpressionRef, Flow | null], void>(proto, "inheritNonnullIfTrue", original => function (this: Flow, condition, iff = null) {
    original.call(this, condition, iff);
    const narrowing = compilationOf(this.program)?.narrowing;
    const local = iff ? undefined : narrowing?.tests.get(condition);
    if (narrowing && local) note(this, narrowing, { local, isOwn: true });
  });
  override<Flow, [Flow], void>(proto, "inherit", original => function (this: Flow, other) {
    original.call(this, other);
    const narrowing = compilationOf(this.program)?.narrowing;
    // The way behind an `if` goes on as its flow; that of `a && b` begins as that of `b`.
    if (!narrowing || other.parent != this && other.parent != this.parent) return;
    for (const { local, isOwn } of narrowing.flows.get(other) ?? []) if (isOwn) note(this, narrowing, { local, isOwn: other.parent != this });
  });
}

/** The variable `name`, declared as `declared`, as it is known in `flow`. */
function lookUp(flow: Flow, { flows }: Narrowing, name: string, declared: Local): Local {
  for (let at: Flow | null = flow; at; at = at.parent) {
    const fact = flows.get(at)?.find(({ local }) => local.index == declared.index);
    if (fact) return fact.local;
    if (at.getScopedLocal(name)) break;
  }
  return declared;
}

function note(flow: Flow, { flows, locals }: Narrowing, fact: Fact): void {
  locals.add(fact.local);
  flows.set(flow, [fact, ...flows.get(flow) ?? []]);
}

/** Whether something in `statements` assigns the variable `name`. */
export function isAssigned(name: string, statements: readonly Statement[]): boolean {
  const isTarget = (e: Node): boolean => e.kind == NodeKind.Identifier && (e as IdentifierExpression).text == name;
  return statements.some(s => someNode(s, node => {
    switch (node.kind) {
      case NodeKind.Binary: return isAssignment((node as BinaryExpression).operator) && isTarget((node as BinaryExpression).left);
      case NodeKind.UnaryPrefix: case NodeKind.UnaryPostfix: {
        const { operator, operand } = node as UnaryPrefixExpression | UnaryPostfixExpression;
        return isStep(operator) && isTarget(operand);
      }
    }
    return false;
  }));
}

/** The only operators that errors have. */
function isAssignment(operator: Token): boolean {
  return operator == Token.Equals || operator == Token.Plus_Equals;
}
