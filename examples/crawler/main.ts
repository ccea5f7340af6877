// Crawler with limits: follows the links of a site on 127.0.0.1 from /, at most PAGES_MAX pages at a time beside one file at a time.
//
//   tacet run examples/crawler/main.ts -- PORT
//
// A page is text, with a line `page PATH` for each link and a line `file PATH` for each file. Prints what could not be had, and totals.
// Exit code 0 when all was there, 1 otherwise.

import { argument, frameBuffer, ioCheck, limit, Scope, TcpStream, timeout } from "tacet/assembly";

const PAGES_MAX: u32 = 5;
const TIMEOUT_MS: f64 = 2_000;
const BUFFER_BYTES: u32 = 1024;

/** What all requests share. */
class Crawl {
  readonly pages: string[] = ["/"];
  readonly seen: Set<string> = new Set<string>();
  bytes: i32 = 0;
  files: i32 = 0;
  failures: i32 = 0;

  constructor(readonly port: u16) {
    this.seen.add("/");
  }

  /** Whether `path` comes up for the first time. */
  isNew(path: string): bool {
    if (this.seen.has(path)) return false;
    this.seen.add(path);
    return true;
  }

  failed(path: string, error: Error): void {
    console.log(path + ": " + error.message);
    this.failures++;
  }
}

/** The body of `path`. Throws where the server says no, or breaks off. */
async function get(port: u16, path: string): Promise<string> {
  const buffer = frameBuffer(BUFFER_BYTES);
  await using stream = ioCheck(await TcpStream.connect("127.0.0.1", port));
  const request = "GET " + path + " HTTP/1.0\r\n\r\n";
  if (<u32>String.UTF8.byteLength(request) > BUFFER_BYTES) throw new RangeError("too long a path");
  ioCheck(await stream.writeAll(buffer, <u32>String.UTF8.encodeUnsafe(changetype<usize>(request), request.length, buffer)));
  let answer = "";
  while (true) {
    const bytes = ioCheck(await stream.read(buffer, BUFFER_BYTES));
    if (bytes == 0) break;
    answer += String.UTF8.decodeUnsafe(buffer, bytes);
  }
  const body = answer.indexOf("\r\n\r\n");
  if (body < 0) throw new Error("no answer");
  if (!answer.startsWith("HTTP/1.0 200")) throw new Error(answer.substring(9, 12));
  return answer.substring(body + 4);
}

// @ts-ignore: decorator
@pool(1)
async function file(crawl: Crawl, path: string): Promise<void> {
  try {
    const body = await timeout(get(crawl.port, path), TIMEOUT_MS);
    crawl.bytes += body.length; // `+=` of the awaited length would add to what was there before
    crawl.files++;
  } catch (e) {
    crawl.failed(path, e);
  }
}

/** Loads a page; its links are crawled later, its files wait for their turn here. */
// @ts-ignore: decorator
@pool(5)
async function page(crawl: Crawl, path: string, files: Scope): Promise<void> {
  try {
    const body = await timeout(get(crawl.port, path), TIMEOUT_MS);
    crawl.bytes += body.length;
    for (const line of body.split("\n")) {
      const target = line.substring(5);
      if (line.startsWith("page ") && crawl.isNew(target)) crawl.pages.push(target);
      else if (line.startsWith("file ") && crawl.isNew(target)) await files.spawn(file(crawl, target));
    }
  } catch (e) {
    crawl.failed(path, e);
  }
}

async function crawlAll(crawl: Crawl): Promise<void> {
  await using files = limit(1);
  await using pages = limit(PAGES_MAX);
  for (let next = 0; next < crawl.pages.length;) {
    while (next < crawl.pages.length) await pages.spawn(page(crawl, crawl.pages[next++], files));
    await pages.join(); // the last of them may have found more
  }
}

export async function main(): Promise<i32> {
  const buffer = frameBuffer(8);
  const length = await argument(0, buffer, 8);
  if (length <= 0) {
    console.error("usage: crawler PORT");
    return 2;
  }
  const crawl = new Crawl(<u16>I32.parseInt(String.UTF8.decodeUnsafe(buffer, length)));
  await crawlAll(crawl);
  console.log(crawl.pages.length.toString() + " pages, " + crawl.files.toString() + " files, " + crawl.bytes.toString() + " characters, "
    + crawl.failures.toString() + " failures");
  return crawl.failures ? 1 : 0;
}
