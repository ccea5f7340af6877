// HTTP server: HTTP/1.1 for hundreds of clients at once in static memory. Async functions only; nothing is allocated.
//   npm start                                                           serves http://127.0.0.1:8080/
//   tacet run examples/http-server/main.ts -O3 --noAssert -- [port]     0: any free port
// Ctrl-C: stops accepting, lets running requests finish (STOP_MS), exits with 0; again: exits at once.
//
//   main -> race [ acceptAll, interrupted ] -> stop
//   acceptAll -> spawn connection (a slot of its pool; all in use: nobody is accepted until one is free)

import { Errno, frameBuffer, argument, now, Signal, signal, sleep, spawn, stdout, TcpListener, TcpStream, yieldNow } from "tacet/assembly";
import { prepare, readDecimal, writeDecimal } from "./bytes";
import { stopServing } from "./client";
import { connection } from "./connection";
import { STOP_MS } from "./limits";
import { Phase, phaseAt, seatsTaken, seatsUsed, streamAt } from "./seats";

const PORT: i32 = 8080;
/** After accept has failed, for example because the process has no descriptors left. */
const RETRY_MS: f64 = 50;
const LISTENING = prepare("listening on http://127.0.0.1:");
const END = prepare("/\n");

export async function main(): Promise<i32> {
  const port = await portArgument();
  if (port < 0) {
    console.error("usage: http-server [port]");
    return 2;
  }
  await using listener = await TcpListener.listen(<u16>port);
  if (!listener.ok) {
    console.error(listener.error == Errno.EADDRINUSE ? "the port is in use" : "cannot listen on this port");
    return 1;
  }
  await announce(await listener.port());
  await Promise.race([acceptAll(listener), interrupted()]);
  await listener.close();
  await stop();
  return 0;
}

/** The program's argument, or PORT. @returns -1 if it is no port */
async function portArgument(): Promise<i32> {
  const text = frameBuffer(8);
  const bytes = await argument(0, text, 8);
  return bytes == Errno.ENOENT ? PORT : readDecimal(text, bytes <= 8 ? bytes : 0, u16.MAX_VALUE);
}

async function announce(port: i32): Promise<void> {
  const text = frameBuffer(48);
  memory.copy(text, LISTENING.ptr, LISTENING.length);
  let bytes = LISTENING.length;
  bytes += writeDecimal(text + bytes, port);
  memory.copy(text + bytes, END.ptr, END.length);
  await stdout.writeAll(text, bytes + END.length);
}

/** Gives each client a task. Ends when the listener is closed. */
async function acceptAll(listener: TcpListener): Promise<void> {
  while (true) {
    const stream = await listener.accept();
    if (stream.ok) await serve(stream);
    else if (stream.error == Errno.EBADF || stream.error == Errno.ECANCELED) return;
    else await sleep(RETRY_MS);
  }
}

/** Gives the client a task, as soon as one is free. */
async function serve(stream: TcpStream): Promise<void> {
  let isServed = false;
  try {
    (await spawn(connection(stream))).detach();
    isServed = true;
  } finally {
    if (!isServed) await stream.close();
  }
}

async function interrupted(): Promise<void> {
  await Promise.race([signal(Signal.SIGINT), signal(Signal.SIGTERM)]);
}

/** Disconnects who is idle, waits for the others, and disconnects those that take too long. */
async function stop(): Promise<void> {
  stopServing();
  await disconnect(true);
  const giveUpUs = now() + <u64>STOP_MS * 1000;
  while (seatsTaken() && now() < giveUpUs) await sleep(5);
  await disconnect(false);
}

/** Closes connections: all, or only those where no request is under way. */
async function disconnect(onlyIdle: bool): Promise<void> {
  for (let seat: u32 = 0; seat < seatsUsed(); seat++) {
    const phase = phaseAt(seat);
    if (phase == Phase.FREE || (onlyIdle && phase != Phase.IDLE && phase != Phase.EVENTS)) continue;
    const stream = changetype<TcpStream>(<usize>streamAt(seat)); // a TcpStream is its handle
    if (!stream.closeNow()) {
      await yieldNow(); // the ring is full: look again
      seat--;
    }
  }
}
