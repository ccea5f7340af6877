// Diagnostics: code + arguments -> the text a user reads, sent through asc.
//
// Every message of the compiler stands in DIAGNOSTICS, nowhere else; the reference in the docs is made from it.
// Rules of the table:
//   - a code, once released, keeps its meaning; a retired code is not used again
//   - `title` names the rule that was broken, `cause` says why it holds here, `next` says what to write instead
//   - {0} to {3} are arguments; how many a code takes is checked by its type
//   - a warning is a lint: it is silenced where the line says so (silence.ts)
// Codes by phase: 001-019 1-read, 020-039 and 120-139 2-desugar, 040-059 3-lower, 060-079 4-report, 080-089 and 100-119 lints, 090-099 the tools around us.
//
// asc prints a transform's message as `ERROR AS102: TACET001: …`, with the source line and the span underlined.

import { DiagnosticCategory, DiagnosticCode, DiagnosticMessage, type DiagnosticEmitter, type Range } from "assemblyscript";
import { isSilenced } from "./silence.js";

/** One kind of diagnostic; the printed line is `code: title: cause; next.` */
export interface DiagnosticText {
  readonly severity: "error" | "warning";
  readonly title: string;
  readonly cause: string;
  readonly next: string;
}

export const DIAGNOSTICS = {
  TACET001: {
    severity: "error",
    title: "'await' outside an async function",
    cause: "{0} is not async, so there is no task that could be suspended",
    next: "move the await into an 'async' function",
  },
  TACET002: {
    severity: "error",
    title: "'await' in the default value of a parameter",
    cause: "default values are computed before the async function starts",
    next: "make the parameter optional and await in the body",
  },
  TACET003: {
    severity: "error",
    title: "async constructor",
    cause: "'new' gives the object, so it can't give a promise",
    next: "write a 'static async' method that awaits first and constructs then",
  },
  TACET004: {
    severity: "error",
    title: "async getter",
    cause: "reading a property gives its value at once",
    next: "write an async method, or a getter that returns what an async method stored",
  },
  TACET005: {
    severity: "error",
    title: "async setter",
    cause: "an assignment can't be awaited",
    next: "write an async method",
  },
  TACET006: {
    severity: "error",
    title: "'async' on the field '{0}'",
    cause: "only functions and methods run as tasks",
    next: "remove 'async'",
  },
  TACET007: {
    severity: "error",
    title: "'async' on the method '{0}' that has no body",
    cause: "'async' says how a body runs; callers see the promise in the return type",
    next: "remove 'async' and declare the result as Promise<T>",
  },
  TACET008: {
    severity: "error",
    title: "'async' before '{0}'",
    cause: "TypeScript wants 'async' after the other modifiers",
    next: "write '{0} async'",
  },
  TACET009: {
    severity: "error",
    title: "'await' at the top level of '{0}'",
    cause: "{1}",
    next: "export an async function from it, and await a call of that at the top level of the entry file",
  },
  TACET010: {
    severity: "error",
    title: "{0} is not supported yet",
    cause: "its frame lies where it is made, so the compiler must see which one is called",
    next: "declare it by name at the top level of a file, or as a method of a class",
  },
  TACET011: {
    severity: "error",
    title: "'yield' outside a generator",
    cause: "{0} is not a generator, so nobody takes its values",
    next: "move the yield into the body of a 'function*' or a '*method()'",
  },
  TACET012: {
    severity: "error",
    title: "'for await' without 'of'",
    cause: "only a 'for…of' loop has values to await",
    next: "remove 'await', or loop over an async iterable with 'of'",
  },
  TACET013: {
    severity: "error",
    title: "'using' at the top level of a module",
    cause: "a module is never left, so the resource would never be disposed",
    next: "move it into a function",
  },
  TACET014: {
    severity: "error",
    title: "'{0}' over '{1}'",
    cause: "it is no string, has no index access with a length, and no 'next()' that gives a bool beside 'value', or an object with 'done' and 'value'",
    next: "iterate over an array, or give the class such a 'next()' or a '[Symbol.iterator]()'",
  },
  TACET015: {
    severity: "error",
    title: "the generator '{0}' returns '{1}'",
    cause: "a call of it gives {2}, not a value",
    next: "declare the result as {3}<T>, where T is the type of what it yields",
  },
  TACET016: {
    severity: "error",
    title: "a generator in a place that may outlive its owner",
    cause: "{0} can hold the generator after the activation whose frame it lies in has ended",
    next: "loop over it here, or keep it in a local variable of the function that made it",
  },
  TACET017: {
    severity: "error",
    title: "'for…of' over the async '{0}'",
    cause: "each of its values comes with an await",
    next: "write 'for await' in an async function",
  },
  TACET018: {
    severity: "error",
    title: "'main' is not async in an entry file that awaits at its top level",
    cause: "what the host calls waits for the end of the top level, which only an async function can",
    next: "write 'export async function main(): Promise<i32>', or move what it does to the top level",
  },
  TACET019: {
    severity: "error",
    title: "{0} without a result type",
    cause: "who calls it must know what it gets, and AssemblyScript finds out the results of no function",
    next: "declare its result as {1}",
  },
  TACET020: {
    severity: "error",
    title: "the async function '{0}' returns '{1}'",
    cause: "an async function gives a promise of its value",
    next: "declare its result as Promise<{1}>",
  },
  TACET021: {
    severity: "error",
    title: "'{0}' cannot be a @host function",
    cause: "{1}",
    next: "declare it as '@host declare function {0}(…numbers): Promise<number, bool or void>;'",
  },
  TACET022: {
    severity: "error",
    title: "'{0}' leaves a 'finally'",
    cause: "the cleanup would replace the error, the result or the cancellation it runs for",
    next: "put the '{0}' behind the try statement, or decide by a variable that the cleanup sets",
  },
  TACET023: {
    severity: "error",
    title: "'throw' of '{0}'",
    cause: "what is thrown travels as an Error, whose class and message the catcher and the host look at",
    next: "throw an Error or a class that extends it: 'throw new Error(…)'",
  },
  TACET024: {
    severity: "error",
    title: "'using' of '{0}'",
    cause: "it has no {1}, so there is nothing to do at the end of the block",
    next: "give the class that method, or declare the variable with 'const'",
  },
  TACET025: {
    severity: "error",
    title: "'using' without a block",
    cause: "a resource is disposed at the end of the block that declares it, and here is none",
    next: "write braces around the statements that use it",
  },
  TACET026: {
    severity: "error",
    title: "an async function where a plain one is called",
    cause: "its promise would be dropped at each call, and the tasks cancelled at the end",
    next: "write a loop with await: for (const x of xs) await f(x); for several at a time there is scope(): await s.spawn(f(x))",
  },
  TACET027: {
    severity: "error",
    title: "the generator '{0}' has no place in '{1}'",
    cause: "{2}",
    next: "stand it directly in a for…of, or make it in an async function, whose frame can hold it",
  },
  TACET028: {
    severity: "error",
    title: "'yield' without a value",
    cause: "this generator yields values of type '{0}'",
    next: "write the value behind it",
  },
  TACET029: {
    severity: "error",
    title: "the generator '{0}' is exported to the host",
    cause: "its frame would have no owner, and the host can't take its values one by one",
    next: "export a function that loops over it, or move the generator into a file that is not an entry",
  },
  TACET030: {
    severity: "error",
    title: "a closure in a place that may keep it",
    cause: "what it captures is handed over where it is called, so the compiler must be able to follow it: into functions that call it or hand it on, and into a variable that is set once",
    next: "give it directly to the function that calls it, or keep what it captures in an object with a method",
  },
  TACET031: {
    severity: "error",
    title: "'{0}' is captured by a closure and assigned",
    cause: "closures capture by value: {1}",
    next: "assign a new variable, capture a constant copy of it, or keep the value in an object and capture the object",
  },
  TACET032: {
    severity: "error",
    title: "a recursion makes ever new closures",
    cause: "each closure is compiled into the functions it is given to, and here every round gives another one",
    next: "give the function the same closure in each round, or write a loop",
  },
  TACET033: {
    severity: "error",
    title: "a closure captures '{0}' before it has a value",
    cause: "closures capture by value, when they are made",
    next: "give '{0}' its value before the closure",
  },
  TACET034: {
    severity: "error",
    title: "a promise in place of its value",
    cause: "asc says: {0}",
    next: "write 'await' before it",
  },
  TACET035: {
    severity: "error",
    title: "a pattern that cannot be taken apart",
    cause: "{0}",
    next: "{1}",
  },
  TACET036: {
    severity: "error",
    title: "the results of Promise.{0} in one value",
    cause: "they lie in the children, of whatever types, and no array is made of them",
    next: "{1}",
  },
  TACET037: {
    severity: "error",
    title: "the value of a 'yield'",
    cause: "a generator is only asked for its next value and given none",
    next: "let it read an object that whoever loops over it writes",
  },
  TACET038: {
    severity: "error",
    title: "'{0}' of something that is not a promise",
    cause: "this is '{1}'",
    next: "give it the call of an async function: '{0}(f(x))'",
  },
  TACET039: {
    severity: "error",
    title: "{0} in a place that may outlive its owner",
    cause: "{1} can hold it after the activation whose frame it lies in has ended",
    next: "keep it in a local variable, or hand it to a function that this one awaits",
  },
  TACET040: {
    severity: "error",
    title: "'{0}' without await",
    cause: "it suspends the running activation, which only an await can do",
    next: "write 'await' before it; where a promise is wanted, call an async function that awaits it",
  },
  TACET041: {
    severity: "error",
    title: "'{0}' of something that is not a call",
    cause: "a task starts with the call of an async function whose slots the compiler lays out",
    next: "write {0}(f(x)) with an async function f that has @pool(n)",
  },
  TACET042: {
    severity: "error",
    title: "a second '{0}' may start while the first still runs",
    cause: "each place that starts a child task has room for one, and this one is in a loop that may come back before the child ended",
    next: "await the promise before the next round, or spawn tasks of a @pool(n) function",
  },
  TACET043: {
    severity: "error",
    title: "the async function '{0}' is called in '{1}', which is not async",
    cause: "a child task lives in the activation that starts it, and a function without async has none",
    next: "{2}, or start a task of its own with trySpawn({0}(…)) and @pool(n)",
  },
  TACET044: {
    severity: "error",
    title: "'{0}' outside an async function",
    cause: "only an async function has a frame to hold the storage",
    next: "call it in an async function and pass the reference on",
  },
  TACET045: {
    severity: "error",
    title: "inFrame of a type that is not @unmanaged",
    cause: "the collector would look for a managed object's header, which a frame does not have",
    next: "mark the class @unmanaged, or use 'new'",
  },
  TACET046: {
    severity: "error",
    title: "frameBuffer without a constant size",
    cause: "frames are laid out at compile time",
    next: "give a constant between 1 and 16777216",
  },
  TACET047: {
    severity: "error",
    title: "recursive async functions",
    cause: "the stack of a task is laid out at compile time, and this call has no bound: {0}",
    next: "write @depth(n) before one of these functions if there are never more than n activations of it, a loop, or a list of the work still to do",
  },
  TACET048: {
    severity: "error",
    title: "'{0}' is spawned without a pool",
    cause: "tasks of their own live in static slots, and their number must be known",
    next: "write @pool(n) before the function, n being how many may run at once",
  },
  TACET049: {
    severity: "error",
    title: "@{0} without a constant number",
    cause: "{1} laid out at compile time",
    next: "write @{0}(n) with a constant n between 1 and 16777216",
  },
  TACET050: {
    severity: "error",
    title: "a promise in a place that may outlive its owner",
    cause: "{0} can hold the promise after the activation that owns its task has ended",
    next: "await it here, or keep it in a local variable of the async function that started it",
  },
  TACET051: {
    severity: "error",
    title: "{0} returns a promise but is not async",
    cause: "the task would have no owner",
    next: "{1}",
  },
  TACET052: {
    severity: "error",
    title: "a limit of {0}",
    cause: "no task could ever run in that scope, so who spawns one would wait for ever",
    next: "give a number from 1 on, or open a scope() without a limit",
  },
  TACET053: {
    severity: "error",
    title: "a promise is handed to another task",
    cause: "'{0}' starts as a task of its own, and at the end of a child only the owner of that child is woken",
    next: "await the promise here and pass its value, await the call of '{0}' where it stands, or pass a function for it to call: 'async () => await f(x)'",
  },
  TACET054: {
    severity: "error",
    title: "Promise.{0} of something else than a list of promises",
    cause: "{1}",
    next: "write 'await Promise.{0}([f(), g()])' with calls of async functions or promises in variables; for any number of tasks there is scope()",
  },
  TACET055: {
    severity: "error",
    title: "'new Promise'",
    cause: "a promise is what a call of an async function gives, so there is no task behind this one",
    next: "write an async function that waits for what should settle it",
  },
  TACET056: {
    severity: "error",
    title: "'.{0}' of a promise",
    cause: "a promise is the call of an async function, and what follows it stands behind an 'await'",
    next: "write '{1}'",
  },
  TACET057: {
    severity: "error",
    title: "there is no '{0}'",
    cause: "JavaScript has it, AssemblyScript has not",
    next: "{1}",
  },
  TACET058: {
    severity: "error",
    title: "a recursive call of '{0}' that is no await",
    cause: "the frames of a child or a generator lie in the frame of its owner, so those of each level would hold all below them",
    next: "await the call where it stands",
  },
  TACET059: {
    severity: "error",
    title: "'await' of '{0}', which is no promise",
    cause: "{1}",
    next: "{2}",
  },
  TACET060: {
    severity: "error",
    title: "static memory over the limit",
    cause: "the program needs {0} bytes, the limit is {1}",
    next: "make pools or frame buffers smaller ('tacet report' lists them), or raise the limit",
  },
  TACET061: {
    severity: "error",
    title: "allocation reachable from async code",
    cause: "allocationFree is set, and this path allocates: {0}",
    next: "use frameBuffer, inFrame or static data, or drop allocationFree",
  },
  TACET080: {
    severity: "warning",
    title: "a promise is dropped",
    cause: "'{0}' starts as a child task that nobody awaits, and what is left of it is cancelled when this function ends",
    next: "write 'await' before it, keep it in a variable if it may be cancelled at the end, or spawn it as a task of its own",
  },
  TACET081: {
    severity: "warning",
    title: "a loop that never ends and never awaits",
    cause: "no other task runs, and no operation completes, until an async function awaits",
    next: "await something in the loop (yieldNow() at least), or leave it",
  },
  TACET082: {
    severity: "warning",
    title: "a loop that waits without await",
    cause: "{0}",
    next: "await sleep(ms), or what makes the condition change",
  },
  TACET083: {
    severity: "warning",
    title: "a loop that only yields",
    cause: "the task wakes itself all the time to ask again, so the processor never rests",
    next: "await what makes the condition change, or sleep(ms) between two looks",
  },
  TACET084: {
    severity: "warning",
    title: "a large value lives across an await",
    cause: "this one takes {0} of the {1} bytes that each activation of '{2}' holds; the limit is {3}",
    next: "make it smaller, share it between tasks, or raise the limit with --use TACET_FRAME_LIMIT=bytes",
  },
  TACET085: {
    severity: "warning",
    title: "'{0}' is held across an await",
    cause: "other tasks run at the await in line {1}, and find '{0}' taken: they may wait for it, each for the other, or see what it guards half done",
    next: "end its block before the await, or write 'await using' if it may be held meanwhile",
  },
  TACET086: {
    severity: "warning",
    title: "'using' of '{0}', which has an asynchronous disposal",
    cause: "this calls [Symbol.dispose](), so nobody waits for what [Symbol.asyncDispose]() does",
    next: "write 'await using'",
  },
  TACET087: {
    severity: "warning",
    title: "a long loop without await",
    cause: "all other tasks wait for its {0} rounds",
    next: "await yieldNow() every some thousand rounds",
  },
  TACET088: {
    severity: "warning",
    title: "@depth before '{0}', which is not recursive",
    cause: "{1}",
    next: "remove it, or write it before an async function that calls itself, be it through others",
  },
  TACET089: {
    severity: "warning",
    title: "a promise is returned inside 'try'",
    cause: "here it is awaited before the 'try' is left; JavaScript would leave first: its cleanup would not wait, its 'catch' not see the error",
    next: "write 'return await {0}', which means the same in both",
  },
  TACET090: {
    severity: "error",
    title: "unsupported AssemblyScript compiler",
    cause: "{0}",
    next: "install assemblyscript {1}",
  },
  TACET091: {
    severity: "error",
    title: "a command that can't be started",
    cause: "{0}",
    next: "write '{1}', or build without --target {2}",
  },
  TACET092: {
    severity: "error",
    title: "the @host function '{0}' in a command",
    cause: "{2}",
    next: "do it in the program, declare an import that the runtime has, or build without --target {1}",
  },
  TACET093: {
    severity: "warning",
    title: "the export '{0}' of a command",
    cause: "a command is called once, by its start: nobody could start another async function of it, so it is not exported",
    next: "call it in 'main', take 'export' away, or build without --target {1}",
  },
  TACET100: {
    severity: "warning",
    title: "an update that may be lost",
    cause: "'{0}' is read before the await, and what other tasks write to it meanwhile is overwritten",
    next: "await first, then update: 'const v = await …; {1};'",
  },
  TACET101: {
    severity: "warning",
    title: "a promise as a condition",
    cause: "it is always there, so this is always true",
    next: "write 'await' before it",
  },
  TACET102: {
    severity: "warning",
    title: "@pool before '{0}', which can't be spawned",
    cause: "only async functions run as tasks, each in a slot of its pool",
    next: "remove it, or write it before an async function",
  },
  TACET120: {
    severity: "error",
    title: "the value of a promise of void",
    cause: "it has none",
    next: "{0}",
  },
  TACET121: {
    severity: "error",
    title: "a function expression that decides a type of '{0}'",
    cause: "AssemblyScript does not find out types of a call from what such a function gives",
    next: "name the type, '{0}<T>(…)'; what gives promises goes into a loop, 'for (const x of xs) await f(x)', or into a scope(), 'await s.spawn(f(x))'",
  },
  TACET122: {
    severity: "error",
    title: "the method '{0}' without its object",
    cause: "the value of a method knows no 'this'",
    next: "write a function that calls it: 'async x => await {1}(x)'",
  },
  TACET123: {
    severity: "error",
    title: "{0} is called",
    cause: "'{1}' is no '{2}': the one gives a promise, the other a value",
    next: "{3}",
  },
  TACET124: {
    severity: "error",
    title: "a value in place of a promise",
    cause: "'{0}' is no '{1}'",
    next: "await the promise, or write 'Promise.resolve(…)' where one is wanted",
  },
  TACET125: {
    severity: "error",
    title: "what is awaited is of another type",
    cause: "'{0}' becomes '{1}' only where that is asked for, as something may be lost",
    next: "write '<{1}>({2})'",
  },
  TACET126: {
    severity: "error",
    title: "'{0}' outside of async functions",
    cause: "what it waits for are tasks of the activation that calls it, and {1} has none",
    next: "write it in the async function that awaits it, or write 'async' before this one",
  },
  TACET127: {
    severity: "error",
    title: "another promise for '{0}'",
    cause: "the results of its {1} are found where that was called, by the name of this variable",
    next: "declare a variable of its own for the other promise",
  },
  TACET128: {
    severity: "error",
    title: "a promise of another type",
    cause: "'{0}' is no '{1}', whatever becomes of their values",
    next: "{2}",
  },
  TACET129: {
    severity: "error",
    title: "an earlier promise of '{0}' is awaited behind this start",
    cause: "each place that starts a child task has room for one, so the promise that a variable kept of an earlier round is that of the new task",
    next: "await the promise before this starts again and keep its value, 'const v = await p'",
  },
  TACET130: {
    severity: "error",
    title: "'{0} {1}' outside of what '{1}' names",
    cause: "'break' leaves a loop or switch around it, 'continue' goes on with a loop around it, in the same function",
    next: "write '{1}:' before the loop that is meant",
  },
  TACET131: {
    severity: "error",
    title: "'{0}' of what may be any Error",
    cause: "a 'catch' takes errors of all classes, and Error itself has no '{0}'",
    next: "ask first: 'if (e instanceof E) …', E being the class that has '{0}'; 'e' is one then",
  },
} as const satisfies Record<`TACET${string}`, DiagnosticText>;

/** A code of the table. */
export type TacetCode = keyof typeof DIAGNOSTICS;

/** What a code's text takes: one string for each {n}. */
export type ArgumentsOf<Code extends TacetCode> = Code extends TacetCode // one code at a time: the texts of all would multiply
  ? Placeholders<`${(typeof DIAGNOSTICS)[Code]["title"]} ${(typeof DIAGNOSTICS)[Code]["cause"]} ${(typeof DIAGNOSTICS)[Code]["next"]}`>
  : never;

type Placeholders<Text extends string> =
  Text extends `${string}{3}${string}` ? [string, string, string, string] :
  Text extends `${string}{2}${string}` ? [string, string, string] :
  Text extends `${string}{1}${string}` ? [string, string] :
  Text extends `${string}{0}${string}` ? [string] :
  [];

/** The line for `code`, without asc's prefix: `TACET001: title: cause; next.` */
export function formatDiagnostic<Code extends TacetCode>(code: Code, ...args: ArgumentsOf<Code>): string {
  const { title, cause, next }: DiagnosticText = DIAGNOSTICS[code];
  const values: readonly string[] = args;
  return `${code}: ${title}: ${cause}; ${next}.`.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)]);
}

/**
 * Reports `code` at `range` through `emitter` (asc's Program, Parser or Compiler: they share one list).
 * A generic function is compiled once an instance: a repeated message at the same place is dropped, as asc does.
 * @param range what is underlined; null where no source line is to blame
 */
export function report<Code extends TacetCode>(
  emitter: Pick<DiagnosticEmitter, "diagnostics">, code: Code, range: Range | null, ...args: ArgumentsOf<Code>
): void {
  const { severity }: DiagnosticText = DIAGNOSTICS[code];
  if (severity == "warning" && range && isSilenced(code, range)) return;
  const category = severity == "error" ? DiagnosticCategory.Error : DiagnosticCategory.Warning;
  const message = DiagnosticMessage.create(DiagnosticCode.User_defined_0, category);
  // Set after the fact: asc's template for transforms reads "User-defined: {0}".
  message.message = formatDiagnostic(code, ...args);
  if (range) message.withRange(range);
  if (!emitter.diagnostics.some(other => other.equals(message))) emitter.diagnostics.push(message);
}
