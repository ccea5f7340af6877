// Functions of asc's runtime that our library calls and AssemblyScript's declarations for editors leave out.
// Only assembly/tsconfig.json includes this file: programs have no use for them.

/** Marks the managed object at `ptr` for the collector. */
declare function __visit(ptr: usize, cookie: u32): void;
