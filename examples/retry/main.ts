// Retry with back-off and a time-out: asks a server on 127.0.0.1 for a line until it answers in time.
//
//   tacet run examples/retry/main.ts -- PORT
//
// Prints what became of each try. Exit code 0 with an answer, 1 when all tries failed.

import { argument, frameBuffer, IoError, ioCheck, sleep, TcpStream, timeout } from "tacet/assembly";

const TRIES: i32 = 5;
const TIMEOUT_MS: f64 = 150;
const BACKOFF_MS: f64 = 10;
const LINE_BYTES: u32 = 64;

/** A connection that is closed at the end of its block. */
class Connection {
  constructor(readonly stream: TcpStream) {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stream.close();
    console.log("closed");
  }
}

/** Sends a line and reads the answer. Throws an IoError; cancelled, it closes the connection first. */
async function ask(port: u16, buffer: usize): Promise<i32> {
  await using connection = new Connection(ioCheck(await TcpStream.connect("127.0.0.1", port)));
  const { stream } = connection;
  store<u8>(buffer, 0x3f); // "?"
  store<u8>(buffer, 0x0a, 1);
  ioCheck(await stream.writeAll(buffer, 2));
  const bytes = ioCheck(await stream.read(buffer, LINE_BYTES));
  if (bytes == 0) throw new Error("no answer");
  return bytes;
}

/** The answer's length. Throws the last error when all tries have failed. */
async function retry(port: u16, buffer: usize): Promise<i32> {
  let backoff = BACKOFF_MS;
  let tries = 0;
  while (true) {
    try {
      return await timeout(ask(port, buffer), TIMEOUT_MS);
    } catch (e) {
      console.log("try " + (++tries).toString() + ": " + e.name + " " + e.message);
      if (tries == TRIES) throw e;
    }
    await sleep(backoff);
    backoff *= 2;
  }
}

export async function main(): Promise<i32> {
  const buffer = frameBuffer(LINE_BYTES);
  const length = await argument(0, buffer, LINE_BYTES);
  if (length <= 0) {
    console.error("usage: retry PORT");
    return 2;
  }
  const port = <u16>I32.parseInt(String.UTF8.decodeUnsafe(buffer, length));
  try {
    const bytes = await retry(port, buffer);
    console.log("answer: " + String.UTF8.decodeUnsafe(buffer, bytes));
  } catch (e) {
    console.error("no luck: " + (e instanceof IoError ? "the network says " : "") + e.message);
    return 1;
  }
  return 0;
}
