// The guest's side of the rings without an executor: the test is the host and the scheduler.
// Each of COUNT cells is a task (parked: top is not 0) with an Op between two canaries.

import "../../../assembly/trap";
import { controlInit } from "../../../assembly/control";
import { leaveSubmitters, Op, ringsBegin, submit } from "../../../assembly/ring";
import { dequeue, queueEmpty } from "../../../assembly/queue";
import { asTask, TaskFlags } from "../../../assembly/task";

const COUNT: u32 = 32;
/** task 16 | canary 4 | op 16 | canary 4 */
const CELL_BYTES: usize = 40;
const CELLS: usize = memory.data(40 * 32, 8);
const CANARY: u32 = 0xca9a41e5;

export function tacet_init(): usize {
  for (let i: u32 = 0; i < COUNT; i++) {
    const cell = CELLS + i * CELL_BYTES;
    asTask(cell).top = 1;
    store<u32>(cell + 16, CANARY);
    store<u32>(cell + 36, CANARY);
  }
  return controlInit();
}

function opOf(i: u32): Op {
  return changetype<Op>(CELLS + i * CELL_BYTES + 20);
}

export function opAddress(i: u32): usize { return changetype<usize>(opOf(i)); }
export function generation(i: u32): u32 { return opOf(i).generation; }
export function result(i: u32): i32 { return opOf(i).result; }

export function start(i: u32, resultMax: u32): bool {
  const op = opOf(i);
  op.task = CELLS + i * CELL_BYTES;
  op.resultMax = resultMax;
  return submit(op, 3, i, 64, resultMax, 0);
}

export function leave(i: u32): void { leaveSubmitters(opOf(i)); }

export function begin(): void { ringsBegin(); }

/** The next woken cell, or -1. */
export function ready(): i32 {
  if (queueEmpty()) return -1;
  const task = dequeue();
  asTask(task).flags &= ~<u8>TaskFlags.SCHEDULED;
  return <i32>((task - CELLS) / CELL_BYTES);
}

export function intact(): bool {
  for (let i: u32 = 0; i < COUNT; i++) {
    const cell = CELLS + i * CELL_BYTES;
    if (load<u32>(cell + 16) != CANARY || load<u32>(cell + 36) != CANARY || asTask(cell).top != 1) return false;
  }
  return true;
}
