// Goal: references that the top level makes and the module's variables hold survive collections.
//! runtimes minimal incremental
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

class Node {
  constructor(public name: string, public next: Node | null) {}
}

async function named(name: string): Promise<Node> {
  await yieldNow();
  return new Node(name + "!", null);
}

const head = await named("head");
let list: Node | null = new Node("list", head);
const [a, b] = [await named("a"), await named("b")];
const values: i32[] = [1, 2, 3];
for (let i = 0; i < 3; i++) {
  list = new Node(`n${i}`, list);
  await sleep(1);
  values.push(i);
}

export async function run(): Promise<string> {
  let text = a.name + b.name;
  let node = list;
  while (node) {
    text += node.name;
    await yieldNow();
    node = node.next;
  }
  trace("values", values.length);
  return text;
}
