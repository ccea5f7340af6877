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

/** Switches what was overridden on `target` until now between the methods of its class (false) and their overrides (true). */
export function overridesOf(target: object): (overridden: boolean) => void {
  const plain = Object.getPrototypeOf(target) as Record<string, unknown>;
  const object = target as Record<string, unknown>;
  const methods = Object.keys(object).filter(name => name in plain).map(name => ({ name, plain: plain[name], override: object[name] }));
  return overridden => {
    for (const { name, plain, override } of methods) object[name] = overridden ? override : plain;
  };
}
