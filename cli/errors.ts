// Errors a command may end with; main.ts prints each kind in its own way, none with a stack.

/** A mistake in how the command was called. */
export class UsageError extends Error {}

/** asconfig.json is broken, or names a file that is not there. */
export class ConfigurationError extends Error {
  constructor(cause: Error) {
    const deeper = cause.cause instanceof Error ? `: ${cause.cause.message}` : "";
    super(`${cause.message.split("\n")[0]}${deeper}`, { cause });
  }
}

/** A mistake of ours or of asc's: the user can only report it. */
export class InternalError extends Error {}

/** A program of others that a command needs is missing or failed; `hint` says what to do. */
export class ToolError extends Error {
  constructor(message: string, readonly hint: string) {
    super(message);
  }
}
