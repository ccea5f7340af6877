// Hand-written AssemblyScript executor: what one writes today without Tacet. The same design as the C peer:
// an intrusive FIFO, a static switch over task kinds (each workload's `poll`), nothing allocated.

// @ts-ignore: decorator
@unmanaged
export class Task {
  next: usize;
  kind: u8;
  state: u8;
  flags: u8;
  waits: u8;
}

export namespace TaskFlags {
  export const CANCEL: u8 = 1;
}

let head: usize = 0;
let tail: usize = 0;
const control = memory.data(24);

/** Makes a task that is in no list the last ready one. */
// @ts-ignore: decorator
@inline
export function ready(task: usize): void {
  changetype<Task>(task).next = 0;
  if (head) changetype<Task>(tail).next = task;
  else head = task;
  tail = task;
}

/** Takes the first ready task; 0 when there is none. */
// @ts-ignore: decorator
@inline
export function take(): usize {
  const task = head;
  if (task) head = changetype<Task>(task).next;
  return task;
}

// @ts-ignore: decorator
@inline
export function anyReady(): i32 {
  return i32(head != 0);
}

// @ts-ignore: decorator
@inline
export function nowUs(): u64 {
  return load<u64>(control, 16);
}

/** The part of the host contract the benchmark uses: the host writes the time to byte 16. */
export function tacet_init(): usize {
  return control;
}
