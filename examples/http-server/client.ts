// Client: the state of one connection, as its tasks share it.

import { now, TcpStream } from "tacet/assembly";
import { Body } from "./body";
import { PATIENCE_MS } from "./limits";
import { RequestHead } from "./parser";

// @ts-ignore: decorator
@unmanaged @final
export class Client {
  stream: TcpStream;
  seat: u32;
  /** INPUT_BYTES; those from inputStart to inputEnd have come and are not used up. */
  input: usize;
  inputStart: u32;
  inputEnd: u32;
  /** OUTPUT_BYTES, of which outputBytes wait to be sent. */
  output: usize;
  outputBytes: u32;
  head: RequestHead;
  body: Body;
  /** What is left of its patience with a slow body, in microseconds. */
  bodyCreditUs: i64;
  /** When to give up on the client, in microseconds; never moved back. */
  deadlineUs: u64;
  /** Whether the connection lives on after the current answer. */
  isKept: bool;
  /** Whether the current request has (part of) an answer. */
  hasAnswer: bool;
  /** Whether it waits for the rest of a head, with nothing under way but that read. */
  isReadingHead: bool;
  /** Whether the deadline came. */
  isExpired: bool;
  /** Whether the client may still be sending what nobody wants. */
  mustLinger: bool;

  /** Gives the client PATIENCE_MS from now, and `us` on top. */
  extendDeadline(us: u64 = 0): void {
    this.deadlineUs = max(this.deadlineUs, now() + us + <u64>PATIENCE_MS * 1000);
  }
}

/** Whether the server is closing: answers end their connections. */
export let isStopping: bool = false;

export function stopServing(): void {
  isStopping = true;
}
