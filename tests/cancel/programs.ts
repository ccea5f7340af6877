// The examples, and the worlds they are cancelled in.

import assert from "node:assert/strict";
import type { Machine } from "./machine.js";
import type { Sent, Session, Surroundings } from "./world.js";

export interface Example {
  /** Its folder, or file. */
  readonly name: string;
  readonly title?: string;
  /** What the statements of `body` need beyond its main.ts, as `example`. */
  readonly imports?: string;
  /** Statements of a function that runs it; default: its main. */
  readonly body?: string;
  readonly flags?: readonly string[];
  /** Whether it never allocates, so that a collector would change nothing. */
  readonly isStatic?: boolean;
  readonly around: () => Omit<Surroundings, "late">;
  /** How it ends when nobody cancels it. */
  readonly result: string;
  /** Whether it keeps a state that another run would meet. */
  readonly isOnce?: boolean;
  /** Whether the compiler warns of it, as it means to. */
  readonly isWarned?: boolean;
  /** What must be so after a cancel, beyond what holds for all. */
  readonly check?: (machine: Machine, place: string) => void;
}

/** Answers once, `ms` after the program has said something, and ends. */
function answering(answer: (text: string) => string, ms: number, after: (ms: number, run: () => void) => void): Session {
  let isAsked = false;
  return (text, peer) => {
    if (isAsked) return;
    isAsked = true;
    after(ms, () => {
      peer.send(answer(text));
      peer.end();
    });
  };
}

const SITE: Readonly<Record<string, string>> = {
  // More pages than may load at once.
  "/": "page /a\npage /b\nfile /f\nfile /g\npage /absent\npage /d\npage /e\npage /i\npage /j",
  "/a": "page /b\npage /c\nfile /h", "/b": "", "/c": "file /k", "/d": "", "/e": "", "/i": "", "/j": "",
  "/f": "xx", "/g": "yyy", "/h": "z", "/k": "last",
};

/** All of what was made was cleaned up, once; but nobody ever had what the cancelled operation itself brought. */
function assertCleaned(cleaned: number, made: number, place: string): void {
  assert.ok(cleaned === made || cleaned === made - 1, `${cleaned} of ${made} cleaned up, ${place}`);
}

function countOf(lines: readonly string[], line: string): number {
  return lines.filter(l => l === line).length;
}

const HTTP_FLAGS = ["--use", "HTTP_CONNECTIONS=3", "--use", "HTTP_PATIENCE_MS=30", "--use", "HTTP_STOP_MS=20", "--use", "HTTP_EVENT_MS=5"];
const HTTP_IMPORTS = 'import { TcpListener } from "tacet/assembly";\nimport { connection } from "../../examples/http-server/connection";';
const serving = (count: number): string => `await using listener = await TcpListener.listen(8080);
  for (let i = 0; i < ${count}; i++) await connection(await listener.accept());
  return 0;`;
const HELLO = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

/** Fills the buffer of answers, so that what follows in the same packet has to wait for it. */
const FULL = HELLO.repeat(20);

const request = (first: string, ...rest: string[]): string => `${first} HTTP/1.1\r\nHost: a\r\n${rest.join("\r\n")}`;
const CHUNKED = request("POST /echo", "Transfer-Encoding: chunked", "\r\n");
const HTTP_CLIENTS: readonly (readonly Sent[])[] = [
  [
    [1, request("GET /", "\r\n")],
    [2, "GET /hel"], [3, "lo HTTP/1.1\r\nHost: a\r\n\r\n"],
    [4, request("GET /slow?ms=2", "\r\n")],
    [8, request("POST /echo", "Content-Length: 4", "\r\nbo")], [9, "dy"],
    [10, request("POST /nowhere", "Content-Length: 4", "\r\nbo")], [11, "dy"],
    [12, CHUNKED + "bb8\r\n" + "x".repeat(3000) + "\r\n0\r\n\r\n"],
    [14, FULL + request("GET /", "\r\n")],
    [16, FULL + request("GET /slow?ms=1", "\r\n")],
    [20, FULL + request("GET /absent", "\r\n")],
    [22, FULL + CHUNKED], [23, "1\r\nx\r\n0\r\n\r\n"],
    [24, FULL + request("GET /slow?ms=x", "\r\n")],
    [26, FULL + request("GET /events", "\r\n")], [40, "more"], [42, null],
  ],
  [[50, "nonsense\r\n\r\n"], [52, null]],
  [[60, request("POST /echo", "Content-Length: 99999999999", "\r\n")], [62, null]],
  [[70, CHUNKED + "zz"], [72, null]],
  [[80, "GET /" + "x".repeat(9000)], [82, null]],
  [[90, "GET /"], [91, null]],
  [[100, request("GET /hello", "Connection: close", "\r\n")]],
  [[110, request("GET /slow?ms=20", "\r\n")], [112, null]],
  [[140, "GET / HT"], [800, null]], // too slow
  [[850, HELLO], [900, null]], // idle
];

export const EXAMPLES: readonly Example[] = [
  { name: "blink", around: () => ({ args: [], pinMs: 600 }), result: "0" },
  { name: "hello", around: () => ({ args: [] }), result: "0" },
  {
    name: "host-call",
    body: "const mean = await example.meanTemp(3);\n  return <i32>mean * 10 + (await example.waitUntilWarm(0, 25, 3));",
    around: () => ({ args: [], host: (() => {
      let asked = 0;
      return () => 20 + asked++ % 6;
    })() }),
    result: "213",
  },
  {
    name: "files",
    around: () => ({ args: ["from", "to"], files: { from: "x".repeat(5000) } }),
    result: "0",
    check: ({ world }, place) => {
      assert.ok("x".repeat(5000).startsWith(world.fileText("to") ?? ""), place);
      const names = (word: string): string[] => world.log.filter(line => line.startsWith(word)).map(line => line.slice(word.length));
      assert.deepEqual(names("close "), names("open ").reverse(), place);
    },
  },
  {
    name: "pipeline",
    around: () => ({ args: ["text", "word"], files: { text: "a word\nnone\n".repeat(60) } }),
    result: "0",
    check: ({ output, world }, place) => {
      const closed = output.filter(line => line.startsWith("closed after")).length;
      assertCleaned(closed, world.log.length / 2, place);
    },
  },
  {
    name: "retry",
    around: () => ({ args: ["80"], servers: { 80: (number, after) => (_, peer) => {
      if (number === 2) peer.reset();
      else if (number === 3) peer.end();
      else if (number === 4) after(5, () => peer.send("pong"));
    } } }),
    result: "0",
    check: ({ output, world }, place) => {
      assertCleaned(countOf(output, "closed"), world.log.length / 2, place);
    },
  },
  {
    name: "crawler",
    around: () => ({ args: ["80"], servers: { 80: (_, after) => answering(text => {
      const body = SITE[text.split(" ")[1]];
      return body === undefined ? "HTTP/1.0 404 Not Found\r\n\r\n" : `HTTP/1.0 200 OK\r\n\r\n${body}`;
    }, 3, after) } }),
    result: "1",
  },
  {
    name: "workers",
    around: () => ({ args: ["80", "5"], servers: { 80: (number, after) => number === 2 ? (_, peer) => peer.reset()
      : answering(text => String(Number(text) ** 2), 30, after) } }),
    result: "0",
  },
  {
    name: "shutdown",
    around: () => ({
      args: ["0"], interruptMs: 20,
      clients: [
        [[2, "one"], [4, "two"], [6, null]],
        // More than the pool takes: the last waits for a slot.
        ...Array.from({ length: 17 }, (): Sent[] => [[7, "stays"]]),
      ],
    }),
    result: "0",
    check: ({ output, world }, place) => {
      const accepted = world.log.filter(line => line.startsWith("open stream")).length - world.log.filter(line => line.startsWith("give back")).length;
      assertCleaned(countOf(output, "closed"), accepted, place);
    },
  },
  {
    name: "http-server",
    flags: HTTP_FLAGS,
    isStatic: true,
    around: () => ({ args: ["0"], interruptMs: 20, clients: [
      [[1, HELLO + request("GET /events", "\r\n")], [45, null]], [[2, HELLO], [4, null]], [[3, request("GET /slow?ms=30", "\r\n")]], [[4, HELLO]], [[5, HELLO]],
    ] }),
    result: "0",
    isOnce: true, // once told to stop, it serves no more
  },
  {
    name: "http-server",
    title: "http-server, one connection after the other",
    imports: HTTP_IMPORTS,
    body: serving(HTTP_CLIENTS.length),
    flags: HTTP_FLAGS,
    isStatic: true,
    around: () => ({ args: [], clients: HTTP_CLIENTS }),
    result: "0",
  },
];

/** Programs of our own, in this folder, for what no example does. */
export const PROGRAMS: readonly Example[] = [0, 2].map((restoredFrom): Example => ({
  name: "checkpoints",
  title: restoredFrom ? "checkpoints, restored from one" : "checkpoints",
  imports: 'import * as example from "./checkpoints.as";',
  isStatic: true,
  around: () => ({ args: [], interruptMs: 20, restoredFrom }),
  result: restoredFrom ? "11" : "0",
  check: ({ output }, place) => assert.equal(countOf(output, "over"), countOf(output, "begins"), place),
}));

/** Awaits at which none of them waits, so that no cancel can come there: for room that is there, and for what has ended. */
export const UNMET: readonly string[] = [
  "crawler/main.ts: await using pages = limit(PAGES_MAX);",
  "http-server/main.ts: await disconnect(false);",
  "http-server/main.ts: await disconnect(true);",
  "http-server/main.ts: await yieldNow(); // the ring is full: look again",
  "http-server/main.ts: else await sleep(RETRY_MS);",
  "http-server/output.ts: return c.outputBytes + bytes <= OUTPUT_BYTES || await flush(c);",
  "http-server/routes.ts: await flush(c);",
  "http-server/routes.ts: if (!(await beginEcho(c, isChunked, head.length))) return false;",
  "http-server/routes.ts: if (!(await makeRoom(c, ECHO_CHUNKED.length + CONNECTION_FIELD_BYTES + NUMBER_BYTES_MAX))) return false;",
  "http-server/routes.ts: if (!(await makeRoom(c, EVENTS.length + CONNECTION_FIELD_BYTES))) return false;",
  "http-server/routes.ts: if (!(await makeRoom(c, LAST_CHUNK.length))) return false;",
  "http-server/routes.ts: if (!(await makeRoom(c, NUMBER_BYTES_MAX))) return false;",
  "http-server/routes.ts: if (ms < 0) return await send(c, BAD_TIME);",
  "http-server/routes.ts: return await send(c, SLEPT);",
  "http-server/routes.ts: while (!isStopping && await makeRoom(c, EVENT.length)) {",
  "shutdown/main.ts: await using clients = scope();",
  "workers/main.ts: for (let i = 0; i < WORKERS; i++) await workers.spawn(worker(jobs, rate, <u16>port));",
];
