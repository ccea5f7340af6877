// Help: what `tacet --help` and `tacet <command> --help` print. Examples first: most readers want one line to copy.

export const HELP = `tacet - async/await for AssemblyScript, without an allocator

Examples
  tacet init hello                               a project that builds, runs and tests
  tacet run src/main.ts                          compile and run on Node
  tacet run src/main.ts -- --port 8080           the same, with arguments for the program
  tacet build src/main.ts -o app.wasm -Oz        the smallest module
  tacet report src/main.ts                       every frame, task and byte of RAM
  tacet run src/main.ts --board lm3s6965evb      the same on a microcontroller, in its emulator

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
  flash [file.ts] --board NAME [asc options]     build firmware and bring it onto the board
  report [file.ts] [--json] [asc options]        memory map and allocation proof
  init [dir]                                     start a project; overwrites nothing
  help, --help, -h      version, --version       tacet help build: one command in full

Options
  Every asc option works (npx asc --help), and asconfig.json is read as asc reads it.
  Defaults, weakest of all: --runtime stub, -O3, or -O0 with --debug.
  --target debug        asconfig.json's debug target: names, source map, no optimisation
  --target wasi         a WASI preview 1 command, for build and run
  --target wamr         a program for iwasm --native-lib=libtacet.so
  --debug               names in the module; also shows the stack of an internal error

Exit codes
  0 done   1 the program does not compile, or failed   2 wrong use of this command
  run: whatever main returns; 134 after a trap
`;

const SETTINGS = `Settings of Tacet, passed as asc options
  --use TACET_ALLOCATION_FREE=1   refuse a program whose async code can reach the heap
  --use TACET_MEMORY_LIMIT=n      refuse a program with more than n bytes of static memory
  --use TACET_RING_LOG2=n         entries of the rings to the host: 2 to the n (6)
  --use TACET_CONSOLE_BYTES=n     room for console text between two awaits (8192)
  --use TACET_COMPACT=1           rings and deadlines of half the size: docs/8-boards.md
  --use TACET_AWAIT_MAP=1         keep await stacks in a module compiled with -Os or -Oz
  --use TACET_WASI_HANDLES=n      files and sockets a WASI command can have open (64)
  --use TACET_WAMR_SOCKETS=1      sockets of a WASI command by WAMR's own calls
`;

/** What one command's own help says. */
export const HELP_OF: Readonly<Record<string, string>> = {
  build: `tacet build [file.ts ...] [-o out.wasm] [asc options]

  tacet build src/main.ts                        src/main.wasm, with -O3
  tacet build src/main.ts -o app.wasm -Oz        the smallest module
  tacet build src/main.ts --debug --sourceMap    to step through in a browser's tools
  tacet build src/main.ts --target wasi          a command for WASI runtimes: docs/9-wasi.md
  tacet build src/main.ts --target wamr          a program for WAMR's iwasm with our library: boards/wamr
  tacet build                                    the entries of asconfig.json, whose place named files take

  tacet build src/main.ts --board lm3s6965evb    firmware: main.elf, .bin, .hex, perhaps .uf2
    boards: lm3s6965evb, microbit, mps2-an385, netduinoplus2, rp2040, sifive_e, stm32vldiscovery, virt
    --heap bytes     heap of a program that allocates; half of the RAM that is left
    --watchdog ms    the board's watchdog restarts it when no turn ends for that long
    --semihosting    the end of the program ends the debugger's or emulator's session

Writes the module, and what else asc is asked for (-t app.wat, --bindings esm, ...). Beside a module
compiled for size (-Os, -Oz) it writes app.awaits.json: with it, tacet run app.wasm shows await stacks.

${SETTINGS}
Exit codes: 0 done   1 the program does not compile   2 wrong use
`,
  run: `tacet run file.ts|file.wasm [asc options] [-- arguments]

  tacet run src/main.ts                          compile in memory and run
  tacet run src/main.ts -- --port 8080           arguments for the program, read by argument(i, ptr, n)
  tacet run src/main.ts --debug                  a trap shows every function that was called
  tacet run app.wasm                             a module that was built before
  tacet run src/main.ts --board lm3s6965evb      as firmware in the board's emulator

Calls main on the Node host and exits with what it returns (its low 8 bits). The first Ctrl-C or SIGTERM
cancels main, so that its cleanup runs; the second ends at once. A program that nothing can wake any more
ends with 1: deadlock.
@host functions need an embedder: import { instantiate } from "tacet/host/node".

${SETTINGS}
Exit codes: what main returns   1 failed, or does not compile   2 wrong use   130, 143 interrupted   134 trap
`,
  flash: `tacet flash [file.ts] --board NAME [asc options]

  tacet flash src/main.ts --board rp2040         build, then the board's usual tool or drive
    --drive folder   where the board's drive is mounted, if it is not found
    --heap, --watchdog, --semihosting: as for tacet build

Uses the first that is there of what board.json names (openocd, st-flash, dfu-util, a mounted drive), prints
the command it runs, and says what to install where nothing is: docs/8-boards.md.

Exit codes: 0 done   1 the program does not compile, or the tool is missing or failed   2 wrong use
`,
  report: `tacet report [file.ts ...] [--json] [asc options]

  tacet report src/main.ts                       a table
  tacet report src/main.ts --json                the same for tools
  tacet report src/main.ts --board NAME          flash and RAM of its firmware, and what is left
  … --board NAME --treemap file.svg              the same as a picture (npm's d3-hierarchy)

Shows each async function's frame and states, each task's exact maximum of stack, pools, rings, total RAM,
code size, and whether async code can reach the heap: if so, by which calls. Writes nothing but the picture.

${SETTINGS}
Exit codes: 0 done   1 the program does not compile, or has no async function   2 wrong use
`,
  init: `tacet init [dir]

  tacet init hello                               then what it prints: install, start, test

Makes a project in dir (default: here): src/main.ts, asconfig.json, package.json with start, build, report
and test, a test, and tsconfig.json for editors. Overwrites nothing: if a file is there, nothing is written.

Exit codes: 0 done   1 a file is in the way, or dir cannot be written   2 wrong use
`,
};
