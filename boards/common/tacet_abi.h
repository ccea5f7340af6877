// The contract between host and guest, as C constants and layouts.
// Generated from abi.json by scripts/generate-abi.ts; do not edit.

#ifndef TACET_ABI_H
#define TACET_ABI_H

#include <stddef.h>
#include <stdint.h>

#define TACET_ABI 1u
#define TACET_MAGIC 0x54434154u

// Control block, at the address tacet_init() returns; 8-byte aligned. JavaScript reads u64 fields as lo/hi u32 pairs. It ends behind the last field that the program uses, but not before `rings`: what lies behind its end is 0, and not written.
#define TACET_CONTROL_MAGIC 0u // u32: "TACT"
#define TACET_CONTROL_ABI 4u // u16: version of this contract
#define TACET_CONTROL_BYTES 6u // u16: bytes of this block: 40 to 64
#define TACET_CONTROL_FEATURES 8u // u32: Feature bits, guest
#define TACET_CONTROL_HOST_FEATURES 12u // u32: HostFeature bits, host
#define TACET_CONTROL_NOW 16u // u64: microseconds, monotone; the host writes it before each entry
#define TACET_CONTROL_DEADLINE 24u // u64: microseconds, when the guest wants its next turn; all ones = none. With Feature.SHORT_TIME the low half of that, less than 2^31 from `now`, before or after, and a high half of 0
#define TACET_CONTROL_STATUS 32u // u32: Status
#define TACET_CONTROL_CODE 36u // i32: exit code, or line of the trap
#define TACET_CONTROL_RINGS 40u // u32: address of the Rings block once the program first submits, else 0
#define TACET_CONTROL_CONSOLE 44u // u32: address of the Console block once the program first logs, else 0
#define TACET_CONTROL_DONE 48u // u32: first finished host-started call, linked through Task.next, or 0; the host pops
#define TACET_CONTROL_MESSAGE 52u // u32: trap message: address of UTF-16 text with its byte length in the word before it, or 0. With EXITED, of a program that runs its own turns: of the error that main ended by
#define TACET_CONTROL_FILE 56u // u32: source file of the trap, or name of that error: same form
#define TACET_CONTROL_COLUMN 60u // u32: column of the trap
#define TACET_CONTROL_BLOCK_BYTES 64u // bytes of the whole block

// Where the two rings lie and how far each side is. Indices are free-running u32.
#define TACET_RINGS_SUBMISSIONS 0u // u32: address of the submission entries
#define TACET_RINGS_COMPLETIONS 4u // u32: address of the completion entries
#define TACET_RINGS_SUBMISSIONS_LOG2 8u // u8: log2 of their number
#define TACET_RINGS_COMPLETIONS_LOG2 9u // u8: log2 of their number
#define TACET_RINGS_SUBMISSION_BYTES_LOG2 10u // u8: log2 of one entry's bytes
#define TACET_RINGS_COMPLETION_BYTES_LOG2 11u // u8: log2 of one entry's bytes
#define TACET_RINGS_SUBMISSION_TAIL 12u // u32: guest: entries ever written
#define TACET_RINGS_SUBMISSION_HEAD 16u // u32: host: entries ever taken
#define TACET_RINGS_COMPLETION_TAIL 20u // u32: host: entries ever written
#define TACET_RINGS_COMPLETION_HEAD 24u // u32: guest: entries ever taken
#define TACET_RINGS_REFUSED 28u // u32: guest: completions it refused (unknown, twice, late)
#define TACET_RINGS_BLOCK_BYTES 32u // bytes of the whole block

// What the guest asks for.
#define TACET_SUBMISSION_OP 0u // u8: Op
#define TACET_SUBMISSION_FLAGS 1u // u8: OpFlag bits
#define TACET_SUBMISSION_HANDLE 4u // u32: what it works on
#define TACET_SUBMISSION_BUFFER 8u // u32: byte offset in linear memory; the host's until the terminal completion
#define TACET_SUBMISSION_LENGTH 12u // u32: bytes
#define TACET_SUBMISSION_ARG 16u // u64: depends on the op
#define TACET_SUBMISSION_USER 24u // u32: comes back in the completion; 0 = nobody waits
#define TACET_SUBMISSION_GENERATION 28u // u32: comes back in the completion; new at every submission
#define TACET_SUBMISSION_BLOCK_BYTES 32u // bytes of the whole block

// How an operation ended. Exactly one without CompletionFlag.MORE for each submission.
#define TACET_COMPLETION_USER 0u // u32: Submission.user
#define TACET_COMPLETION_GENERATION 4u // u32: Submission.generation
#define TACET_COMPLETION_RESULT 8u // i32: 0 or more, or a negated error number
#define TACET_COMPLETION_FLAGS 12u // u32: CompletionFlag bits
#define TACET_COMPLETION_BLOCK_BYTES 16u // bytes of the whole block

// A program between two turns, as bytes; multiples of 4. Behind this block: the mutable globals (8 bytes each), the operations under way (user, generation, result: 12 bytes each), the memory.
#define TACET_IMAGE_MAGIC 0u // u32: "TIMG"
#define TACET_IMAGE_VERSION 4u // u32: of this format
#define TACET_IMAGE_CHECKSUM 8u // u32: CRC-32 (as zlib's) of all that follows
#define TACET_IMAGE_SEQUENCE 12u // u32: one more than that of the image before; the newest is restored
#define TACET_IMAGE_PROGRAM 16u // u64: first 8 bytes of the SHA-256 of the module
#define TACET_IMAGE_MEMORY_BYTES 24u // u32: bytes of the memory
#define TACET_IMAGE_GLOBALS 28u // u32: their number
#define TACET_IMAGE_OPERATIONS 32u // u32: their number
#define TACET_IMAGE_BLOCK_BYTES 36u // bytes of the whole block

// A submission of a program with compact rings (16 and 8 bytes an entry): 16 bits for what boards keep small.
#define TACET_COMPACT_SUBMISSION_OP 0u // u8: Op
#define TACET_COMPACT_SUBMISSION_FLAGS 1u // u8: OpFlag bits, and CompactFlag
#define TACET_COMPACT_SUBMISSION_HANDLE 2u // u16: as of a Submission
#define TACET_COMPACT_SUBMISSION_USER 4u // u16: as of a Submission
#define TACET_COMPACT_SUBMISSION_GENERATION 6u // u16: as of a Submission; not 0
#define TACET_COMPACT_SUBMISSION_BUFFER 8u // u16: as of a Submission
#define TACET_COMPACT_SUBMISSION_LENGTH 10u // u16: as of a Submission
#define TACET_COMPACT_SUBMISSION_ARG 12u // u32: as of a Submission: its low half, all ones standing for all ones; or both halves, 16 bits each, with CompactFlag.HALVES
#define TACET_COMPACT_SUBMISSION_BLOCK_BYTES 16u // bytes of the whole block

// How an operation of a program with compact rings ended: always the last one of it.
#define TACET_COMPACT_COMPLETION_USER 0u // u16: as of a Completion
#define TACET_COMPACT_COMPLETION_GENERATION 2u // u16: as of a Completion
#define TACET_COMPACT_COMPLETION_RESULT 4u // i32: as of a Completion
#define TACET_COMPACT_COMPLETION_BLOCK_BYTES 8u // bytes of the whole block

// Text the host prints after each entry, and after a trap. Each record: u32 (level | bytes << 8), then that many bytes of UTF-8.
#define TACET_CONSOLE_CAPACITY 0u // u32: bytes of the records that follow this block
#define TACET_CONSOLE_USED 4u // u32: bytes written; the host sets 0 when it has printed them
#define TACET_CONSOLE_LOST 8u // u32: messages cut or left out because they did not fit; the host says so and sets 0
#define TACET_CONSOLE_BLOCK_BYTES 12u // bytes of the whole block

// Head of a task; see assembly/task.ts.
#define TACET_TASK_NEXT 0u // u32: link
#define TACET_TASK_FLAGS 4u // u8: TaskFlag bits
#define TACET_TASK_WAITS 5u // u8: unfinished tasks it waits for
#define TACET_TASK_GENERATION 6u // u16: bumped when the slot is released
#define TACET_TASK_TOP 8u // u32: innermost suspended frame; programs in which a task has one frame at most leave it out
#define TACET_TASK_RESULT 16u // u64: the result of a task that is done, in its own type; at resultOffset of the section tacet where that differs
#define TACET_TASK_BLOCK_BYTES 12u // bytes of the whole block

// What FILE_STAT writes.
#define TACET_FILE_STAT_SIZE 0u // u64: bytes
#define TACET_FILE_STAT_MODIFIED 8u // u64: microseconds since 1970
#define TACET_FILE_STAT_KIND 16u // u32: FileKind
#define TACET_FILE_STAT_MODE 20u // u32: permission bits
#define TACET_FILE_STAT_BLOCK_BYTES 24u // bytes of the whole block

// Control.status.
#define TACET_STATUS_IDLE 0
#define TACET_STATUS_RUNNING 1
#define TACET_STATUS_EXITED 2
#define TACET_STATUS_TRAPPED 3

// What tacet_turn returns.
#define TACET_TURN_IDLE 0
#define TACET_TURN_MORE 1
#define TACET_TURN_EXITED 2
#define TACET_TURN_REFUSED (-1)
#define TACET_TURN_TRAPPED (-2)

// Flags of `enter(memory, bytes, control, flags)`, the one import of the module `tacet` in a program that runs its own turns: memory = 0 and bytes = its length, so that the embedder's engine checks and translates both; control = address of the control block. Without WAIT and TELL the host performs what was submitted, posts what is done, prints and tells the time.
#define TACET_ENTER_WAIT 1 // and, where there is nothing to take, sleeps until `deadline`: the last turn was idle
#define TACET_ENTER_TELL 2 // prints only, what the console holds and why the program traps: during a turn, in which rings are the program's

// What `enter` returns.
#define TACET_ENTERED_GOES_ON 0
#define TACET_ENTERED_ENDED 1 // the program has ended, or can't go on, as the host has said: `main` returns

// Control.features.
#define TACET_FEATURE_RINGS 1
#define TACET_FEATURE_CONSOLE 2
#define TACET_FEATURE_SHORT_TIME 4

// Control.hostFeatures: groups of ops this host performs.
#define TACET_HOST_FEATURE_NET 1
#define TACET_HOST_FEATURE_FILES 2
#define TACET_HOST_FEATURE_STDIO 4
#define TACET_HOST_FEATURE_SIGNALS 8
#define TACET_HOST_FEATURE_HOST_CALLS 16
#define TACET_HOST_FEATURE_PINS 32
#define TACET_HOST_FEATURE_PWM 64
#define TACET_HOST_FEATURE_I2C 128
#define TACET_HOST_FEATURE_SPI 256
#define TACET_HOST_FEATURE_PIN_WAITS 512
#define TACET_HOST_FEATURE_IMAGES 1024

// Operations.
#define TACET_OP_NOP 0 // completes with 0
#define TACET_OP_CANCEL 1 // ends the operation with this handle, user = low half of arg and generation = high half early; completes with 0, or -ENOENT if there is none
#define TACET_OP_CLOSE 2 // handle; its pending operations complete with -ECANCELED. Closing a handle twice completes with 0
#define TACET_OP_READ 3 // handle, buffer, length >= 1; file: arg = offset, all ones = current position. Result: bytes, 0 = end
#define TACET_OP_WRITE 4 // handle, buffer, length; file: arg as in READ; stdout, stderr: arg = Console.used at submission. Result: length (files: bytes written)
#define TACET_OP_GIVE_BACK 5 // returns what a cancelled READ or TCP_ACCEPT brought. Stream: buffer, length, to be read first; file: its position steps back; listener: arg = handle
#define TACET_OP_SHUTDOWN 6 // stream: no more writes; completes when all is sent
#define TACET_OP_TCP_LISTEN 16 // buffer, length = address text; arg low half = port (0 = any), high half = backlog (0 = default). Result: handle
#define TACET_OP_TCP_ACCEPT 17 // handle of a listener. Result: handle of a stream
#define TACET_OP_TCP_CONNECT 18 // buffer, length = host name or address; arg = port. Result: handle
#define TACET_OP_TCP_PORT 19 // handle of a listener or stream. Result: its local port
#define TACET_OP_FILE_OPEN 24 // buffer, length = path; arg low half = OpenFlag bits, high half = mode of a new file (0 = 0o666). Result: handle
#define TACET_OP_FILE_STAT 25 // handle, buffer = FileStat, length >= its bytes
#define TACET_OP_SIGNAL_WAIT 32 // handle = Signal. Result: the signal. The default effect of the signal is off while it waits
#define TACET_OP_ARGUMENT 33 // handle = index of a program argument; buffer, length = room for its text. Result: its bytes, more than length if it was cut; -ENOENT past the last
#define TACET_OP_ENVIRONMENT 34 // arg low half = address of a variable's name, high half = its bytes; buffer, length = room for its value. Result: as of ARGUMENT; -ENOENT where it is not set
#define TACET_OP_HOST_CALL 40 // handle = index of a @host function; buffer = one 8-byte slot an argument, at least one; length = their bytes. The result goes to slot 0
#define TACET_OP_PIN_SETUP 48 // handle = pin; arg low half = PinMode, high half = level of an output. -ENODEV: the board has no such pin for programs
#define TACET_OP_PIN_WRITE 49 // handle = pin; arg = PinLevel
#define TACET_OP_PIN_READ 50 // handle = pin. Result: its level, 0 or 1
#define TACET_OP_PIN_WAIT 51 // handle = pin; arg = PinEvent. Completes with 0 once it has come; -EBUSY: another waits at this pin; -EAGAIN: too many wait
#define TACET_OP_PWM_SETUP 52 // handle = pin; arg low half = hertz. Off at first. -ENODEV: not this pin; -ERANGE: not this frequency
#define TACET_OP_PWM_DUTY 53 // handle = pin; arg = 0 (off) to 65535 (on)
#define TACET_OP_I2C_SETUP 56 // handle = bus; arg low half = hertz. -ENODEV, -ERANGE
#define TACET_OP_I2C_TRANSFER 57 // handle = bus | device << 8; arg low half = address of bytes to write, high half = their number; buffer, length = room for bytes to read behind them. -ENXIO: no such device answers; -EIO: it refused a byte; -EAGAIN: another master had the bus; -EBUSY: a transfer is under way. Not cancelled: its end is near
#define TACET_OP_SPI_SETUP 58 // handle = bus; arg low half = hertz at most, high half = mode 0 to 3. -ENODEV, -ERANGE
#define TACET_OP_SPI_TRANSFER 59 // handle = bus; arg low half = address of bytes to send, high half = their number; buffer, length = room for what comes meanwhile. The longer counts: zeros are sent, what has no room is dropped. -EBUSY. Not cancelled
#define TACET_OP_CHECKPOINT 60 // saves the program between two turns, as an Image. Completes with 0 when it is saved; with 1 when the program goes on from that image, after a start. Then what else was under way completes with -EINTR. -EIO: not saved, the image before is still there; -ENOSYS: the host keeps none

// Submission.flags.
#define TACET_OP_FLAG_NO_COMPLETION_ON_SUCCESS 2 // only an error posts a completion
#define TACET_OP_FLAG_MORE 4 // WRITE: hold the bytes back (copied) until a write without it, a SHUTDOWN or a CLOSE
#define TACET_OP_FLAG_UTF16 8 // text in buffer, or at arg, is UTF-16 (AssemblyScript strings); UTF-8 without it

// CompactSubmission.flags.
#define TACET_COMPACT_FLAG_HALVES 128 // arg holds two halves of 16 bits

// Completion.flags.
#define TACET_COMPLETION_FLAG_MORE 1 // not the last one of its operation

// Task.flags.
#define TACET_TASK_FLAG_SCHEDULED 1
#define TACET_TASK_FLAG_DONE 2
#define TACET_TASK_FLAG_CANCEL 4
#define TACET_TASK_FLAG_DELIVERED 8
#define TACET_TASK_FLAG_CHILD 16
#define TACET_TASK_FLAG_HOST 32
#define TACET_TASK_FLAG_WAITED 64
#define TACET_TASK_FLAG_CANCELLED 128

// Task.flags of a task that is DONE, where the section has 'error': it ended by an error, whose reference stands in the place of its result.
#define TACET_TASK_END_THREW 8

// FILE_OPEN.
#define TACET_OPEN_FLAG_READ 1
#define TACET_OPEN_FLAG_WRITE 2
#define TACET_OPEN_FLAG_CREATE 4
#define TACET_OPEN_FLAG_TRUNCATE 8
#define TACET_OPEN_FLAG_APPEND 16
#define TACET_OPEN_FLAG_EXCLUSIVE 32

// FileStat.kind.
#define TACET_FILE_KIND_OTHER 0
#define TACET_FILE_KIND_FILE 1
#define TACET_FILE_KIND_DIRECTORY 2
#define TACET_FILE_KIND_CHARACTER_DEVICE 3
#define TACET_FILE_KIND_FIFO 4
#define TACET_FILE_KIND_SOCKET 5

// SIGNAL_WAIT.
#define TACET_SIGNAL_SIGHUP 1
#define TACET_SIGNAL_SIGINT 2
#define TACET_SIGNAL_SIGTERM 15

// PIN_SETUP.
#define TACET_PIN_MODE_INPUT 0
#define TACET_PIN_MODE_INPUT_PULL_UP 1
#define TACET_PIN_MODE_INPUT_PULL_DOWN 2
#define TACET_PIN_MODE_OUTPUT 3

// PIN_WRITE.
#define TACET_PIN_LEVEL_LOW 0
#define TACET_PIN_LEVEL_HIGH 1
#define TACET_PIN_LEVEL_TOGGLE 2

// PIN_WAIT: a level (at once where it is there), or a change from the submission on.
#define TACET_PIN_EVENT_LOW 0
#define TACET_PIN_EVENT_HIGH 1
#define TACET_PIN_EVENT_FALLING 2
#define TACET_PIN_EVENT_RISING 3
#define TACET_PIN_EVENT_EDGE 4

// Pins by what they are for, beside the board's own numbers.
#define TACET_BOARD_PIN_LED 255 // the board's own light, where it has one

// Console records: the first two go to stdout, the others to stderr.
#define TACET_LEVEL_LOG 0
#define TACET_LEVEL_INFO 1
#define TACET_LEVEL_WARN 2
#define TACET_LEVEL_ERROR 3
#define TACET_LEVEL_DEBUG 4

// Image.magic, Image.version, bytes of a global and of an operation.
#define TACET_IMAGE_FORMAT_MAGIC 1196247380
#define TACET_IMAGE_FORMAT_VERSION 1
#define TACET_IMAGE_FORMAT_GLOBAL_BYTES 8
#define TACET_IMAGE_FORMAT_OPERATION_BYTES 12

// Why an image is not restored.
#define TACET_IMAGE_REFUSAL_NONE 1 // there is none
#define TACET_IMAGE_REFUSAL_VERSION 2 // it is of another format
#define TACET_IMAGE_REFUSAL_PROGRAM 3 // it is another program's
#define TACET_IMAGE_REFUSAL_SIZE 4 // it is cut short, or its sizes are not the program's
#define TACET_IMAGE_REFUSAL_CHECKSUM 5 // its bytes have changed

// Handles open from the start. A handle is index (20 bits) | generation << 20 (11 bits); these have generation 0, all others 1 or more.
#define TACET_HANDLE_STDIN 0
#define TACET_HANDLE_STDOUT 1
#define TACET_HANDLE_STDERR 2

// Numbers both sides rely on.
#define TACET_LIMIT_CONTROL_BYTES_MIN 40 // bytes of a control block that no program goes below
#define TACET_LIMIT_RING_LOG2_MAX 15
#define TACET_LIMIT_TEXT_BYTES_MAX 8192
#define TACET_LIMIT_OPS_IN_FLIGHT_MAX 65536
#define TACET_LIMIT_HANDLES_MAX 65536

// WASI preview 1 error numbers; results carry them negated. Hosts map their own errors by name.
#define TACET_ERRNO_E2BIG 1
#define TACET_ERRNO_EACCES 2
#define TACET_ERRNO_EADDRINUSE 3
#define TACET_ERRNO_EADDRNOTAVAIL 4
#define TACET_ERRNO_EAFNOSUPPORT 5
#define TACET_ERRNO_EAGAIN 6
#define TACET_ERRNO_EALREADY 7
#define TACET_ERRNO_EBADF 8
#define TACET_ERRNO_EBADMSG 9
#define TACET_ERRNO_EBUSY 10
#define TACET_ERRNO_ECANCELED 11
#define TACET_ERRNO_ECHILD 12
#define TACET_ERRNO_ECONNABORTED 13
#define TACET_ERRNO_ECONNREFUSED 14
#define TACET_ERRNO_ECONNRESET 15
#define TACET_ERRNO_EDEADLK 16
#define TACET_ERRNO_EDESTADDRREQ 17
#define TACET_ERRNO_EDOM 18
#define TACET_ERRNO_EDQUOT 19
#define TACET_ERRNO_EEXIST 20
#define TACET_ERRNO_EFAULT 21
#define TACET_ERRNO_EFBIG 22
#define TACET_ERRNO_EHOSTUNREACH 23
#define TACET_ERRNO_EIDRM 24
#define TACET_ERRNO_EILSEQ 25
#define TACET_ERRNO_EINPROGRESS 26
#define TACET_ERRNO_EINTR 27
#define TACET_ERRNO_EINVAL 28
#define TACET_ERRNO_EIO 29
#define TACET_ERRNO_EISCONN 30
#define TACET_ERRNO_EISDIR 31
#define TACET_ERRNO_ELOOP 32
#define TACET_ERRNO_EMFILE 33
#define TACET_ERRNO_EMLINK 34
#define TACET_ERRNO_EMSGSIZE 35
#define TACET_ERRNO_EMULTIHOP 36
#define TACET_ERRNO_ENAMETOOLONG 37
#define TACET_ERRNO_ENETDOWN 38
#define TACET_ERRNO_ENETRESET 39
#define TACET_ERRNO_ENETUNREACH 40
#define TACET_ERRNO_ENFILE 41
#define TACET_ERRNO_ENOBUFS 42
#define TACET_ERRNO_ENODEV 43
#define TACET_ERRNO_ENOENT 44
#define TACET_ERRNO_ENOEXEC 45
#define TACET_ERRNO_ENOLCK 46
#define TACET_ERRNO_ENOLINK 47
#define TACET_ERRNO_ENOMEM 48
#define TACET_ERRNO_ENOMSG 49
#define TACET_ERRNO_ENOPROTOOPT 50
#define TACET_ERRNO_ENOSPC 51
#define TACET_ERRNO_ENOSYS 52
#define TACET_ERRNO_ENOTCONN 53
#define TACET_ERRNO_ENOTDIR 54
#define TACET_ERRNO_ENOTEMPTY 55
#define TACET_ERRNO_ENOTRECOVERABLE 56
#define TACET_ERRNO_ENOTSOCK 57
#define TACET_ERRNO_ENOTSUP 58
#define TACET_ERRNO_ENOTTY 59
#define TACET_ERRNO_ENXIO 60
#define TACET_ERRNO_EOVERFLOW 61
#define TACET_ERRNO_EOWNERDEAD 62
#define TACET_ERRNO_EPERM 63
#define TACET_ERRNO_EPIPE 64
#define TACET_ERRNO_EPROTO 65
#define TACET_ERRNO_EPROTONOSUPPORT 66
#define TACET_ERRNO_EPROTOTYPE 67
#define TACET_ERRNO_ERANGE 68
#define TACET_ERRNO_EROFS 69
#define TACET_ERRNO_ESPIPE 70
#define TACET_ERRNO_ESRCH 71
#define TACET_ERRNO_ESTALE 72
#define TACET_ERRNO_ETIMEDOUT 73
#define TACET_ERRNO_ETXTBSY 74
#define TACET_ERRNO_EXDEV 75
#define TACET_ERRNO_ENOTCAPABLE 76

#endif
