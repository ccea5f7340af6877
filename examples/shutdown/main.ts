// Graceful shutdown: an echo server that, told to stop, lets its connections finish for a while before it cuts them off.
//
//   tacet run examples/shutdown/main.ts -- PORT        (0: any free one)
//
// SIGINT: no new connections; those that are there have GRACE_MS to end. Exit code 0.

import { argument, frameBuffer, ioCheck, scope, Scope, Signal, signal, TcpListener, TcpStream, timeout, TimeoutError } from "tacet/assembly";

const GRACE_MS: f64 = 400;
const BUFFER_BYTES: u32 = 256;

/** Echoes until the client ends; told to stop, it says goodbye. */
// @ts-ignore: decorator
@pool(16)
async function echo(stream: TcpStream): Promise<void> {
  const buffer = frameBuffer(BUFFER_BYTES);
  try {
    while (true) {
      const bytes = ioCheck(await stream.read(buffer, BUFFER_BYTES));
      if (bytes == 0) break;
      ioCheck(await stream.writeAll(buffer, bytes));
    }
    console.log("a client is done");
  } catch (e) {
    console.log("a client is gone: " + e.message);
  } finally {
    await stream.close(); // also when it is cancelled
    console.log("closed");
  }
}

/** Accepts clients until it is cancelled. */
async function accept(listener: TcpListener, clients: Scope): Promise<void> {
  while (true) {
    const stream = ioCheck(await listener.accept());
    let isServed = false;
    try {
      await clients.spawn(echo(stream)); // waits while all slots are taken
      isServed = true;
    } finally {
      if (!isServed) await stream.close();
    }
  }
}

export async function main(): Promise<i32> {
  const buffer = frameBuffer(8);
  const length = ioCheck(await argument(0, buffer, 8));
  await using listener = ioCheck(await TcpListener.listen(<u16>I32.parseInt(String.UTF8.decodeUnsafe(buffer, length))));
  console.log("listening on " + (await listener.port()).toString());
  await using clients = scope();
  await Promise.race([accept(listener, clients), stopped()]);
  await listener.close(); // now: the clients that are there may take their time
  console.log("stopping with " + clients.count.toString() + " client(s)");
  try {
    await timeout(clients.join(), GRACE_MS); // a join that is cancelled cancels what it waits for
  } catch (e) {
    if (!(e instanceof TimeoutError)) throw e;
  }
  console.log("stopped");
  return 0;
}

async function stopped(): Promise<void> {
  await signal(Signal.SIGINT);
}
