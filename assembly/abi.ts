// The contract with the host, as AssemblyScript constants: offsets (bytes from the start of each block), ops, flags, errors.
// Generated from abi.json by scripts/generate-abi.ts; do not edit.

export const ABI: u32 = 1;
export const MAGIC: u32 = 0x54434154; // "TACT"

/** Control block, at the address tacet_init() returns; 8-byte aligned. JavaScript reads u64 fields as lo/hi u32 pairs. It ends behind the last field that the program uses, but not before `rings`: what lies behind its end is 0, and not written. */
export namespace ControlLayout {
  /** u32: "TACT" */
  export const MAGIC: usize = 0;
  /** u16: version of this contract */
  export const ABI: usize = 4;
  /** u16: bytes of this block: 40 to 64 */
  export const BYTES: usize = 6;
  /** u32: Feature bits, guest */
  export const FEATURES: usize = 8;
  /** u32: HostFeature bits, host */
  export const HOST_FEATURES: usize = 12;
  /** u64: microseconds, monotone; the host writes it before each entry */
  export const NOW: usize = 16;
  /** u64: microseconds, when the guest wants its next turn; all ones = none. With Feature.SHORT_TIME the low half of that, less than 2^31 from `now`, before or after, and a high half of 0 */
  export const DEADLINE: usize = 24;
  /** u32: Status */
  export const STATUS: usize = 32;
  /** i32: exit code, or line of the trap */
  export const CODE: usize = 36;
  /** u32: address of the Rings block once the program first submits, else 0 */
  export const RINGS: usize = 40;
  /** u32: address of the Console block once the program first logs, else 0 */
  export const CONSOLE: usize = 44;
  /** u32: first finished host-started call, linked through Task.next, or 0; the host pops */
  export const DONE: usize = 48;
  /** u32: trap message: address of UTF-16 text with its byte length in the word before it, or 0. With EXITED, of a program that runs its own turns: of the error that main ended by */
  export const MESSAGE: usize = 52;
  /** u32: source file of the trap, or name of that error: same form */
  export const FILE: usize = 56;
  /** u32: column of the trap */
  export const COLUMN: usize = 60;
  /** bytes of the whole block */
  export const BLOCK_BYTES: usize = 64;
}

/** Where the two rings lie and how far each side is. Indices are free-running u32. */
export namespace RingsLayout {
  /** u32: address of the submission entries */
  export const SUBMISSIONS: usize = 0;
  /** u32: address of the completion entries */
  export const COMPLETIONS: usize = 4;
  /** u8: log2 of their number */
  export const SUBMISSIONS_LOG2: usize = 8;
  /** u8: log2 of their number */
  export const COMPLETIONS_LOG2: usize = 9;
  /** u8: log2 of one entry's bytes */
  export const SUBMISSION_BYTES_LOG2: usize = 10;
  /** u8: log2 of one entry's bytes */
  export const COMPLETION_BYTES_LOG2: usize = 11;
  /** u32: guest: entries ever written */
  export const SUBMISSION_TAIL: usize = 12;
  /** u32: host: entries ever taken */
  export const SUBMISSION_HEAD: usize = 16;
  /** u32: host: entries ever written */
  export const COMPLETION_TAIL: usize = 20;
  /** u32: guest: entries ever taken */
  export const COMPLETION_HEAD: usize = 24;
  /** u32: guest: completions it refused (unknown, twice, late) */
  export const REFUSED: usize = 28;
  /** bytes of the whole block */
  export const BLOCK_BYTES: usize = 32;
}

/** What the guest asks for. */
export namespace SubmissionLayout {
  /** u8: Op */
  export const OP: usize = 0;
  /** u8: OpFlag bits */
  export const FLAGS: usize = 1;
  /** u32: what it works on */
  export const HANDLE: usize = 4;
  /** u32: byte offset in linear memory; the host's until the terminal completion */
  export const BUFFER: usize = 8;
  /** u32: bytes */
  export const LENGTH: usize = 12;
  /** u64: depends on the op */
  export const ARG: usize = 16;
  /** u32: comes back in the completion; 0 = nobody waits */
  export const USER: usize = 24;
  /** u32: comes back in the completion; new at every submission */
  export const GENERATION: usize = 28;
  /** bytes of the whole block */
  export const BLOCK_BYTES: usize = 32;
}

/** How an operation ended. Exactly one without CompletionFlag.MORE for each submission. */
export namespace CompletionLayout {
  /** u32: Submission.user */
  export const USER: usize = 0;
  /** u32: Submission.generation */
  export const GENERATION: usize = 4;
  /** i32: 0 or more, or a negated error number */
  export const RESULT: usize = 8;
  /** u32: CompletionFlag bits */
  export const FLAGS: usize = 12;
  /** bytes of the whole block */
  export const BLOCK_BYTES: usize = 16;
}

/** A program between two turns, as bytes; multiples of 4. Behind this block: the mutable globals (8 bytes each), the operations under way (user, generation, result: 12 bytes each), the memory. */
export namespace ImageLayout {
  /** u32: "TIMG" */
  export const MAGIC: usize = 0;
  /** u32: of this format */
  export const VERSION: usize = 4;
  /** u32: CRC-32 (as zlib's) of all that follows */
  export const CHECKSUM: usize = 8;
  /** u32: one more than that of the image before; the newest is restored */
  export const SEQUENCE: usize = 12;
  /** u64: first 8 bytes of the SHA-256 of the module */
  export const PROGRAM: usize = 16;
  /** u32: bytes of the memory */
  export const MEMORY_BYTES: usize = 24;
  /** u32: their number */
  export const GLOBALS: usize = 28;
  /** u32: their number */
  export const OPERATIONS: usize = 32;
  /** bytes of the whole block */
  export const BLOCK_BYTES: usize = 36;
}

/** A submission of a program with compact rings (16 and 8 bytes an entry): 16 bits for what boards keep small. */
export namespace CompactSubmissionLayout {
  /** u8: Op */
  export const OP: usize = 0;
  /** u8: OpFlag bits, and CompactFlag */
  export const FLAGS: usize = 1;
  /** u16: as of a Submission */
  export const HANDLE: usize = 2;
  /** u16: as of a Submission */
  export const USER: usize = 4;
  /** u16: as of a Submission; not 0 */
  export const GENERATION: usize = 6;
  /** u16: as of a Submission */
  export const BUFFER: usize = 8;
  /** u16: as of a Submission */
  export const LENGTH: usize = 10;
  /** u32: as of a Submission: its low half, all ones standing for all ones; or both halves, 16 bits each, with CompactFlag.HALVES */
  export const ARG: usize = 12;
  /** bytes of the whole block */
  export const BLOCK_BYTES: usize = 16;
}

/** How an operation of a program with compact rings ended: always the last one of it. */
export namespace CompactCompletionLayout {
  /** u16: as of a Completion */
  export const USER: usize = 0;
  /** u16: as of a Completion */
  export const GENERATION: usize = 2;
  /** i32: as of a Completion */
  export const RESULT: usize = 4;
  /** bytes of the whole block */
  export const BLOCK_BYTES: usize = 8;
}

/** Text the host prints after each entry, and after a trap. Each record: u32 (level | bytes << 8), then that many bytes of UTF-8. */
export namespace ConsoleLayout {
  /** u32: bytes of the records that follow this block */
  export const CAPACITY: usize = 0;
  /** u32: bytes written; the host sets 0 when it has printed them */
  export const USED: usize = 4;
  /** u32: messages cut or left out because they did not fit; the host says so and sets 0 */
  export const LOST: usize = 8;
  /** bytes of the whole block */
  export const BLOCK_BYTES: usize = 12;
}

/** Head of a task; see assembly/task.ts. */
export namespace TaskLayout {
  /** u32: link */
  export const NEXT: usize = 0;
  /** u8: TaskFlag bits */
  export const FLAGS: usize = 4;
  /** u8: unfinished tasks it waits for */
  export const WAITS: usize = 5;
  /** u16: bumped when the slot is released */
  export const GENERATION: usize = 6;
  /** u32: innermost suspended frame; programs in which a task has one frame at most leave it out */
  export const TOP: usize = 8;
  /** u64: the result of a task that is done, in its own type; at resultOffset of the section tacet where that differs */
  export const RESULT: usize = 16;
  /** bytes of the whole block */
  export const BLOCK_BYTES: usize = 12;
}

/** What FILE_STAT writes. */
export namespace FileStatLayout {
  /** u64: bytes */
  export const SIZE: usize = 0;
  /** u64: microseconds since 1970 */
  export const MODIFIED: usize = 8;
  /** u32: FileKind */
  export const KIND: usize = 16;
  /** u32: permission bits */
  export const MODE: usize = 20;
  /** bytes of the whole block */
  export const BLOCK_BYTES: usize = 24;
}

/** Control.status. */
export namespace Status {
  export const IDLE: u32 = 0;
  export const RUNNING: u32 = 1;
  export const EXITED: u32 = 2;
  export const TRAPPED: u32 = 3;
}

/** What tacet_turn returns. */
export namespace Turn {
  export const IDLE: i32 = 0;
  export const MORE: i32 = 1;
  export const EXITED: i32 = 2;
  export const REFUSED: i32 = -1;
  export const TRAPPED: i32 = -2;
}

/** Flags of `enter(memory, bytes, control, flags)`, the one import of the module `tacet` in a program that runs its own turns: memory = 0 and bytes = its length, so that the embedder's engine checks and translates both; control = address of the control block. Without WAIT and TELL the host performs what was submitted, posts what is done, prints and tells the time. */
export namespace Enter {
  /** and, where there is nothing to take, sleeps until `deadline`: the last turn was idle */
  export const WAIT: u32 = 1;
  /** prints only, what the console holds and why the program traps: during a turn, in which rings are the program's */
  export const TELL: u32 = 2;
}

/** What `enter` returns. */
export namespace Entered {
  export const GOES_ON: u32 = 0;
  /** the program has ended, or can't go on, as the host has said: `main` returns */
  export const ENDED: u32 = 1;
}

/** Control.features. */
export namespace Feature {
  export const RINGS: u32 = 1;
  export const CONSOLE: u32 = 2;
  export const SHORT_TIME: u32 = 4;
}

/** Control.hostFeatures: groups of ops this host performs. */
export namespace HostFeature {
  export const NET: u32 = 1;
  export const FILES: u32 = 2;
  export const STDIO: u32 = 4;
  export const SIGNALS: u32 = 8;
  export const HOST_CALLS: u32 = 16;
  export const PINS: u32 = 32;
  export const PWM: u32 = 64;
  export const I2C: u32 = 128;
  export const SPI: u32 = 256;
  export const PIN_WAITS: u32 = 512;
  export const IMAGES: u32 = 1024;
}

/** Operations. */
export namespace Op {
  /** completes with 0 */
  export const NOP: u32 = 0;
  /** ends the operation with this handle, user = low half of arg and generation = high half early; completes with 0, or -ENOENT if there is none */
  export const CANCEL: u32 = 1;
  /** handle; its pending operations complete with -ECANCELED. Closing a handle twice completes with 0 */
  export const CLOSE: u32 = 2;
  /** handle, buffer, length >= 1; file: arg = offset, all ones = current position. Result: bytes, 0 = end */
  export const READ: u32 = 3;
  /** handle, buffer, length; file: arg as in READ; stdout, stderr: arg = Console.used at submission. Result: length (files: bytes written) */
  export const WRITE: u32 = 4;
  /** returns what a cancelled READ or TCP_ACCEPT brought. Stream: buffer, length, to be read first; file: its position steps back; listener: arg = handle */
  export const GIVE_BACK: u32 = 5;
  /** stream: no more writes; completes when all is sent */
  export const SHUTDOWN: u32 = 6;
  /** buffer, length = address text; arg low half = port (0 = any), high half = backlog (0 = default). Result: handle */
  export const TCP_LISTEN: u32 = 16;
  /** handle of a listener. Result: handle of a stream */
  export const TCP_ACCEPT: u32 = 17;
  /** buffer, length = host name or address; arg = port. Result: handle */
  export const TCP_CONNECT: u32 = 18;
  /** handle of a listener or stream. Result: its local port */
  export const TCP_PORT: u32 = 19;
  /** buffer, length = path; arg low half = OpenFlag bits, high half = mode of a new file (0 = 0o666). Result: handle */
  export const FILE_OPEN: u32 = 24;
  /** handle, buffer = FileStat, length >= its bytes */
  export const FILE_STAT: u32 = 25;
  /** handle = Signal. Result: the signal. The default effect of the signal is off while it waits */
  export const SIGNAL_WAIT: u32 = 32;
  /** handle = index of a program argument; buffer, length = room for its text. Result: its bytes, more than length if it was cut; -ENOENT past the last */
  export const ARGUMENT: u32 = 33;
  /** arg low half = address of a variable's name, high half = its bytes; buffer, length = room for its value. Result: as of ARGUMENT; -ENOENT where it is not set */
  export const ENVIRONMENT: u32 = 34;
  /** handle = index of a @host function; buffer = one 8-byte slot an argument, at least one; length = their bytes. The result goes to slot 0 */
  export const HOST_CALL: u32 = 40;
  /** handle = pin; arg low half = PinMode, high half = level of an output. -ENODEV: the board has no such pin for programs */
  export const PIN_SETUP: u32 = 48;
  /** handle = pin; arg = PinLevel */
  export const PIN_WRITE: u32 = 49;
  /** handle = pin. Result: its level, 0 or 1 */
  export const PIN_READ: u32 = 50;
  /** handle = pin; arg = PinEvent. Completes with 0 once it has come; -EBUSY: another waits at this pin; -EAGAIN: too many wait */
  export const PIN_WAIT: u32 = 51;
  /** handle = pin; arg low half = hertz. Off at first. -ENODEV: not this pin; -ERANGE: not this frequency */
  export const PWM_SETUP: u32 = 52;
  /** handle = pin; arg = 0 (off) to 65535 (on) */
  export const PWM_DUTY: u32 = 53;
  /** handle = bus; arg low half = hertz. -ENODEV, -ERANGE */
  export const I2C_SETUP: u32 = 56;
  /** handle = bus | device << 8; arg low half = address of bytes to write, high half = their number; buffer, length = room for bytes to read behind them. -ENXIO: no such device answers; -EIO: it refused a byte; -EAGAIN: another master had the bus; -EBUSY: a transfer is under way. Not cancelled: its end is near */
  export const I2C_TRANSFER: u32 = 57;
  /** handle = bus; arg low half = hertz at most, high half = mode 0 to 3. -ENODEV, -ERANGE */
  export const SPI_SETUP: u32 = 58;
  /** handle = bus; arg low half = address of bytes to send, high half = their number; buffer, length = room for what comes meanwhile. The longer counts: zeros are sent, what has no room is dropped. -EBUSY. Not cancelled */
  export const SPI_TRANSFER: u32 = 59;
  /** saves the program between two turns, as an Image. Completes with 0 when it is saved; with 1 when the program goes on from that image, after a start. Then what else was under way completes with -EINTR. -EIO: not saved, the image before is still there; -ENOSYS: the host keeps none */
  export const CHECKPOINT: u32 = 60;
}

/** Submission.flags. */
export namespace OpFlag {
  /** only an error posts a completion */
  export const NO_COMPLETION_ON_SUCCESS: u32 = 2;
  /** WRITE: hold the bytes back (copied) until a write without it, a SHUTDOWN or a CLOSE */
  export const MORE: u32 = 4;
  /** text in buffer, or at arg, is UTF-16 (AssemblyScript strings); UTF-8 without it */
  export const UTF16: u32 = 8;
}

/** CompactSubmission.flags. */
export namespace CompactFlag {
  /** arg holds two halves of 16 bits */
  export const HALVES: u32 = 128;
}

/** Completion.flags. */
export namespace CompletionFlag {
  /** not the last one of its operation */
  export const MORE: u32 = 1;
}

/** Task.flags. */
export namespace HostTaskFlag {
  export const SCHEDULED: u32 = 1;
  export const DONE: u32 = 2;
  export const CANCEL: u32 = 4;
  export const DELIVERED: u32 = 8;
  export const CHILD: u32 = 16;
  export const HOST: u32 = 32;
  export const WAITED: u32 = 64;
  export const CANCELLED: u32 = 128;
}

/** Task.flags of a task that is DONE, where the section has 'error': it ended by an error, whose reference stands in the place of its result. */
export namespace TaskEnd {
  export const THREW: u32 = 8;
}

/** FILE_OPEN. */
export namespace OpenFlag {
  export const READ: u32 = 1;
  export const WRITE: u32 = 2;
  export const CREATE: u32 = 4;
  export const TRUNCATE: u32 = 8;
  export const APPEND: u32 = 16;
  export const EXCLUSIVE: u32 = 32;
}

/** FileStat.kind. */
export namespace FileKind {
  export const OTHER: u32 = 0;
  export const FILE: u32 = 1;
  export const DIRECTORY: u32 = 2;
  export const CHARACTER_DEVICE: u32 = 3;
  export const FIFO: u32 = 4;
  export const SOCKET: u32 = 5;
}

/** SIGNAL_WAIT. */
export namespace Signal {
  export const SIGHUP: u32 = 1;
  export const SIGINT: u32 = 2;
  export const SIGTERM: u32 = 15;
}

/** PIN_SETUP. */
export namespace PinMode {
  export const INPUT: u32 = 0;
  export const INPUT_PULL_UP: u32 = 1;
  export const INPUT_PULL_DOWN: u32 = 2;
  export const OUTPUT: u32 = 3;
}

/** PIN_WRITE. */
export namespace PinLevel {
  export const LOW: u32 = 0;
  export const HIGH: u32 = 1;
  export const TOGGLE: u32 = 2;
}

/** PIN_WAIT: a level (at once where it is there), or a change from the submission on. */
export namespace PinEvent {
  export const LOW: u32 = 0;
  export const HIGH: u32 = 1;
  export const FALLING: u32 = 2;
  export const RISING: u32 = 3;
  export const EDGE: u32 = 4;
}

/** Pins by what they are for, beside the board's own numbers. */
export namespace BoardPin {
  /** the board's own light, where it has one */
  export const LED: u32 = 255;
}

/** Console records: the first two go to stdout, the others to stderr. */
export namespace Level {
  export const LOG: u32 = 0;
  export const INFO: u32 = 1;
  export const WARN: u32 = 2;
  export const ERROR: u32 = 3;
  export const DEBUG: u32 = 4;
}

/** Image.magic, Image.version, bytes of a global and of an operation. */
export namespace ImageFormat {
  export const MAGIC: u32 = 1196247380;
  export const VERSION: u32 = 1;
  export const GLOBAL_BYTES: u32 = 8;
  export const OPERATION_BYTES: u32 = 12;
}

/** Why an image is not restored. */
export namespace ImageRefusal {
  /** there is none */
  export const NONE: u32 = 1;
  /** it is of another format */
  export const VERSION: u32 = 2;
  /** it is another program's */
  export const PROGRAM: u32 = 3;
  /** it is cut short, or its sizes are not the program's */
  export const SIZE: u32 = 4;
  /** its bytes have changed */
  export const CHECKSUM: u32 = 5;
}

/** Handles open from the start. A handle is index (20 bits) | generation << 20 (11 bits); these have generation 0, all others 1 or more. */
export namespace Handle {
  export const STDIN: u32 = 0;
  export const STDOUT: u32 = 1;
  export const STDERR: u32 = 2;
}

/** Numbers both sides rely on. */
export namespace Limit {
  /** bytes of a control block that no program goes below */
  export const CONTROL_BYTES_MIN: u32 = 40;
  export const RING_LOG2_MAX: u32 = 15;
  export const TEXT_BYTES_MAX: u32 = 8192;
  export const OPS_IN_FLIGHT_MAX: u32 = 65536;
  export const HANDLES_MAX: u32 = 65536;
}

/** Error codes: negative results. WASI preview 1 numbers, negated. */
export namespace Errno {
  export const E2BIG: i32 = -1;
  export const EACCES: i32 = -2;
  export const EADDRINUSE: i32 = -3;
  export const EADDRNOTAVAIL: i32 = -4;
  export const EAFNOSUPPORT: i32 = -5;
  export const EAGAIN: i32 = -6;
  export const EALREADY: i32 = -7;
  export const EBADF: i32 = -8;
  export const EBADMSG: i32 = -9;
  export const EBUSY: i32 = -10;
  export const ECANCELED: i32 = -11;
  export const ECHILD: i32 = -12;
  export const ECONNABORTED: i32 = -13;
  export const ECONNREFUSED: i32 = -14;
  export const ECONNRESET: i32 = -15;
  export const EDEADLK: i32 = -16;
  export const EDESTADDRREQ: i32 = -17;
  export const EDOM: i32 = -18;
  export const EDQUOT: i32 = -19;
  export const EEXIST: i32 = -20;
  export const EFAULT: i32 = -21;
  export const EFBIG: i32 = -22;
  export const EHOSTUNREACH: i32 = -23;
  export const EIDRM: i32 = -24;
  export const EILSEQ: i32 = -25;
  export const EINPROGRESS: i32 = -26;
  export const EINTR: i32 = -27;
  export const EINVAL: i32 = -28;
  export const EIO: i32 = -29;
  export const EISCONN: i32 = -30;
  export const EISDIR: i32 = -31;
  export const ELOOP: i32 = -32;
  export const EMFILE: i32 = -33;
  export const EMLINK: i32 = -34;
  export const EMSGSIZE: i32 = -35;
  export const EMULTIHOP: i32 = -36;
  export const ENAMETOOLONG: i32 = -37;
  export const ENETDOWN: i32 = -38;
  export const ENETRESET: i32 = -39;
  export const ENETUNREACH: i32 = -40;
  export const ENFILE: i32 = -41;
  export const ENOBUFS: i32 = -42;
  export const ENODEV: i32 = -43;
  export const ENOENT: i32 = -44;
  export const ENOEXEC: i32 = -45;
  export const ENOLCK: i32 = -46;
  export const ENOLINK: i32 = -47;
  export const ENOMEM: i32 = -48;
  export const ENOMSG: i32 = -49;
  export const ENOPROTOOPT: i32 = -50;
  export const ENOSPC: i32 = -51;
  export const ENOSYS: i32 = -52;
  export const ENOTCONN: i32 = -53;
  export const ENOTDIR: i32 = -54;
  export const ENOTEMPTY: i32 = -55;
  export const ENOTRECOVERABLE: i32 = -56;
  export const ENOTSOCK: i32 = -57;
  export const ENOTSUP: i32 = -58;
  export const ENOTTY: i32 = -59;
  export const ENXIO: i32 = -60;
  export const EOVERFLOW: i32 = -61;
  export const EOWNERDEAD: i32 = -62;
  export const EPERM: i32 = -63;
  export const EPIPE: i32 = -64;
  export const EPROTO: i32 = -65;
  export const EPROTONOSUPPORT: i32 = -66;
  export const EPROTOTYPE: i32 = -67;
  export const ERANGE: i32 = -68;
  export const EROFS: i32 = -69;
  export const ESPIPE: i32 = -70;
  export const ESRCH: i32 = -71;
  export const ESTALE: i32 = -72;
  export const ETIMEDOUT: i32 = -73;
  export const ETXTBSY: i32 = -74;
  export const EXDEV: i32 = -75;
  export const ENOTCAPABLE: i32 = -76;
}

/** Their names: that of -1 first. Part of the programs that read it. */
// @ts-ignore: decorator
@lazy export const ERRNO_NAMES: StaticArray<string> = [
  "E2BIG", "EACCES", "EADDRINUSE", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EAGAIN", "EALREADY", "EBADF",
  "EBADMSG", "EBUSY", "ECANCELED", "ECHILD", "ECONNABORTED", "ECONNREFUSED", "ECONNRESET", "EDEADLK",
  "EDESTADDRREQ", "EDOM", "EDQUOT", "EEXIST", "EFAULT", "EFBIG", "EHOSTUNREACH", "EIDRM",
  "EILSEQ", "EINPROGRESS", "EINTR", "EINVAL", "EIO", "EISCONN", "EISDIR", "ELOOP",
  "EMFILE", "EMLINK", "EMSGSIZE", "EMULTIHOP", "ENAMETOOLONG", "ENETDOWN", "ENETRESET", "ENETUNREACH",
  "ENFILE", "ENOBUFS", "ENODEV", "ENOENT", "ENOEXEC", "ENOLCK", "ENOLINK", "ENOMEM",
  "ENOMSG", "ENOPROTOOPT", "ENOSPC", "ENOSYS", "ENOTCONN", "ENOTDIR", "ENOTEMPTY", "ENOTRECOVERABLE",
  "ENOTSOCK", "ENOTSUP", "ENOTTY", "ENXIO", "EOVERFLOW", "EOWNERDEAD", "EPERM", "EPIPE",
  "EPROTO", "EPROTONOSUPPORT", "EPROTOTYPE", "ERANGE", "EROFS", "ESPIPE", "ESRCH", "ESTALE",
  "ETIMEDOUT", "ETXTBSY", "EXDEV", "ENOTCAPABLE",
];
