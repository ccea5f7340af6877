// Timers: goal: tasks wake at their deadline, in order, whatever was inserted, moved or removed in between.
// Method: whole traces of who woke; time goes on from test to test, as it does in a program.

import { advance, insert, isSleeping, remove, SLEEPER_COUNT, taskOf } from "./sleepers";
import { wake } from "tacet/assembly/queue";
import { sleepersNext } from "tacet/assembly/sleepers";

const NEVER: u64 = u64.MAX_VALUE;
const MS: u64 = 1000;
const HOUR: u64 = 3600 * 1000 * MS;

let start: u64 = 0;

describe("timers", () => {
  afterEach(() => {
    for (let i = 0; i < SLEEPER_COUNT; i++) remove(i);
    start += 1_000_000 * HOUR;
    advance(start);
  });

  test("no_timer_means_no_deadline", () => {
    expect(sleepersNext()).toBe(NEVER);
    expect(advance(start + HOUR)).toStrictEqual([]);
  });

  test("a_timer_fires_at_its_deadline_and_not_a_microsecond_before", () => {
    insert(1, start + 5 * MS);
    expect(sleepersNext()).toBe(start + 5 * MS);
    expect(advance(start + 5 * MS - 1)).toStrictEqual([]);
    expect(sleepersNext()).toBe(start + 5 * MS);
    expect(advance(start + 5 * MS)).toStrictEqual([1]);
    expect(sleepersNext()).toBe(NEVER);
    expect(advance(start + HOUR)).toStrictEqual([]);
  });

  test("deadlines_fire_in_order_and_equal_ones_in_order_of_insertion", () => {
    insert(1, start + 3 * MS + 7);
    insert(2, start + 3 * MS);
    insert(3, start + 3 * MS + 7);
    insert(4, start + HOUR);
    insert(5, start + 1);
    insert(6, start + 3 * MS);
    expect(advance(start + 2 * HOUR)).toStrictEqual([5, 2, 6, 1, 3, 4]);
  });

  test("equal_deadlines_keep_their_order_when_one_was_inserted_hours_before", () => {
    const deadline = start + 5 * HOUR;
    insert(1, deadline);
    insert(2, start + 4 * HOUR);
    expect(advance(start + 4 * HOUR)).toStrictEqual([2]);
    insert(3, deadline);
    insert(4, deadline - 200 * MS);
    expect(advance(deadline - 200 * MS)).toStrictEqual([4]);
    insert(5, deadline);
    insert(6, deadline - 1);
    expect(advance(deadline - 1)).toStrictEqual([6]);
    insert(7, deadline);
    expect(advance(deadline)).toStrictEqual([1, 3, 5, 7]);
  });

  test("a_deadline_that_has_passed_fires_in_the_next_turn", () => {
    advance(start + HOUR);
    insert(1, start);
    insert(2, start + HOUR);
    insert(3, 0);
    expect(advance(start + HOUR)).toStrictEqual([3, 1, 2]);
  });

  test("a_removed_timer_does_not_fire_and_may_be_removed_again", () => {
    insert(1, start + MS);
    insert(2, start + MS);
    insert(3, start + MS);
    remove(2);
    remove(2);
    expect(isSleeping(2)).toBe(false);
    expect(advance(start + MS)).toStrictEqual([1, 3]);
    remove(1);
    expect(advance(start + HOUR)).toStrictEqual([]);
  });

  test("timers_of_one_tick_keep_their_order_whichever_is_removed_and_whatever_comes_after", () => {
    for (let removed = 0; removed < 6; removed++) {
      const deadline = start + (<u64>removed + 1) * 20 * MS;
      for (let i = 0; i < 6; i++) insert(i, deadline);
      remove(removed);
      insert(6, deadline);
      insert(7, deadline);
      remove(removed == 5 ? 0 : 5);
      insert(8, deadline);
      const expected = [0, 1, 2, 3, 4, 5];
      expected.splice(expected.indexOf(removed), 1);
      expected.splice(expected.indexOf(removed == 5 ? 0 : 5), 1);
      expect(advance(deadline)).toStrictEqual(expected.concat([6, 7, 8]));
    }
  });

  test("a_tick_that_is_due_in_part_fires_that_part_in_order", () => {
    const tick = (start / 1024 + 40) * 1024;
    const offsets: u64[] = [900, 100, 500, 100, 700, 0];
    for (let i = 0; i < offsets.length; i++) insert(i, tick + offsets[i]);
    expect(sleepersNext()).toBe(tick);
    expect(advance(tick + 500)).toStrictEqual([5, 1, 3, 2]);
    insert(6, tick + 600);
    remove(4);
    expect(sleepersNext()).toBe(tick + 600);
    expect(advance(tick + 1000)).toStrictEqual([6, 0]);
  });

  test("a_wake_has_no_effect_on_a_task_that_sleeps", () => {
    for (let i = 0; i < 4; i++) insert(i, start + 5 * MS);
    wake(taskOf(1));
    wake(taskOf(3));
    expect(advance(start)).toStrictEqual([]);
    expect(advance(start + 5 * MS)).toStrictEqual([0, 1, 2, 3]);
  });

  test("inserting_a_pending_timer_moves_it", () => {
    insert(1, start + MS);
    insert(2, start + 2 * MS);
    insert(1, start + 3 * MS);
    expect(advance(start + 2 * MS)).toStrictEqual([2]);
    expect(advance(start + 3 * MS)).toStrictEqual([1]);
  });

  test("the_announced_deadline_leads_to_each_far_timer_in_few_turns", () => {
    const deadlines: u64[] = [900 * MS, HOUR, 24 * HOUR, 10000 * HOUR, 900000 * HOUR];
    for (let i = 0; i < deadlines.length; i++) insert(i, start + deadlines[i]);
    for (let i = 0; i < deadlines.length; i++) {
      let woken: i32[] = [];
      let turns = 0;
      while (!woken.length && turns++ < 10) woken = advance(sleepersNext());
      expect(woken).toStrictEqual([i]);
    }
    expect(sleepersNext()).toBe(NEVER);
  });

  test("after_the_earliest_was_removed_the_deadline_is_right_after_one_turn", () => {
    insert(1, start + MS);
    insert(2, start + HOUR);
    remove(1);
    expect(sleepersNext() <= start + HOUR).toBe(true);
    expect(advance(start + MS)).toStrictEqual([]);
    expect(sleepersNext()).toBe(start + HOUR);
  });

  test("a_deadline_at_the_end_of_time_neither_fires_nor_hides_others", () => {
    insert(1, NEVER - 1);
    insert(2, NEVER);
    insert(3, start + MS);
    expect(sleepersNext()).toBe(start + MS);
    expect(advance(start + MS)).toStrictEqual([3]);
    expect(sleepersNext() > start + MS).toBe(true);
  });
});
