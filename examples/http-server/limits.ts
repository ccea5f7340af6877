// Limits: the numbers that fix this server's memory and patience, all known at compile time.
// Each can be set on the command line: `--use HTTP_CONNECTIONS=64 --use HTTP_PATIENCE_MS=2000`.

/** Connections served at once; further clients wait in the listener's queue. */
// @ts-ignore: a constant of the command line
export const CONNECTIONS: u32 = isDefined(HTTP_CONNECTIONS) ? HTTP_CONNECTIONS : 1024;

/** How long a client may owe us bytes (the next request, the rest of one) or take none of ours. */
// @ts-ignore: a constant of the command line
export const PATIENCE_MS: u32 = isDefined(HTTP_PATIENCE_MS) ? HTTP_PATIENCE_MS : 10000;

/** How long running requests may go on after SIGINT. */
// @ts-ignore: a constant of the command line
export const STOP_MS: u32 = isDefined(HTTP_STOP_MS) ? HTTP_STOP_MS : 5000;

/** Time between two server-sent events. */
// @ts-ignore: a constant of the command line
export const EVENT_MS: u32 = isDefined(HTTP_EVENT_MS) ? HTTP_EVENT_MS : 1000;

/** The largest request body, in bytes. */
// @ts-ignore: a constant of the command line
export const BODY_BYTES_MAX: u64 = isDefined(HTTP_BODY_BYTES_MAX) ? HTTP_BODY_BYTES_MAX : 64 << 20;

/** Bytes a connection reads into; a request's head must fit. */
export const INPUT_BYTES: u32 = 8192;
/** Bytes of answers a connection gathers before it writes; the page and every prepared reply must fit. */
export const OUTPUT_BYTES: u32 = 2048;

/** The longest `/slow?ms=`. */
export const SLOW_MS_MAX: u32 = 60000;
/** After an error the client may still be sending; so long we take it in, so that it gets to read the answer. */
export const LINGER_MS: u32 = 500;
/** A body slower than one byte in so many microseconds (1 KB/s) uses up the client's PATIENCE_MS. */
export const BODY_BYTE_US: u64 = 1000;
