// A host for tests inside the module: the clock in the control block, and turns.

import { ControlLayout } from "tacet/assembly/abi";
import { CONTROL } from "tacet/assembly/control";
import { tacet_init, tacet_turn, Turn } from "tacet/assembly/turn";

const POLL_COUNT_MAX: u32 = 1_000_000;

/** Readies the control block; call it once, before the first turn. */
export function boot(): void {
  tacet_init();
}

/** The time in microseconds. */
export function clock(): u64 {
  return load<u64>(CONTROL, ControlLayout.NOW);
}

/** Moves the clock on and runs one turn. @returns what the turn tells the host; traps once one has trapped: `run` would go on for ever */
export function pass(us: u64): i32 {
  store<u64>(CONTROL, clock() + us, ControlLayout.NOW);
  const code = tacet_turn(POLL_COUNT_MAX);
  assert(code >= 0, "a turn is refused: a test before this one has trapped");
  return code;
}

/** Moves the clock on by `ms`, stopping at each deadline the guest announces, as a host does. */
export function run(ms: u64): void {
  const end = clock() + ms * 1000;
  pass(0);
  while (deadline() <= end) pass(deadline() - clock());
  pass(end - clock());
}

/** When the guest wants its next turn; all ones for never. */
export function deadline(): u64 {
  return load<u64>(CONTROL, ControlLayout.DEADLINE);
}

/** One turn of at most `polls` polls at the same time. @returns whether there is more to do */
export function poll(polls: u32): bool {
  return tacet_turn(polls) == Turn.MORE;
}
