// Functions the compiler replaces (transform/3-lower): they have no body here and never reach the module.
// The decorator @tacet tells the compiler that a declaration is one of its own.

/** Suspends this activation as its task's innermost frame until the task is woken. Cancel: unwinds through it. */
// @ts-ignore: decorator
@tacet export declare function __park(): Promise<void>;

/**
 * Like `__park`, with a landing pad.
 * @returns 0 when woken, 2 when a cancel was delivered here: clean up (parking again is allowed), then call `__unwind`.
 */
// @ts-ignore: decorator
@tacet export declare function __parkOrCancel(): Promise<i32>;

/** Continues a delivered cancellation in the caller. Does not return. */
// @ts-ignore: decorator
@tacet export declare function __unwind(): void;

/**
 * Zeroed storage in this activation's frame, 4-byte aligned; one place for each call in the source.
 * @param bytes a constant
 * @returns its address, valid until the activation ends
 */
// @ts-ignore: decorator
@tacet export declare function frameBuffer(bytes: usize): usize;

/** A zeroed `T` (an `@unmanaged` class) in this activation's frame; its constructor does not run. */
// @ts-ignore: decorator
@tacet export declare function inFrame<T>(): T;

/** Like inFrame, but with what the memory holds: for storage of which each word is set before it is read. */
// @ts-ignore: decorator
@tacet export declare function __inFrameUnset<T>(): T;

/** Runs the generator whose frame is at `generator` to its next yield. @returns a Status, or the frame when it has yielded */
// @ts-ignore: decorator
@tacet export declare function __generatorResume(generator: usize): usize;

/** Resumes the async generator at `generator` as a callee of this activation, until it yields or ends. */
// @ts-ignore: decorator
@tacet export declare function __generatorStep(generator: usize): Promise<void>;

/** What the generator's last yield gave. */
// @ts-ignore: decorator
@tacet export declare function __generatorItem<T>(generator: usize): T;

/** The place of a scope in this activation's frame, one for each call in the source; the compiler ends it with the activation. */
// @ts-ignore: decorator
@tacet export declare function __scopeArea(): usize;

/** Calls the resume function of the frame at `frame`. @returns 0 done, 1 threw, 2 cancelled, else the frame that suspended */
// @ts-ignore: decorator
@tacet export declare function __resume(frame: usize): usize;

/** Bytes from the frame at `frame` down to its caller's; 0 for a task's root frame. */
// @ts-ignore: decorator
@tacet export declare function __frameDistance(frame: usize): usize;

/** Whether the await this frame is suspended at has a landing pad. */
// @ts-ignore: decorator
@tacet export declare function __frameHasPad(frame: usize): bool;

/** Moves the frame from its await to that await's landing pad. */
// @ts-ignore: decorator
@tacet export declare function __frameToPad(frame: usize): void;

/** The pool whose slots hold tasks with this root frame. */
// @ts-ignore: decorator
@tacet export declare function __poolOf(rootFrame: usize): usize;

/** Those of sleepers.ts; only where the program has sleeps. */
// @ts-ignore: decorator
@tacet export declare function __sleeperInsert(task: usize): void;
// @ts-ignore: decorator
@tacet export declare function __sleeperInsertPolled(task: usize, deadline: u64): void;
// @ts-ignore: decorator
@tacet export declare function __sleeperRemove(task: usize): void;
// @ts-ignore: decorator
@tacet export declare function __sleepersAdvance(now: u64): void;
// @ts-ignore: decorator
@tacet export declare function __sleepersNext(): u64;

/** Takes completions from the ring and refills submissions; nothing where the program has no rings. */
// @ts-ignore: decorator
@tacet export declare function __ringsBegin(): void;

/** Whether an operation waits for room in the ring; false where the program has no rings. */
// @ts-ignore: decorator
@tacet export declare function __submittersWait(): bool;

/** Starts the task of the entry file's top level, which is not detached. @returns it */
// @ts-ignore: decorator
@tacet export declare function __topLevelStart(): usize;

/** The root frame of `task`. */
// @ts-ignore: decorator
@tacet export declare function __rootFrame(task: usize): usize;

/** When the sleeping `task` is due (sleepers.ts); under SHORT_TIME the low half. */
// @ts-ignore: decorator
@tacet export declare function __deadlineOf(task: usize): u64;

/** What leads to the sleeping `task` in its list; only where anything cancels. */
// @ts-ignore: decorator
@tacet export declare function __backOf(task: usize): usize;
// @ts-ignore: decorator
@tacet export declare function __setBack(task: usize, back: usize): void;

/** Whether `task` runs the program's `main`. */
// @ts-ignore: decorator
@tacet export declare function __isMain(task: usize): bool;

/** The exit code that `main`, ended as `task`, returned; 0 where it returns nothing. */
// @ts-ignore: decorator
@tacet export declare function __mainResult(task: usize): i32;

/** Where the result of the ended `task` stands. */
// @ts-ignore: decorator
@tacet export declare function __resultOf(task: usize): usize;

/** The resume index of the frame's function. */
// @ts-ignore: decorator
@tacet export declare function __frameIndex(frame: usize): u32;

/** Where the frame's values begin, references first. */
// @ts-ignore: decorator
@tacet export declare function __frameValues(frame: usize): usize;

/** The collector's table (gc.ts). */
// @ts-ignore: decorator
@tacet export declare function __gcTable(): usize;

/** Under a collector: the child is unfinished from here on. Nothing otherwise. */
// @ts-ignore: decorator
@tacet export declare function __gcLink(child: usize): void;

/** Under a collector: the child has ended. Nothing otherwise. */
// @ts-ignore: decorator
@tacet export declare function __gcUnlink(child: usize): void;

/** Under a collector: the running `task` has popped to `frame`. Nothing otherwise. */
// @ts-ignore: decorator
@tacet export declare function __popped(task: usize, frame: usize): void;

/** Suspends this activation until `us`, a point in time; which stands first in its frame meanwhile (sleepers.ts). Cancel: unwinds through it. */
// @ts-ignore: decorator
@tacet export declare function __sleep(us: u64): Promise<void>;

/** Suspends this activation and puts its task at the end of the ready queue. Cancel: unwinds through it. */
// @ts-ignore: decorator
@tacet export declare function __yield(): Promise<void>;

// What the program uses: constants in the module, so that the code for the rest disappears.

/** Whether anything can ask a task to stop. */
// @ts-ignore: decorator
@tacet export declare function __usesCancel(): bool;

/** Whether anything can end otherwise than with its result: by a cancel or by an error. */
// @ts-ignore: decorator
@tacet export declare function __usesUnwind(): bool;

/** Whether anything throws. */
// @ts-ignore: decorator
@tacet export declare function __usesThrow(): bool;

/** Whether anything awaits a task that may have been cancelled before. */
// @ts-ignore: decorator
@tacet export declare function __usesAborts(): bool;

/** abortError of abort.ts; only behind __usesAborts. */
// @ts-ignore: decorator
@tacet export declare function __abortError(): Error;

/** Leaves the error in flight as the result of `task`; nothing where the program throws nothing. */
// @ts-ignore: decorator
@tacet export declare function __errorKeep(task: usize): void;

/** Whether the ended `task` ended by an error, which is in flight again then; false where the program throws nothing. */
// @ts-ignore: decorator
@tacet export declare function __errorTake(task: usize): bool;

/** errorUncaught of error.ts; nothing where the program throws nothing. */
// @ts-ignore: decorator
@tacet export declare function __errorUncaught(): void;

/** scopeFailed, scopeErrorKeep and scopeErrorTake of error.ts; false and nothing where the program throws nothing. */
// @ts-ignore: decorator
@tacet export declare function __scopeFailed(at: usize): bool;
// @ts-ignore: decorator
@tacet export declare function __scopeErrorKeep(at: usize, task: usize): void;
// @ts-ignore: decorator
@tacet export declare function __scopeErrorTake(at: usize): bool;

/** Continues with the error in flight in the caller. Does not return. */
// @ts-ignore: decorator
@tacet export declare function __unwindError(): void;

/** Visits the error in flight; nothing where the program throws nothing. */
// @ts-ignore: decorator
@tacet export declare function __errorVisit(cookie: u32): void;

/** Whether there are children or joinable tasks. */
// @ts-ignore: decorator
@tacet export declare function __usesOwners(): bool;

/** Whether there are joinable tasks. */
// @ts-ignore: decorator
@tacet export declare function __usesJoinables(): bool;

/** Whether children note how far their owners are, instead of their addresses. */
// @ts-ignore: decorator
@tacet export declare function __usesOwnerDistances(): bool;

/** Whether a word with its owner's address stands in front of each child: its end has to find that, and no distance tells. */
// @ts-ignore: decorator
@tacet export declare function __usesOwnerWords(): bool;

/** Whether the host can start calls. */
// @ts-ignore: decorator
@tacet export declare function __usesHostCalls(): bool;

/** Whether a frame can have a caller's frame: some await suspends inside an awaited call. */
// @ts-ignore: decorator
@tacet export declare function __usesCallers(): bool;

/** Takes the ended `task` out of its scope; nothing where the program has no scopes. */
// @ts-ignore: decorator
@tacet export declare function __scopeLeave(task: usize): void;

/** Wakes who waits for the ended `task` besides its owner; nothing where nobody does. */
// @ts-ignore: decorator
@tacet export declare function __tellBorrowers(task: usize): void;

/** Whether there are scopes. */
// @ts-ignore: decorator
@tacet export declare function __usesScopes(): bool;

/** Whether a task can suspend otherwise than by a yield. */
// @ts-ignore: decorator
@tacet export declare function __usesParks(): bool;

/** Whether a task can suspend by a yield. */
// @ts-ignore: decorator
@tacet export declare function __usesYields(): bool;

/** log2 of the entries that each ring needs so that these operations have one each; at most `largest`, a constant. */
// @ts-ignore: decorator
@tacet export declare function __ringLog2(largest: u32): u32;

/** How many operations of the host can be under way at a time; the largest i32 where that has no bound. */
// @ts-ignore: decorator
@tacet export declare function __operationsMax(): u32;

/** Whether any task can end. */
// @ts-ignore: decorator
@tacet export declare function __usesEnds(): bool;

/** Whether a resumed frame can be done: it has a caller, or its task ends. */
// @ts-ignore: decorator
@tacet export declare function __usesReturns(): bool;

/** Whether tasks note which of their frames is on top: they may have several, or somebody looks from outside. */
// @ts-ignore: decorator
@tacet export declare function __usesTop(): bool;

/** Whether anything looks at the flags of a task. */
// @ts-ignore: decorator
@tacet export declare function __usesFlags(): bool;

/** Whether the end of a task ends the program. */
// @ts-ignore: decorator
@tacet export declare function __usesMain(): bool;

/** Whether any task sleeps. */
// @ts-ignore: decorator
@tacet export declare function __usesSleepers(): bool;

/** Whether anything looks at the running task and its frames: code of the program, the collector, or who reads an await stack. */
// @ts-ignore: decorator
@tacet export declare function __usesRunningTask(): bool;

/** Whether a task can wait for a slot of a pool. */
// @ts-ignore: decorator
@tacet export declare function __usesSlotWaits(): bool;

// Programs that run their own turns (command.ts). Calls of a host inside the program (wasi/), or of how it enters its host (wamr/), where the
// program has them, constants elsewhere.

/** Starts `main` as its task. @returns the task */
// @ts-ignore: decorator
@tacet export declare function __mainStart(): usize;

/** Bytes of linear memory: the constant where static memory ends, unless something can grow it. */
// @ts-ignore: decorator
@tacet export declare function __memoryBytes(): u32;

/** Performs what the program has submitted. @returns whether completions wait; false where it submits nothing */
// @ts-ignore: decorator
@tacet export declare function __hostServe(): bool;

/** Waits for descriptors, at most `us`. @returns false at once where the program waits for none */
// @ts-ignore: decorator
@tacet export declare function __hostWait(us: u64): bool;

/** Groups of ops: each performs the submission at `entry`. @returns its result */
// @ts-ignore: decorator
@tacet export declare function __hostFile(entry: usize, slot: usize): i32;
// @ts-ignore: decorator
@tacet export declare function __hostTcp(entry: usize): i32;
// @ts-ignore: decorator
@tacet export declare function __hostText(entry: usize): i32;

/** Tries an operation of a socket or listener. @returns its result, EAGAIN where it would block */
// @ts-ignore: decorator
@tacet export declare function __hostSocket(slot: usize, waiting: usize): i32;

/** Prints the console's text. */
// @ts-ignore: decorator
@tacet export declare function __hostConsole(): void;

/** Prints what a trap says. */
// @ts-ignore: decorator
@tacet export declare function __hostTrap(): void;
