// Goal: where Node's requests aren't as we know them, writes go through net.Socket and all else stays the same.
// Method: makes the requests look different before the host sees one, then runs the tests of TCP, in a process of their own.

import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { test } from "node:test";
import type { RawWritable } from "../../host/ops/handle-write.js";
import { writeDigits } from "./tcp-writes.js";

const server = net.createServer().listen(0, "127.0.0.1");
await once(server, "listening");
const client = net.connect((server.address() as net.AddressInfo).port, "127.0.0.1");
await once(client, "connect");
const handle = (client as unknown as { _handle: RawWritable })._handle;
let isDisguised = false;
handle.writeBuffer = (request, bytes) => {
  delete handle.writeBuffer;
  (Object.getPrototypeOf(request) as typeof request).getAsyncId = () => 1;
  isDisguised = true;
  return handle.writeBuffer!(request, bytes);
};
await new Promise((resolve) => client.write(Buffer.from("x"), resolve));
client.destroy();
server.close();

test("unknown_requests_leave_all_writes_to_the_socket", { timeout: 60_000 }, async () => {
  assert.ok(isDisguised);
  assert.deepEqual(await writeDigits(), { received: "0123456789", socketWrites: 10 });
});

await import("./tcp.test.js");
