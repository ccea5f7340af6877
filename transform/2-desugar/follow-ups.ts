// asc's own errors about promises -> ours; those that only follow from an error of ours -> nothing.
//
// asc knows Promise as any other class. What it says of `f() + 1` or `f().then(…)` is right but names the library's files and no next
// step. And where a construct was refused it goes on with `void` or with no variable, and reports that as well.

import {
  Compiler, DiagnosticCategory, DiagnosticCode, DiagnosticEmitter, NodeKind, ReportMode, Resolver, Type,
  type CallExpression, type ClassDeclaration, type Flow, type FunctionPrototype, type NewExpression, type Node, type Program,
  type PropertyAccessExpression, type Range, type TypeParameterNode,
} from "assemblyscript";
import { isAsync } from "../1-read/marks.js";
import { report } from "../errors.js";
import { compilationOf, promisedType, type Compilation } from "../state.js";
import { isRejection, REJECTED, takenApart, withoutValue } from "./results.js";
import { isFirst, override, type Patched } from "./patch.js";
import { plainName } from "./promises.js";

const INSTALLED = Symbol.for("tacet.followUps");

/** What to write in place of a method of JavaScript's promises. */
const METHODS: Readonly<Record<string, string>> = {
  then: "const v = await …",
  catch: "try { await … } catch (e) { … }",
  finally: "try { await … } finally { … }",
};

const ABORT = "cancel a task by its handle (task.cancel()), those of a scope (s.cancel()), or what takes too long by timeout(p, ms)";
const NEXT_TURN = "write 'await yieldNow()' and what is to come behind it";
const GENERATOR = "declare it as Generator<T>";
const ASYNC_GENERATOR = "declare it as AsyncGenerator<T>";

/** What to write in place of what programs in JavaScript find around them. */
const NAMES: Readonly<Record<string, string>> = {
  setTimeout: "write 'await sleep(ms)' and what is to come behind it, in an async function with @pool(n) that is spawned if this one shall go on meanwhile",
  setInterval: "write a loop with 'await sleep(ms)' in it",
  clearTimeout: "cancel the task that sleeps: 'task.cancel()' of what spawn() gave",
  clearInterval: "cancel the task that sleeps: 'task.cancel()' of what spawn() gave",
  setImmediate: NEXT_TURN,
  queueMicrotask: NEXT_TURN,
  AbortController: ABORT,
  AbortSignal: ABORT,
  fetch: "use TcpStream.connect(…), or let the embedder do it: '@host declare function …'",
  Iterator: GENERATOR,
  IterableIterator: GENERATOR,
  AsyncIterable: ASYNC_GENERATOR,
  AsyncIterator: ASYNC_GENERATOR,
  AsyncIterableIterator: ASYNC_GENERATOR,
};

/** The same of the functions of Promise. */
const STATICS: Readonly<Record<string, string>> = {
  withResolvers: "write an async function that waits for what should settle it",
  try: "call it, and catch around its 'await'",
};

/** What stands before the result type of an async function that is given to somebody. */
const ASYNC_HEAD = /\basync\b[^{};=]*\)\s*:\s*$/;

const TAKE_ASYNC = "declare the parameter as '(…) => Promise<T>', and await what it gives";

type Args = readonly (string | null | undefined)[];

/** Replaces asc's method, once per process. */
export function installFollowUps(): void {
  const proto = DiagnosticEmitter.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;
  override<DiagnosticEmitter, [DiagnosticCode, DiagnosticCategory, Range | null, Range | null, ...Args], void>(proto, "emitDiagnostic", original => function (
    this: DiagnosticEmitter, code, category, range, related, ...args
  ) {
    const compilation = compilationOf((this as unknown as { program?: Program }).program ?? this as Program);
    if (!compilation || category != DiagnosticCategory.Error || !range) {
      original.call(this, code, category, range, related, ...args);
      return;
    }
    const texts = args.map(text => text?.replaceAll(/~lib\/tacet\/assembly\/[\w/-]*\/(?=\w)/g, "") ?? null);
    if (isFollowUp(this, code, range, texts) || translate(this, compilation, code, range, texts)) return;
    original.call(this, code, category, range, related, ...texts);
  });
  // Where the types of a call can't be found out, asc misses a type argument; what it says of the call's arguments is to the point.
  override<Resolver, Inference, Type[] | null>(Resolver.prototype as unknown as Patched, "inferGenericTypeArguments", original => function (
    this: Resolver, node, prototype, parameters, flow, mode
  ) {
    if (mode != ReportMode.Report || !compilationOf(this.program)) return original.call(this, node, prototype, parameters, flow, mode);
    const types = original.call(this, node, prototype, parameters, flow, ReportMode.Swallow);
    if (types) return types;
    const before = this.diagnostics.length;
    for (const arg of node.args) if (arg.kind != NodeKind.Function) this.resolveExpression(arg, flow, Type.auto, ReportMode.Report);
    return this.diagnostics.length > before ? null : original.call(this, node, prototype, parameters, flow, mode);
  });
}

type Inference = [CallExpression | NewExpression, FunctionPrototype, TypeParameterNode[] | null, Flow, number];

/** Whether what asc misses is only missing because of an error in the same function that was reported before. */
function isFollowUp(emitter: DiagnosticEmitter, code: DiagnosticCode, range: Range, args: Args): boolean {
  const isMissing = code == DiagnosticCode.Cannot_find_name_0;
  if (!isMissing && code != DiagnosticCode.Type_argument_expected && !args.some(text => text == "void" || text == "auto" || text == "<auto>")) return false;
  const unit = unitAt(range.source.statements, range);
  if (isMissing && !isDeclared(args[0] ?? "", unit)) return false;
  return emitter.diagnostics.some(({ code: other, category, range: at }) => other == DiagnosticCode.User_defined_0
    && category == DiagnosticCategory.Error && at?.source == range.source && unit.start <= at.start && at.end <= unit.end);
}

/** Whether a variable `name` is declared in `unit`, be it in a pattern: what else is missing is missing by itself. */
function isDeclared(name: string, unit: Range): boolean {
  const word = `${name.replaceAll("$", "\\$")}\\b`;
  return new RegExp(`\\b(const|let|var|function)\\s+(${word}|[[{][^=;]*\\b${word})`).test(unit.toString());
}

/** The range of the function, method or statement of the file that `range` is in. */
function unitAt(nodes: readonly Node[], range: Range): Range {
  const around = nodes.find(node => node.range.start <= range.start && range.end <= node.range.end);
  if (!around) return range;
  const members = around.kind == NodeKind.ClassDeclaration || around.kind == NodeKind.NamespaceDeclaration ? (around as ClassDeclaration).members : [];
  const inside = unitAt(members, range);
  return inside == range ? around.range : inside;
}

/** Reports in our words what asc is about to say. @returns whether it did */
function translate(emitter: DiagnosticEmitter, compilation: Compilation, code: DiagnosticCode, range: Range, args: Args): boolean {
  const { voidAwait } = compilation;
  const [first, second] = args;
  if (code == DiagnosticCode.Cannot_find_name_0) {
    // A variable of ours (patterns): its value was refused.
    if (first?.startsWith("~") && emitter.diagnostics.some(d => d.category == DiagnosticCategory.Error)) return true;
    if (!first || !Object.hasOwn(NAMES, first)) return false;
    report(emitter, "TACET057", range, first, NAMES[first]);
    return true;
  }
  if (code == DiagnosticCode.Not_implemented_0 && first && (first == "Break label" || first == "Continue label")) {
    report(emitter, "TACET129", range, first == "Break label" ? "break" : "continue", range.toString());
    return true;
  }
  if (code == DiagnosticCode.Property_0_does_not_exist_on_type_1) {
    if (first && second == "Promise" && Object.hasOwn(STATICS, first)) {
      report(emitter, "TACET057", range, `Promise.${first}`, STATICS[first]);
      return true;
    }
    if (first && second == "~lib/error/Error") {
      report(emitter, "TACET130", range, first);
      return true;
    }
    if (!first || !isPromise(second)) return false;
    if (Object.hasOwn(METHODS, first)) report(emitter, "TACET056", range, first, METHODS[first]);
    else report(emitter, "TACET034", range, `'${plain(second)}' has no '${first}'`);
    return true;
  }
  // In a declaration asc's parser reports it (1-read/parser-errors.ts).
  if (code == DiagnosticCode.Type_expected && /\basync\s*(function\s*\w*\s*)?(\([^()]*\)|\w+)\s*$/.test(range.source.text.slice(0, range.start))) {
    report(emitter, "TACET019", range, "an async function", "Promise<T>, or Promise<void>");
    return true;
  }
  const nothing = code == DiagnosticCode.Type_expected ? compilation.calls.at(-1)?.args.find(({ range: at }) => /^await\b/.test(at.toString())) : null;
  const at = nothing?.range ?? range;
  const results = nothing || first == "void" ? /\bawait\s+Promise\s*\.\s*(all|allSettled)\b/.exec(at.toString()) : null;
  if (results) {
    report(emitter, "TACET036", at, results[1], takenApart(`Promise.${results[1]}([…])`));
    return true;
  }
  if (nothing) {
    report(emitter, "TACET120", at, withoutValue(at));
    return true;
  }
  if (code == DiagnosticCode.Type_0_is_not_assignable_to_type_1 && first?.startsWith("(") && second?.startsWith("(")) {
    return translateFunctions(emitter, range, plain(first), plain(second));
  }
  const call = compilation.calls.at(-1);
  if (code == DiagnosticCode.Type_argument_expected && call?.args.some(arg => arg.kind == NodeKind.Function)) {
    const { expression: callee } = call;
    const name = callee.kind == NodeKind.PropertyAccess ? (callee as PropertyAccessExpression).property : callee;
    report(emitter, "TACET121", call.range, name.range.toString());
    return true;
  }
  if (code == DiagnosticCode.The_this_types_of_each_signature_are_incompatible && call) {
    report(emitter, "TACET122", call.expression.range, call.expression.range.toString(), "object.method");
    return true;
  }
  if (code == DiagnosticCode.Type_0_is_not_assignable_to_type_1 && !isPromise(first) && isPromise(second)) {
    if (!isReportedLater(emitter, compilation)) report(emitter, "TACET124", range, plain(first), plain(second));
    return true;
  }
  if (code == DiagnosticCode.Type_0_is_not_assignable_to_type_1 && isPromise(first) && isPromise(second)) {
    const [given, wanted] = [first, second].map(text => plain(text).replaceAll(/\bString\b/g, "string"));
    const [from, to] = [given, wanted].map(text => text.slice("Promise<".length, -1));
    const converted = isNumber(from) && isNumber(to) ? ` and convert its value where that is awaited, '<${to}>(await …)'` : "";
    const next = isRejection(range) ? REJECTED : `take it as '${given}'${converted}, or give the call of an async function that returns '${to}'`;
    report(emitter, "TACET128", range, given, wanted, next);
    return true;
  }
  if (code == DiagnosticCode.Conversion_from_type_0_to_1_requires_an_explicit_cast) {
    const text = range.toString();
    const isAwait = /^await\b/.test(text);
    // What `return f()` gives is awaited as well.
    const isAwaited = isAwait || [...compilation.awaits.values()].some(at => at.source == range.source && at.start == range.start && at.end == range.end);
    if (isAwaited) report(emitter, "TACET125", range, plain(first), plain(second), isAwait ? text : `await ${text}`);
    return isAwaited;
  }
  if (code == DiagnosticCode.The_0_operator_cannot_be_applied_to_type_1 && isPromise(second)) {
    report(emitter, "TACET034", range, `'${first}' takes no '${plain(second)}'`);
    return true;
  }
  if (code == DiagnosticCode.Index_signature_is_missing_in_type_0 && isPromise(first)) {
    report(emitter, "TACET034", range, `'${plain(first)}' has no elements`);
    return true;
  }
  if (code == DiagnosticCode.Type_0_is_not_assignable_to_type_1 && first == "void" && isAwaitedAt(voidAwait, range)) {
    report(emitter, "TACET120", range, withoutValue(range));
    return true;
  }
  if (code == DiagnosticCode.Type_0_is_not_assignable_to_type_1 && isPromise(first) && second == "void" && ASYNC_HEAD.test(range.source.text.slice(0, range.start))) {
    report(emitter, "TACET026", range);
    return true;
  }
  if (code == DiagnosticCode.Type_0_is_not_assignable_to_type_1 && isPromise(first) && !isPromise(second)) {
    report(emitter, "TACET034", range, `'${plain(first)}' is no '${plain(second)}'`);
    return true;
  }
  if (code == DiagnosticCode.Operator_0_cannot_be_applied_to_types_1_and_2 && args.slice(1).some(isPromise)) {
    report(emitter, "TACET034", range, `'${first}' takes no '${args.slice(1).find(isPromise)}'`);
    return true;
  }
  return false;
}

/** Reports a function that gives a promise where one that gives a value is wanted, or the other way round, or a method where a function is. */
function translateFunctions(emitter: DiagnosticEmitter, range: Range, given: string, wanted: string): boolean {
  const [gives, wants] = [given, wanted].map(text => text.includes("=> Promise<"));
  if (!gives && !wants) return false;
  if (given.startsWith("(this: ") && !wanted.startsWith("(this: ")) report(emitter, "TACET122", range, range.toString(), range.toString());
  else if (gives == wants) return false;
  else if (gives) report(emitter, "TACET123", range, "an async function where a plain one", given, wanted, TAKE_ASYNC);
  else report(emitter, "TACET123", range, "a plain function where an async one", given, wanted, `write an async function: 'async x => ${range.toString()}(x)'`);
  return true;
}

/** Whether asc compiles a function that rules.ts refuses for the promise it gives. */
function isReportedLater(emitter: DiagnosticEmitter, compilation: Compilation): boolean {
  if (!(emitter instanceof Compiler)) return false;
  const { declaration, signature } = emitter.currentFlow.sourceFunction;
  const promised = promisedType(compilation, signature.returnType);
  return promised != null && (!isAsync(declaration) || promisedType(compilation, promised) != null);
}

/** Whether the type of that name is one of numbers. */
function isNumber(type: string): boolean {
  return /^([iu](8|16|32|64|size)|f(32|64))$/.test(type);
}

/** Whether what is awaited at `awaited` is the value of what stands at `range`. */
function isAwaitedAt(awaited: Range | null, range: Range): boolean {
  if (awaited?.source != range.source) return false;
  return awaited.start < range.end ? range.start <= awaited.end : !range.source.text.slice(range.end, awaited.start).includes(";");
}

function isPromise(text: string | null | undefined): text is string {
  return text?.startsWith("Promise<") ?? false;
}

function plain(text: string | null | undefined): string {
  return plainName(text ?? "");
}
