// A case that is also JavaScript -> its trace under V8: an oracle that knows nothing of our compiler.
// Types are stripped; `sleep` has a virtual clock and `yieldNow` is one microtask, so it fits cases with one call and
// no wrapping arithmetic.

import ts from "typescript";

interface Timer {
  readonly when: number;
  readonly wake: () => void;
}

function textOf(value: unknown): string {
  return Object.is(value, -0) ? "-0" : typeof value == "string" ? JSON.stringify(value) : String(value);
}

/** @returns the lines that tests/support/guest.ts would record for `start <name>; end` */
export async function runAsJavaScript(source: string, name: string): Promise<string[]> {
  const lines: string[] = [];
  const timers: Timer[] = [];
  let now = 0;
  let lineAt = 0;
  const note = (line: string): void => {
    if (lineAt != now) lines.push(`. ${now} ms`);
    lineAt = now;
    lines.push(line);
  };
  const libraries: Readonly<Record<string, object>> = {
    "../trace": {
      mark: note,
      trace: <T>(label: string, value: T): T => {
        note(`${label} ${textOf(value)}`);
        return value;
      },
    },
    "tacet/assembly": {
      yieldNow: (): Promise<void> => Promise.resolve(),
      sleep: (ms: number): Promise<void> => ms > 0
        ? new Promise(wake => timers.push({ when: now + ms, wake }))
        : Promise.resolve(),
    },
  };
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  const exports: Record<string, () => Promise<unknown>> = {};
  // The cases are this repository's own files. An async function, for those that await at their top level.
  const Module = Object.getPrototypeOf(async () => {}).constructor as new (...words: string[]) => (...args: unknown[]) => Promise<void>;
  const module = new Module("require", "exports", outputText);

  let running = true;
  note(`> ${name}()`);
  void module((path: string) => libraries[path], exports).then(() => exports[name]()).then(value => {
    note(`< ${name}${value === undefined ? "" : ` = ${textOf(value)}`}`);
    running = false;
  }, (error: Error) => {
    note(`< ${name} threw ${error.name}: ${error.message}`);
    running = false;
  });
  while (running) {
    await new Promise(resolve => setImmediate(resolve)); // all microtasks have run then
    if (!running) break;
    if (!timers.length) throw new Error("waits for nothing");
    now = Math.min(...timers.map(t => t.when));
    for (const due of timers.filter(t => t.when == now)) {
      timers.splice(timers.indexOf(due), 1);
      due.wake();
    }
  }
  return lines;
}
