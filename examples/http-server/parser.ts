// Parser: bytes of a connection -> one request's head (request line and fields), byte by byte, going on where it stopped.
//
//   START -> METHOD -> TARGET -> VERSION -> LINE_LF -> FIELD_START -> NAME -> VALUE_START -> VALUE -> VALUE_LF -> FIELD_START ...
//                                                      FIELD_START -> END_LF -> done
//
// The head stays in the connection's buffer until it is complete, so this keeps offsets from its first byte, not text.
// Strict where leniency helps request smuggling (RFC 9112): lines end with CR LF, no space before a colon, no folded lines, one
// Host of bytes that hosts have, one Content-Length of digits alone, Transfer-Encoding only `chunked`, never both, never in HTTP/1.0.

import { Ascii, Bytes, equalsIgnoringCase, prepare } from "./bytes";

/** What parseHead returns besides the status code of a bad request (400 and up). */
export namespace Parse {
  export const MORE: i32 = 0;
  export const DONE: i32 = 1;
}

export namespace Method {
  export const OTHER: u32 = 0;
  export const GET: u32 = 1;
  export const HEAD: u32 = 2;
  export const POST: u32 = 3;
}

/** Bits of RequestHead.flags. */
export namespace HeadFlag {
  export const HTTP_1_0: u32 = 1;
  export const HOST: u32 = 2;
  export const LENGTH: u32 = 4;
  export const CHUNKED: u32 = 8;
  export const UNKNOWN_CODING: u32 = 16;
  export const CLOSE: u32 = 32;
  export const KEEP_ALIVE: u32 = 64;
  export const EXPECT_CONTINUE: u32 = 128;
  export const UNKNOWN_EXPECTATION: u32 = 256;
}

namespace State {
  export const START: u32 = 0;
  export const START_LF: u32 = 1;
  export const METHOD: u32 = 2;
  export const TARGET: u32 = 3;
  export const VERSION: u32 = 4;
  export const LINE_LF: u32 = 5;
  export const FIELD_START: u32 = 6;
  export const NAME: u32 = 7;
  export const VALUE_START: u32 = 8;
  export const VALUE: u32 = 9;
  export const VALUE_LF: u32 = 10;
  export const END_LF: u32 = 11;
}

/** A Content-Length beyond this is as good as this. */
const LENGTH_MAX: u64 = 1 << 60;
/** Bytes of `HTTP/1.1`. */
const VERSION_BYTES: u32 = 8;
/** `HTTP/1.`, the first byte lowest. */
const VERSION_START: u64 = 0x2e312f50545448;

// Classes of bytes, one bit each.
const TOKEN: u32 = 1;
const TARGET_BYTE: u32 = 2;
const VALUE_BYTE: u32 = 4;
const HOST_BYTE: u32 = 8;
const classes: usize = memory.data(256);
fillClasses();

const HOST = prepare("host");
const CONNECTION = prepare("connection");
const CONTENT_LENGTH = prepare("content-length");
const TRANSFER_ENCODING = prepare("transfer-encoding");
const EXPECT = prepare("expect");
const CHUNKED = prepare("chunked");
const CLOSE = prepare("close");
const KEEP_ALIVE = prepare("keep-alive");
const CONTINUE = prepare("100-continue");
const HTTP_SCHEME = prepare("http://");
const HTTPS_SCHEME = prepare("https://");

/** A request's head as far as it was parsed; zeroed memory is one that has not begun. Offsets count from its first byte. */
// @ts-ignore: decorator
@unmanaged @final
export class RequestHead {
  state: u32;
  /** Bytes parsed; of the whole head once it is done. */
  bytes: u32;
  method: u32;
  flags: u32;
  /** The path: without scheme, authority and query. */
  path: u32;
  pathBytes: u32;
  /** What follows `?`, where there is one. */
  query: u32;
  queryBytes: u32;
  /** Content-Length. */
  length: u64;
  /** Where the current method, target, version or field name begins. */
  mark: u32;
  nameBytes: u32;
  value: u32;
  /** End of the value without the white space behind it. */
  valueEnd: u32;

  has(flag: u32): bool {
    return (this.flags & flag) != 0;
  }

  /** Whether the client lets us keep the connection. */
  get isKeptAlive(): bool {
    return !this.has(HeadFlag.CLOSE) && (!this.has(HeadFlag.HTTP_1_0) || this.has(HeadFlag.KEEP_ALIVE));
  }

  get hasBody(): bool {
    return this.has(HeadFlag.CHUNKED) || this.length != 0;
  }

  /** Whether any byte of the request has come. */
  get hasBegun(): bool {
    return this.bytes != 0;
  }

  /** The status for a head that does not fit into the buffer. */
  get tooLong(): i32 {
    return this.state < State.LINE_LF ? 414 : 431;
  }
}

/** Readies `head` for the next request. */
export function resetHead(head: RequestHead): void {
  memory.fill(changetype<usize>(head), 0, offsetof<RequestHead>()); // @unmanaged: the reference is the address
}

/**
 * Goes on parsing the head that begins at `base`.
 * @param available bytes that have come, from `base`
 * @returns Parse.MORE, Parse.DONE, or the status code of the refusal
 */
export function parseHead(head: RequestHead, base: usize, available: u32): i32 {
  let state = head.state;
  let at = head.bytes;
  while (at < available) {
    const c = <u32>load<u8>(base + at);
    switch (state) {
      case State.START: { // empty lines before a request are passed over
        if (c == Ascii.CR) {
          state = State.START_LF;
          break;
        }
        if (!is(c, TOKEN)) return 400;
        head.mark = at;
        state = State.METHOD;
        break;
      }
      case State.START_LF: {
        if (c != Ascii.LF) return 400;
        state = State.START;
        break;
      }
      case State.METHOD: {
        if (is(c, TOKEN)) break;
        if (c != Ascii.SPACE) return 400;
        head.method = methodOf(base + head.mark, at - head.mark);
        head.mark = at + 1;
        state = State.TARGET;
        break;
      }
      case State.TARGET: {
        while (is(<u32>load<u8>(base + at), TARGET_BYTE)) if (++at == available) break;
        if (at == available) continue;
        if (<u32>load<u8>(base + at) != Ascii.SPACE || !splitTarget(head, base, at)) return 400;
        head.mark = at + 1;
        state = State.VERSION;
        break;
      }
      case State.VERSION: {
        const refusal = checkVersion(head, c, at - head.mark);
        if (refusal) return refusal;
        if (at - head.mark == VERSION_BYTES) state = State.LINE_LF;
        break;
      }
      case State.LINE_LF: {
        if (c != Ascii.LF) return 400;
        state = State.FIELD_START;
        break;
      }
      case State.FIELD_START: {
        head.mark = at;
        if (c == Ascii.CR) state = State.END_LF;
        else if (is(c, TOKEN)) state = State.NAME;
        else return 400;
        break;
      }
      case State.NAME: {
        while (is(<u32>load<u8>(base + at), TOKEN)) if (++at == available) break;
        if (at == available) continue;
        if (<u32>load<u8>(base + at) != Ascii.COLON) return 400;
        head.nameBytes = at - head.mark;
        state = State.VALUE_START;
        break;
      }
      case State.VALUE_START: {
        if (c == Ascii.SPACE || c == Ascii.TAB) break;
        head.value = at;
        head.valueEnd = at;
        state = State.VALUE;
        continue; // the same byte again
      }
      case State.VALUE: {
        while (is(<u32>load<u8>(base + at), VALUE_BYTE)) if (++at == available) break;
        if (at == available) continue;
        if (<u32>load<u8>(base + at) != Ascii.CR) return 400;
        head.valueEnd = trimmedEnd(base, head.value, at);
        state = State.VALUE_LF;
        break;
      }
      case State.VALUE_LF: {
        if (c != Ascii.LF || !takeField(head, base)) return 400;
        state = State.FIELD_START;
        break;
      }
      case State.END_LF: {
        if (c != Ascii.LF) return 400;
        head.bytes = at + 1;
        return checkHead(head);
      }
      default: unreachable();
    }
    at++;
  }
  head.state = state;
  head.bytes = at;
  return Parse.MORE;
}

// @ts-ignore: decorator
@inline
function is(c: u32, byteClass: u32): bool {
  return (load<u8>(classes + c) & byteClass) != 0;
}

function methodOf(ptr: usize, length: u32): u32 {
  if (length == 3 && load<u16>(ptr) == 0x4547 && load<u8>(ptr + 2) == 0x54) return Method.GET;
  if (length == 4 && load<u32>(ptr) == 0x54534f50) return Method.POST;
  if (length == 4 && load<u32>(ptr) == 0x44414548) return Method.HEAD;
  return Method.OTHER;
}

/** Finds path and query in the target that ends at `end`. @returns whether its form is one of `/path`, `http://host/path`, `*` */
function splitTarget(head: RequestHead, base: usize, end: u32): bool {
  let at = head.mark;
  if (at == end) return false;
  const first = <u32>load<u8>(base + at);
  if (first != Ascii.SLASH && !(first == Ascii.STAR && end == at + 1)) {
    at = skipOrigin(base, at, end);
    if (at == 0) return false;
  }
  head.path = at;
  while (at < end && <u32>load<u8>(base + at) != Ascii.QUESTION) at++;
  head.pathBytes = at - head.path;
  if (at < end) at++;
  head.query = at;
  head.queryBytes = end - at;
  return true;
}

/** @returns where the path of the absolute target begins, 0 if it is none; without a path, its end */
function skipOrigin(base: usize, start: u32, end: u32): u32 {
  const length = end - start;
  let at: u32 = 0;
  if (length > HTTP_SCHEME.length && equalsIgnoringCase(base + start, HTTP_SCHEME.length, HTTP_SCHEME)) at = start + HTTP_SCHEME.length;
  else if (length > HTTPS_SCHEME.length && equalsIgnoringCase(base + start, HTTPS_SCHEME.length, HTTPS_SCHEME)) at = start + HTTPS_SCHEME.length;
  if (at == 0 || <u32>load<u8>(base + at) == Ascii.SLASH) return 0;
  while (at < end && <u32>load<u8>(base + at) != Ascii.SLASH && <u32>load<u8>(base + at) != Ascii.QUESTION) at++;
  return at;
}

/** Byte `index` of the version and the CR behind it. @returns 0, or a status code */
function checkVersion(head: RequestHead, c: u32, index: u32): i32 {
  if (index == VERSION_BYTES) return c == Ascii.CR ? 0 : 400;
  if (index == VERSION_BYTES - 1) {
    if (c - Ascii.ZERO > 9) return 400;
    if (c == Ascii.ZERO) head.flags |= HeadFlag.HTTP_1_0;
    return 0;
  }
  if (c == (<u32>(VERSION_START >> (index << 3)) & 0xff)) return 0;
  return index == 5 && c - Ascii.ZERO <= 9 ? 505 : 400;
}

/** Looks at one field. @returns false if it makes the request a bad one */
function takeField(head: RequestHead, base: usize): bool {
  const name = base + head.mark;
  const value = base + head.value;
  const length = head.valueEnd - head.value;
  switch (head.nameBytes) { // the names differ in length
    case 4: return !equalsIgnoringCase(name, 4, HOST) || takeHost(head, value, length);
    case 6: {
      if (equalsIgnoringCase(name, 6, EXPECT)) {
        head.flags |= equalsIgnoringCase(value, length, CONTINUE) ? HeadFlag.EXPECT_CONTINUE : HeadFlag.UNKNOWN_EXPECTATION;
      }
      return true;
    }
    case 10: {
      if (equalsIgnoringCase(name, 10, CONNECTION)) takeConnection(head, value, length);
      return true;
    }
    case 14: return !equalsIgnoringCase(name, 14, CONTENT_LENGTH) || takeLength(head, value, length);
    case 17: return !equalsIgnoringCase(name, 17, TRANSFER_ENCODING) || takeCoding(head, value, length);
    default: return true;
  }
}

function takeOnce(head: RequestHead, flag: u32): bool {
  if (head.has(flag)) return false;
  head.flags |= flag;
  return true;
}

/** A name or an address, and a port; or nothing. Whether it is one of ours does not matter here. */
function takeHost(head: RequestHead, value: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) if (!is(<u32>load<u8>(value + i), HOST_BYTE)) return false;
  return takeOnce(head, HeadFlag.HOST);
}

function takeLength(head: RequestHead, value: usize, length: u32): bool {
  if (length == 0 || !takeOnce(head, HeadFlag.LENGTH)) return false;
  let sum: u64 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const digit = <u32>load<u8>(value + i) - Ascii.ZERO;
    if (digit > 9) return false;
    sum = min(sum * 10 + digit, LENGTH_MAX);
  }
  head.length = sum;
  return true;
}

function takeCoding(head: RequestHead, value: usize, length: u32): bool {
  if (length == 0 || head.has(HeadFlag.CHUNKED | HeadFlag.UNKNOWN_CODING)) return false;
  head.flags |= equalsIgnoringCase(value, length, CHUNKED) ? HeadFlag.CHUNKED : HeadFlag.UNKNOWN_CODING;
  return true;
}

/** A list of tokens, of which two mean something here. */
function takeConnection(head: RequestHead, value: usize, length: u32): void {
  let at: u32 = 0;
  while (at < length) {
    let end = at;
    while (end < length && <u32>load<u8>(value + end) != Ascii.COMMA) end++;
    while (at < end && isBlank(value + at)) at++;
    const tokenEnd = trimmedEnd(value, at, end);
    if (equalsIgnoringCase(value + at, tokenEnd - at, CLOSE)) head.flags |= HeadFlag.CLOSE;
    else if (equalsIgnoringCase(value + at, tokenEnd - at, KEEP_ALIVE)) head.flags |= HeadFlag.KEEP_ALIVE;
    at = end + 1;
  }
}

/** The rules that need the whole head. */
function checkHead(head: RequestHead): i32 {
  const codings = HeadFlag.CHUNKED | HeadFlag.UNKNOWN_CODING;
  if (!head.has(HeadFlag.HTTP_1_0) && !head.has(HeadFlag.HOST)) return 400;
  if (head.has(codings) && head.has(HeadFlag.LENGTH | HeadFlag.HTTP_1_0)) return 400;
  if (head.has(HeadFlag.UNKNOWN_CODING)) return 501;
  if (head.has(HeadFlag.UNKNOWN_EXPECTATION)) return 417;
  return Parse.DONE;
}

function trimmedEnd(base: usize, start: u32, end: u32): u32 {
  while (end > start && isBlank(base + end - 1)) end--;
  return end;
}

function isBlank(ptr: usize): bool {
  const c = <u32>load<u8>(ptr);
  return c == Ascii.SPACE || c == Ascii.TAB;
}

/** Whether `c` may stand in a field's value (or a chunk's extension). */
// @ts-ignore: decorator
@inline
export function isValueByte(c: u32): bool {
  return is(c, VALUE_BYTE);
}

/** Whether `c` may stand in a field's name. */
// @ts-ignore: decorator
@inline
export function isTokenByte(c: u32): bool {
  return is(c, TOKEN);
}

function fillClasses(): void {
  for (let c: u32 = 0x20; c < 0x100; c++) {
    let bits = c == 0x7f ? 0 : VALUE_BYTE;
    if (c > 0x20 && c < 0x7f && c != Ascii.HASH) bits |= TARGET_BYTE;
    if (c - Ascii.ZERO < 10 || (c | 0x20) - 0x61 < 26) bits |= TOKEN | HOST_BYTE;
    store<u8>(classes + c, bits);
  }
  store<u8>(classes + Ascii.TAB, VALUE_BYTE);
  addClass("!#$%&'*+-.^_`|~", TOKEN);
  addClass("-._~%!$&'()*+,;=:[]", HOST_BYTE);
}

function addClass(marks: string, bit: u32): void {
  for (let i = 0; i < marks.length; i++) {
    const c = <usize>marks.charCodeAt(i);
    store<u8>(classes + c, load<u8>(classes + c) | bit);
  }
}
