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

/** One entry of the stack. */
export interface Scope {
  kind: ScopeKind;
  isAsync: boolean;
  isGenerator: boolean;
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

  /** What the innermost scope is, for messages. */
  describe(): string {
    const scope = this.current.kind == "parameters" ? this.stack[this.stack.length - 2] : this.current;
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
