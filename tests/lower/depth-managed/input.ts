// Goal: references in the frames of a recursion survive collections at every suspension.
//! runtimes minimal incremental
import { sleep, yieldNow } from "tacet/assembly";

class Tree {
  left: Tree | null = null;
  right: Tree | null = null;
  constructor(public name: string) {}
}

@depth(5)
async function grow(name: string, depth: i32): Promise<Tree> {
  const tree = new Tree(name);
  if (depth > 0) {
    tree.left = await grow(name + "l", depth - 1);
    await yieldNow();
    tree.right = await grow(name + "r", depth - 1);
  }
  return tree;
}

@depth(6)
async function describe(tree: Tree | null): Promise<string> {
  if (!tree) return "-";
  const open = "(" + tree.name;
  const left = await describe(tree.left);
  await sleep(1);
  return open + left + (await describe(tree.right)) + ")";
}

export async function run(): Promise<string> {
  return await describe(await grow("t", 3));
}
