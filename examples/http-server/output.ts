// Output: answers -> bytes gathered in the connection's buffer -> one write for as many as fit.
// Answers to pipelined requests leave together: whoever is about to wait for something else flushes first.

import { Bytes } from "./bytes";
import { Client } from "./client";
import { OUTPUT_BYTES } from "./limits";
import { HeadFlag, Method } from "./parser";
import { CLOSE_FIELD, KEEP_ALIVE_FIELD, refusal, Reply } from "./replies";

/** Room for a Connection field. */
export const CONNECTION_FIELD_BYTES: u32 = 24;

/** Answers with `reply`, sooner or later. @returns false: the client is gone */
export async function send(c: Client, reply: Reply): Promise<bool> {
  if (c.outputBytes + reply.length + CONNECTION_FIELD_BYTES > OUTPUT_BYTES && !(await flush(c))) return false;
  append(c, reply);
  return true;
}

/** Answers with the error `status`, as the last thing on this connection. Only before an answer has begun. */
export async function refuse(c: Client, status: i32): Promise<void> {
  c.isKept = false;
  c.mustLinger = true;
  if (await send(c, refusal(status))) await flush(c);
}

/** Makes room for `bytes` (at most OUTPUT_BYTES). @returns false: the client is gone */
export async function makeRoom(c: Client, bytes: u32): Promise<bool> {
  return c.outputBytes + bytes <= OUTPUT_BYTES || await flush(c);
}

/** Sends what was gathered. @param more further bytes follow at once @returns false: the client is gone */
export async function flush(c: Client, more: bool = false): Promise<bool> {
  const bytes = c.outputBytes;
  if (!bytes) return true;
  c.outputBytes = 0;
  c.extendDeadline();
  return (await c.stream.writeAll(c.output, bytes, more)) >= 0;
}

/** Appends `reply`, for HEAD without its body, and the Connection field this request needs; there is room for both. */
export function append(c: Client, reply: Reply): void {
  const bytes = c.head.method == Method.HEAD ? reply.headBytes : reply.length;
  const field = connectionField(c);
  if (field) {
    appendBytes(c, reply.ptr, reply.lineBytes);
    appendText(c, field);
    appendBytes(c, reply.ptr + reply.lineBytes, bytes - reply.lineBytes);
  } else {
    appendBytes(c, reply.ptr, bytes);
  }
  c.hasAnswer = true;
}

export function appendText(c: Client, text: Bytes): void {
  appendBytes(c, text.ptr, text.length);
}

export function appendBytes(c: Client, ptr: usize, bytes: u32): void {
  memory.copy(c.output + c.outputBytes, ptr, bytes);
  c.outputBytes += bytes;
}

/** What the client must be told about the connection; null where silence says it. */
function connectionField(c: Client): Bytes | null {
  if (!c.isKept) return CLOSE_FIELD;
  return c.head.has(HeadFlag.HTTP_1_0) ? KEEP_ALIVE_FIELD : null;
}
