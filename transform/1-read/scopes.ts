// Scopes: where the parser is -> whether `await` and `yield` may stand there.
//
// A stack, because functions nest: a plain arrow inside an async function is not async, and after it the async function goes
// on. Only what changes the meaning of those two is a scope; blocks are not.

/**
 * module      outside of all functions
 * namespace   the body of a namespace
 * member      a class member before its parameters, or a field: not async
 * method      the same member from its parameters on
 * function, arrow   declarations and expressions, name and body
 * parameters  the parameter list of one of the above
 */
export type ScopeKind = "module" | "namespace" | "member" | "method" | "function" | "arrow" | "parameters";

/** Methods that can't be async. */
export type Special = "constructor" | "get" | "set";

const SPECIAL: Readonly<Record<Special, readonly [what: string, next: string]>> = {
  constructor: ["a constructor", "write a 'static async' method that awaits first and constructs then"],
  get: ["a getter", "write an async method"],
  set: ["a setter", "write an async method"],
};

/** One entry of the stack. */
export interface Scope {
  kind: ScopeKind;
  isAsync: boolean;
  isGenerator: boolean;
  /** Of a method that can't be async: what it is. */
  special?: Special;
  /** The body is still to come: asc parses a function expression in two steps, of which the second has its own method. */
  awaitsBody: boolean;
}

/** The stack of scopes of one parser; files are parsed one after the other, each from the module scope. */
export class Scopes {
  private readonly stack: Scope[] = [{ kind: "module", isAsync: false, isGenerator: false, awaitsBody: false }];

  /** The innermost scope. */
  get current(): Scope {
    return this.stack[this.stack.length - 1];
  }

  /** Runs `parse` inside `scope`. */
  within<Result>(scope: Scope, parse: () => Result): Result {
    this.stack.push(scope);
    try {
      return parse();
    } finally {
      this.stack.pop();
    }
  }

  /** What to write in place of an `await` in the innermost scope, which is not async. */
  get next(): string {
    const { kind, special } = this.described;
    if (special) return SPECIAL[special][1];
    switch (kind) {
      case "module": case "namespace": return "move the await into an 'async' function";
      case "member": return "set it in a 'static async' method that makes the object";
      case "arrow": return "write 'async' before it";
      default: return "write 'async' before it, and declare its result as Promise<T>";
    }
  }

  private get described(): Scope {
    return this.current.kind == "parameters" ? this.stack[this.stack.length - 2] : this.current;
  }

  /** What the innermost scope is, for messages. */
  describe(): string {
    const scope = this.described;
    if (scope.special) return SPECIAL[scope.special][0];
    switch (scope.kind) {
      case "module": return "the top level of a module";
      case "namespace": return "the body of a namespace";
      case "member": return "the initial value of a field";
      case "method": return "this method";
      case "arrow": return "this arrow function";
      default: return "this function";
    }
  }
}
