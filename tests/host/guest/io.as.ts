// Programs of the end-to-end tests: ordinary async AssemblyScript on the library's I/O.

import {
  Errno, File, FileStat, frameBuffer, inFrame, OpenFlag, signal, Signal, sleep, spawn, stdin, stdout, TcpListener, TcpStream,
} from "tacet/assembly";

const BUFFER_BYTES: u32 = 512;

// @ts-ignore: decorator
@pool(64)
async function echo(stream: TcpStream): Promise<void> {
  const buffer = frameBuffer(BUFFER_BYTES);
  while (true) {
    const bytes = await stream.read(buffer, BUFFER_BYTES);
    if (bytes <= 0) break;
    if ((await stream.writeAll(buffer, bytes)) < 0) break;
  }
  await stream.close();
}

// @ts-ignore: decorator
@pool(1)
async function acceptAll(listener: TcpListener): Promise<void> {
  while (true) {
    const stream = await listener.accept();
    if (!stream.ok) return;
    await spawn(echo(stream));
  }
}

/** Serves echoes until the call is cancelled. @returns the port, or an error */
export async function serve(): Promise<i32> {
  const listener = await TcpListener.listen(0);
  if (!listener.ok) return listener.error;
  await spawn(acceptAll(listener));
  return await listener.port();
}

/** @returns the error of listening on `port`, or 0 */
export async function tryListen(port: u16): Promise<i32> {
  const listener = await TcpListener.listen(port);
  const error = listener.error;
  await listener.close();
  return error;
}

/** Reads what one peer sends, at most `length` bytes, into static memory. */
let peer: TcpStream = changetype<TcpStream>(0);
const inbox: usize = memory.data(1024);

export function inboxAddress(): usize {
  return inbox;
}

export async function dial(port: u16): Promise<i32> {
  peer = await TcpStream.connect("127.0.0.1", port);
  return peer.error;
}

export async function receive(length: u32): Promise<i32> {
  return await peer.read(inbox, length);
}

export async function hangUp(): Promise<void> {
  await peer.close();
}

/** Copies stdin to stdout. @returns bytes */
export async function cat(): Promise<i32> {
  const buffer = frameBuffer(BUFFER_BYTES);
  let total = 0;
  while (true) {
    const bytes = await stdin.read(buffer, BUFFER_BYTES);
    if (bytes <= 0) return bytes < 0 ? bytes : total;
    await stdout.writeAll(buffer, bytes);
    total += bytes;
  }
}

export async function roundTrip(): Promise<i32> {
  const file = await File.open("build/host-io-test.txt", OpenFlag.READ | OpenFlag.WRITE | OpenFlag.CREATE | OpenFlag.TRUNCATE);
  if (!file.ok) return file.error;
  const buffer = frameBuffer(16);
  store<u64>(buffer, 0x0102030405060708);
  await file.write(buffer, 8);
  const stat = inFrame<FileStat>();
  await file.stat(stat);
  const size = <i32>stat.size;
  store<u64>(buffer, 0);
  const bytes = await file.read(buffer, 16, 4);
  await file.close();
  return size * 10 + bytes + <i32>(load<u32>(buffer) == 0x01020304) * 1000;
}

export async function open(): Promise<i32> {
  const file = await File.open("no/such/file");
  return file.error == Errno.ENOENT ? 1 : file.error;
}

export async function waitForHangup(): Promise<i32> {
  return await signal(Signal.SIGHUP);
}

/** Submits `count` operations in one turn: more than the ring holds. */
// @ts-ignore: decorator
@pool(200)
export async function tick(ms: f64): Promise<i32> {
  await sleep(ms);
  const zero = await stdout.write(inbox, 0);
  return zero;
}
