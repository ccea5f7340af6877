// Connection: one client, from accept to close -> a task of its own in the pool, with its buffers in its frame.
//
//   connection = race [ serve, expire ] -> last words -> close
//   serve:  a head -> its answer -> the next head (pipelined requests lie in the same buffer)
//   expire: sleeps until the deadline, which serve moves on; one timer for a connection, none for a request
//
// Whoever loses the race is cancelled where it waits, and joined. A client that is too slow with a request's head gets 408; one
// that is idle or stuck elsewhere is just disconnected: that also ends a write it does not take, which no cancel can.

import { frameBuffer, inFrame, now, sleep, TcpStream } from "tacet/assembly";
import { Body } from "./body";
import { Client } from "./client";
import { receiveHead } from "./input";
import { CONNECTIONS, INPUT_BYTES, LINGER_MS, OUTPUT_BYTES } from "./limits";
import { flush, refuse } from "./output";
import { RequestHead, resetHead } from "./parser";
import { answer } from "./routes";
import { leaveSeat, Phase, setPhase, takeSeat } from "./seats";

/** Serves one client until either side ends it. */
// @ts-ignore: decorator
@pool(CONNECTIONS)
export async function connection(stream: TcpStream): Promise<void> {
  const c = inFrame<Client>();
  c.stream = stream;
  c.seat = takeSeat(stream.handle);
  c.head = inFrame<RequestHead>();
  c.body = inFrame<Body>();
  c.output = frameBuffer(OUTPUT_BYTES);
  c.input = frameBuffer(INPUT_BYTES);
  c.extendDeadline();
  try {
    await Promise.race([serve(c), expire(c)]);
    setPhase(c.seat, Phase.CLOSING);
    if (c.mustLinger || c.isExpired) await Promise.race([sayLastWords(c), cutOff(stream)]);
  } finally {
    await stream.close();
    leaveSeat(c.seat);
  }
}

async function serve(c: Client): Promise<void> {
  while (await receiveHead(c) && await answer(c)) {
    resetHead(c.head);
    c.hasAnswer = false;
  }
}

/** Ends when the deadline has come. */
async function expire(c: Client): Promise<void> {
  while (now() < c.deadlineUs) await sleep(<f64>(c.deadlineUs - now()) / 1000);
  c.isExpired = true;
  if (!c.isReadingHead) await c.stream.close();
}

/** The status of a head that came too slowly; then takes in what the client still sends, so that it gets to read the answer. */
async function sayLastWords(c: Client): Promise<void> {
  if (c.isExpired) {
    if (!c.isReadingHead) return;
    await refuse(c, 408);
  }
  await c.stream.shutdown();
  while ((await c.stream.read(c.input, INPUT_BYTES)) > 0) {}
}

async function cutOff(stream: TcpStream): Promise<void> {
  await sleep(LINGER_MS);
  await stream.close();
}
