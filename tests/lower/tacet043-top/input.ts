// A program that starts itself as scripts do, without await.
import { sleep } from "tacet/assembly";

async function main(): Promise<void> {
  await sleep(1);
}

main();
