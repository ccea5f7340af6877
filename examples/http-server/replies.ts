// Replies: the answers this server gives -> static bytes, composed once at start-up.
//
//   HTTP/1.1 <status> CR LF | <fields> Content-Length: <n> CR LF CR LF | <body>
//                           ^ lineBytes: a Connection field goes here    ^ headBytes
//
// A run of `#` in a body is a number field: numbers are written into it right-aligned (fillFields), so a page of numbers has
// a fixed length too.

import { Ascii, Bytes, extend, extendDecimal, mustFit, prepare, writeRight } from "./bytes";

const REPLIES_MAX: u32 = 32;
const NUMBER_FIELDS_MAX: u32 = 64;
const replies: usize = memory.data(REPLIES_MAX * 16, 4);
let replyCount: u32 = 0;
/** Offset u32 from the first byte of its text, and width u32, of each number field. */
const numberFields: usize = memory.data(NUMBER_FIELDS_MAX * 8, 4);
let numberFieldCount: u32 = 0;

// @ts-ignore: decorator
@unmanaged @final
export class Reply {
  text: Bytes;
  lineBytes: u32;
  headBytes: u32;
  firstNumber: u32;

  get length(): u32 {
    return this.text.length;
  }

  get ptr(): usize {
    return this.text.ptr;
  }
}

const PLAIN = "Content-Type: text/plain\r\n";

export const CLOSE_FIELD = prepare("Connection: close\r\n");
export const KEEP_ALIVE_FIELD = prepare("Connection: keep-alive\r\n");
export const CONTINUE = prepare("HTTP/1.1 100 Continue\r\n\r\n");
export const LAST_CHUNK = prepare("0\r\n\r\n");
export const LINE_END = prepare("\r\n");
export const HEAD_END = prepare("\r\n\r\n");

export const HELLO = reply("200 OK", PLAIN, "hello\n");
export const SLEPT = reply("200 OK", PLAIN, "slept\n");
const BAD_REQUEST = reply("400 Bad Request", PLAIN, "bad request\n");
export const BAD_TIME = reply("400 Bad Request", PLAIN, "ms: 0 to 60000\n");
export const NOT_FOUND = reply("404 Not Found", PLAIN, "not found\n");
export const GET_ONLY = reply("405 Method Not Allowed", "Allow: GET, HEAD\r\nContent-Type: text/plain\r\n", "use GET\n");
export const POST_ONLY = reply("405 Method Not Allowed", "Allow: POST\r\nContent-Type: text/plain\r\n", "use POST\n");
const REQUEST_TIMEOUT = reply("408 Request Timeout", PLAIN, "too slow\n");
const BODY_TOO_LARGE = reply("413 Content Too Large", PLAIN, "the body is too large\n");
const TARGET_TOO_LONG = reply("414 URI Too Long", PLAIN, "the address is too long\n");
const BAD_EXPECTATION = reply("417 Expectation Failed", PLAIN, "expect nothing but 100-continue\n");
const HEAD_TOO_LARGE = reply("431 Request Header Fields Too Large", PLAIN, "the header is too large\n");
const UNKNOWN_CODING = reply("501 Not Implemented", PLAIN, "no such transfer coding\n");
const UNKNOWN_VERSION = reply("505 HTTP Version Not Supported", PLAIN, "HTTP/1.0 or 1.1\n");

/** `POST /echo` by length: the length in decimal and HEAD_END follow. */
export const ECHO_LENGTH = openReply("200 OK", "Content-Type: application/octet-stream\r\nContent-Length: ");
export const ECHO_CHUNKED = openReply("200 OK", "Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
/** `GET /events`: ends with the connection. */
export const EVENTS = openReply("200 OK", "Content-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\n");

/** The answer to a request refused with `status`. */
export function refusal(status: i32): Reply {
  switch (status) {
    case 408: return REQUEST_TIMEOUT;
    case 413: return BODY_TOO_LARGE;
    case 414: return TARGET_TOO_LONG;
    case 417: return BAD_EXPECTATION;
    case 431: return HEAD_TOO_LARGE;
    case 501: return UNKNOWN_CODING;
    case 505: return UNKNOWN_VERSION;
    default: return BAD_REQUEST;
  }
}

/** Prepares an answer; only for top-level constants. `fields` end with CR LF. */
export function reply(status: string, fields: string, body: string): Reply {
  const r = openReply(status, fields);
  extend(r.text, "Content-Length: ");
  extendDecimal(r.text, body.length);
  extend(r.text, "\r\n\r\n");
  r.headBytes = r.text.length;
  extend(r.text, body);
  findNumberFields(r.text);
  return r;
}

/** Prepares bytes with number fields that are no whole answer; only for top-level constants. */
export function template(text: string): Reply {
  const r = newReply();
  r.text = prepare(text);
  findNumberFields(r.text);
  return r;
}

/** Writes the numbers at `values` (u64 each) into the fields of a copy of the last `bytes` bytes of `reply`, which ends at `end`. */
export function fillNumbers(reply: Reply, end: usize, values: usize): void {
  const start = end - reply.length;
  for (let i = reply.firstNumber; i < numberFieldCount && load<u32>(numberFields + (i << 3), 4); i++) {
    const field = numberFields + (i << 3);
    writeRight(start + load<u32>(field), load<u32>(field, 4), load<u64>(values));
    values += sizeof<u64>();
  }
}

function openReply(status: string, fields: string): Reply {
  const r = newReply();
  r.text = prepare("HTTP/1.1 ");
  extend(r.text, status);
  extend(r.text, "\r\n");
  r.lineBytes = r.text.length;
  extend(r.text, fields);
  r.headBytes = r.text.length;
  return r;
}

function newReply(): Reply {
  mustFit(replyCount + 1, REPLIES_MAX);
  const r = changetype<Reply>(replies + (replyCount++ << 4)); // four words, as the class says
  r.firstNumber = numberFieldCount;
  return r;
}

/** Lists the runs of `#`, and behind them an empty field as the end of the list. */
function findNumberFields(text: Bytes): void {
  let at = text.ptr;
  while (at < text.end) {
    const start = at;
    while (at < text.end && load<u8>(at) == Ascii.HASH) at++;
    if (at > start) addNumberField(<u32>(start - text.ptr), <u32>(at - start));
    else at++;
  }
  addNumberField(0, 0);
}

function addNumberField(offset: u32, width: u32): void {
  mustFit(numberFieldCount + 1, NUMBER_FIELDS_MAX);
  const field = numberFields + (numberFieldCount++ << 3);
  store<u32>(field, offset);
  store<u32>(field, width, 4);
}
