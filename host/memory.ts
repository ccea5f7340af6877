// Guest memory: a WebAssembly.Memory -> views that are renewed when it grew, and checks of what the guest points at.
// Under --runtime stub nothing grows and the views are made once. A grown memory detaches the old buffer (length 0), which is
// cheaper to notice than asking for `memory.buffer` each time. V8 reserves the address space of a 32-bit memory up front, so
// bytes do not move when it grows and an operation of Node that is under way keeps writing into the right place.

export class GuestMemory {
  u8: Uint8Array;
  u32: Uint32Array;
  view: DataView;
  /** The whole memory as a Buffer: what Node's streams and files take without wrapping. */
  #buffer: Buffer | undefined;

  constructor(readonly memory: WebAssembly.Memory) {
    this.u8 = new Uint8Array(memory.buffer);
    this.u32 = new Uint32Array(memory.buffer);
    this.view = new DataView(memory.buffer);
  }

  /** After every entry into the guest, before any access. */
  refresh(): void {
    if (this.u8.length !== 0) return;
    this.u8 = new Uint8Array(this.memory.buffer);
    this.u32 = new Uint32Array(this.memory.buffer);
    this.view = new DataView(this.memory.buffer);
    this.#buffer = undefined;
  }

  /** Whether `length` bytes at `ptr` lie in memory; 0 bytes anywhere do. */
  holds(ptr: number, length: number): boolean {
    return length === 0 || (ptr !== 0 && ptr + length <= this.u8.length);
  }

  /** A Buffer over guest bytes, not a copy. Only for Node. */
  bufferAt(ptr: number, length: number): Buffer {
    this.#buffer ??= Buffer.from(this.u8.buffer);
    return this.#buffer.subarray(ptr, ptr + length);
  }

  /** Text at `ptr`: UTF-16LE as AssemblyScript keeps it, or UTF-8. */
  text(ptr: number, length: number, isUtf16: boolean): string {
    const bytes = this.u8.subarray(ptr, ptr + length);
    return isUtf16 ? utf16.decode(bytes) : utf8.decode(bytes);
  }

  /** The AssemblyScript string at `ptr` (byte length in the word before it), or undefined where there can be none. */
  stringAt(ptr: number, bytesMax: number): string | undefined {
    if (ptr < 4 || ptr > this.u8.length || ptr % 4 !== 0) return undefined;
    const length = this.u32[(ptr >>> 2) - 1];
    return length > bytesMax || !this.holds(ptr, length) ? undefined : this.text(ptr, length, true);
  }
}

const utf8 = new TextDecoder();
const utf16 = new TextDecoder("utf-16le");
