// Goal: neither side of the rings can be broken by the other.
// Method: a guest that writes anything anywhere against the host, which must refuse with a code and never throw elsewhere;
// a host that completes anything anyhow against assembly/ring.ts, compared with a plain model. Seeds are printed on failure.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ControlLayout, Errno, Op, RingsLayout, SubmissionLayout } from "../../host/abi.js";
import { TacetClosed, TacetFault, TacetTrap } from "../../host/node.js";
import { compileGuest } from "./compile.js";
import { Puppet } from "./puppet.js";
import { fuzz, type Random } from "./random.js";

const OPS = [...Object.values(Op), 7, 15, 99, 255];
/** Runs many times as many programs: TACET_RING_TIMES=1450 for the documented run (tests/rings/README.md). */
const TIMES = Number(process.env["TACET_RING_TIMES"] ?? 1);
/** Programs side by side, while each waits for what its last entries bring. */
const AT_ONCE = 32;
const TIMEOUT_MS = 120_000 * TIMES;
/** Of the puppet's scratch area. */
const SCRATCH_BYTES = 65536;
const WILD = [0, 1, 3, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff, 65536, 131072];

describe("hostile guest", { timeout: TIMEOUT_MS }, () => {
  test("any_submission_completes_once_or_is_refused_with_a_code", async (t) => {
    let entries = 0;
    process.setMaxListeners(0); // programs side by side wait for the same signals
    await fuzz(40 * TIMES, async (random) => {
      const puppet = await Puppet.create({ closeGraceMs: 1 });
      try {
        const users = new Set<number>();
        for (let round = 0; round < 40; round++) {
          for (let n = random.below(8); n >= 0; n--, entries++) users.add(puppet.push(submission(random, puppet)));
          await puppet.poke();
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
        await puppet.poke();
        const seen = puppet.completions();
        assert.equal(new Set(seen.map(({ user }) => user)).size, seen.length, "an entry was completed twice");
        for (const { user, result } of seen) {
          assert.ok(users.has(user), `a completion for ${user}, which was never submitted`);
          assert.ok(result >= -Errno.ENOTCAPABLE, `result ${result}`);
        }
      } finally {
        await puppet.app.close();
      }
    }, AT_ONCE);
    t.diagnostic(`${entries} entries`);
  });

  test("random_words_in_rings_and_control_block_never_escape_as_anything_but_a_fault", async () => {
    const faults = new Map<string, number>();
    await fuzz(150 * TIMES, async (random) => {
      const puppet = await Puppet.create({ closeGraceMs: 1 });
      const regions = [
        [puppet.raw.ringsAddress(), RingsLayout.BLOCK_BYTES],
        [puppet.raw.controlAddress(), ControlLayout.BLOCK_BYTES],
        [puppet.raw.submissionsAddress(), 8 * SubmissionLayout.BLOCK_BYTES],
      ] as const;
      if (random.chance(50)) puppet.raw.logLine(); // announces the console block
      for (let round = 0; round < 20; round++) {
        for (let n = random.below(3); n >= 0; n--) {
          const [start, bytes] = random.pick(regions);
          const word = (start >>> 2) + random.below(bytes >>> 2);
          const value = random.chance(50) ? random.pick(WILD) : random.chance(50) ? random.below(64) : random.u32();
          if (isHarmful(puppet, word, value)) continue;
          puppet.u32[word] = value;
        }
        const error: unknown = await Promise.race([
          puppet.poke().then(() => undefined, (reason: unknown) => reason),
          new Promise((resolve) => setTimeout(resolve, 10)), // a list of ended calls overwritten: this call never ends
        ]);
        if (error === undefined) continue;
        assert.ok(error instanceof TacetFault || error instanceof TacetTrap || error instanceof TacetClosed, String(error));
        const name = error instanceof TacetFault ? error.code : error.name;
        faults.set(name, (faults.get(name) ?? 0) + 1);
        break;
      }
      await puppet.app.close();
    });
    assert.ok(faults.size >= 2, `kinds of faults met: ${[...faults.keys()].join(", ")}`);
  });

  test("a_wild_tail_ends_the_program_with_bad_ring_index", async () => {
    const puppet = await Puppet.create();
    puppet.u32[(puppet.raw.ringsAddress() + RingsLayout.SUBMISSION_TAIL) >>> 2] = 9; // the ring holds 8
    await assert.rejects(puppet.poke(), (error: Error) => error instanceof TacetFault && error.code === "BAD_RING_INDEX");
    await puppet.app.close();
  });

  test("a_wild_completion_head_ends_the_program_with_bad_ring_index", async () => {
    const puppet = await Puppet.create();
    await puppet.poke();
    puppet.raw.setFrozen(1);
    puppet.u32[(puppet.raw.ringsAddress() + RingsLayout.COMPLETION_HEAD) >>> 2] = 5;
    puppet.push({ op: Op.NOP });
    await puppet.poke().catch(() => undefined);
    await assert.rejects(puppet.poke(), (error: Error) => error instanceof TacetFault && error.code === "BAD_RING_INDEX");
    await puppet.app.close();
  });

  test("a_done_list_that_runs_in_a_circle_is_refused", async () => {
    const puppet = await Puppet.create();
    const { hold } = puppet.app.instance.exports as unknown as { hold(): number };
    const stranger = hold();
    puppet.u32[stranger >>> 2] = stranger;
    puppet.u32[(puppet.raw.controlAddress() + ControlLayout.DONE) >>> 2] = stranger;
    await assert.rejects(puppet.poke(), (error: Error) => error instanceof TacetFault && error.code === "BAD_DONE_LIST");
    await puppet.app.close();
  });

  test("an_operation_of_other_hosts_is_refused_and_no_mistake", async () => {
    const puppet = await Puppet.create();
    for (const op of [Op.CHECKPOINT, Op.PIN_SETUP, Op.I2C_TRANSFER]) assert.equal(await puppet.run({ op }), -Errno.ENOSYS);
    assert.deepEqual(puppet.reports, []);
    await puppet.app.close();
  });

  test("refusals_are_reported_by_name", async () => {
    const puppet = await Puppet.create();
    const cases = [
      [{ op: 99 }, -Errno.ENOSYS, "BAD_OP"],
      [{ op: Op.READ, flags: 0x80, handle: 0, buffer: puppet.scratch, length: 1 }, -Errno.EINVAL, "BAD_FLAGS"],
      [{ op: Op.READ, handle: 12345, buffer: puppet.scratch, length: 1 }, -Errno.EBADF, "BAD_HANDLE"],
      [{ op: Op.READ, handle: 0, buffer: 0, length: 1 }, -Errno.EFAULT, "BAD_BUFFER"],
      [{ op: Op.READ, handle: 0, buffer: 0xfffffff0, length: 0x20 }, -Errno.EFAULT, "BAD_BUFFER"],
      [{ op: Op.READ, handle: 0, buffer: puppet.scratch, length: 0 }, -Errno.EINVAL, "BAD_BUFFER"],
      [{ op: Op.TCP_LISTEN, buffer: puppet.scratch, length: 1, argLow: 70000 }, -Errno.EINVAL, "BAD_ARGUMENT"],
      [{ op: Op.TCP_ACCEPT, handle: 1 }, -Errno.ENOTSUP, "BAD_HANDLE"],
      [{ op: Op.WRITE, flags: 2, handle: 1, buffer: puppet.scratch, length: 1 }, -Errno.EINVAL, "BAD_FLAGS"],
    ] as const;
    for (const [entry, result, code] of cases) {
      puppet.reports.length = 0;
      assert.equal(await puppet.run(entry), result, JSON.stringify(entry));
      assert.deepEqual(puppet.reports.map((report) => report.code), [code]);
    }
    await puppet.app.close();
  });
});

/** A submission with plausible and wild fields. It opens no existing file for writing and connects to this machine only. */
function submission(random: Random, puppet: Puppet): Parameters<Puppet["push"]>[0] {
  const op = random.pick(OPS);
  const isText = op === Op.FILE_OPEN || op === Op.TCP_CONNECT || op === Op.TCP_LISTEN;
  const wished = random.chance(70) ? puppet.scratch + random.below(60000) : random.pick([...WILD, random.u32()]);
  const length = random.chance(70) ? random.below(isText ? 3 : 5000) : random.pick([...WILD, random.u32()]);
  // A read over the guest's own rings or control block is granted, and breaks them: what follows from that is the next test's matter.
  const isGranted = wished !== 0 && wished + length <= puppet.app.memory.buffer.byteLength;
  const isOwn = wished >= puppet.scratch && wished + length <= puppet.scratch + SCRATCH_BYTES;
  const buffer = !isGranted || isOwn ? wished : length <= SCRATCH_BYTES ? puppet.scratch : 0xfffffffc;
  const argLow = op === Op.FILE_OPEN ? random.pick([0, 1, 4, 0x80]) : random.chance(60) ? random.below(70000) : random.pick([...WILD, random.u32()]);
  return {
    op,
    flags: random.chance(60) ? 0 : random.below(16),
    handle: op === Op.SIGNAL_WAIT ? random.pick([0, 1, 9, 99]) : random.chance(80) ? random.below(6) | (random.chance(50) ? 1 << 20 : 0) : random.u32(),
    buffer: isText && buffer < puppet.app.memory.buffer.byteLength ? puppet.scratch : buffer, // zeros: no name of anything
    length,
    argLow,
    argHigh: random.chance(60) ? 0 : random.pick([...WILD, random.u32()]),
  };
}

/** Whether a word would make the host do something to this machine: what a random submission may ask for is tested above. */
function isHarmful(puppet: Puppet, word: number, value: number): boolean {
  const submissions = puppet.raw.submissionsAddress() >>> 2;
  const isOpWord = word >= submissions && word < submissions + 64 && (word - submissions) % 8 === 0;
  return isOpWord && ([Op.FILE_OPEN, Op.TCP_CONNECT, Op.TCP_LISTEN, Op.SIGNAL_WAIT] as number[]).includes(value & 0xff);
}

interface RingModelExports {
  memory: WebAssembly.Memory;
  tacet_init(): number;
  opAddress(i: number): number;
  generation(i: number): number;
  result(i: number): number;
  start(i: number, resultMax: number): number;
  leave(i: number): void;
  begin(): void;
  ready(): number;
  intact(): number;
}

/** Of an operation (assembly/ring.ts). */
const GENERATION_OFFSET = 4;

/** What the compiler knows of a program, for one that it has not lowered: operations have no bound, and nobody sleeps. */
const INTRINSICS = {
  intrinsics: { __operationsMax: () => 0x7fffffff, __ringLog2: (largest: number) => largest, __usesSleepers: () => 0 },
};

describe("hostile host", { timeout: TIMEOUT_MS }, () => {
  const COUNT = 32;

  for (const [log2, isCompact] of [[1, false], [3, false], [6, false], [1, true], [3, true]] as const) {
    test(`the_guest_believes_exactly_the_completions_that_are_due_${1 << log2}${isCompact ? "_compact" : ""}_entries`, async (t) => {
      let completions = 0;
      const settings = [`TACET_RING_LOG2=${log2}`, ...isCompact ? ["TACET_COMPACT=1"] : []];
      const flags = ["--use", "abort=assembly/trap/abort", ...settings.flatMap(setting => ["--use", setting])];
      const wasm = await WebAssembly.compile(await compileGuest("tests/host/guest/ring-model.as.ts", flags));
      await fuzz(120 * TIMES, async (random) => {
        const guest = (await WebAssembly.instantiate(wasm, INTRINSICS)).exports as unknown as RingModelExports;
        completions += new RingModel(guest, random, 1 << log2, isCompact).run(400);
      });
      t.diagnostic(`${completions} completions`);
    });
  }

  test("a_wild_completion_tail_is_refused_and_the_ring_goes_on", async () => {
    const wasm = await WebAssembly.compile(await compileGuest("tests/host/guest/ring-model.as.ts", ["--use", "abort=assembly/trap/abort", "--use", "TACET_RING_LOG2=3"]));
    const guest = (await WebAssembly.instantiate(wasm, INTRINSICS)).exports as unknown as RingModelExports;
    const control = guest.tacet_init();
    guest.start(0, 100);
    const u32 = new Uint32Array(guest.memory.buffer);
    const rings = u32[(control + ControlLayout.RINGS) >>> 2] >>> 2;
    u32[rings + RingsLayout.COMPLETION_TAIL / 4] = 1000;
    guest.begin();
    assert.equal(u32[rings + RingsLayout.REFUSED / 4], 1);
    assert.equal(guest.ready(), -1);
    const completions = (u32[rings + RingsLayout.COMPLETIONS / 4] >>> 2) + (1000 & 7) * 4;
    u32.set([guest.opAddress(0), guest.generation(0), 50, 0], completions);
    u32[rings + RingsLayout.COMPLETION_TAIL / 4] = 1001;
    guest.begin();
    assert.equal(guest.ready(), 0);
    assert.equal(guest.result(0), 50);
  });

  /** What the guest must think of its operations, beside a host that follows no rule. */
  class RingModel {
    readonly #u32: Uint32Array;
    readonly #rings: number;
    #tail = 0;
    #head = 0;
    #refused = 0;
    /** Cells at the host: generation and largest result. */
    readonly #atHost = new Map<number, { generation: number; resultMax: number }>();
    /** Cells that wait for room, oldest first. */
    #waiting: { cell: number; resultMax: number }[] = [];
    readonly #past: number[][] = [];

    constructor(
      private readonly guest: RingModelExports, private readonly random: Random, private readonly entries: number, private readonly isCompact: boolean,
    ) {
      const control = guest.tacet_init();
      guest.start(0, 9);
      this.#u32 = new Uint32Array(guest.memory.buffer);
      this.#rings = this.#u32[(control + ControlLayout.RINGS) >>> 2] >>> 2;
      this.#atHost.set(0, { generation: guest.generation(0), resultMax: 9 });
    }

    /** @returns how many completions the host posted */
    run(steps: number): number {
      for (let step = 0; step < steps; step++) {
        const what = this.random.below(10);
        if (what < 5) this.#start();
        else if (what < 7) this.#takeSubmissions();
        else if (what < 8) this.#leave();
        else this.#complete();
        assert.equal(this.guest.intact(), 1, "canaries");
      }
      return this.#tail;
    }

    #start(): void {
      const cell = this.random.below(COUNT);
      if (this.#atHost.has(cell) || this.#waiting.some((other) => other.cell === cell)) return;
      this.#try({ cell, resultMax: this.random.below(100) });
    }

    #try(request: { cell: number; resultMax: number }): void {
      const hasRoom = this.#inRing() < this.entries && (this.#waiting.length === 0 || this.#waiting[0].cell === request.cell);
      const isIn = this.guest.start(request.cell, request.resultMax) === 1;
      assert.equal(isIn, hasRoom, `cell ${request.cell}`);
      if (isIn) {
        this.#waiting = this.#waiting.filter((other) => other.cell !== request.cell);
        this.#atHost.set(request.cell, { generation: this.guest.generation(request.cell), resultMax: request.resultMax });
      } else if (!this.#waiting.some((other) => other.cell === request.cell)) {
        this.#waiting.push(request);
      }
    }

    #inRing(): number {
      return (this.#word(RingsLayout.SUBMISSION_TAIL) - this.#head) >>> 0;
    }

    #takeSubmissions(): void {
      const count = this.random.below(this.#inRing() + 1);
      this.#head = (this.#head + count) >>> 0;
      this.#u32[this.#rings + RingsLayout.SUBMISSION_HEAD / 4] = this.#head;
      this.guest.begin();
      this.#runReady([]);
    }

    #leave(): void {
      if (this.#waiting.length === 0) return;
      const at = this.random.below(this.#waiting.length);
      this.guest.leave(this.#waiting[at].cell);
      this.#waiting.splice(at, 1);
      this.#runReady([]);
    }

    #complete(): void {
      const due: number[] = [];
      for (let n = this.random.below(this.entries); n >= 0; n--) {
        const entry = this.#entry(due);
        this.#past.push(entry);
        const words = this.isCompact ? [entry[0] | entry[1] << 16, entry[2]] : entry;
        const at = (this.#u32[this.#rings + RingsLayout.COMPLETIONS / 4] >>> 2) + (this.#tail & (this.entries - 1)) * words.length;
        this.#u32.set(words, at);
        this.#tail = (this.#tail + 1) >>> 0;
      }
      this.#u32[this.#rings + RingsLayout.COMPLETION_TAIL / 4] = this.#tail;
      this.guest.begin();
      assert.equal(this.#word(RingsLayout.REFUSED), this.#refused, "refused");
      this.#runReady(due);
    }

    /** One completion: right, repeated, late, or wild. Keeps the books. */
    #entry(due: number[]): number[] {
      const cells = [...this.#atHost.keys()];
      const kind = this.random.below(5);
      if (kind < 2 && cells.length > 0) {
        const cell = this.random.pick(cells);
        const { generation, resultMax } = this.#atHost.get(cell)!;
        const result = this.random.chance(80) ? this.random.below(resultMax + 1) : this.random.below(resultMax + 50);
        if (result > resultMax) this.#refused++;
        this.#expected.set(cell, result > resultMax ? -Errno.EIO : result);
        this.#atHost.delete(cell);
        due.push(cell);
        return [this.guest.opAddress(cell), generation, result, 0];
      }
      let entry = this.#past.length > 0 && this.random.chance(50)
        ? this.random.pick(this.#past)
        : this.#wildEntry();
      const isDue = cells.some((cell) => this.guest.opAddress(cell) === entry[0] && this.#atHost.get(cell)!.generation === entry[1]);
      if (isDue || this.#looksDue(entry)) entry = [4, 1, 0, 0];
      if (entry[0] !== 0) this.#refused++; // user 0: nobody waits, not a mistake
      return entry;
    }

    /**
     * Whether what stands at a wild address of compact entries happens to be the generation: 16 bits of each can't tell it from an
     * operation (docs/8-boards.md). In the wide form an address is seldom inside the memory.
     */
    #looksDue([user, generation]: number[]): boolean {
      const at = user + GENERATION_OFFSET;
      return this.isCompact && user % 4 === 0 && at < this.#u32.byteLength && this.#u32[at / 4] === generation;
    }

    #wildEntry(): number[] {
      const user = this.random.pick([...WILD, this.guest.opAddress(this.random.below(COUNT)), this.random.u32()]);
      const room = this.isCompact ? 0xffff : 0xffffffff;
      return [(user & room) >>> 0, (this.random.pick([0, 1, this.random.u32()]) & room) >>> 0, this.random.u32(), this.random.below(2)];
    }

    readonly #expected = new Map<number, number>();

    /** Runs woken cells: those that completed, and submitters that try again. */
    #runReady(due: readonly number[]): void {
      const woken = new Set<number>();
      for (let cell = this.guest.ready(); cell >= 0; cell = this.guest.ready()) {
        woken.add(cell);
        const waiting = this.#waiting.find((other) => other.cell === cell);
        if (waiting !== undefined) this.#try(waiting);
        else assert.ok(due.includes(cell), `cell ${cell} was woken for nothing`);
      }
      for (const cell of due) {
        assert.ok(woken.has(cell), `cell ${cell} was not woken`);
        assert.equal(this.guest.generation(cell), 0);
        assert.equal(this.guest.result(cell), this.#expected.get(cell));
      }
      assert.ok(this.#waiting.length === 0 || this.#inRing() === this.entries, "a submitter waits though there is room");
    }

    #word(offset: number): number {
      return this.#u32[this.#rings + offset / 4];
    }
  }
});
