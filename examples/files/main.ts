// Files: copies one file to another through a buffer in main's frame.
//   tacet run examples/files/main.ts -- from.txt to.txt
// Exit code: 0 copied, 1 an error of the file system, 2 wrong arguments.

import { argument, File, frameBuffer, OpenFlag } from "tacet/assembly";

const PATH_BYTES_MAX: u32 = 1024;
const CHUNK_BYTES: u32 = 4096;

/** Copies all of `from`. @returns bytes copied, or a negative Errno */
async function copy(from: File, to: File, chunk: usize): Promise<i64> {
  let copied: i64 = 0;
  while (true) {
    const read = await from.read(chunk, CHUNK_BYTES);
    if (read <= 0) return read < 0 ? read : copied;
    for (let written: i32 = 0; written < read;) {
      const step = await to.write(chunk + written, read - written);
      if (step < 0) return step;
      written += step;
    }
    copied += read;
  }
}

/** Argument `index` of the program; empty where there is none or it is too long. */
async function path(index: u32, buffer: usize): Promise<string> {
  const bytes = await argument(index, buffer, PATH_BYTES_MAX);
  return 0 < bytes && bytes <= <i32>PATH_BYTES_MAX ? String.UTF8.decodeUnsafe(buffer, bytes) : "";
}

export async function main(): Promise<i32> {
  const buffer = frameBuffer(CHUNK_BYTES);
  const source = await path(0, buffer);
  const target = await path(1, buffer);
  if (!source.length || !target.length) {
    console.error("usage: files <from> <to>");
    return 2;
  }
  await using from = await File.open(source);
  if (!from.ok) {
    console.error("cannot read " + source + ": error " + from.error.toString());
    return 1;
  }
  await using to = await File.open(target, OpenFlag.WRITE | OpenFlag.CREATE | OpenFlag.TRUNCATE);
  if (!to.ok) {
    console.error("cannot write " + target + ": error " + to.error.toString());
    return 1;
  }
  const copied = await copy(from, to, buffer);
  if (copied < 0) {
    console.error("copying failed: error " + copied.toString());
    return 1;
  }
  console.log(copied.toString() + " bytes");
  return 0;
}
