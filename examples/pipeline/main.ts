// Pipeline of generators: the lines of a file that hold a word, with their numbers, at most five of them.
//
//   tacet run examples/pipeline/main.ts -- FILE WORD
//
// A chunk of the file is read when the next line needs it; what nobody asks for is not read.
// Exit code: 0 with a line, 1 with none, 2 wrong arguments, 3 the file cannot be read.

import { argument, File, frameBuffer, ioCheck } from "tacet/assembly";

const WORD_BYTES_MAX: u32 = 1024;
const CHUNK_BYTES: u32 = 512;
const LINE_BYTES_MAX: u32 = 256;
const FOUND_MAX: i32 = 5;
const NEWLINE: u8 = 0x0a;

/** Reads the file into `buffer`, chunk by chunk. Ends with the file; ended early, it closes it all the same. */
async function* chunks(path: string, buffer: usize): AsyncGenerator<i32> {
  const file = ioCheck(await File.open(path));
  let read = 0;
  try {
    while (true) {
      const bytes = ioCheck(await file.read(buffer, CHUNK_BYTES));
      if (bytes == 0) break;
      read += bytes;
      yield bytes;
    }
  } finally {
    await file.close();
    console.log("closed after " + read.toString() + " bytes");
  }
}

/** The lines of the text whose chunks come into `buffer`. */
async function* lines(source: AsyncGenerator<i32>, buffer: usize): AsyncGenerator<string> {
  const line = frameBuffer(LINE_BYTES_MAX);
  let length = 0;
  for await (const bytes of source) {
    for (let i = 0; i < bytes; i++) {
      const byte = load<u8>(buffer + i);
      if (byte == NEWLINE) {
        yield String.UTF8.decodeUnsafe(line, length);
        length = 0;
      } else if (length == LINE_BYTES_MAX) throw new RangeError("a line is too long");
      else store<u8>(line + length++, byte);
    }
  }
  if (length) yield String.UTF8.decodeUnsafe(line, length);
}

/** Those that hold `word`, with their numbers. */
async function* matching(source: AsyncGenerator<string>, word: string): AsyncGenerator<string> {
  let number = 0;
  for await (const line of source) {
    number++;
    if (line.includes(word)) yield number.toString() + ": " + line;
  }
}

/** Prints what is found. @returns how many lines that were */
async function search(path: string, word: string): Promise<i32> {
  const buffer = frameBuffer(CHUNK_BYTES);
  let found = 0;
  for await (const line of matching(lines(chunks(path, buffer), buffer), word)) {
    console.log(line);
    if (++found == FOUND_MAX) break; // ends all three, the innermost last
  }
  return found;
}

async function text(index: u32, buffer: usize): Promise<string> {
  const bytes = await argument(index, buffer, WORD_BYTES_MAX);
  return 0 < bytes && bytes <= <i32>WORD_BYTES_MAX ? String.UTF8.decodeUnsafe(buffer, bytes) : "";
}

export async function main(): Promise<i32> {
  const buffer = frameBuffer(WORD_BYTES_MAX);
  const path = await text(0, buffer);
  const word = await text(1, buffer);
  if (!path.length || !word.length) {
    console.error("usage: pipeline FILE WORD");
    return 2;
  }
  try {
    return (await search(path, word)) ? 0 : 1;
  } catch (e) {
    console.error(e.name + ": " + e.message);
    return 3;
  }
}
