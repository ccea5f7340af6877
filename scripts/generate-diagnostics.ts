// Diagnostics table of the compiler -> docs/diagnostics.md.
// `node dist/scripts/generate-diagnostics.js` writes it; tests/docs/diagnostics.test.ts fails when it is stale.

import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { DIAGNOSTICS, type DiagnosticText } from "../transform/diagnostics.js";

const HEADER = `# Diagnostics

<!-- Generated from transform/diagnostics.ts by scripts/generate-diagnostics.ts: change it there. -->

Every message of Tacet's compiler has a code that keeps its meaning. asc prints it with the file, the line and the
exact span; the text says what is wrong, why, and what to write instead. \`{0}\` and the like stand for names and numbers of your program.

Warnings (080 to 089 and 100 to 119) are lints: they don't stop the compiler. Where the code is meant as it is, say so on its line, or alone on the line before:

    await warmUp(); f(); // tacet-ignore TACET080: may be cancelled at the end
`;

/** The whole page. */
export function diagnosticsPage(): string {
  const entries = Object.entries<DiagnosticText>(DIAGNOSTICS).sort(([a], [b]) => (a < b ? -1 : 1));
  const sections = entries.map(([code, text]) =>
    `\n## ${code}\n\n**${escapeMarkup(text.title)}** (${text.severity})\n\n- Why: ${escapeMarkup(text.cause)}.\n- Instead: ${escapeMarkup(text.next)}.\n`);
  return HEADER + sections.join("");
}

/** `Promise<T>` would vanish as an HTML tag. */
function escapeMarkup(text: string): string {
  return text.replace(/[<*_]/g, "\\$&");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync("docs/diagnostics.md", diagnosticsPage());
