// spawn, pools and handles: goal: a slot is one task's until that is joined or detached, and what a handle says is true at any time, also when
// its slot has gone to another task.
// Method: as in sleep.spec.ts; joiners are tasks as well, since only they can await.

import { now, sleep, spawn, Task, trySpawn, yieldNow } from "tacet/assembly";
import { boot, clock, pass, run } from "./host";

let trace: string[] = [];
let start: u64 = 0;

function note(what: string): void {
  trace.push(`${what}@${now() - start}`);
}

@pool(2)
async function worker(name: string, ms: f64): Promise<i32> {
  note(`${name} begins`);
  await sleep(ms);
  note(`${name} ends`);
  return <i32>ms * 2;
}

@pool(1)
async function atOnce(v: i32): Promise<i32> {
  return v + 1;
}

@pool(4)
async function joiner(name: string, task: Task<i32>): Promise<void> {
  note(`${name} got ${await task.join()}`);
}

@pool(2)
async function queuer(name: string, ms: f64): Promise<void> {
  const task = await spawn(worker(name, ms));
  note(`${name} has a slot`);
  task.detach();
}

@pool(1)
async function failing(): Promise<i32> {
  await yieldNow();
  throw new RangeError("no");
}

@pool(1)
async function catcher(task: Task<i32>): Promise<void> {
  try {
    note(`got ${await task.join()}`);
  } catch (e) {
    note(`caught ${e.name}`);
  }
}

beforeAll(boot);

describe("spawn", () => {
  beforeEach(() => {
    run(1000);
    trace = [];
    start = clock();
  });

  test("a_task_runs_to_its_first_suspension_where_it_is_spawned", () => {
    const task = trySpawn(worker("a", 1));
    expect(trace).toStrictEqual(["a begins@0"]);
    expect(task.started).toBe(true);
    expect(task.done).toBe(false);
    task.detach();
    run(1);
    expect(trace).toStrictEqual(["a begins@0", "a ends@1000"]);
  });

  test("a_full_pool_starts_nothing_until_a_slot_is_given_back", () => {
    const a = trySpawn(worker("a", 1));
    trySpawn(worker("b", 5)).detach();
    expect(trySpawn(worker("c", 1)).started).toBe(false);
    run(2);
    expect(a.done).toBe(true);
    expect(trySpawn(worker("d", 1)).started).toBe(false); // a's slot holds its result
    a.detach();
    const e = trySpawn(worker("e", 1));
    expect(e.started).toBe(true);
    e.detach();
    run(10);
    expect(trace).toStrictEqual(["a begins@0", "b begins@0", "a ends@1000", "e begins@2000", "e ends@3000", "b ends@5000"]);
  });

  test("spawn_waits_for_a_slot_first_come_first_served", () => {
    trySpawn(worker("a", 2)).detach();
    trySpawn(worker("b", 4)).detach();
    trySpawn(queuer("c", 3));
    trySpawn(queuer("d", 1));
    run(10);
    expect(trace).toStrictEqual([
      "a begins@0", "b begins@0", "a ends@2000", "c begins@2000", "c has a slot@2000", "b ends@4000", "d begins@4000", "d has a slot@4000", "c ends@5000",
      "d ends@5000",
    ]);
  });

  test("join_gives_the_result_before_and_after_the_end", () => {
    const a = trySpawn(worker("a", 3));
    trySpawn(joiner("early", a));
    const b = trySpawn(atOnce(4));
    expect(b.done).toBe(true);
    trySpawn(joiner("late", b));
    run(5);
    expect(trace).toStrictEqual(["a begins@0", "late got 5@0", "a ends@3000", "early got 6@3000"]);
    expect(trySpawn(atOnce(1)).started).toBe(true);
  });

  test("join_throws_what_the_task_ended_by", () => {
    trySpawn(catcher(trySpawn(failing())));
    run(1);
    expect(trace).toStrictEqual(["caught RangeError@0"]);
    const cancelled = trySpawn(worker("a", 9));
    cancelled.cancel();
    trySpawn(catcher(cancelled));
    run(1);
    expect(trace).toStrictEqual(["caught RangeError@0", "a begins@1000", "caught AbortError@1000"]);
  });

  test("a_cancel_acts_at_the_await_and_once", () => {
    const task = trySpawn(worker("a", 10));
    task.cancel();
    task.cancel();
    pass(0);
    expect(task.done).toBe(true);
    expect(task.cancelled).toBe(true);
    task.cancel();
    task.detach();
    run(20);
    expect(trace).toStrictEqual(["a begins@0"]);
  });

  test("a_handle_of_a_slot_that_was_used_again_does_nothing", () => {
    const old = trySpawn(worker("a", 1));
    run(1);
    old.detach();
    const next = trySpawn(worker("b", 2));
    trySpawn(worker("c", 2)).detach(); // both slots are in use: one was a's
    expect(old.started).toBe(true);
    expect(old.done).toBe(true);
    expect(old.cancelled).toBe(false);
    old.cancel();
    old.detach();
    run(3);
    expect(next.done).toBe(true);
    expect(next.cancelled).toBe(false);
    next.detach();
    expect(trace).toStrictEqual(["a begins@0", "a ends@1000", "b begins@1000", "c begins@1000", "b ends@3000", "c ends@3000"]);
  });
});
