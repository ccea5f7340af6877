// Preloaded by a command that is measured (`node --import`), and by the process it may start in its place: each writes its processor time to stderr as
// it ends, all threads together.

import { writeSync } from "node:fs";

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  writeSync(2, `\nprocessor time: ${(user + system) / 1000} ms\n`);
});
