// Embeds the thermostat: gives it a sensor, calls it like any async JavaScript function.
//   tacet build examples/host-call/main.ts -o build/host-call.wasm && node examples/host-call/run.mjs build/host-call.wasm

import { readFile } from "node:fs/promises";
import { instantiate } from "tacet/host/node";

const temperatures = [18.5, 21, 23.5];
let warming = 17;

const app = await instantiate(await readFile(process.argv[2]), {
  host: {
    fetchTemp: async room => room < temperatures.length ? temperatures[room] : (warming += 0.5),
  },
});
console.log(`mean of ${temperatures.length} rooms: ${await app.exports.meanTemp(temperatures.length)}`);
console.log(`warm after ${await app.exports.waitUntilWarm(3, 19, 10)} readings`);
await app.close();
