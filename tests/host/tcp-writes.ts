// What net.Socket is asked to write while a guest writes: tells writes to the handle from writes to the socket.

import { once } from "node:events";
import net from "node:net";
import { Op } from "../../host/abi.js";
import { Puppet } from "./puppet.js";

/** Has a guest write the digits 0 to 9, one at a time, to a connection of its own. */
export async function writeDigits(): Promise<{ received: string; socketWrites: number }> {
  let received = "";
  const server = net.createServer((socket) => socket.on("data", (chunk: Buffer) => (received += chunk.toString())));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: argLow } = server.address() as net.AddressInfo;
  const puppet = await Puppet.create();
  const [host, hostLength] = puppet.put("127.0.0.1");
  const handle = await puppet.run({ op: Op.TCP_CONNECT, buffer: host, length: hostLength, argLow });
  const prototype = net.Socket.prototype as unknown as { write: (this: net.Socket, ...args: unknown[]) => boolean };
  const { write } = prototype;
  let socketWrites = 0;
  prototype.write = function (...args) {
    socketWrites++;
    return write.apply(this, args);
  };
  try {
    for (let digit = 0; digit < 10; digit++) {
      const [buffer, length] = puppet.put(String(digit), digit * 8);
      await puppet.run({ op: Op.WRITE, handle, buffer, length });
    }
  } finally {
    prototype.write = write;
  }
  await puppet.run({ op: Op.SHUTDOWN, handle });
  while (received.length < 10) await new Promise((resolve) => setTimeout(resolve, 1));
  await puppet.app.close();
  server.close();
  return { received, socketWrites };
}
