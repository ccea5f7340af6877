// asc's optimisation level -> how large code may become for speed, in IR nodes.

import type { Options } from "assemblyscript";
import type { GeneratorContext } from "./generator-frames.js";
import type { InlineLimits } from "./inline.js";

export interface Limits {
  readonly inline: InlineLimits;
  readonly loops: GeneratorContext["limits"];
  /** Most nodes that may stand in both bodies of a function, besides what one body for start and resume would cost more. */
  readonly twice: number;
}

export function limitsFor({ optimizeLevelHint, shrinkLevelHint }: Options): Limits {
  if (!optimizeLevelHint && !shrinkLevelHint) {
    return { inline: { many: 0, once: 0, caller: 0 }, loops: { copies: 0, generator: 0 }, twice: 0 };
  }
  if (shrinkLevelHint) {
    return { inline: { many: 24, once: 480, caller: 2000 }, loops: { copies: 24, generator: 200 }, twice: 0 };
  }
  return {
    inline: { many: 40, once: 480, caller: 2000 }, loops: { copies: 120, generator: 400 },
    twice: optimizeLevelHint >= 2 ? 200 : 0,
  };
}
