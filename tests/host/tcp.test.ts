// Goal: TCP operations end with the right result, without copies where none are needed, and never lose bytes or connections.
// Method: a puppet guest on one side, plain node:net sockets on the other.

import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { describe, test } from "node:test";
import { Errno, Op, OpFlag } from "../../host/abi.js";
import { Puppet } from "./puppet.js";

async function listen(puppet: Puppet): Promise<{ listener: number; port: number }> {
  const [buffer, length] = puppet.put("127.0.0.1");
  const listener = await puppet.run({ op: Op.TCP_LISTEN, buffer, length });
  assert.ok(listener > 2, `listen: ${listener}`);
  const port = await puppet.run({ op: Op.TCP_PORT, handle: listener });
  assert.ok(port > 0, `port: ${port}`);
  return { listener, port };
}

/** A client and the guest's handle of its connection. */
async function connected(puppet: Puppet): Promise<{ client: net.Socket; stream: number; listener: number; port: number; ended: Promise<void> }> {
  const { listener, port } = await listen(puppet);
  const client = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  const stream = await puppet.run({ op: Op.TCP_ACCEPT, handle: listener });
  assert.ok(stream > 2, `accept: ${stream}`);
  return { client, stream, listener, port, ended };
}

const tick = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe("tcp", { timeout: 60_000 }, () => {
  test("a_waiting_read_lands_in_the_guests_buffer_uncopied", async () => {
    const puppet = await Puppet.create();
    const { client, stream } = await connected(puppet);
    const user = puppet.push({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 100 });
    await puppet.poke();
    client.write("hello");
    assert.equal(await puppet.result(user), 5);
    assert.equal(puppet.textAt(puppet.scratch, 5), "hello");
    assert.deepEqual(puppet.app.stats.bytesCopied.socketRead, 0);
    assert.deepEqual(puppet.app.stats.bytes.socketRead, 5);
    client.destroy();
    await puppet.app.close();
  });

  test("data_without_a_read_waits_and_is_counted_as_copied", async () => {
    const puppet = await Puppet.create();
    const { client, stream } = await connected(puppet);
    assert.equal(await puppet.run({ op: Op.WRITE, handle: stream, ...bufferOf(puppet, "x") }), 1); // makes the socket read
    client.write("abcdef");
    await tick();
    assert.equal(await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 4 }), 4);
    assert.equal(puppet.textAt(puppet.scratch, 4), "abcd");
    assert.equal(await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 4 }), 2);
    assert.equal(puppet.textAt(puppet.scratch, 2), "ef");
    assert.ok(puppet.app.stats.bytesCopied.socketRead >= 6);
    const user = puppet.push({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 4 });
    await puppet.poke();
    client.write("gh");
    assert.equal(await puppet.result(user), 2);
    assert.equal(puppet.textAt(puppet.scratch, 2), "gh");
    client.destroy();
    await puppet.app.close();
  });

  test("reads_into_small_buffers_lose_nothing", async () => {
    const puppet = await Puppet.create();
    const { client, stream } = await connected(puppet);
    const sent = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff));
    client.write(sent);
    client.end();
    const got: Buffer[] = [];
    for (let length = 1; ; length = (length * 3 + 11) % 5000 + 1) {
      const bytes = await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch + (length & 3), length });
      assert.ok(bytes >= 0, `read: ${bytes}`);
      if (bytes === 0) break;
      got.push(Buffer.from(Buffer.from(puppet.app.memory.buffer, puppet.scratch + (length & 3), bytes)));
    }
    assert.ok(Buffer.concat(got).equals(sent));
    assert.equal(await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 10 }), 0, "the end stays the end");
    await puppet.app.close();
  });

  test("writes_arrive_in_order_and_large_ones_complete_when_sent", async () => {
    const puppet = await Puppet.create();
    const { client, stream, ended } = await connected(puppet);
    const chunks: Buffer[] = [];
    client.on("data", (chunk: Buffer) => chunks.push(chunk));
    client.pause();
    puppet.u8.fill(1, puppet.scratch, puppet.scratch + 60000);
    const users: number[] = [];
    for (let round = 0; round < 100; round++) {
      users.push(puppet.push({ op: Op.WRITE, handle: stream, buffer: puppet.scratch, length: 60000 }));
      await puppet.poke();
    }
    const early = puppet.completions().filter(({ user }) => users.includes(user)).length;
    assert.ok(early < 100, "a paused reader holds the writer back");
    client.resume();
    for (const user of users) assert.equal(await puppet.result(user), 60000);
    assert.equal(await puppet.run({ op: Op.SHUTDOWN, handle: stream }), 0);
    await ended;
    assert.equal(Buffer.concat(chunks).length, 6_000_000);
    assert.equal(puppet.app.stats.bytesCopied.socketWrite, 0);
    client.destroy();
    await puppet.app.close();
  });

  test("more_holds_bytes_back_until_a_write_without_it", async () => {
    const puppet = await Puppet.create();
    const { client, stream, ended } = await connected(puppet);
    const chunks: string[] = [];
    client.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
    assert.equal(await puppet.run({ op: Op.WRITE, flags: OpFlag.MORE, handle: stream, ...bufferOf(puppet, "head ") }), 5);
    puppet.u8.fill(0x21, puppet.scratch, puppet.scratch + 5); // the buffer is the guest's again
    await tick();
    assert.deepEqual(chunks, []);
    assert.equal(await puppet.run({ op: Op.WRITE, handle: stream, ...bufferOf(puppet, "body") }), 4);
    await tick();
    assert.deepEqual(chunks, ["head body"]);
    assert.equal(await puppet.run({ op: Op.WRITE, flags: OpFlag.MORE, handle: stream, ...bufferOf(puppet, "tail ") }), 5);
    const [buffer, length] = puppet.put("z".repeat(20000));
    assert.equal(await puppet.run({ op: Op.WRITE, handle: stream, buffer, length }), 20000);
    await tick();
    assert.equal(chunks.join(""), "head bodytail " + "z".repeat(20000));
    assert.equal(await puppet.run({ op: Op.WRITE, flags: OpFlag.MORE, handle: stream, ...bufferOf(puppet, "last") }), 4);
    assert.equal(await puppet.run({ op: Op.SHUTDOWN, handle: stream }), 0);
    await ended;
    assert.ok(chunks.join("").endsWith("zlast"));
    assert.equal(await puppet.run({ op: Op.WRITE, handle: stream, ...bufferOf(puppet, "no") }), -Errno.EPIPE);
    client.destroy();
    await puppet.app.close();
  });

  test("close_sends_what_more_held_back_and_is_idempotent", async () => {
    const puppet = await Puppet.create();
    const { client, stream, ended } = await connected(puppet);
    let text = "";
    client.on("data", (chunk: Buffer) => (text += chunk.toString()));
    assert.equal(await puppet.run({ op: Op.WRITE, flags: OpFlag.MORE, handle: stream, ...bufferOf(puppet, "bye") }), 3);
    assert.equal(await puppet.run({ op: Op.CLOSE, handle: stream }), 0);
    await ended;
    assert.equal(text, "bye");
    assert.equal(await puppet.run({ op: Op.CLOSE, handle: stream }), 0);
    assert.equal(await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 1 }), -Errno.EBADF);
    client.destroy();
    await puppet.app.close();
  });

  test("writes_of_all_sizes_reach_a_slow_reader_unchanged_and_in_order", async () => {
    const puppet = await Puppet.create();
    const { client, stream, ended } = await connected(puppet);
    const pattern = Buffer.from(Array.from({ length: 60000 }, (_, index) => (index * 13 + (index >> 7)) & 0xff));
    puppet.put(pattern);
    client.pause();
    const expected: Buffer[] = [];
    const writes: [user: number, length: number][] = [];
    for (let round = 0; round < 250; round++) {
      const length = 1 + (round * 7919) % 50000;
      const offset = (round * 131) % 10000;
      const more = round % 16 === 5 ? OpFlag.MORE : 0;
      expected.push(pattern.subarray(offset, offset + length));
      writes.push([puppet.push({ op: Op.WRITE, flags: more, handle: stream, buffer: puppet.scratch + offset, length }), length]);
      await puppet.poke();
    }
    assert.ok(puppet.completions().length < 200, "the reader holds the writer back");
    const shutdown = puppet.push({ op: Op.SHUTDOWN, handle: stream });
    await puppet.poke();
    const got: Buffer[] = [];
    client.on("data", (chunk: Buffer) => {
      got.push(chunk);
      client.pause();
      setImmediate(() => client.resume());
    });
    client.resume();
    for (const [user, length] of writes) assert.equal(await puppet.result(user), length);
    assert.equal(await puppet.result(shutdown), 0);
    await ended;
    assert.ok(Buffer.concat(got).equals(Buffer.concat(expected)));
    assert.equal(puppet.app.stats.bytes.socketWrite, Buffer.concat(expected).length);
    assertEachCompletedOnce(puppet);
    client.destroy();
    await puppet.app.close();
  });

  test("a_write_that_waits_for_the_reader_completes_alone", async () => {
    const puppet = await Puppet.create();
    const { client, stream } = await connected(puppet);
    const { pending, count } = await fill(puppet, client, stream);
    assert.equal(await puppet.run({ op: Op.CANCEL, handle: stream, argLow: pending, argHigh: pending * 7 }), 0, "it is known");
    let received = 0;
    client.on("data", (chunk: Buffer) => (received += chunk.length));
    client.resume();
    assert.equal(await puppet.result(pending), 60000);
    while (received < count * 60000) await tick(1);
    assert.equal(received, count * 60000);
    assert.equal(puppet.app.stats.bytesCopied.socketWrite, 0);
    assert.equal(await puppet.run({ op: Op.WRITE, handle: stream, ...bufferOf(puppet, "after") }), 5);
    while (received < count * 60000 + 5) await tick(1);
    assertEachCompletedOnce(puppet);
    client.destroy();
    await puppet.app.close();
  });

  test("many_small_writes_arrive_in_order", async () => {
    const puppet = await Puppet.create();
    const { client, stream, ended } = await connected(puppet);
    let text = "";
    client.on("data", (chunk: Buffer) => (text += chunk.toString()));
    let expected = "";
    let user = 0;
    for (let round = 0; round < 60; round++) {
      for (let n = 0; n < 6; n++) {
        const part = `${round}.${n};`;
        const [buffer, length] = puppet.put(part, (round * 6 + n) * 8);
        user = puppet.push({ op: Op.WRITE, handle: stream, buffer, length });
        expected += part;
      }
      await puppet.poke();
    }
    assert.ok((await puppet.result(user)) > 0);
    assert.equal(await puppet.run({ op: Op.SHUTDOWN, handle: stream }), 0);
    await ended;
    assert.equal(text, expected);
    assert.equal(puppet.app.stats.bytesCopied.socketWrite, 0);
    assertEachCompletedOnce(puppet);
    client.destroy();
    await puppet.app.close();
  });

  test("a_peer_that_resets_fails_the_write_that_waits_once", async () => {
    const puppet = await Puppet.create();
    const { client, stream } = await connected(puppet);
    const { pending } = await fill(puppet, client, stream);
    const behind = puppet.push({ op: Op.WRITE, handle: stream, buffer: puppet.scratch, length: 100 });
    await puppet.poke();
    client.resetAndDestroy();
    for (const user of [pending, behind]) {
      const result = await puppet.result(user);
      assert.ok(result === -Errno.ECONNRESET || result === -Errno.EPIPE, `write: ${result}`);
    }
    await tick();
    const again = await puppet.run({ op: Op.WRITE, handle: stream, buffer: puppet.scratch, length: 100 });
    assert.ok(again === -Errno.ECONNRESET || again === -Errno.EPIPE, `write: ${again}`);
    assert.equal(await puppet.run({ op: Op.CLOSE, handle: stream }), 0);
    assertEachCompletedOnce(puppet);
    await puppet.app.close();
  });

  test("close_and_the_apps_end_cancel_a_write_that_waits_once", async () => {
    for (const isAppsEnd of [false, true]) {
      const puppet = await Puppet.create();
      const { client, stream } = await connected(puppet);
      const { pending } = await fill(puppet, client, stream);
      if (isAppsEnd) {
        await puppet.app.close();
      } else {
        assert.equal(await puppet.run({ op: Op.CLOSE, handle: stream }), 0);
        assert.equal(await puppet.result(pending), -Errno.ECANCELED);
        await tick(); // libuv reports the write as well
      }
      assertEachCompletedOnce(puppet);
      client.destroy();
      await puppet.app.close();
    }
  });

  test("a_shutdown_waits_for_the_write_before_it", async () => {
    const puppet = await Puppet.create();
    const { client, stream, ended } = await connected(puppet);
    const { pending, count } = await fill(puppet, client, stream);
    const shutdown = puppet.push({ op: Op.SHUTDOWN, handle: stream });
    await puppet.poke();
    await tick();
    assert.ok(!puppet.completions().some(({ user }) => user === shutdown || user === pending));
    let received = 0;
    client.on("data", (chunk: Buffer) => (received += chunk.length));
    client.resume();
    assert.equal(await puppet.result(pending), 60000);
    assert.equal(await puppet.result(shutdown), 0);
    await ended;
    assert.equal(received, count * 60000);
    client.destroy();
    await puppet.app.close();
  });

  test("writes_see_the_memory_after_it_grew", async () => {
    const puppet = await Puppet.create();
    const { client, stream } = await connected(puppet);
    let text = "";
    client.on("data", (chunk: Buffer) => (text += chunk.toString()));
    for (const word of ["one ", "two ", "six "]) {
      assert.equal(await puppet.run({ op: Op.WRITE, handle: stream, ...bufferOf(puppet, word) }), 4);
      puppet.app.memory.grow(1);
    }
    while (text.length < 12) await tick(1);
    assert.equal(text, "one two six ");
    assert.equal(puppet.app.stats.bytesCopied.socketWrite, 0);
    client.destroy();
    await puppet.app.close();
  });

  test("half_close_lets_the_other_direction_go_on", async () => {
    const puppet = await Puppet.create();
    const { client, stream } = await connected(puppet);
    client.end("request");
    assert.equal(await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 100 }), 7);
    assert.equal(await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 100 }), 0);
    assert.equal(await puppet.run({ op: Op.WRITE, handle: stream, ...bufferOf(puppet, "answer") }), 6);
    const [chunk] = await once(client, "data");
    assert.equal(String(chunk), "answer");
    assert.equal(await puppet.run({ op: Op.CLOSE, handle: stream }), 0);
    await puppet.app.close();
  });

  test("a_cancelled_read_ends_with_ecanceled_and_its_buffer_is_not_written_any_more", async () => {
    const puppet = await Puppet.create();
    const { client, stream } = await connected(puppet);
    const user = puppet.push({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 100 });
    await puppet.poke();
    assert.equal(await puppet.run({ op: Op.CANCEL, handle: stream, argLow: user, argHigh: user * 7 }), 0);
    assert.equal(await puppet.result(user), -Errno.ECANCELED);
    puppet.u8.fill(0, puppet.scratch, puppet.scratch + 200);
    client.write("first");
    await tick();
    assert.equal(puppet.textAt(puppet.scratch, 5), "\0\0\0\0\0");
    const elsewhere = puppet.scratch + 100;
    assert.equal(await puppet.run({ op: Op.READ, handle: stream, buffer: elsewhere, length: 50 }), 5);
    assert.equal(puppet.textAt(elsewhere, 5), "first");
    assert.equal(puppet.textAt(puppet.scratch, 5), "\0\0\0\0\0");
    const again = puppet.push({ op: Op.READ, handle: stream, buffer: elsewhere, length: 50 });
    await puppet.poke();
    client.write("second");
    assert.equal(await puppet.result(again), 6);
    assert.equal(puppet.textAt(elsewhere, 6), "second");
    client.destroy();
    await puppet.app.close();
  });

  test("cancel_of_something_that_has_completed_says_enoent", async () => {
    const puppet = await Puppet.create();
    const { client, stream } = await connected(puppet);
    client.write("data");
    const user = puppet.push({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 100 });
    await puppet.poke();
    await puppet.result(user);
    assert.equal(await puppet.run({ op: Op.CANCEL, handle: stream, argLow: user, argHigh: user * 7 }), -Errno.ENOENT);
    assert.equal(puppet.completions().filter((completion) => completion.user === user).length, 1);
    client.destroy();
    await puppet.app.close();
  });

  test("bytes_given_back_are_read_again_first", async () => {
    const puppet = await Puppet.create();
    const { client, stream } = await connected(puppet);
    client.write("123");
    assert.equal(await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 100 }), 3);
    assert.equal(await puppet.run({ op: Op.GIVE_BACK, handle: stream, buffer: puppet.scratch, length: 3 }), 0);
    client.write("456");
    await tick();
    let text = "";
    while (text.length < 6) {
      const bytes = await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 2 });
      text += puppet.textAt(puppet.scratch, bytes);
    }
    assert.equal(text, "123456");
    client.destroy();
    await puppet.app.close();
  });

  test("a_connection_given_back_goes_to_the_next_accept", async () => {
    const puppet = await Puppet.create();
    const { client, stream, listener } = await connected(puppet);
    assert.equal(await puppet.run({ op: Op.GIVE_BACK, handle: listener, argLow: stream }), 0);
    const again = await puppet.run({ op: Op.TCP_ACCEPT, handle: listener });
    assert.ok(again > 2 && again !== stream);
    client.write("hi");
    assert.equal(await puppet.run({ op: Op.READ, handle: again, buffer: puppet.scratch, length: 10 }), 2);
    client.destroy();
    await puppet.app.close();
  });

  test("closing_a_handle_ends_its_pending_operations_with_ecanceled", async () => {
    const puppet = await Puppet.create();
    const { client, stream, listener } = await connected(puppet);
    client.pause();
    const read = puppet.push({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 100 });
    await puppet.poke();
    const writes: number[] = [];
    for (let round = 0; round < 100; round++) {
      writes.push(puppet.push({ op: Op.WRITE, handle: stream, buffer: puppet.scratch, length: 60000 }));
      await puppet.poke();
    }
    const accept = puppet.push({ op: Op.TCP_ACCEPT, handle: listener });
    await puppet.poke();
    puppet.push({ op: Op.CLOSE, handle: stream });
    puppet.push({ op: Op.CLOSE, handle: listener });
    await puppet.poke();
    assert.equal(await puppet.result(read), -Errno.ECANCELED);
    assert.equal(await puppet.result(writes.at(-1)!), -Errno.ECANCELED);
    assert.equal(await puppet.result(accept), -Errno.ECANCELED);
    await tick();
    const users = puppet.completions().map(({ user }) => user);
    assert.equal(new Set(users).size, users.length, "each operation completed once");
    client.destroy();
    await puppet.app.close();
  });

  test("a_vanished_peer_is_econnreset", async () => {
    const puppet = await Puppet.create();
    const { client, stream } = await connected(puppet);
    const read = puppet.push({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 100 });
    await puppet.poke();
    client.resetAndDestroy();
    assert.equal(await puppet.result(read), -Errno.ECONNRESET);
    assert.equal(await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 1 }), -Errno.ECONNRESET);
    const write = await puppet.run({ op: Op.WRITE, handle: stream, ...bufferOf(puppet, "x") });
    assert.ok(write === -Errno.EPIPE || write === -Errno.ECONNRESET, `write: ${write}`);
    await puppet.app.close();
  });

  test("a_port_in_use_is_eaddrinuse_and_a_closed_one_is_free_again", async () => {
    const puppet = await Puppet.create();
    const { listener, port } = await listen(puppet);
    const address = bufferOf(puppet, "127.0.0.1");
    assert.equal(await puppet.run({ op: Op.TCP_LISTEN, ...address, argLow: port }), -Errno.EADDRINUSE);
    assert.equal(await puppet.run({ op: Op.CLOSE, handle: listener }), 0);
    assert.ok((await puppet.run({ op: Op.TCP_LISTEN, ...address, argLow: port })) > 2);
    await puppet.app.close();
  });

  test("connect_reaches_a_server_and_names_a_refusal", async () => {
    const server = net.createServer((socket) => socket.end("welcome"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as net.AddressInfo;
    const puppet = await Puppet.create();
    const address = bufferOf(puppet, "127.0.0.1");
    const stream = await puppet.run({ op: Op.TCP_CONNECT, ...address, argLow: port });
    assert.ok(stream > 2);
    let text = "";
    for (;;) {
      const bytes = await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 3 });
      if (bytes <= 0) break;
      text += puppet.textAt(puppet.scratch, bytes);
    }
    assert.equal(text, "welcome");
    assert.equal(await puppet.run({ op: Op.CLOSE, handle: stream }), 0);
    await new Promise((resolve) => server.close(resolve));
    const again = bufferOf(puppet, "127.0.0.1");
    assert.equal(await puppet.run({ op: Op.TCP_CONNECT, ...again, argLow: port }), -Errno.ECONNREFUSED);
    await puppet.app.close();
  });

  test("a_cancelled_connect_ends_with_ecanceled", async () => {
    const puppet = await Puppet.create();
    const { port } = await listen(puppet);
    const user = puppet.push({ op: Op.TCP_CONNECT, ...bufferOf(puppet, "127.0.0.1"), argLow: port });
    puppet.push({ op: Op.CANCEL, argLow: user, argHigh: user * 7 });
    await puppet.poke();
    assert.equal(await puppet.result(user), -Errno.ECANCELED);
    await puppet.app.close();
  });

  test("connections_wait_for_accept_in_order", async () => {
    const puppet = await Puppet.create();
    const { listener, port } = await listen(puppet);
    const clients: net.Socket[] = [];
    for (let n = 0; n < 5; n++) {
      const client = net.connect(port, "127.0.0.1");
      await once(client, "connect");
      client.write(String(n));
      clients.push(client);
    }
    await tick();
    let order = "";
    for (let n = 0; n < 5; n++) {
      const stream = await puppet.run({ op: Op.TCP_ACCEPT, handle: listener });
      const bytes = await puppet.run({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 10 });
      order += puppet.textAt(puppet.scratch, bytes);
    }
    assert.equal(order, "01234");
    for (const client of clients) client.destroy();
    await puppet.app.close();
  });

  test("close_of_the_app_frees_port_and_connections", async () => {
    const puppet = await Puppet.create();
    const { client, port } = await connected(puppet);
    const closed = once(client, "close");
    client.on("end", () => client.end());
    client.resume();
    await puppet.app.close();
    await closed;
    const server = net.createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    server.close();
  });

  test("batch_mode_does_the_same", async () => {
    const puppet = await Puppet.create({ mode: "batch" });
    const { client, stream } = await connected(puppet);
    const user = puppet.push({ op: Op.READ, handle: stream, buffer: puppet.scratch, length: 100 });
    await puppet.poke();
    client.write("hello");
    assert.equal(await puppet.result(user), 5);
    client.destroy();
    await puppet.app.close();
  });
});

function bufferOf(puppet: Puppet, text: string): { buffer: number; length: number } {
  const [buffer, length] = puppet.put(text, 30000);
  return { buffer, length };
}

/** Writes until a write has to wait for the reader. @returns that one, and how many of 60000 bytes there were */
async function fill(puppet: Puppet, client: net.Socket, stream: number): Promise<{ pending: number; count: number }> {
  client.pause();
  for (let count = 1; count < 1000; count++) {
    const pending = puppet.push({ op: Op.WRITE, handle: stream, buffer: puppet.scratch, length: 60000 });
    await puppet.poke();
    if (puppet.completions().some(({ user }) => user === pending)) continue;
    await tick(5);
    if (!puppet.completions().some(({ user }) => user === pending)) return { pending, count };
  }
  throw new Error("the reader holds nothing back");
}

function assertEachCompletedOnce(puppet: Puppet): void {
  const users = puppet.completions().map(({ user }) => user);
  assert.equal(new Set(users).size, users.length, "each operation completed once");
  assert.deepEqual(puppet.reports, []);
}
