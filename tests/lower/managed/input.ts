// Strings, arrays, objects and closures' captures live across awaits while the collector runs between all polls.
//! runtimes stub minimal incremental
//! allocates
import { sleep, spawn, trySpawn, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

class Node {
  next: Node | null = null;
  constructor(public name: string, public value: i32) {}
  async append(name: string): Promise<Node> {
    const node = new Node(name + "!", this.value + 1);
    await yieldNow();
    this.next = node;
    await sleep(1);
    return node;
  }
  async text(): Promise<string> {
    let out = this.name;
    let at = this.next;
    while (at) {
      out += await decorate(at.name);
      at = at.next;
    }
    return out;
  }
}

async function decorate(s: string): Promise<string> {
  const before = "<" + s;
  await yieldNow();
  churn();
  return before + ">";
}

/** Garbage that would overwrite what was freed too early. */
function churn(): void {
  for (let i = 0; i < 50; i++) {
    const s = "garbage" + i.toString();
    if (s.length == 0) unreachable();
  }
}

async function strings(n: i32): Promise<string> {
  let all = "";
  for (let i = 0; i < n; i++) {
    const part = i.toString() + "-";
    all = all + part + (await decorate(part)) + part;
    churn();
  }
  return all;
}

async function operands(): Promise<string> {
  return ("a" + (1).toString()) + (await decorate("b" + (2).toString())) + ("c" + (3).toString()) + (await decorate("d" + (4).toString()));
}

async function arrays(): Promise<i32> {
  const list: i32[] = [];
  const nested: i32[][] = [];
  for (let i = 0; i < 5; i++) {
    list.push(await number(i));
    nested.push([i, await number(i * 10)]);
    churn();
  }
  let sum = 0;
  for (let i = 0; i < nested.length; i++) sum += nested[i][0] + nested[i][1] + list[i] + (await number(1));
  return sum;
}

async function number(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

async function nullable(flag: bool): Promise<string | null> {
  const s: string | null = flag ? "set" + (1).toString() : null;
  await yieldNow();
  churn();
  return s;
}

async function children(): Promise<string> {
  const a = decorate("x" + (1).toString());
  const b = strings(2);
  const c = ready("y" + (2).toString());
  await sleep(1);
  churn();
  return (await b) + (await a) + (await c) + (await a);
}

async function ready(s: string): Promise<string> {
  return s + "r";
}

async function raced(): Promise<string> {
  return await Promise.race([slow("slow" + (1).toString()), ready("fast" + (2).toString())]);
}

async function slow(s: string): Promise<string> {
  await sleep(5);
  return s;
}

@pool(2)
async function task(s: string, n: i32): Promise<string> {
  const mine = s + n.toString();
  await sleep(n);
  churn();
  return mine + s;
}

async function spawned(): Promise<string> {
  const a = trySpawn(task("p" + (1).toString(), 2));
  const b = await spawn(task("q" + (2).toString(), 1));
  const c = spawnLate("r" + (3).toString());
  await sleep(3);
  churn();
  return (await a.join()) + (await b.join()) + (await c);
}

/** Waits for a slot with a managed argument in hand. */
async function spawnLate(s: string): Promise<string> {
  const t = await spawn(task(s + "+", 1));
  return await t.join();
}

async function map(): Promise<i32> {
  const m = new Map<string, i32>();
  for (let i = 0; i < 4; i++) m.set("k" + i.toString(), await number(i * i));
  churn();
  const key = "k" + (3).toString();
  await yieldNow();
  return m.get(key) + m.size;
}

async function chain(depth: i32, s: string): Promise<string> {
  const own = s + depth.toString();
  if (depth == 0) {
    await sleep(1);
    return own;
  }
  return (await chain1(depth - 1, own)) + own;
}

async function chain1(depth: i32, s: string): Promise<string> {
  const own = "(" + s;
  const below = await decorate(own);
  churn();
  return below + own + depth.toString();
}

export async function run(): Promise<void> {
  const head = new Node("head", 0);
  const second = await head.append("one");
  await second.append("two" + (2).toString());
  trace("list", await head.text());
  trace("strings", await strings(3));
  trace("operands", await operands());
  trace("arrays", await arrays());
  const some = await nullable(true);
  trace("nullable", some ? some : "null");
  const none = await nullable(false);
  trace("nullable", none ? none : "null");
  trace("children", await children());
  trace("raced", await raced());
  trace("spawned", await spawned());
  trace("map", await map());
  trace("chain", await chain(2, "z"));
  mark("end");
}
