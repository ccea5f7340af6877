// Overriding methods of one object: asc's Parser is extended per compilation, not on its prototype, so that another
// program compiled in the same process without Tacet keeps asc's own grammar.

type MethodName<Target> = {
  [Name in keyof Target]: Target[Name] extends (...args: never[]) => unknown ? Name : never
}[keyof Target];

/**
 * Replaces `target[name]` on this object only.
 * @param make gets the method as it was until now, bound to `target`; overrides of the same method chain
 */
export function overrideMethod<Target extends object, Name extends MethodName<Target>>(
  target: Target, name: Name, make: (original: Target[Name]) => Target[Name],
): void {
  const method = target[name] as unknown as (...args: unknown[]) => unknown;
  target[name] = make(method.bind(target) as unknown as Target[Name]);
}
