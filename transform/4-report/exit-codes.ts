// What `main` may give, for whoever starts it.

/** Whether that is nothing, or a number that is an exit code on every host; by the name of the type. */
export function isExitCode(type: string): boolean {
  return /^(void|[iu](8|16|32)|[iu]size)$/.test(type);
}
