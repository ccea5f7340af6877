// The engine's stack at a trap -> the program's functions on it, innermost first. Engines name functions by the module's name
// section, which asc writes with --debug; without it there is nothing to tell. A function that was inlined is not on it.

/** V8 writes `at name (wasm://…)`, others `name@wasm…:wasm-function[1]:0x2`. */
const FRAME = /^\s*(?:at )?(.+?)(?: \(|@)[^()]*wasm-function\[\d+\]/;
/** Our runtime is above (the trap itself) and below (turns) the program. */
const RUNTIME = /^(?:~(?:lib\/tacet|tacet)\/|start:tacet-)/;
/** What the compiler makes of a function that isn't its body. */
const WRAPPER = /~(?:start|spawn|export)$/;

/** Names as in the source, without folders. */
export function programFunctionsOn(stack: string): string[] {
  const names: string[] = [];
  for (const line of stack.split("\n")) {
    const name = FRAME.exec(line)?.[1];
    if (name === undefined || RUNTIME.test(name) || WRAPPER.test(name)) continue;
    names.push(name.replace(/~(?:resume|uncaught)$/, "").replace(/[^<>,]*\//g, ""));
  }
  return names;
}
