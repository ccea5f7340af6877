// Routes: a request's head -> who answers it.
//
//   GET  /          the page          GET  /hello     six bytes
//   GET  /events    server-sent events, until either side ends them
//   GET  /slow?ms=  sleeps, then answers
//   POST /echo      the body, as it comes
//
// HEAD goes wherever GET goes. A body nobody asked for is passed over, so that the connection can live on.

import { sleep } from "tacet/assembly";
import { beginBody, bodyIsOver, Piece } from "./body";
import { equals, mustFit, prepare, readDecimal, writeDecimal, writeHex } from "./bytes";
import { Client, isStopping } from "./client";
import { receivePiece } from "./input";
import { BODY_BYTES_MAX, EVENT_MS, INPUT_BYTES, OUTPUT_BYTES, PATIENCE_MS, SLOW_MS_MAX } from "./limits";
import { append, appendBytes, appendText, CONNECTION_FIELD_BYTES, flush, makeRoom, refuse, send } from "./output";
import { countRequest, EVENT, PAGE, takeNumbers } from "./page";
import { HeadFlag, Method } from "./parser";
import {
  BAD_TIME, CONTINUE, ECHO_CHUNKED, ECHO_LENGTH, EVENTS, fillNumbers, GET_ONLY, HEAD_END, HELLO, LAST_CHUNK, LINE_END,
  NOT_FOUND, POST_ONLY, SLEPT,
} from "./replies";
import { Phase, setPhase } from "./seats";

const PAGE_PATH = prepare("/");
const HELLO_PATH = prepare("/hello");
const EVENTS_PATH = prepare("/events");
const SLOW_PATH = prepare("/slow");
const ECHO_PATH = prepare("/echo");
const MS = prepare("ms=");

/** The longest decimal or hexadecimal number in an answer, and the line ends around it. */
const NUMBER_BYTES_MAX: u32 = 24;

mustFit(PAGE.length + CONNECTION_FIELD_BYTES, OUTPUT_BYTES);

namespace Route {
  export const NONE: u32 = 0;
  export const PAGE: u32 = 1;
  export const HELLO: u32 = 2;
  export const EVENTS: u32 = 3;
  export const SLOW: u32 = 4;
  export const ECHO: u32 = 5;
}

/** Answers the request `c.head`. @returns whether the connection lives on */
export async function answer(c: Client): Promise<bool> {
  const head = c.head;
  countRequest();
  setPhase(c.seat, Phase.ANSWERING);
  c.isKept = head.isKeptAlive && !isStopping;
  if (head.length > BODY_BYTES_MAX) {
    await refuse(c, 413);
    return false;
  }
  beginBody(c.body, head.has(HeadFlag.CHUNKED), head.length, BODY_BYTES_MAX);
  if (!(await respond(c))) return false;
  if (c.isKept) return bodyIsOver(c.body) || await passOverBody(c);
  c.mustLinger = c.mustLinger || !bodyIsOver(c.body);
  await flush(c);
  return false;
}

/** @returns false: the client is gone, or the answer ended the connection */
async function respond(c: Client): Promise<bool> {
  const head = c.head;
  const target = c.input + c.inputStart - head.bytes; // the head was used up just now
  const route = routeOf(target + head.path, head.pathBytes);
  const isGet = head.method == Method.GET || head.method == Method.HEAD;
  if (route == Route.ECHO && head.method == Method.POST) return await echo(c);
  if (head.hasBody && head.has(HeadFlag.EXPECT_CONTINUE)) c.isKept = false; // whether it sends the body now, we can't tell
  if (route == Route.NONE) return await send(c, NOT_FOUND);
  if (route == Route.ECHO) return await send(c, POST_ONLY);
  if (!isGet) return await send(c, GET_ONLY);
  switch (route) {
    case Route.HELLO: return await send(c, HELLO);
    case Route.PAGE: return await page(c);
    case Route.SLOW: return await slow(c, millisecondsOf(target + head.query, head.queryBytes));
    default: return await events(c);
  }
}

function routeOf(path: usize, bytes: u32): u32 {
  switch (bytes) {
    case 1: return equals(path, bytes, PAGE_PATH) ? Route.PAGE : Route.NONE;
    case 5: return equals(path, bytes, SLOW_PATH) ? Route.SLOW : equals(path, bytes, ECHO_PATH) ? Route.ECHO : Route.NONE;
    case 6: return equals(path, bytes, HELLO_PATH) ? Route.HELLO : Route.NONE;
    case 7: return equals(path, bytes, EVENTS_PATH) ? Route.EVENTS : Route.NONE;
    default: return Route.NONE;
  }
}

/** The query `ms=...`, -1 where it is none. */
function millisecondsOf(query: usize, bytes: u32): i32 {
  if (bytes < MS.length || !equals(query, MS.length, MS)) return -1;
  return readDecimal(query + MS.length, bytes - MS.length, SLOW_MS_MAX);
}

async function page(c: Client): Promise<bool> {
  if (!(await send(c, PAGE))) return false;
  if (c.head.method != Method.HEAD) fillNumbers(PAGE, c.output + c.outputBytes, takeNumbers());
  return true;
}

async function slow(c: Client, ms: i32): Promise<bool> {
  if (ms < 0) return await send(c, BAD_TIME);
  if (!(await flush(c))) return false;
  setPhase(c.seat, Phase.SLEEPING);
  c.extendDeadline(<u64>ms * 1000);
  await sleep(ms);
  c.isKept = c.isKept && !isStopping;
  return await send(c, SLEPT);
}

/** Sends an event now and then, until the client goes or the server stops. */
async function events(c: Client): Promise<bool> {
  c.isKept = false;
  if (!(await makeRoom(c, EVENTS.length + CONNECTION_FIELD_BYTES))) return false;
  append(c, EVENTS);
  if (c.head.method == Method.HEAD) return true;
  setPhase(c.seat, Phase.EVENTS);
  await Promise.race([tick(c), awaitEnd(c)]);
  return false;
}

async function tick(c: Client): Promise<void> {
  while (!isStopping && await makeRoom(c, EVENT.length)) {
    appendBytes(c, EVENT.ptr, EVENT.length);
    fillNumbers(EVENT, c.output + c.outputBytes, takeNumbers());
    if (!(await flush(c))) return;
    c.extendDeadline(<u64>EVENT_MS * 1000);
    await sleep(EVENT_MS);
  }
}

/** Drops what comes until the client ends. */
async function awaitEnd(c: Client): Promise<void> {
  while ((await c.stream.read(c.input, INPUT_BYTES)) > 0) {}
}

/** Sends the body back as it comes. @returns false: the client is gone, or the body was a bad one */
async function echo(c: Client): Promise<bool> {
  setPhase(c.seat, Phase.ECHOING);
  c.bodyCreditUs = <i64>PATIENCE_MS * 1000;
  if (!(await makeRoom(c, ECHO_CHUNKED.length + CONNECTION_FIELD_BYTES + NUMBER_BYTES_MAX))) return false;
  const head = c.head;
  if (head.has(HeadFlag.EXPECT_CONTINUE) && !head.has(HeadFlag.HTTP_1_0) && !bodyIsOver(c.body)) appendText(c, CONTINUE);
  let found = await receivePiece(c);
  if (found >= 400) {
    await refuse(c, found);
    return false;
  }
  if (found < 0) return false;
  const isChunked = c.body.isChunked;
  if (!(await beginEcho(c, isChunked, head.length))) return false;
  while (found == Piece.DATA) {
    if (!(isChunked ? await sendChunk(c, c.body.piece, c.body.pieceBytes) : await sendPiece(c, c.body.piece, c.body.pieceBytes))) return false;
    found = await receivePiece(c);
  }
  if (found != Piece.END) {
    c.mustLinger = true; // too late for a status: what the client gets is cut off, which its length or last chunk tells
    await flush(c);
    return false;
  }
  if (!isChunked) return true;
  if (!(await makeRoom(c, LAST_CHUNK.length))) return false;
  appendText(c, LAST_CHUNK);
  return true;
}

async function beginEcho(c: Client, isChunked: bool, length: u64): Promise<bool> {
  if (!(await makeRoom(c, ECHO_CHUNKED.length + CONNECTION_FIELD_BYTES + NUMBER_BYTES_MAX))) return false;
  append(c, isChunked ? ECHO_CHUNKED : ECHO_LENGTH);
  if (isChunked) return true;
  c.outputBytes += writeDecimal(c.output + c.outputBytes, length);
  appendText(c, HEAD_END);
  return true;
}

/** Sends bytes: a few with what was gathered, many right from where they are. */
async function sendPiece(c: Client, ptr: usize, bytes: u32): Promise<bool> {
  if (c.outputBytes + bytes <= OUTPUT_BYTES) {
    appendBytes(c, ptr, bytes);
    return true;
  }
  if (!(await flush(c, true))) return false;
  c.extendDeadline();
  return (await c.stream.writeAll(ptr, bytes)) >= 0;
}

async function sendChunk(c: Client, ptr: usize, bytes: u32): Promise<bool> {
  if (!(await makeRoom(c, NUMBER_BYTES_MAX))) return false;
  c.outputBytes += writeHex(c.output + c.outputBytes, bytes);
  appendText(c, LINE_END);
  if (!(await sendPiece(c, ptr, bytes)) || !(await makeRoom(c, LINE_END.length))) return false;
  appendText(c, LINE_END);
  return true;
}

/** Reads to the end of a body nobody asked for. @returns false: the client is gone, or the body was a bad one */
async function passOverBody(c: Client): Promise<bool> {
  c.bodyCreditUs = <i64>PATIENCE_MS * 1000;
  let found = Piece.DATA;
  while (found == Piece.DATA) found = await receivePiece(c);
  return found == Piece.END;
}
