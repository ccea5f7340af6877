// Every ```ts tacet block of README.md and docs/ compiles as it stands: a reader can copy it.
// A ```ts tacet-error CODE block must be refused with that code. Links between the pages lead somewhere.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, test } from "node:test";
import { folderWith, tacet } from "../cli/tacet.js";

interface Snippet {
  readonly place: string;
  readonly source: string;
  /** Diagnostic code it is to be refused with. */
  readonly error?: string;
}

const pages = ["README.md", "ARCHITECTURE.md", ...readdirSync("docs").filter(name => name.endsWith(".md")).map(name => join("docs", name))];

function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(page, "utf8");
  return [...text.matchAll(/^```ts tacet(?:-error (\w+))?\n([\s\S]*?)^```$/gm)].map(match => {
    const place = `${page}:${text.slice(0, match.index).split("\n").length}`;
    return match[1] === undefined ? { place, source: match[2]! } : { place, source: match[2]!, error: match[1] };
  });
}

describe("code in the documentation", () => {
  for (const snippet of pages.flatMap(snippetsOf)) {
    test(`${snippet.place} ${snippet.error === undefined ? "compiles" : `is refused with ${snippet.error}`}`, async t => {
      const folder = await folderWith(t, { "snippet.ts": snippet.source });
      const outcome = await tacet(["build", "snippet.ts", "-O0"], folder);
      if (snippet.error === undefined) {
        assert.equal(outcome.code, 0, outcome.stderr);
      } else {
        assert.equal(outcome.code, 1);
        assert.ok(outcome.stderr.includes(snippet.error), outcome.stderr);
      }
    });
  }

  test("README has a program", () => {
    assert.ok(snippetsOf("README.md").length > 0);
  });
});

test("links between pages lead to files", () => {
  const broken: string[] = [];
  for (const page of pages) {
    for (const [, target] of readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (!existsSync(resolve(dirname(page), target!))) broken.push(`${page}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});
