// Goal: writes go straight to Node's handle once the class of its requests is known.
// Method: counts what net.Socket is asked to write, in a process of its own, where nothing is known at first.

import assert from "node:assert/strict";
import { test } from "node:test";
import { writeDigits } from "./tcp-writes.js";

test("only_the_first_write_goes_through_the_socket", { timeout: 60_000 }, async () => {
  assert.deepEqual(await writeDigits(), { received: "0123456789", socketWrites: 1 });
  assert.deepEqual(await writeDigits(), { received: "0123456789", socketWrites: 0 });
});
