// Errors of the host -> results of operations: by name, since numbers differ between systems.

import { Errno } from "./abi.js";

/** Names that are no errno of WASI: name resolution and Node's own. */
const OTHER_NAMES: Readonly<Record<string, keyof typeof Errno>> = {
  ENOTFOUND: "EHOSTUNREACH",
  EAI_AGAIN: "EAGAIN",
  EAI_FAIL: "EHOSTUNREACH",
  EAI_NONAME: "EHOSTUNREACH",
  ESHUTDOWN: "EPIPE",
  EOPNOTSUPP: "ENOTSUP",
  EWOULDBLOCK: "EAGAIN",
  ABORT_ERR: "ECANCELED",
  ERR_STREAM_DESTROYED: "ECANCELED",
  ERR_STREAM_WRITE_AFTER_END: "EPIPE",
  ERR_STREAM_PREMATURE_CLOSE: "ECONNRESET",
  ERR_SOCKET_CLOSED: "ECANCELED",
  ERR_SOCKET_BAD_PORT: "EINVAL",
  ERR_INVALID_ARG_VALUE: "EINVAL",
  ERR_INVALID_ARG_TYPE: "EINVAL",
  ERR_OUT_OF_RANGE: "EINVAL",
};

/** @returns a negative result; -EIO for an error without a known name */
export function errnoOf(error: unknown): number {
  const code = typeof error === "object" && error !== null ? (error as { code?: unknown }).code : undefined;
  if (typeof code !== "string") return -Errno.EIO;
  const name = code in Errno ? (code as keyof typeof Errno) : OTHER_NAMES[code];
  return name === undefined ? -Errno.EIO : -Errno[name];
}

/** `-28` -> "EINVAL"; for messages. */
export function errnoName(result: number): string {
  return Object.entries(Errno).find(([, number]) => number === -result)?.[0] ?? `error ${result}`;
}
