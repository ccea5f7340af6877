// Help: what `tacet --help` prints. Examples first: most readers want one line to copy.

export const HELP = `tacet - async/await for AssemblyScript, without an allocator

Examples
  tacet init hello && cd hello && npm install    a project that builds, runs and tests
  tacet run src/main.ts                          compile and run on Node
  tacet run src/main.ts -- --port 8080           the same, with arguments for the program
  tacet build src/main.ts -o app.wasm -Oz        the smallest module
  tacet report src/main.ts                       every frame, task and byte of RAM

A program
  import { sleep } from "tacet/assembly";

  export async function main(): Promise<i32> {
    console.log("one second, please");
    await sleep(1000);
    return 0;                                    // the exit code
  }

Commands
  build [file.ts] [-o out.wasm] [asc options]    compile; the output defaults to file.wasm
  run file.ts|file.wasm [asc options] [-- args]  compile and run; exits with what main returns
  report [file.ts] [--json] [asc options]        memory map and allocation proof
  init [dir]                                     start a project; overwrites nothing
  help, --help, -h      version, --version

Options
  Every asc option works (npx asc --help), and asconfig.json is read as asc reads it.
  Defaults, weakest of all: --runtime stub, -O3, or -O0 with --debug.
  --target debug        asconfig.json's debug target: names, source map, no optimisation
  --debug               names in the module; also shows the stack of an internal error

Exit codes
  0 done   1 the program does not compile, or failed   2 wrong use of this command
  run: whatever main returns; 134 after a trap
`;
