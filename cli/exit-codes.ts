// Exit codes of `tacet run` where the program gives none itself.

/** It failed, or does not compile. */
export const EXIT_FAILED = 1;
/** 128 + the signal's number, as shells count. */
export const EXIT_INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const;
/** 128 + SIGABRT: the program trapped. */
export const EXIT_TRAPPED = 134;
