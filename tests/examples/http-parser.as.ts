// The server's parser as a module of its own: the test writes bytes into `buffer` and asks what was found.

import { beginBody, Body, nextPiece } from "../../examples/http-server/body";
import { parseHead, RequestHead, resetHead } from "../../examples/http-server/parser";

const BUFFER_BYTES: usize = 65536;
export const buffer: usize = memory.data(BUFFER_BYTES);
const head = changetype<RequestHead>(memory.data(offsetof<RequestHead>(), 8)); // @unmanaged
const body = changetype<Body>(memory.data(offsetof<Body>(), 8)); // @unmanaged

export function reset(): void {
  resetHead(head);
}

export function parse(available: u32): i32 {
  return parseHead(head, buffer, available);
}

export function tooLong(): i32 { return head.tooLong; }
export function bytes(): u32 { return head.bytes; }
export function method(): u32 { return head.method; }
export function flags(): u32 { return head.flags; }
export function path(): u32 { return head.path; }
export function pathBytes(): u32 { return head.pathBytes; }
export function query(): u32 { return head.query; }
export function queryBytes(): u32 { return head.queryBytes; }
export function length(): f64 { return <f64>head.length; }
export function isKeptAlive(): bool { return head.isKeptAlive; }

export function begin(isChunked: bool, length: u32, max: u32): void {
  beginBody(body, isChunked, length, max);
}

export function next(start: u32, available: u32): i32 {
  return nextPiece(body, buffer + start, available);
}

export function used(): u32 { return body.used; }
export function piece(): usize { return body.piece; }
export function pieceBytes(): u32 { return body.pieceBytes; }
