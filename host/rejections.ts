// Rejections: a call that ended by an error -> the JavaScript Error its promise rejects with.
// Its result word points at the guest's Error object (assembly/error.ts); where message and name stand in it, the section
// `tacet` says. What was thrown can only be an Error there; a broken pointer still gives an Error that says so.

import { Limit } from "./abi.js";
import type { GuestMemory } from "./memory.js";
import type { ErrorLayout } from "./section.js";

/** The error at the address `object`. @param stack lines that say where it was thrown */
export function readError(memory: GuestMemory, object: number, layout: ErrorLayout | undefined, stack = ""): Error {
  const text = (offset: number): string | undefined =>
    memory.holds(object, offset + 4) ? memory.stringAt(memory.view.getUint32(object + offset, true), Limit.TEXT_BYTES_MAX) : undefined;
  const message = layout && text(layout.message);
  const name = layout && text(layout.name);
  if (message === undefined || name === undefined) return new Error("the program threw something unreadable");
  const error = new Error(message);
  if (name !== "Error") Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  error.stack = `${name}${message && `: ${message}`}${stack}`;
  return error;
}
