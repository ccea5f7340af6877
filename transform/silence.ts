// Warnings a user has seen and wants as they are: a comment `tacet-ignore TACETnnn`, with a reason behind it, on the same line or
// alone on the line before.

import type { Range } from "assemblyscript";

/** Whether the source says that `code` is meant at `range`. */
export function isSilenced(code: string, range: Range): boolean {
  const { text } = range.source;
  const lineStart = text.lastIndexOf("\n", range.start - 1) + 1;
  const lineEnd = text.indexOf("\n", range.start);
  const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
  const before = text.slice(text.lastIndexOf("\n", lineStart - 2) + 1, Math.max(0, lineStart - 1)).trim();
  return names(line, code) || before.startsWith("//") && names(before, code);
}

function names(line: string, code: string): boolean {
  const comment = line.indexOf("//");
  const words = comment < 0 ? null : /\btacet-ignore((?:[\s,]+TACET\d{3})+)/.exec(line.slice(comment));
  return words != null && words[1].includes(code);
}
