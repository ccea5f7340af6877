// README's two commands are the ones that exist and the ones CI runs: a reader and CI see the same thing.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (file: string) => readFileSync(file, "utf8");

test("README, .ci/run and package.json name the same commands", () => {
  const readme = read("README.md");
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  for (const [command, script] of [["npm ci && npm start", "start"], ["npm ci && npm test", "test"]] as const) {
    assert.ok(readme.includes(command), `README.md lacks '${command}'`);
    assert.ok(scripts[script], `package.json lacks the script '${script}'`);
  }
  assert.match(read(".ci/run"), /^npm ci && npm test$/m);
});
