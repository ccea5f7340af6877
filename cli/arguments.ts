// Arguments: the words after `tacet <command>` -> entries, asc options, our options.
// Rules: an option is ours or one of asc's (its table is asked, so a new asc option needs
// nothing here); any other is an error, where asc only warns; what follows `--` is the program's.
// The value rule is asc's own: an option that takes a value takes the next word unless it starts with `-`.

import { options as ascOptions, type OptionDescription } from "assemblyscript/asc";
import { UsageError } from "./errors.js";

export interface Arguments {
  /** Files to compile, in order. */
  readonly entries: readonly string[];
  /** Names of asc options that are set, without dashes; `-Oz` appears as `optimizeLevel` and `shrinkLevel`. */
  readonly ascOptions: ReadonlyMap<string, string>;
  /** Entries and asc options exactly as written: what asc gets. */
  readonly forAsc: readonly string[];
  /** Our own switches that are set, without dashes. */
  readonly switches: ReadonlySet<string>;
  /** Our own options with a value, without dashes. */
  readonly values: ReadonlyMap<string, string>;
  /** Words after `--`. */
  readonly forProgram: readonly string[];
}

/**
 * Splits the words of one command.
 * @param ours names of the switches this command has, without dashes
 * @param valued names of its options that take a value, as `--name value` or `--name=value`
 * @throws UsageError on an option that nobody knows, or one without its value
 */
export function parseArguments(words: readonly string[], ours: readonly string[], valued: readonly string[] = []): Arguments {
  const entries: string[] = [];
  const set = new Map<string, string>();
  const forAsc: string[] = [];
  const switches = new Set<string>();
  const values = new Map<string, string>();
  const end = words.indexOf("--");
  const before = end < 0 ? words : words.slice(0, end);

  for (let i = 0; i < before.length; i++) {
    const word = before[i]!;
    if (!word.startsWith("-") || word === "-") {
      entries.push(word);
      forAsc.push(word);
      continue;
    }
    if (word.startsWith("--") && ours.includes(word.slice(2))) {
      switches.add(word.slice(2));
      continue;
    }
    const own = valued.find(name => word === `--${name}` || word.startsWith(`--${name}=`));
    if (own !== undefined) {
      const value = word.includes("=") ? word.slice(word.indexOf("=") + 1) : before[++i];
      if (value === undefined || value === "" || value.startsWith("-")) throw new UsageError(`--${own} needs a value`);
      values.set(own, value);
      continue;
    }
    forAsc.push(word);
    const { name, description, inline } = findAscOption(word);
    if (description.value) {
      for (const [key, value] of Object.entries(description.value)) set.set(key, String(value));
    } else if (description.type === undefined || description.type === "b") {
      set.set(name, "true");
    } else if (inline !== undefined) {
      set.set(name, inline);
    } else if (i + 1 < before.length && !before[i + 1]!.startsWith("-")) {
      i++;
      forAsc.push(before[i]!);
      set.set(name, before[i]!);
    } else {
      set.set(name, "");
    }
  }
  return { entries, ascOptions: set, forAsc, switches, values, forProgram: end < 0 ? [] : words.slice(end + 1) };
}

interface FoundOption {
  readonly name: string;
  readonly description: OptionDescription;
  /** The value behind `=`, if any. */
  readonly inline?: string;
}

function findAscOption(word: string): FoundOption {
  const exact = ascOptions[word];
  if (exact) return { name: word, description: exact };
  const match = /^(--?)([^=]+)(?:=(.*))?$/.exec(word);
  if (match) {
    const [, dashes, spelled, inline] = match as unknown as [string, string, string, string | undefined];
    const name = dashes === "--" ? spelled : aliasTarget(spelled);
    const description = name === undefined ? undefined : ascOptions[name];
    if (name !== undefined && description) {
      return inline === undefined ? { name, description } : { name, description, inline };
    }
  }
  const near = nearestOption(word);
  throw new UsageError(`unknown option '${word}'${near ? `; did you mean '${near}'?` : ""} (asc's options: npx asc --help)`);
}

function aliasTarget(letter: string): string | undefined {
  return Object.keys(ascOptions).find(name => {
    // asc documents a string here and accepts a list.
    const alias: unknown = ascOptions[name]!.alias;
    return Array.isArray(alias) ? alias.includes(letter) : alias === letter;
  });
}

/** The asc option that differs from `word` in case, or by at most two edits. */
function nearestOption(word: string): string | undefined {
  const wanted = word.replace(/=.*$/, "").toLowerCase();
  let best: string | undefined;
  let bestDistance = 3;
  for (const name of Object.keys(ascOptions)) {
    const candidate = name.startsWith("-") ? name : `--${name}`;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
