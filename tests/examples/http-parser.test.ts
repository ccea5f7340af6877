// The HTTP server's parser, compiled alone: every case whole and cut at each byte; then random requests, good and damaged,
// against a model over the whole text (regular expressions) and against Node's own parser (what we accept, it accepts, and
// reads the same).

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, test } from "node:test";
import asc from "assemblyscript/asc";
import { ROOT } from "../support/compile.js";

interface Parser {
  readonly memory: WebAssembly.Memory;
  readonly buffer: { readonly value: number };
  reset(): void;
  parse(available: number): number;
  tooLong(): number;
  bytes(): number;
  method(): number;
  flags(): number;
  path(): number;
  pathBytes(): number;
  query(): number;
  queryBytes(): number;
  length(): number;
  isKeptAlive(): number;
  begin(isChunked: boolean, length: number, max: number): void;
  next(start: number, available: number): number;
  used(): number;
  piece(): number;
  pieceBytes(): number;
}

/** What a head says, or the status that refuses it; undefined: more is needed. */
type Found = undefined | number | {
  readonly bytes: number; readonly method: string; readonly path: string; readonly query: string;
  readonly length: number; readonly isChunked: boolean; readonly isKeptAlive: boolean; readonly expectsContinue: boolean;
};

const METHODS = ["OTHER", "GET", "HEAD", "POST"];
const CHUNKED = 8;
const EXPECT_CONTINUE = 128;
const MORE = 0;
const DONE = 1;
const PIECE = { MORE: 0, DATA: 1, END: 2 };
/** What the server would allow. */
const BODY_MAX = 100_000;
const SEEDS = 4000;

let parser: Parser;

before(async () => {
  let wasm: Uint8Array<ArrayBuffer> | undefined;
  let printed = "";
  const { error } = await asc.main(["tests/examples/http-parser.as.ts", "--baseDir", ROOT, "-o", "out.wasm", "-O2", "--runtime", "stub", "--use", "abort="], {
    stdout: { write: () => true },
    stderr: { write: (chunk: Uint8Array | string) => void (printed += chunk.toString()) },
    readFile: name => (name !== "asconfig.json" && existsSync(join(ROOT, name)) ? readFileSync(join(ROOT, name), "utf8") : null),
    writeFile: (name, contents) => {
      if (typeof contents !== "string") wasm = new Uint8Array(contents);
    },
    listFiles: () => [],
  });
  assert.ok(!error && wasm, printed);
  parser = (await WebAssembly.instantiate(wasm)).instance.exports as unknown as Parser;
});

function write(bytes: Uint8Array): void {
  new Uint8Array(parser.memory.buffer).set(bytes, parser.buffer.value);
}

/** Parses `bytes`, which come in pieces that end at `ends`. */
function parse(bytes: Buffer, ends: readonly number[]): Found {
  // What has not come is poison: the parser must not look there.
  write(Buffer.alloc(bytes.length + 8, 0xff));
  parser.reset();
  let from = 0;
  for (const end of [...ends, bytes.length]) {
    new Uint8Array(parser.memory.buffer).set(bytes.subarray(from, end), parser.buffer.value + from);
    from = end;
    const result = parser.parse(end);
    if (result === MORE) continue;
    if (result !== DONE) return result;
    const text = (offset: number, length: number): string => bytes.toString("latin1", offset, offset + length);
    return {
      bytes: parser.bytes(), method: METHODS[parser.method()]!, path: text(parser.path(), parser.pathBytes()), query: text(parser.query(), parser.queryBytes()),
      length: parser.length(), isChunked: (parser.flags() & CHUNKED) !== 0, isKeptAlive: parser.isKeptAlive() !== 0,
      expectsContinue: (parser.flags() & EXPECT_CONTINUE) !== 0,
    };
  }
  return undefined;
}

const HEAD = /^(?:\r\n)*([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\x21\x22\x24-\x7e]+) HTTP\/(\d)\.(\d)\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*)\r\n/;
const TARGET = /^(?:https?:\/\/[^/?][^/?]*)?(\/[^?]*|)(?:\?(.*))?$/i;

/** The same by regular expressions over the whole text; `"bad"` where some 4xx or 5xx must come. */
function model(text: string): Found | "bad" {
  const match = HEAD.exec(text);
  if (!match) return couldBecomeHead(text) ? undefined : "bad";
  const [all, method, target, major, minor, lines] = match as unknown as string[];
  if (major !== "1") return 505;
  const where = target === "*" ? ["*", "*", ""] : TARGET.exec(target!);
  if (!where || (!target!.startsWith("/") && target !== "*" && !/^https?:/i.test(target!))) return 400;
  const fields = lines!.split("\r\n").slice(0, -1).map(line => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "")] as const;
  });
  const all_ = (name: string): string[] => fields.filter(([key]) => key === name).map(([, value]) => value.toLowerCase());
  const isOld = minor === "0";
  const lengths = all_("content-length");
  const codings = all_("transfer-encoding");
  if (all_("host").some(value => !/^[\w.~%!$&'()*+,;=:[\]-]*$/.test(value))) return 400;
  if (all_("host").length > 1 || (all_("host").length === 0 && !isOld)) return 400;
  if (lengths.length > 1 || lengths.some(value => !/^\d+$/.test(value))) return 400;
  if (codings.length > 1 || codings[0] === "") return 400;
  if (codings.length > 0 && (lengths.length > 0 || isOld)) return 400;
  if (codings.length > 0 && codings[0] !== "chunked") return 501;
  if (all_("expect").some(value => value !== "100-continue")) return 417;
  const tokens = all_("connection").flatMap(value => value.split(",").map(token => token.replace(/^[ \t]+|[ \t]+$/g, "")));
  return {
    bytes: all!.length, method: METHODS.includes(method!) && method !== "OTHER" ? method! : "OTHER", path: where[1]!, query: where[2] ?? "",
    length: Number(lengths[0] ?? 0), isChunked: codings.length > 0,
    isKeptAlive: !tokens.includes("close") && (!isOld || tokens.includes("keep-alive")), expectsContinue: all_("expect").length > 0,
  };
}

/** Whether a text without a whole head in it may be the beginning of one, by its syntax. */
function couldBecomeHead(text: string): boolean {
  const rest = text.replace(/^(\r\n)*/, "");
  if (rest === "" || rest === "\r") return true;
  const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
  const line = `${token}+ [\\x21\\x22\\x24-\\x7e]+ HTTP/\\d\\.\\d\\r\\n`;
  const field = `${token}+:[\\t\\x20-\\x7e\\x80-\\xff]*`;
  return new RegExp(`^${token}+( [\\x21\\x22\\x24-\\x7e]*)?$`).test(rest)
    || new RegExp(`^${token}+ [\\x21\\x22\\x24-\\x7e]+ (H|HT|HTT|HTTP|HTTP/|HTTP/\\d|HTTP/\\d\\.|HTTP/\\d\\.\\d|HTTP/\\d\\.\\d\\r)?$`).test(rest)
    || new RegExp(`^${line}(${field}\\r\\n)*(\\r|${token}+|${field}\\r?)?$`).test(rest);
}

/** Compares with the model. What has an error the model sees only in a whole head may be refused before that. */
function check(text: string, ends: readonly number[]): Found {
  const bytes = Buffer.from(text, "latin1");
  const found = parse(bytes, ends);
  const wanted = model(text);
  if (wanted === "bad") assert.ok(found === 400 || found === 505, `${JSON.stringify(text)}: ${JSON.stringify(found)}, but it is bad`);
  else if (wanted === undefined) assert.ok(found === undefined || found === 400 || found === 505, `${JSON.stringify(text)}: ${JSON.stringify(found)}, but it goes on`);
  else if (typeof wanted === "number" && typeof found === "number") assert.ok(found === wanted || found === 400, `${JSON.stringify(text)}: ${found}, not ${wanted}`);
  else assert.deepEqual(found, wanted, JSON.stringify(text));
  return found;
}

const head = (line: string, ...fields: string[]): string => [line, ...fields, "", ""].join("\r\n");
const HOST = "Host: h";

const GOOD: readonly string[] = [
  head("GET / HTTP/1.1", HOST),
  head("GET /a/b?c=d&e HTTP/1.1", HOST),
  head("GET /? HTTP/1.1", "host:h"),
  head("GET http://h:80/x?y HTTP/1.1", HOST),
  head("GET HTTPS://h?y HTTP/1.1", HOST),
  head("OPTIONS * HTTP/1.1", HOST),
  head("DELETE /x HTTP/1.1", HOST),
  head("GET / HTTP/1.0"),
  head("GET / HTTP/1.0", "Connection: Keep-Alive"),
  head("GET / HTTP/1.1", HOST, "Connection: foo , close"),
  head("GET / HTTP/1.1", HOST, "Connection:\t\tCLOSE\t "),
  head("GET / HTTP/1.1", HOST, "Connection: closed, xclose"),
  head("GET / HTTP/1.1", HOST, "X:", "Y: \t", "Z: a  b", "!#$%&'*+-.^_`|~09: \x80\xff"),
  head("POST /echo HTTP/1.1", HOST, "Content-Length: 0012"),
  head("POST /echo HTTP/1.1", HOST, "TRANSFER-ENCODING: Chunked"),
  head("POST /echo HTTP/1.1", HOST, "Expect: 100-Continue", "Content-Length: 5"),
  "\r\n\r\n" + head("GET / HTTP/1.1", HOST),
  head("GET / HTTP/1.1", HOST) + "GET /next HTTP/1.1\r\n",
  head("HEAD / HTTP/1.9", HOST),
  head("GET / HTTP/1.1", "Host: [::1]:8080"),
  head("GET / HTTP/1.1", "Host: a-b_c.example%2e:80 "),
  head("GET / HTTP/1.1", "Host:"),
];

const BAD: readonly (readonly [number, string])[] = [
  [400, "\n" + head("GET / HTTP/1.1", HOST)],
  [400, "\x16\x03\x01\x02\x00\x01\x00"],
  [400, head("GET  / HTTP/1.1", HOST)],
  [400, head("GET /  HTTP/1.1", HOST)],
  [400, head(" GET / HTTP/1.1", HOST)],
  [400, head("GET / HTTP/1.1 ", HOST)],
  [400, head("GET / http/1.1", HOST)],
  [400, head("GET / HTTP/1.11", HOST)],
  [400, head("GET / HTTP/1.x", HOST)],
  [400, head("GET /", HOST)],
  [400, head("GET /a#b HTTP/1.1", HOST)],
  [400, head("GET /\x7f HTTP/1.1", HOST)],
  [400, head("GET /\xe9 HTTP/1.1", HOST)],
  [400, head("GET a HTTP/1.1", HOST)],
  [400, head("GET http:// HTTP/1.1", HOST)],
  [400, head("GET http:///x HTTP/1.1", HOST)],
  [400, head("GET ftp://h/x HTTP/1.1", HOST)],
  [400, head("CONNECT h:80 HTTP/1.1", HOST)],
  [400, head("GET / HTTP/1.1\nHost: h")],
  [400, "GET / HTTP/1.1\r\nHost: h\n\r\n"],
  [400, "GET / HTTP/1.1\r\nHost: h\r\n\n"],
  [400, "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n"],
  [505, head("PRI * HTTP/2.0")],
  [505, head("GET / HTTP/3.1", HOST)],
  [400, head("GET / HTTP/1.1")],
  [400, head("GET / HTTP/1.1", HOST, HOST)],
  [400, head("GET / HTTP/1.1", "Host: a b")],
  [400, head("GET / HTTP/1.1", "Host: a/b")],
  [400, head("GET / HTTP/1.1", "Host: user@h")],
  [400, head("GET / HTTP/1.0", "Host: h\xe9")],
  [400, head("GET / HTTP/1.1", HOST, "X : y")],
  [400, head("GET / HTTP/1.1", HOST, ": y")],
  [400, head("GET / HTTP/1.1", HOST, "X")],
  [400, head("GET / HTTP/1.1", HOST, " folded")],
  [400, head("GET / HTTP/1.1", HOST, "X: y", "\tfolded")],
  [400, head("GET / HTTP/1.1", HOST, "X: \x00")],
  [400, head("GET / HTTP/1.1", HOST, "X: \x7f")],
  [400, head("POST / HTTP/1.1", HOST, "Content-Length:")],
  [400, head("POST / HTTP/1.1", HOST, "Content-Length: +5")],
  [400, head("POST / HTTP/1.1", HOST, "Content-Length: -5")],
  [400, head("POST / HTTP/1.1", HOST, "Content-Length: 0x5")],
  [400, head("POST / HTTP/1.1", HOST, "Content-Length: 5 5")],
  [400, head("POST / HTTP/1.1", HOST, "Content-Length: 5,5")],
  [400, head("POST / HTTP/1.1", HOST, "Content-Length: 5", "Content-Length: 5")],
  [400, head("POST / HTTP/1.1", HOST, "Content-Length: 5", "Content-Length: 6")],
  [400, head("POST / HTTP/1.1", HOST, "Content-Length: 5", "Transfer-Encoding: chunked")],
  [400, head("POST / HTTP/1.1", HOST, "Transfer-Encoding: chunked", "Content-Length: 5")],
  [400, head("POST / HTTP/1.1", HOST, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked")],
  [400, head("POST / HTTP/1.1", HOST, "Transfer-Encoding: identity", "Transfer-Encoding: chunked")],
  [400, head("POST / HTTP/1.1", HOST, "Transfer-Encoding:")],
  [400, head("POST / HTTP/1.1", HOST, "Transfer-Encoding: \x0bchunked")],
  [400, head("POST / HTTP/1.0", "Transfer-Encoding: chunked")],
  [501, head("POST / HTTP/1.1", HOST, "Transfer-Encoding: xchunked")],
  [501, head("POST / HTTP/1.1", HOST, "Transfer-Encoding: gzip, chunked")],
  [501, head("POST / HTTP/1.1", HOST, "Transfer-Encoding: chunked, identity")],
  [417, head("POST / HTTP/1.1", HOST, "Expect: the unexpected")],
];

test("good heads are read the same, cut at any byte", () => {
  for (const text of GOOD) {
    const whole = check(text, []);
    assert.equal(typeof whole, "object", JSON.stringify(text));
    for (let end = 0; end < text.length; end++) assert.deepEqual(parse(Buffer.from(text, "latin1"), [end]), whole);
    assert.deepEqual(parse(Buffer.from(text, "latin1"), Array.from(text, (_, i) => i)), whole);
  }
});

test("bad heads get their status, cut at any byte", () => {
  for (const [status, text] of BAD) {
    assert.equal(check(text, []), status, JSON.stringify(text));
    for (let end = 0; end < text.length; end++) assert.equal(parse(Buffer.from(text, "latin1"), [end]), status, JSON.stringify(text));
  }
});

test("a length beyond all numbers stays huge", () => {
  const found = parse(Buffer.from(head("POST / HTTP/1.1", HOST, "Content-Length: 18446744073709551617")), []);
  assert.ok(typeof found === "object" && found.length === 2 ** 60);
});

test("what does not fit has a status by where it stopped", () => {
  parse(Buffer.from("GET /" + "a".repeat(100)), []);
  assert.equal(parser.tooLong(), 414);
  parse(Buffer.from("GET / HTTP/1.1\r\nX: " + "a".repeat(100)), []);
  assert.equal(parser.tooLong(), 431);
});

test("random heads, good and damaged: the model and Node's parser agree", () => {
  let accepted = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = generator(seed);
    const text = damage(randomHead(random), random);
    const ends = Array.from({ length: random(4) }, () => random(text.length + 1)).sort((a, b) => a - b);
    const found = check(text, ends);
    if (typeof found !== "object") continue;
    accepted++;
    compareWithNode(text, found, seed);
  }
  assert.ok(accepted > SEEDS / 10 && accepted < SEEDS, `${accepted} accepted`);
});

test("chunked bodies, cut at any byte, and a damaged one is refused", () => {
  const text = "5\r\nhello\r\n000A;a=b\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
  for (let end = 0; end <= text.length; end++) {
    assert.deepEqual(decode(text + "GET", [end]), { status: 0, body: "hello0123456789", used: text.length });
  }
  const refused: readonly (readonly [number, string])[] = [
    [400, "g\r\n"], [400, "\r\n"], [400, "-1\r\n"], [400, "5 \r\n"], [400, "5\nhello"], [400, "5\r\nhello0\r\n"], [400, "5\r\nhello\n"],
    [400, "5\r\nhelloX\r\n"], [400, "0\r\n\n"], [400, "0\r\nX\r\n\r\n"], [400, "0\r\n X: y\r\n\r\n"], [400, "0\r\nX: \x00\r\n\r\n"], [400, "5;\x00\r\n"],
    [400, "00000000000000001\r\n"], [413, "186A1\r\n"], [413, "ffffffffffffffff\r\n"], [413, "fffffffffffffffff\r\n"],
    [400, `5;${"x".repeat(5000)}\r\n`], [431, `0\r\nX: ${"x".repeat(5000)}\r\n\r\n`],
  ];
  for (const [status, bad] of refused) {
    assert.equal(decode(bad, []).status, status, bad.slice(0, 30));
    for (let end = 0; end < Math.min(bad.length, 40); end++) assert.equal(decode(bad, [end]).status, status, bad.slice(0, 30));
  }
});

test("bodies by length end where they must", () => {
  parser.begin(false, 5, BODY_MAX);
  assert.deepEqual(takeAll("hello, more", [2]), { status: 0, body: "hello", used: 5 });
  parser.begin(false, 0, BODY_MAX);
  assert.deepEqual(takeAll("more", []), { status: 0, body: "", used: 0 });
});

test("random chunked bodies, good and damaged, against a model", () => {
  let good = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = generator(seed);
    const text = damage(randomChunks(random), random);
    const ends = Array.from({ length: random(5) }, () => random(text.length + 1)).sort((a, b) => a - b);
    const found = decode(text, ends);
    const wanted = decodeModel(text);
    if (found.status === 0 && wanted.status === 0) good++;
    assert.deepEqual({ ...found, status: Math.min(found.status, 400) }, wanted, `seed ${seed}: ${JSON.stringify(text)}`);
  }
  assert.ok(good > SEEDS / 10 && good < SEEDS, `${good} good`);
});

interface Decoded {
  /** 0: complete, 1: more is needed, or a status code. */
  readonly status: number;
  readonly body: string;
  readonly used: number;
}

function decode(text: string, ends: readonly number[]): Decoded {
  parser.begin(true, 0, BODY_MAX);
  return takeAll(text, ends);
}

function takeAll(text: string, ends: readonly number[]): Decoded {
  const bytes = Buffer.from(text, "latin1");
  write(bytes);
  let at = 0;
  let body = "";
  for (const end of [...ends, bytes.length]) {
    while (true) {
      const result = parser.next(at, end - at);
      at += parser.used();
      if (result === PIECE.MORE) break;
      if (result === PIECE.END) return { status: 0, body, used: at };
      if (result !== PIECE.DATA) return { status: result, body, used: 0 };
      const from = parser.piece() - parser.buffer.value;
      body += bytes.toString("latin1", from, from + parser.pieceBytes());
    }
    assert.equal(at, end);
  }
  return { status: 1, body, used: bytes.length };
}

/** Chunk by chunk over the whole text. */
function decodeModel(text: string): Decoded {
  let at = 0;
  let body = "";
  while (true) {
    const rest = text.slice(at);
    const size = /^([0-9a-f]+)(;[\t\x20-\x7e\x80-\xff]*)?\r\n/i.exec(rest);
    if (!size) return isSizeStart(rest, body.length) ? { status: 1, body, used: text.length } : { status: 400, body, used: 0 };
    const bytes = Number.parseInt(size[1]!, 16);
    if (body.length + bytes > BODY_MAX || size[1]!.length > 16) return { status: 400, body, used: 0 };
    at += size[0].length;
    if (bytes === 0) break;
    body += text.slice(at, at + bytes);
    at += bytes;
    if (at + 2 > text.length) return "\r\n".startsWith(text.slice(at)) ? { status: 1, body, used: text.length } : { status: 400, body, used: 0 };
    if (!text.startsWith("\r\n", at)) return { status: 400, body, used: 0 };
    at += 2;
  }
  const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
  const line = `${token}+:[\\t\\x20-\\x7e\\x80-\\xff]*`;
  const end = new RegExp(`^(${line}\\r\\n)*\\r\\n`).exec(text.slice(at));
  if (end) return { status: 0, body, used: at + end[0].length };
  const isOpen = new RegExp(`^(${line}\\r\\n)*(\\r|${token}+|${line}\\r?)?$`).test(text.slice(at));
  return isOpen ? { status: 1, body, used: text.length } : { status: 400, body, used: 0 };
}

function isSizeStart(rest: string, before: number): boolean {
  const match = /^([0-9a-f]*)(;[\t\x20-\x7e\x80-\xff]*)?(\r)?$/i.exec(rest);
  if (!match || (match[1] === "" && rest !== "")) return false;
  return match[1]!.length <= 16 && before + Number.parseInt(match[1] || "0", 16) <= BODY_MAX;
}

/** Numbers below n, reproducible. */
function generator(seed: number): (n: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0 || 1;
  return n => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

const pick = <T>(random: (n: number) => number, items: readonly T[]): T => items[random(items.length)]!;

function randomHead(random: (n: number) => number): string {
  const line = `${pick(random, ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"])} ${pick(random, ["/", "/a?b=c", "/echo", "http://h/x", "/a%20b"])} HTTP/${pick(random, ["1.1", "1.1", "1.1", "1.0"])}`;
  const fields = Array.from({ length: random(5) }, () => pick(random, [
    "Content-Length: 12", "content-length: 0", "Transfer-Encoding: chunked", "transfer-encoding: Chunked", "Connection: close", "Connection: keep-alive, x",
    "Expect: 100-continue", "X-A: b", "Accept: */*", "Cookie: a=b; c=d", "X-Empty:", "Content-Length : 1", "Host: again", "Host: no host",
  ]));
  if (random(8)) fields.splice(random(fields.length + 1), 0, HOST);
  return head(line, ...fields) + pick(random, ["", "", "GET / HT", "\r\n"]);
}

function randomChunks(random: (n: number) => number): string {
  const chunks = Array.from({ length: random(5) }, () => {
    const data = "x".repeat(1 + random(40));
    return `${pick(random, ["", "0", "00"])}${data.length.toString(16)}${pick(random, ["", "", ";a", ";a=\"b\""])}\r\n${data}\r\n`;
  });
  return `${chunks.join("")}0\r\n${pick(random, ["", "", "A: b\r\n", "A:\r\nB: c\r\n"])}\r\n${pick(random, ["", "GET"])}`;
}

/** Often nothing; else bytes replaced, removed or added, or the end cut off. */
function damage(text: string, random: (n: number) => number): string {
  for (let times = Math.max(0, random(5) - 2); times > 0; times--) {
    const at = random(text.length + 1);
    const noise = pick(random, ["\r", "\n", "\r\n", " ", "\t", ":", "0", "f", "\x00", "\x7f", "\xff", ";", ",", "A"]);
    const after = pick(random, [at, at + 1, at + 1, text.length]);
    text = text.slice(0, at) + (after === text.length ? "" : noise) + text.slice(after);
  }
  return text;
}

interface NodeParser {
  [event: number]: (...args: never) => unknown;
  initialize(type: number, resource: object): void;
  execute(bytes: Buffer): number | Error;
}
interface NodeHttp {
  readonly HTTPParser: { new(): NodeParser; readonly REQUEST: number; readonly kOnHeadersComplete: number };
  readonly methods: readonly string[];
}

/** Node's parser has no public name; this is where its own http module has it from. */
const { HTTPParser, methods } = createRequire(import.meta.url)("_http_common") as NodeHttp;

/** Node's parser must accept what ours accepts, and see the same method and target, and keep the connection if ours does. */
function compareWithNode(text: string, found: Exclude<Found, number | undefined>, seed: number): void {
  const node = new HTTPParser();
  node.initialize(HTTPParser.REQUEST, {});
  let seen: { method: string; url: string; isKeptAlive: boolean } | undefined;
  node[HTTPParser.kOnHeadersComplete] = ((...args: readonly unknown[]) => {
    seen = { method: methods[args[3] as number]!, url: args[4] as string, isKeptAlive: args[8] as boolean };
    return 0;
  }) as never;
  const result = node.execute(Buffer.from(text, "latin1").subarray(0, found.bytes));
  const line = text.trimStart().split("\r\n")[0]!;
  if (!methods.includes(line.split(" ")[0]!)) return; // Node knows a list of methods; we answer 405 to any
  assert.ok(!(result instanceof Error), `seed ${seed}: Node refuses ${JSON.stringify(text)}: ${String(result)}`);
  assert.ok(seen, `seed ${seed}: Node wants more of ${JSON.stringify(text)}`);
  if (found.method !== "OTHER") assert.equal(seen.method, found.method);
  assert.equal(seen.url, line.split(" ")[1], `seed ${seed}`);
  assert.ok(seen.isKeptAlive || !found.isKeptAlive, `seed ${seed}: ${JSON.stringify(text)}`);
}
