// Body: bytes behind a request's head -> pieces of its body, by Content-Length or chunk by chunk.
//
//   by length:  DATA -> END
//   chunked:    SIZE_START -> SIZE [-> EXTENSION] -> SIZE_LF -> DATA -> DATA_CR -> DATA_LF -> SIZE_START
//               SIZE_LF of the last chunk -> TRAILER_START [-> TRAILER_NAME -> TRAILER_VALUE -> TRAILER_LF] -> END_LF -> END
//
// A piece lies where it was received: nothing is copied. Sizes, extensions and trailers may be cut anywhere between reads.

import { Ascii } from "./bytes";
import { isTokenByte, isValueByte } from "./parser";

/** What nextPiece returns besides a status code (400 and up). */
export namespace Piece {
  /** All bytes given are used up, and the body goes on. */
  export const MORE: i32 = 0;
  /** `piece` and `pieceBytes` hold some of the body. */
  export const DATA: i32 = 1;
  /** The body is over. */
  export const END: i32 = 2;
}

namespace State {
  export const END: u32 = 0;
  export const DATA: u32 = 1;
  export const SIZE_START: u32 = 2;
  export const SIZE: u32 = 3;
  export const EXTENSION: u32 = 4;
  export const SIZE_LF: u32 = 5;
  export const DATA_CR: u32 = 6;
  export const DATA_LF: u32 = 7;
  export const TRAILER_START: u32 = 8;
  export const TRAILER_NAME: u32 = 9;
  export const TRAILER_VALUE: u32 = 10;
  export const TRAILER_LF: u32 = 11;
  export const END_LF: u32 = 12;
}

/** Extensions and trailers are passed over; of more than this we want nothing. */
const EXTRA_BYTES_MAX: u32 = 4096;
/** Digits of a chunk's size, leading zeros too. */
const SIZE_DIGITS_MAX: u32 = 16;

// @ts-ignore: decorator
@unmanaged @final
export class Body {
  state: u32;
  isChunked: bool;
  sizeDigits: u8;
  /** Bytes to come, of the chunk or of all. */
  left: u64;
  /** Bytes of chunks announced so far. */
  total: u64;
  /** A larger body is refused with 413. */
  max: u64;
  extraBytes: u32;
  /** The piece that was found. */
  piece: usize;
  pieceBytes: u32;
  /** Bytes nextPiece used up. */
  used: u32;
}

/** Begins a body of `length` bytes (0: there is none), or a chunked one. */
export function beginBody(body: Body, isChunked: bool, length: u64, max: u64): void {
  body.isChunked = isChunked;
  body.left = isChunked ? 0 : length;
  body.total = 0;
  body.max = max;
  body.extraBytes = 0;
  body.state = isChunked ? State.SIZE_START : length ? State.DATA : State.END;
}

/** Whether all of it was seen. */
export function bodyIsOver(body: Body): bool {
  return body.state == State.END;
}

/**
 * Looks for the next piece in the `available` bytes at `base`; `body.used` says how many to pass over before the next call.
 * @returns a Piece, or the status code of the refusal
 */
export function nextPiece(body: Body, base: usize, available: u32): i32 {
  let at: u32 = 0;
  let result = Piece.MORE;
  if (body.state == State.END) result = Piece.END;
  while (at < available && result == Piece.MORE) {
    if (body.state == State.DATA) {
      const bytes = <u32>min<u64>(available - at, body.left);
      body.piece = base + at;
      body.pieceBytes = bytes;
      at += bytes;
      body.left -= bytes;
      if (!body.left) body.state = body.isChunked ? State.DATA_CR : State.END;
      result = Piece.DATA;
    } else {
      result = takeByte(body, load<u8>(base + at));
      at++;
    }
  }
  body.used = at;
  return result;
}

/** One byte of the framing of chunks. @returns Piece.MORE, Piece.END, or a status code */
function takeByte(body: Body, c: u32): i32 {
  switch (body.state) {
    case State.SIZE_START: {
      const digit = hexDigit(c);
      if (digit < 0) return 400;
      body.left = digit;
      body.sizeDigits = 1;
      body.state = State.SIZE;
      return body.left > body.max - body.total ? 413 : Piece.MORE;
    }
    case State.SIZE: {
      const digit = hexDigit(c);
      if (digit >= 0) {
        body.left = body.left << 4 | digit;
        if (++body.sizeDigits > SIZE_DIGITS_MAX) return 400;
        return body.left > body.max - body.total ? 413 : Piece.MORE;
      }
      if (c == Ascii.CR) body.state = State.SIZE_LF;
      else if (c == Ascii.SEMICOLON) body.state = State.EXTENSION;
      else return 400;
      return Piece.MORE;
    }
    case State.EXTENSION: {
      if (c == Ascii.CR) body.state = State.SIZE_LF;
      else if (!isValueByte(c) || ++body.extraBytes > EXTRA_BYTES_MAX) return 400;
      return Piece.MORE;
    }
    case State.SIZE_LF: {
      if (c != Ascii.LF) return 400;
      body.total += body.left;
      body.state = body.left ? State.DATA : State.TRAILER_START;
      return Piece.MORE;
    }
    case State.DATA_CR: {
      if (c != Ascii.CR) return 400;
      body.state = State.DATA_LF;
      return Piece.MORE;
    }
    case State.DATA_LF: {
      if (c != Ascii.LF) return 400;
      body.state = State.SIZE_START;
      return Piece.MORE;
    }
    case State.TRAILER_START: {
      if (c == Ascii.CR) body.state = State.END_LF;
      else if (isTokenByte(c)) body.state = State.TRAILER_NAME;
      else return 400;
      return Piece.MORE;
    }
    case State.TRAILER_NAME: {
      if (c == Ascii.COLON) body.state = State.TRAILER_VALUE;
      else if (!isTokenByte(c)) return 400;
      return ++body.extraBytes > EXTRA_BYTES_MAX ? 431 : Piece.MORE;
    }
    case State.TRAILER_VALUE: {
      if (c == Ascii.CR) body.state = State.TRAILER_LF;
      else if (!isValueByte(c)) return 400;
      return ++body.extraBytes > EXTRA_BYTES_MAX ? 431 : Piece.MORE;
    }
    case State.TRAILER_LF: {
      if (c != Ascii.LF) return 400;
      body.state = State.TRAILER_START;
      return Piece.MORE;
    }
    case State.END_LF: {
      if (c != Ascii.LF) return 400;
      body.state = State.END;
      return Piece.END;
    }
    default: return unreachable();
  }
}

function hexDigit(c: u32): i32 {
  if (c - Ascii.ZERO <= 9) return c - Ascii.ZERO;
  const letter = (c | 0x20) - 0x61;
  return letter < 6 ? 10 + letter : -1;
}
