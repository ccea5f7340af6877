// Arguments: the words after `tacet <command>` -> entries, asc options, our options.
// Rules: an option is ours or one of asc's (its table is asked, so a new asc option needs
// nothing here); any other is an error, where asc only warns; what follows `--` is the program's.
// The value rule is asc's own: an option that takes a value takes the next word unless it starts with `-`. One that finds none is refused.

import { options as ascOptions, type OptionDescription } from "assemblyscript/asc";
import { UsageError } from "./errors.js";
import { didYouMean } from "../transform/nearest.js";

/** Options of asc that mean something without a value: text to stdout, a name of its own, all warnings. */
const VALUE_MAY_MISS: ReadonlySet<string> = new Set(["textFile", "sourceMap", "exportStart", "disableWarning"]);

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
    const { name, description, inline } = findAscOption(word, [...ours, ...valued]);
    if (description.value) {
      for (const [key, value] of Object.entries(description.value)) set.set(key, String(value));
    } else if (description.type === undefined || description.type === "b") {
      set.set(name, "true");
    } else {
      const next = before[i + 1];
      const takesNext = inline === undefined && next !== undefined && !next.startsWith("-");
      if (takesNext) forAsc.push(before[++i]!);
      const value = inline ?? (takesNext ? next : "");
      mustFit(word, name, description, value);
      set.set(name, value);
    }
  }
  return { entries, ascOptions: set, forAsc, switches, values, forProgram: end < 0 ? [] : words.slice(end + 1) };
}

/** @throws UsageError where a command that leaves nothing behind is asked for a file */
export function mustNotWrite({ ascOptions }: Arguments, command: string): void {
  if (ascOptions.has("outFile") || ascOptions.has("textFile")) throw new UsageError(`${command} writes no module: leave out its file, or try: tacet build`);
}

/** Refuses what asc would take for no value or for 0 without a word. */
function mustFit(word: string, name: string, { type }: OptionDescription, value: string): void {
  const option = word.replace(/=.*$/, "");
  if (value === "" && !VALUE_MAY_MISS.has(name)) throw new UsageError(`${option} needs a value`);
  if (type === "i" && !/^(\d+|0x[\da-f]+)$/i.test(value)) throw new UsageError(`${option} takes a whole number, not '${value}'`);
}

interface FoundOption {
  readonly name: string;
  readonly description: OptionDescription;
  /** The value behind `=`, if any. */
  readonly inline?: string;
}

function findAscOption(word: string, ours: readonly string[]): FoundOption {
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
  const known = [...ours.map(own => `--${own}`), ...Object.keys(ascOptions).map(option => (option.startsWith("-") ? option : `--${option}`))];
  throw new UsageError(`unknown option '${word}'${didYouMean(word.replace(/=.*$/, ""), known)} (asc's options: npx asc --help)`);
}

function aliasTarget(letter: string): string | undefined {
  return Object.keys(ascOptions).find(name => {
    // asc documents a string here and accepts a list.
    const alias: unknown = ascOptions[name]!.alias;
    return Array.isArray(alias) ? alias.includes(letter) : alias === letter;
  });
}
