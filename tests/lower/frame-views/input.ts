// What lies in a frame, in places that may outlive it: scopes, steps of generators, outcomes of promises.
import { scope, Scope } from "tacet/assembly";

let kept: Scope | null = null;

class Holder {
  scope: Scope | null = null;
  step: IteratorResult<i32> | null = null;
}

async function number(): Promise<i32> {
  return 1;
}

async function makes(): Promise<Scope> {
  return scope();
}

async function outcome(): Promise<PromiseSettledResult<i32>> {
  const [a] = await Promise.allSettled([number()]);
  return a;
}

async function takes(s: Scope): Promise<i32> {
  return s.count;
}

export async function run(): Promise<void> {
  kept = scope();
  await takes(kept!);
  const holder = new Holder();
  holder.scope = scope();
  await makes();
  await outcome();
}
