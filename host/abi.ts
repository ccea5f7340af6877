// The contract with the guest, as TypeScript constants: offsets (bytes from the start of each block), ops, flags, errors.
// Generated from abi.json by scripts/generate-abi.ts; do not edit.

export const ABI = 1;
export const MAGIC = 0x54434154; // "TACT"

/** Control block, at the address tacet_init() returns; 8-byte aligned. JavaScript reads u64 fields as lo/hi u32 pairs. It ends behind the last field that the program uses, but not before `rings`: what lies behind its end is 0, and not written. */
export const ControlLayout = {
  /** u32: "TACT" */
  MAGIC: 0,
  /** u16: version of this contract */
  ABI: 4,
  /** u16: bytes of this block: 40 to 64 */
  BYTES: 6,
  /** u32: Feature bits, guest */
  FEATURES: 8,
  /** u32: HostFeature bits, host */
  HOST_FEATURES: 12,
  /** u64: microseconds, monotone; the host writes it before each entry */
  NOW: 16,
  /** u64: microseconds, when the guest wants its next turn; all ones = none. With Feature.SHORT_TIME the low half of that, less than 2^31 from `now`, before or after, and a high half of 0 */
  DEADLINE: 24,
  /** u32: Status */
  STATUS: 32,
  /** i32: exit code, or line of the trap */
  CODE: 36,
  /** u32: address of the Rings block once the program first submits, else 0 */
  RINGS: 40,
  /** u32: address of the Console block once the program first logs, else 0 */
  CONSOLE: 44,
  /** u32: first finished host-started call, linked through Task.next, or 0; the host pops */
  DONE: 48,
  /** u32: trap message: address of UTF-16 text with its byte length in the word before it, or 0. With EXITED, of a program that runs its own turns: of the error that main ended by */
  MESSAGE: 52,
  /** u32: source file of the trap, or name of that error: same form */
  FILE: 56,
  /** u32: column of the trap */
  COLUMN: 60,
  /** bytes of the whole block */
  BLOCK_BYTES: 64,
} as const;

/** Where the two rings lie and how far each side is. Indices are free-running u32. */
export const RingsLayout = {
  /** u32: address of the submission entries */
  SUBMISSIONS: 0,
  /** u32: address of the completion entries */
  COMPLETIONS: 4,
  /** u8: log2 of their number */
  SUBMISSIONS_LOG2: 8,
  /** u8: log2 of their number */
  COMPLETIONS_LOG2: 9,
  /** u8: log2 of one entry's bytes */
  SUBMISSION_BYTES_LOG2: 10,
  /** u8: log2 of one entry's bytes */
  COMPLETION_BYTES_LOG2: 11,
  /** u32: guest: entries ever written */
  SUBMISSION_TAIL: 12,
  /** u32: host: entries ever taken */
  SUBMISSION_HEAD: 16,
  /** u32: host: entries ever written */
  COMPLETION_TAIL: 20,
  /** u32: guest: entries ever taken */
  COMPLETION_HEAD: 24,
  /** u32: guest: completions it refused (unknown, twice, late) */
  REFUSED: 28,
  /** bytes of the whole block */
  BLOCK_BYTES: 32,
} as const;

/** What the guest asks for. */
export const SubmissionLayout = {
  /** u8: Op */
  OP: 0,
  /** u8: OpFlag bits */
  FLAGS: 1,
  /** u32: what it works on */
  HANDLE: 4,
  /** u32: byte offset in linear memory; the host's until the terminal completion */
  BUFFER: 8,
  /** u32: bytes */
  LENGTH: 12,
  /** u64: depends on the op */
  ARG: 16,
  /** u32: comes back in the completion; 0 = nobody waits */
  USER: 24,
  /** u32: comes back in the completion; new at every submission */
  GENERATION: 28,
  /** bytes of the whole block */
  BLOCK_BYTES: 32,
} as const;

/** How an operation ended. Exactly one without CompletionFlag.MORE for each submission. */
export const CompletionLayout = {
  /** u32: Submission.user */
  USER: 0,
  /** u32: Submission.generation */
  GENERATION: 4,
  /** i32: 0 or more, or a negated error number */
  RESULT: 8,
  /** u32: CompletionFlag bits */
  FLAGS: 12,
  /** bytes of the whole block */
  BLOCK_BYTES: 16,
} as const;

/** A program between two turns, as bytes; multiples of 4. Behind this block: the mutable globals (8 bytes each), the operations under way (user, generation, result: 12 bytes each), the memory. */
export const ImageLayout = {
  /** u32: "TIMG" */
  MAGIC: 0,
  /** u32: of this format */
  VERSION: 4,
  /** u32: CRC-32 (as zlib's) of all that follows */
  CHECKSUM: 8,
  /** u32: one more than that of the image before; the newest is restored */
  SEQUENCE: 12,
  /** u64: first 8 bytes of the SHA-256 of the module */
  PROGRAM: 16,
  /** u32: bytes of the memory */
  MEMORY_BYTES: 24,
  /** u32: their number */
  GLOBALS: 28,
  /** u32: their number */
  OPERATIONS: 32,
  /** bytes of the whole block */
  BLOCK_BYTES: 36,
} as const;

/** A submission of a program with compact rings (16 and 8 bytes an entry): 16 bits for what boards keep small. */
export const CompactSubmissionLayout = {
  /** u8: Op */
  OP: 0,
  /** u8: OpFlag bits, and CompactFlag */
  FLAGS: 1,
  /** u16: as of a Submission */
  HANDLE: 2,
  /** u16: as of a Submission */
  USER: 4,
  /** u16: as of a Submission; not 0 */
  GENERATION: 6,
  /** u16: as of a Submission */
  BUFFER: 8,
  /** u16: as of a Submission */
  LENGTH: 10,
  /** u32: as of a Submission: its low half, all ones standing for all ones; or both halves, 16 bits each, with CompactFlag.HALVES */
  ARG: 12,
  /** bytes of the whole block */
  BLOCK_BYTES: 16,
} as const;

/** How an operation of a program with compact rings ended: always the last one of it. */
export const CompactCompletionLayout = {
  /** u16: as of a Completion */
  USER: 0,
  /** u16: as of a Completion */
  GENERATION: 2,
  /** i32: as of a Completion */
  RESULT: 4,
  /** bytes of the whole block */
  BLOCK_BYTES: 8,
} as const;

/** Text the host prints after each entry, and after a trap. Each record: u32 (level | bytes << 8), then that many bytes of UTF-8. */
export const ConsoleLayout = {
  /** u32: bytes of the records that follow this block */
  CAPACITY: 0,
  /** u32: bytes written; the host sets 0 when it has printed them */
  USED: 4,
  /** u32: messages cut or left out because they did not fit; the host says so and sets 0 */
  LOST: 8,
  /** bytes of the whole block */
  BLOCK_BYTES: 12,
} as const;

/** Head of a task; see assembly/task.ts. */
export const TaskLayout = {
  /** u32: link */
  NEXT: 0,
  /** u8: TaskFlag bits */
  FLAGS: 4,
  /** u8: unfinished tasks it waits for */
  WAITS: 5,
  /** u16: bumped when the slot is released */
  GENERATION: 6,
  /** u32: innermost suspended frame; programs in which a task has one frame at most leave it out */
  TOP: 8,
  /** u64: the result of a task that is done, in its own type; at resultOffset of the section tacet where that differs */
  RESULT: 16,
  /** bytes of the whole block */
  BLOCK_BYTES: 12,
} as const;

/** What FILE_STAT writes. */
export const FileStatLayout = {
  /** u64: bytes */
  SIZE: 0,
  /** u64: microseconds since 1970 */
  MODIFIED: 8,
  /** u32: FileKind */
  KIND: 16,
  /** u32: permission bits */
  MODE: 20,
  /** bytes of the whole block */
  BLOCK_BYTES: 24,
} as const;

/** Control.status. */
export const Status = {
  IDLE: 0,
  RUNNING: 1,
  EXITED: 2,
  TRAPPED: 3,
} as const;

/** What tacet_turn returns. */
export const Turn = {
  IDLE: 0,
  MORE: 1,
  EXITED: 2,
  REFUSED: -1,
  TRAPPED: -2,
} as const;

/** Flags of `enter(memory, bytes, control, flags)`, the one import of the module `tacet` in a program that runs its own turns: memory = 0 and bytes = its length, so that the embedder's engine checks and translates both; control = address of the control block. Without WAIT and TELL the host performs what was submitted, posts what is done, prints and tells the time. */
export const Enter = {
  /** and, where there is nothing to take, sleeps until `deadline`: the last turn was idle */
  WAIT: 1,
  /** prints only, what the console holds and why the program traps: during a turn, in which rings are the program's */
  TELL: 2,
} as const;

/** What `enter` returns. */
export const Entered = {
  GOES_ON: 0,
  /** the program has ended, or can't go on, as the host has said: `main` returns */
  ENDED: 1,
} as const;

/** Control.features. */
export const Feature = {
  RINGS: 1,
  CONSOLE: 2,
  SHORT_TIME: 4,
} as const;

/** Control.hostFeatures: groups of ops this host performs. */
export const HostFeature = {
  NET: 1,
  FILES: 2,
  STDIO: 4,
  SIGNALS: 8,
  HOST_CALLS: 16,
  PINS: 32,
  PWM: 64,
  I2C: 128,
  SPI: 256,
  PIN_WAITS: 512,
  IMAGES: 1024,
} as const;

/** Operations. */
export const Op = {
  /** completes with 0 */
  NOP: 0,
  /** ends the operation with this handle, user = low half of arg and generation = high half early; completes with 0, or -ENOENT if there is none */
  CANCEL: 1,
  /** handle; its pending operations complete with -ECANCELED. Closing a handle twice completes with 0 */
  CLOSE: 2,
  /** handle, buffer, length >= 1; file: arg = offset, all ones = current position. Result: bytes, 0 = end */
  READ: 3,
  /** handle, buffer, length; file: arg as in READ; stdout, stderr: arg = Console.used at submission. Result: length (files: bytes written) */
  WRITE: 4,
  /** returns what a cancelled READ or TCP_ACCEPT brought. Stream: buffer, length, to be read first; file: its position steps back; listener: arg = handle */
  GIVE_BACK: 5,
  /** stream: no more writes; completes when all is sent */
  SHUTDOWN: 6,
  /** buffer, length = address text; arg low half = port (0 = any), high half = backlog (0 = default). Result: handle */
  TCP_LISTEN: 16,
  /** handle of a listener. Result: handle of a stream */
  TCP_ACCEPT: 17,
  /** buffer, length = host name or address; arg = port. Result: handle */
  TCP_CONNECT: 18,
  /** handle of a listener or stream. Result: its local port */
  TCP_PORT: 19,
  /** buffer, length = path; arg low half = OpenFlag bits, high half = mode of a new file (0 = 0o666). Result: handle */
  FILE_OPEN: 24,
  /** handle, buffer = FileStat, length >= its bytes */
  FILE_STAT: 25,
  /** handle = Signal. Result: the signal. The default effect of the signal is off while it waits */
  SIGNAL_WAIT: 32,
  /** handle = index of a program argument; buffer, length = room for its text. Result: its bytes, more than length if it was cut; -ENOENT past the last */
  ARGUMENT: 33,
  /** arg low half = address of a variable's name, high half = its bytes; buffer, length = room for its value. Result: as of ARGUMENT; -ENOENT where it is not set */
  ENVIRONMENT: 34,
  /** handle = index of a @host function; buffer = one 8-byte slot an argument, at least one; length = their bytes. The result goes to slot 0 */
  HOST_CALL: 40,
  /** handle = pin; arg low half = PinMode, high half = level of an output. -ENODEV: the board has no such pin for programs */
  PIN_SETUP: 48,
  /** handle = pin; arg = PinLevel */
  PIN_WRITE: 49,
  /** handle = pin. Result: its level, 0 or 1 */
  PIN_READ: 50,
  /** handle = pin; arg = PinEvent. Completes with 0 once it has come; -EBUSY: another waits at this pin; -EAGAIN: too many wait */
  PIN_WAIT: 51,
  /** handle = pin; arg low half = hertz. Off at first. -ENODEV: not this pin; -ERANGE: not this frequency */
  PWM_SETUP: 52,
  /** handle = pin; arg = 0 (off) to 65535 (on) */
  PWM_DUTY: 53,
  /** handle = bus; arg low half = hertz. -ENODEV, -ERANGE */
  I2C_SETUP: 56,
  /** handle = bus | device << 8; arg low half = address of bytes to write, high half = their number; buffer, length = room for bytes to read behind them. -ENXIO: no such device answers; -EIO: it refused a byte; -EAGAIN: another master had the bus; -EBUSY: a transfer is under way. Not cancelled: its end is near */
  I2C_TRANSFER: 57,
  /** handle = bus; arg low half = hertz at most, high half = mode 0 to 3. -ENODEV, -ERANGE */
  SPI_SETUP: 58,
  /** handle = bus; arg low half = address of bytes to send, high half = their number; buffer, length = room for what comes meanwhile. The longer counts: zeros are sent, what has no room is dropped. -EBUSY. Not cancelled */
  SPI_TRANSFER: 59,
  /** saves the program between two turns, as an Image. Completes with 0 when it is saved; with 1 when the program goes on from that image, after a start. Then what else was under way completes with -EINTR. -EIO: not saved, the image before is still there; -ENOSYS: the host keeps none */
  CHECKPOINT: 60,
} as const;

/** Submission.flags. */
export const OpFlag = {
  /** only an error posts a completion */
  NO_COMPLETION_ON_SUCCESS: 2,
  /** WRITE: hold the bytes back (copied) until a write without it, a SHUTDOWN or a CLOSE */
  MORE: 4,
  /** text in buffer, or at arg, is UTF-16 (AssemblyScript strings); UTF-8 without it */
  UTF16: 8,
} as const;

/** CompactSubmission.flags. */
export const CompactFlag = {
  /** arg holds two halves of 16 bits */
  HALVES: 128,
} as const;

/** Completion.flags. */
export const CompletionFlag = {
  /** not the last one of its operation */
  MORE: 1,
} as const;

/** Task.flags. */
export const TaskFlag = {
  SCHEDULED: 1,
  DONE: 2,
  CANCEL: 4,
  DELIVERED: 8,
  CHILD: 16,
  HOST: 32,
  WAITED: 64,
  CANCELLED: 128,
} as const;

/** Task.flags of a task that is DONE, where the section has 'error': it ended by an error, whose reference stands in the place of its result. */
export const TaskEnd = {
  THREW: 8,
} as const;

/** FILE_OPEN. */
export const OpenFlag = {
  READ: 1,
  WRITE: 2,
  CREATE: 4,
  TRUNCATE: 8,
  APPEND: 16,
  EXCLUSIVE: 32,
} as const;

/** FileStat.kind. */
export const FileKind = {
  OTHER: 0,
  FILE: 1,
  DIRECTORY: 2,
  CHARACTER_DEVICE: 3,
  FIFO: 4,
  SOCKET: 5,
} as const;

/** SIGNAL_WAIT. */
export const Signal = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGTERM: 15,
} as const;

/** PIN_SETUP. */
export const PinMode = {
  INPUT: 0,
  INPUT_PULL_UP: 1,
  INPUT_PULL_DOWN: 2,
  OUTPUT: 3,
} as const;

/** PIN_WRITE. */
export const PinLevel = {
  LOW: 0,
  HIGH: 1,
  TOGGLE: 2,
} as const;

/** PIN_WAIT: a level (at once where it is there), or a change from the submission on. */
export const PinEvent = {
  LOW: 0,
  HIGH: 1,
  FALLING: 2,
  RISING: 3,
  EDGE: 4,
} as const;

/** Pins by what they are for, beside the board's own numbers. */
export const BoardPin = {
  /** the board's own light, where it has one */
  LED: 255,
} as const;

/** Console records: the first two go to stdout, the others to stderr. */
export const Level = {
  LOG: 0,
  INFO: 1,
  WARN: 2,
  ERROR: 3,
  DEBUG: 4,
} as const;

/** Image.magic, Image.version, bytes of a global and of an operation. */
export const ImageFormat = {
  MAGIC: 1196247380,
  VERSION: 1,
  GLOBAL_BYTES: 8,
  OPERATION_BYTES: 12,
} as const;

/** Why an image is not restored. */
export const ImageRefusal = {
  /** there is none */
  NONE: 1,
  /** it is of another format */
  VERSION: 2,
  /** it is another program's */
  PROGRAM: 3,
  /** it is cut short, or its sizes are not the program's */
  SIZE: 4,
  /** its bytes have changed */
  CHECKSUM: 5,
} as const;

/** Handles open from the start. A handle is index (20 bits) | generation << 20 (11 bits); these have generation 0, all others 1 or more. */
export const Handle = {
  STDIN: 0,
  STDOUT: 1,
  STDERR: 2,
} as const;

/** Numbers both sides rely on. */
export const Limit = {
  /** bytes of a control block that no program goes below */
  CONTROL_BYTES_MIN: 40,
  RING_LOG2_MAX: 15,
  TEXT_BYTES_MAX: 8192,
  OPS_IN_FLIGHT_MAX: 65536,
  HANDLES_MAX: 65536,
} as const;

/** WASI preview 1 error numbers; results carry them negated. Hosts map their own errors by name. */
export const Errno = {
  E2BIG: 1,
  EACCES: 2,
  EADDRINUSE: 3,
  EADDRNOTAVAIL: 4,
  EAFNOSUPPORT: 5,
  EAGAIN: 6,
  EALREADY: 7,
  EBADF: 8,
  EBADMSG: 9,
  EBUSY: 10,
  ECANCELED: 11,
  ECHILD: 12,
  ECONNABORTED: 13,
  ECONNREFUSED: 14,
  ECONNRESET: 15,
  EDEADLK: 16,
  EDESTADDRREQ: 17,
  EDOM: 18,
  EDQUOT: 19,
  EEXIST: 20,
  EFAULT: 21,
  EFBIG: 22,
  EHOSTUNREACH: 23,
  EIDRM: 24,
  EILSEQ: 25,
  EINPROGRESS: 26,
  EINTR: 27,
  EINVAL: 28,
  EIO: 29,
  EISCONN: 30,
  EISDIR: 31,
  ELOOP: 32,
  EMFILE: 33,
  EMLINK: 34,
  EMSGSIZE: 35,
  EMULTIHOP: 36,
  ENAMETOOLONG: 37,
  ENETDOWN: 38,
  ENETRESET: 39,
  ENETUNREACH: 40,
  ENFILE: 41,
  ENOBUFS: 42,
  ENODEV: 43,
  ENOENT: 44,
  ENOEXEC: 45,
  ENOLCK: 46,
  ENOLINK: 47,
  ENOMEM: 48,
  ENOMSG: 49,
  ENOPROTOOPT: 50,
  ENOSPC: 51,
  ENOSYS: 52,
  ENOTCONN: 53,
  ENOTDIR: 54,
  ENOTEMPTY: 55,
  ENOTRECOVERABLE: 56,
  ENOTSOCK: 57,
  ENOTSUP: 58,
  ENOTTY: 59,
  ENXIO: 60,
  EOVERFLOW: 61,
  EOWNERDEAD: 62,
  EPERM: 63,
  EPIPE: 64,
  EPROTO: 65,
  EPROTONOSUPPORT: 66,
  EPROTOTYPE: 67,
  ERANGE: 68,
  EROFS: 69,
  ESPIPE: 70,
  ESRCH: 71,
  ESTALE: 72,
  ETIMEDOUT: 73,
  ETXTBSY: 74,
  EXDEV: 75,
  ENOTCAPABLE: 76,
} as const;
