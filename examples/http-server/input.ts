// Input: the stream -> the connection's buffer -> complete heads, pieces of bodies.
// Both flush the output before they wait: the client may be waiting for it before it sends more.

import { now } from "tacet/assembly";
import { nextPiece, Piece } from "./body";
import { Client, isStopping } from "./client";
import { BODY_BYTE_US, INPUT_BYTES, PATIENCE_MS } from "./limits";
import { flush, refuse } from "./output";
import { Parse, parseHead } from "./parser";
import { Phase, setPhase } from "./seats";

/** Waits until `c.head` is a complete head. @returns false: the connection is over */
export async function receiveHead(c: Client): Promise<bool> {
  while (true) {
    const parsed = parseHead(c.head, c.input + c.inputStart, c.inputEnd - c.inputStart);
    if (parsed == Parse.DONE) {
      c.inputStart += c.head.bytes;
      return true;
    }
    if (parsed != Parse.MORE) {
      await refuse(c, parsed);
      return false;
    }
    if (!(await flush(c)) || !(await readHead(c))) return false;
  }
}

/** Reads more of a head. @returns false: the connection is over */
async function readHead(c: Client): Promise<bool> {
  if (!c.head.hasBegun) {
    if (isStopping) return false;
    c.inputStart = 0;
    c.inputEnd = 0;
    c.extendDeadline();
    setPhase(c.seat, Phase.IDLE);
    const bytes = await c.stream.read(c.input, INPUT_BYTES);
    if (bytes <= 0) return false;
    c.inputEnd = bytes;
    c.extendDeadline(); // for the whole head: what trickles in does not move it again
    setPhase(c.seat, Phase.READING);
    return true;
  }
  if (c.inputEnd == INPUT_BYTES && !makeInputRoom(c)) {
    await refuse(c, c.head.tooLong);
    return false;
  }
  c.isReadingHead = true;
  const bytes = await c.stream.read(c.input + c.inputEnd, INPUT_BYTES - c.inputEnd);
  c.isReadingHead = false;
  if (bytes <= 0) {
    if (bytes == 0) await refuse(c, 400); // cut off in the middle
    return false;
  }
  c.inputEnd += bytes;
  return true;
}

/** Moves the begun head to the start of the buffer. @returns false: it fills the buffer */
function makeInputRoom(c: Client): bool {
  if (!c.inputStart) return false;
  c.inputEnd -= c.inputStart;
  memory.copy(c.input, c.input + c.inputStart, c.inputEnd);
  c.inputStart = 0;
  return true;
}

/**
 * Waits for the next piece of the body: `c.body.piece`, valid until the next call.
 * @returns Piece.DATA, Piece.END, the status code of the refusal, or less than 0: the client is gone
 */
export async function receivePiece(c: Client): Promise<i32> {
  while (true) {
    const found = nextPiece(c.body, c.input + c.inputStart, c.inputEnd - c.inputStart);
    c.inputStart += c.body.used;
    if (found != Piece.MORE) return found;
    if (!(await flush(c))) return -1;
    const startUs = now();
    c.extendDeadline();
    const bytes = await c.stream.read(c.input, INPUT_BYTES);
    if (bytes <= 0) return bytes ? bytes : 400; // cut off in the middle
    c.inputStart = 0;
    c.inputEnd = bytes;
    c.bodyCreditUs = min<i64>(c.bodyCreditUs - <i64>(now() - startUs) + bytes * BODY_BYTE_US, <i64>PATIENCE_MS * 1000);
    if (c.bodyCreditUs < 0) return -1;
  }
}
