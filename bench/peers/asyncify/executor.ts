// Asyncify executor: synchronous AssemblyScript whose stack Binaryen's asyncify pass can unwind and rewind.
// A task is a control block followed by the buffer for its unwound stack. `suspend` and `runTask` are asyncify's runtime: the
// build keeps `suspend` and `entry` from being inlined, or the pass would take a task's code for runtime code.
//
//    0 next u32 | 4 kind u8, started u8, flags u8, waits u8 | 8 argument u32 | 12 stack pointer u32 | 16 stack end u32 | 20 the stack

// @ts-ignore: decorator
@external("asyncify", "start_unwind")
declare function startUnwind(stack: usize): void;
// @ts-ignore: decorator
@external("asyncify", "stop_unwind")
declare function stopUnwind(): void;
// @ts-ignore: decorator
@external("asyncify", "start_rewind")
declare function startRewind(stack: usize): void;
// @ts-ignore: decorator
@external("asyncify", "stop_rewind")
declare function stopRewind(): void;

// @ts-ignore: decorator
@unmanaged
export class Task {
  next: usize;
  kind: u8;
  started: u8;
  flags: u8;
  waits: u8;
  argument: u32;
  stackPointer: usize;
  stackEnd: usize;
}

export namespace TaskFlags {
  export const CANCEL: u8 = 1;
}

/** Bytes in front of a task's stack. */
export const TASK_HEADER: usize = 20;

let head: usize = 0;
let tail: usize = 0;
let current: usize = 0;
let unwinding: bool = false;
let rewinding: bool = false;
const control = memory.data(24);

/** Makes a task that is in no list the last ready one. */
export function ready(task: usize): void {
  changetype<Task>(task).next = 0;
  if (head) changetype<Task>(tail).next = task;
  else head = task;
  tail = task;
}

/** Makes a new task of `kind` ready; it owns `bytes` from `task`. */
export function start(task: usize, bytes: usize, kind: u8, argument: u32): void {
  const t = changetype<Task>(task);
  t.kind = kind;
  t.started = 0;
  t.flags = 0;
  t.argument = argument;
  t.stackPointer = task + TASK_HEADER;
  t.stackEnd = task + bytes;
  ready(task);
}

export function currentTask(): usize {
  return current;
}

/** Suspends the running task until somebody calls `ready` on it. */
export function suspend(): void {
  if (rewinding) {
    rewinding = false;
    stopRewind();
  } else {
    unwinding = true;
    startUnwind(current + offsetof<Task>("stackPointer"));
  }
}

/** Lets the other tasks run. While the stack is rewound, asyncify skips the `ready`. */
export function yieldNow(): void {
  ready(current);
  suspend();
}

/** Takes the first ready task; 0 when there is none. */
export function take(): usize {
  const task = head;
  if (task) head = changetype<Task>(task).next;
  return task;
}

/** Runs `task` by `entry`, which calls the function of its kind, until it suspends or ends. */
// @ts-ignore: decorator
@inline
export function runTask(task: usize, entry: (task: usize) => void): void {
  const t = changetype<Task>(task);
  current = task;
  if (t.started) {
    rewinding = true;
    startRewind(task + offsetof<Task>("stackPointer"));
  } else {
    t.started = 1;
  }
  entry(task);
  if (unwinding) {
    unwinding = false;
    stopUnwind();
  }
}

export function anyReady(): i32 {
  return i32(head != 0);
}

export function nowUs(): u64 {
  return load<u64>(control, 16);
}

/** The part of the host contract the benchmark uses: the host writes the time to byte 16. */
export function tacet_init(): usize {
  return control;
}
