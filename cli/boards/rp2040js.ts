// rp2040js: a firmware -> a run of npm's RP2040 emulator in this process, under virtual time.
// The package runs instructions and peripherals. What it leaves to others is done here: the boot ROM's part (it has none), faults,
// the exit code by semihosting, sleep, and a serial line that takes as long as its baud rate says.

import type { Peripheral, RP2040, Simulator } from "rp2040js";
import type { AwaitMap } from "../../host/awaits.js";
import { InternalError, ToolError } from "../errors.js";
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_TRAPPED } from "../exit-codes.js";
import { onInterrupts } from "../interrupts.js";
import { crc32 } from "./checksum.js";
import type { Streams } from "./emulator.js";
import { ReportReader } from "./reports.js";

/** The version whose types this file knows; package.json pins it. */
const VERSION = "1.4.1";
const RAM_AT = 0x20000000;
/** What the boot ROM copies and starts. */
const BOOT2_AT = 0x20041f00;
const BOOT2_BYTES = 256;
/** Instructions between two looks at this process's events. */
const SLICE = 100_000;
const HARD_FAULT = 3;
const WATCHDOG_AT = 0x40058;
const WATCHDOG_CTRL = 0;
/** `bkpt 0xab`: the processor calls its debugger (ARM Semihosting specification). */
const SEMIHOSTING = 0xbeab;
const SYS_EXIT_EXTENDED = 0x20;
const I2C_INTERRUPT_MASK = 0x30;
const SPI_INTERRUPT_MASK = 0x14;
const SPI_INTERRUPT_CLEAR = 0x20;
const SPI_PAUSE = 2;
const SPI_PAUSE_BITS = 32;
/** Start bit, eight of data, stop bit. */
const BITS_A_BYTE = 10;

/**
 * @param bin what is flashed
 * @param connect what is wired to the chip's pins
 * @returns exit code of the program
 * @throws ToolError where the package is missing
 */
export async function runInRp2040js(bin: Uint8Array, map: AwaitMap | undefined, streams: Streams, connect?: (chip: RP2040) => void): Promise<number> {
  const { Simulator } = await load();
  const simulator = new Simulator();
  const machine = new Machine(simulator, bin);
  connect?.(simulator.rp2040);
  const reader = new ReportReader({ out: bytes => streams.out(bytes), report: text => streams.err(`${text}\n`) }, map);
  machine.onByte(byte => reader.write(Uint8Array.of(byte)));
  machine.onWarning(text => streams.err(`rp2040js: ${text}\n`));
  const input = new Input(machine, streams.input);
  let exitInterrupted: number | undefined;
  const stopListening = onInterrupts(signal => {
    exitInterrupted ??= EXIT_INTERRUPTED[signal];
    input.endWait();
  });
  try {
    while (exitInterrupted === undefined) {
      const state = machine.run(SLICE);
      if (typeof state === "number") return state;
      if (input.startWhenReady()) continue;
      if (state === "asleep" && input.isEnded) {
        streams.err("tacet: the processor sleeps, and nothing can wake it\n");
        return EXIT_FAILED;
      }
      await (state === "asleep" ? input.more() : new Promise(setImmediate));
    }
    return exitInterrupted;
  } finally {
    stopListening();
    input.close();
    reader.end();
  }
}

async function load(): Promise<typeof import("rp2040js")> {
  try {
    return await import("rp2040js");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new ToolError("this board is emulated by npm's package rp2040js", `npm install --save-dev rp2040js@${VERSION}`);
  }
}

/** What is used of the emulator's watchdog, whose type the package does not export. */
interface Watchdog extends Peripheral {
  onWatchdogTrigger: () => void;
}

/** The chip, from the end of its boot ROM on. */
class Machine {
  readonly #rp2040: RP2040;
  readonly #clock: Simulator["clock"];
  readonly #boot2: Uint8Array;
  #exitCode: number | undefined;
  #isFaulty = false;
  #warn: (text: string) => void = () => undefined;

  /** @param bin what is flashed. @throws InternalError where the boot ROM would refuse it */
  constructor({ rp2040, clock }: Simulator, bin: Uint8Array) {
    this.#rp2040 = rp2040;
    this.#clock = clock;
    const boot2 = Buffer.from(bin.subarray(0, BOOT2_BYTES));
    if (boot2.readUInt32LE(BOOT2_BYTES - 4) !== crc32(boot2.subarray(0, BOOT2_BYTES - 4))) throw new InternalError("the boot ROM refuses the firmware: the checksum of its first 256 bytes is wrong");
    rp2040.flash.set(bin);
    this.#boot2 = boot2;
    this.#start();
    rp2040.onBreak = () => this.#broke();
    (rp2040.peripherals[WATCHDOG_AT] as Watchdog).onWatchdogTrigger = () => this.#restart();
    rp2040.i2c.forEach(addInterruptMask);
    for (const spi of rp2040.spi) addPauseInterrupt(spi, rp2040);
    // The emulator says in its log what the chip answers with a fault: an address where nothing is, an instruction it does not have.
    const log = (component: string, message: string): void => {
      if (component === "RP2040" || component === "CortexM0Core") this.#isFaulty = true;
      else this.#warn(`${component}: ${message}`);
    };
    rp2040.logger = { debug: () => undefined, info: () => undefined, warn: log, error: log };
  }

  /** What the boot ROM does. */
  #start(): void {
    this.#rp2040.sram.set(this.#boot2, BOOT2_AT - RAM_AT);
    this.#rp2040.core.PC = BOOT2_AT;
  }

  /** The watchdog's reset: the processor begins again. Memory stays, as in the chip; peripherals do as well, which the program resets before use. */
  #restart(): void {
    const { core, peripherals } = this.#rp2040;
    core.enabledInterrupts = core.pendingInterrupts = core.IPSR = core.currentMode = 0;
    core.PM = core.waiting = false;
    (peripherals[WATCHDOG_AT] as Watchdog).writeUint32(WATCHDOG_CTRL, 0);
    this.#start();
  }

  onByte(callback: (byte: number) => void): void {
    this.#rp2040.uart[0].onByte = callback;
  }

  onWarning(callback: (text: string) => void): void {
    this.#warn = callback;
  }

  /** Whether the serial line is set up. */
  get isListening(): boolean {
    return this.#rp2040.uart[0].enabled;
  }

  /** Sends bytes, one after the other, at the serial line's rate. */
  sender(): (bytes: Uint8Array) => void {
    const { uart: [uart] } = this.#rp2040;
    const queue: number[] = [];
    const byteNanos = (): number => BITS_A_BYTE * 1e9 / uart.baudRate;
    const alarm = this.#clock.createAlarm(() => {
      uart.feedByte(queue.shift()!);
      if (queue.length > 0) alarm.schedule(byteNanos());
    });
    return bytes => {
      if (queue.length === 0 && bytes.length > 0) alarm.schedule(byteNanos());
      queue.push(...bytes);
    };
  }

  /** Runs some instructions. @returns the exit code of a program that has ended, or why it stopped before that */
  run(instructions: number): number | "busy" | "asleep" {
    const { core } = this.#rp2040;
    for (let left = instructions; left > 0 && this.#exitCode === undefined; left--) {
      if (core.waiting && !this.#wake()) return "asleep";
      const at = core.PC;
      this.#clock.tick(core.executeInstruction() * 1e9 / this.#rp2040.clkSys);
      if (this.#isFaulty) this.#fault(at);
    }
    return this.#exitCode ?? "busy";
  }

  /** Lets time pass to what wakes the processor. @returns whether there is anything */
  #wake(): boolean {
    const { core } = this.#rp2040;
    while (core.waiting) {
      // An interrupt that is pending while masked ends the sleep at once, which the emulator does not know.
      if (core.pendingInterrupts & core.enabledInterrupts) core.waiting = false;
      else if (this.#clock.nanosToNextAlarm > 0) this.#clock.tick(this.#clock.nanosToNextAlarm);
      else return false;
    }
    return true;
  }

  /** `bkpt` and `udf` end here: a call of the debugger, or a fault. */
  #broke(): void {
    const { core } = this.#rp2040;
    const isCall = core.readUint16(core.PC - core.breakRewind & ~1) === SEMIHOSTING && core.registers[0] === SYS_EXIT_EXTENDED;
    if (isCall) this.#exitCode = core.readUint32(core.registers[1]! + 4);
    else this.#isFaulty = true;
  }

  /** @param at address of the instruction */
  #fault(at: number): void {
    const { core } = this.#rp2040;
    if (core.IPSR === HARD_FAULT) {
      this.#warn(`the processor locked up at 0x${at.toString(16)}: a fault while it handled one`);
      this.#exitCode = EXIT_TRAPPED;
      return;
    }
    core.PC = at;
    core.exceptionEntry(HARD_FAULT);
    this.#isFaulty = false; // the stack may have been full as well
  }
}

/** The emulator's I2C controller knows its interrupt mask (data sheet, 4.3.17), but not that it is written. */
function addInterruptMask(i2c: RP2040["i2c"][number]): void {
  const write = i2c.writeUint32.bind(i2c);
  i2c.writeUint32 = (offset, value) => {
    if (offset !== I2C_INTERRUPT_MASK) return write(offset, value);
    i2c.intEnable = value;
    i2c.checkInterrupts();
  };
}

/** The emulator's SPI controller lacks the interrupt for what stays in its FIFO during a pause (PrimeCell SSP, PL022, 2.3.4). */
function addPauseInterrupt(spi: RP2040["spi"][number], chip: RP2040): void {
  let hasPaused = false;
  const raise = (): void => {
    if (hasPaused && !spi.rxFIFO.empty && spi.readUint32(SPI_INTERRUPT_MASK) & SPI_PAUSE) chip.setInterrupt(spi.irq, true);
  };
  const alarm = chip.clock.createAlarm(() => {
    hasPaused = true;
    raise();
  });
  const complete = spi.completeTransmit.bind(spi);
  spi.completeTransmit = value => {
    hasPaused = false;
    complete(value);
    alarm.schedule(SPI_PAUSE_BITS * 1e9 / spi.clockFrequency);
  };
  const write = spi.writeUint32.bind(spi);
  spi.writeUint32 = (offset, value) => {
    write(offset, value);
    if (offset === SPI_INTERRUPT_CLEAR && value & SPI_PAUSE) hasPaused = false;
    raise();
  };
}

/** What the program reads: bytes that are known, or this process's standard input. */
class Input {
  readonly #send: (bytes: Uint8Array) => void;
  #hasStarted = false;
  #hasEnded = false;
  #waiter: () => void = () => undefined;
  readonly #take = (bytes: Uint8Array): void => {
    this.#send(bytes);
    this.endWait();
  };
  readonly #end = (): void => {
    this.#hasEnded = true;
    this.endWait();
  };

  constructor(private readonly machine: Machine, private readonly bytes: Uint8Array | undefined) {
    this.#send = machine.sender();
  }

  /** Whether nothing will come any more. */
  get isEnded(): boolean {
    return this.#hasEnded;
  }

  /** @returns whether it has started now */
  startWhenReady(): boolean {
    if (this.#hasStarted || !this.machine.isListening) return false;
    this.#hasStarted = true;
    if (this.bytes) {
      this.#send(this.bytes);
      this.#hasEnded = true;
    } else {
      process.stdin.on("data", this.#take).once("end", this.#end);
    }
    return true;
  }

  /** Waits for bytes, or their end. */
  more(): Promise<void> {
    return new Promise(done => {
      this.#waiter = done;
    });
  }

  endWait(): void {
    this.#waiter();
  }

  close(): void {
    if (this.#hasStarted && !this.bytes) process.stdin.off("data", this.#take).off("end", this.#end).pause();
  }
}
