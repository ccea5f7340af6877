// Goal: the table of diagnostics is whole, and a report reaches asc once, at its range.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DiagnosticCategory, Options, Program } from "assemblyscript";
import { DIAGNOSTICS, type DiagnosticText } from "../../transform/diagnostics.js";
import { formatDiagnostic, report } from "../../transform/errors.js";
import { accept } from "./parse.js";

test("each code has a title, a cause and a next step that fit into one line", () => {
  for (const [code, { title, cause, next }] of Object.entries<DiagnosticText>(DIAGNOSTICS)) {
    assert.match(code, /^TACET\d{3}$/);
    for (const part of [title, cause, next]) {
      assert.match(part, /\S/, code);
      assert.doesNotMatch(part, /[.;:\n]$|^\s|\s$/, `${code}: the format adds punctuation`);
    }
    const placeholders = [...`${title} ${cause} ${next}`.matchAll(/\{(\d+)\}/g)].map(([, index]) => Number(index));
    const count = Math.max(-1, ...placeholders) + 1;
    for (let index = 0; index < count; index++) assert.ok(placeholders.includes(index), `${code} skips {${index}}`);
    assert.ok(count <= 4, `${code}: the argument types end at {3}`);
  }
});

test("the table is in the order of its codes", () => {
  const codes = Object.keys(DIAGNOSTICS);
  assert.deepEqual(codes, [...codes].sort());
});

test("arguments stand where the text says, as they are", () => {
  assert.equal(formatDiagnostic("TACET008", "static"), "TACET008: 'async' before 'static': TypeScript wants 'async' after the other modifiers; write 'static async'.");
  assert.match(formatDiagnostic("TACET006", "$& {0} $1"), /the field '\$& \{0\} \$1'/);
});

test("a report is one of asc's diagnostics, and a repeated one is dropped", () => {
  const program = new Program(new Options());
  const { range } = accept("let a: i32 = 1;").statements[0];
  report(program, "TACET001", range, "this", "next");
  report(program.parser, "TACET001", range, "this", "next");
  report(program, "TACET001", null, "this", "next");
  assert.deepEqual(program.diagnostics.map(({ category, range }) => [category, range?.toString()]), [
    [DiagnosticCategory.Error, "let a: i32 = 1"], [DiagnosticCategory.Error, undefined],
  ]);
});
