// sleep and yieldNow: goal: tasks go on at the time and in the order they should, and not earlier.
// Method: tasks write their number and the clock into a trace; the test is the host and owns the clock.

import { now, sleep, trySpawn, yieldNow } from "tacet/assembly";
import { wake } from "tacet/assembly/queue";
import { currentTask } from "tacet/assembly/task";
import { boot, clock, deadline, pass, poll, run } from "./host";

const NEVER: u64 = u64.MAX_VALUE;

let trace: string[] = [];
let start: u64 = 0;
let lastTask: usize = 0;

function note(what: string): void {
  trace.push(`${what}@${now() - start}`);
}

@pool(20)
async function sleeper(name: string, ms: f64): Promise<void> {
  lastTask = currentTask();
  await sleep(ms);
  note(name);
}

@pool(4)
async function yielder(name: string, rounds: i32): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    note(name);
    await yieldNow();
  }
}

@pool(1)
async function ticker(ms: f64, rounds: i32): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    await sleep(ms);
    note("tick");
  }
}

beforeAll(boot);

describe("sleep", () => {
  beforeEach(() => {
    run(1);
    trace = [];
    start = clock();
  });

  test("sleepers_wake_in_order_of_time_and_equal_ones_in_order_of_start", () => {
    trySpawn(sleeper("c", 30));
    trySpawn(sleeper("a", 10));
    trySpawn(sleeper("d", 30));
    trySpawn(sleeper("b", 20));
    run(100);
    expect(trace).toStrictEqual(["a@10000", "b@20000", "c@30000", "d@30000"]);
  });

  test("a_sleep_ends_at_its_microsecond_and_not_before", () => {
    trySpawn(sleeper("a", 2));
    expect(deadline()).toBe(NEVER, "the deadline is announced at the end of a turn");
    pass(0);
    expect(deadline()).toBe(start + 2000);
    pass(1999);
    expect(trace).toStrictEqual([]);
    pass(1);
    expect(trace).toStrictEqual(["a@2000"]);
    expect(deadline()).toBe(NEVER);
  });

  test("fractions_of_a_millisecond_count_and_are_rounded_up_to_a_microsecond", () => {
    trySpawn(sleeper("a", 0.5));
    trySpawn(sleeper("b", 0.0001));
    trySpawn(sleeper("c", 1.0004));
    run(5);
    expect(trace).toStrictEqual(["b@1", "a@500", "c@1001"]);
  });

  test("zero_negative_and_NaN_wait_for_one_round_and_no_time", () => {
    trySpawn(yielder("y", 3));
    trySpawn(sleeper("zero", 0));
    trySpawn(sleeper("negative", -5));
    trySpawn(sleeper("NaN", NaN));
    pass(0);
    expect(trace).toStrictEqual(["y@0", "y@0", "zero@0", "negative@0", "NaN@0", "y@0"]);
  });

  test("an_endless_sleep_neither_ends_nor_disturbs_others", () => {
    const endless = trySpawn(sleeper("endless", Infinity));
    trySpawn(sleeper("a", 5));
    run(1000);
    expect(trace).toStrictEqual(["a@5000"]);
    endless.cancel();
    run(1);
    expect(endless.done).toBe(true);
    expect(endless.cancelled).toBe(true);
    endless.detach();
  });

  test("a_late_host_wakes_each_sleeper_once_with_the_time_it_gives", () => {
    trySpawn(ticker(10, 3));
    pass(25_000);
    pass(5_000);
    pass(5_000);
    pass(10_000);
    expect(trace).toStrictEqual(["tick@25000", "tick@35000", "tick@45000"]);
  });

  test("a_stray_wake_does_not_end_a_sleep", () => {
    trySpawn(sleeper("a", 10));
    wake(lastTask);
    wake(lastTask);
    run(5);
    expect(trace).toStrictEqual([]);
    run(5);
    expect(trace).toStrictEqual(["a@10000"]);
  });

  test("a_cancelled_sleep_leaves_no_timer_behind", () => {
    const cancelled = trySpawn(sleeper("a", 10));
    trySpawn(sleeper("b", 20));
    cancelled.cancel();
    pass(0);
    expect(cancelled.done).toBe(true);
    expect(cancelled.cancelled).toBe(true);
    cancelled.detach();
    pass(10_000);
    expect(deadline()).toBe(start + 20_000);
    run(20);
    expect(trace).toStrictEqual(["b@20000"]);
  });
});

describe("yieldNow", () => {
  beforeEach(() => {
    run(1);
    trace = [];
    start = clock();
  });

  test("tasks_take_turns", () => {
    trySpawn(yielder("a", 3));
    trySpawn(yielder("b", 3));
    pass(0);
    expect(trace).toStrictEqual(["a@0", "b@0", "a@0", "b@0", "a@0", "b@0"]);
  });

  test("a_turn_stops_at_its_budget_and_goes_on_where_it_stopped", () => {
    trySpawn(yielder("a", 3));
    trySpawn(yielder("b", 3));
    expect(poll(1)).toBe(true);
    expect(trace).toStrictEqual(["a@0", "b@0", "a@0"]);
    expect(poll(1)).toBe(true);
    expect(trace).toStrictEqual(["a@0", "b@0", "a@0", "b@0"]);
    expect(poll(10)).toBe(false);
  });
});
