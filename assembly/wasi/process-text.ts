// Process text: ARGUMENT and ENVIRONMENT -> WASI's lists, which are fetched once and kept.
// The first argument WASI gives is the program's name, which our arguments do not count.

import { args_get, args_sizes_get, environ_get, environ_sizes_get } from "bindings/wasi_snapshot_preview1";
import { Errno, Op as OpCode, OpFlag, SubmissionLayout } from "../abi";

/** Each: how many strings, then the bytes of all. */
// @ts-ignore: decorator
@lazy const SIZES: usize = memory.data(8, 4);
// @ts-ignore: decorator
@lazy let argumentList: usize = 0;
// @ts-ignore: decorator
@lazy let argumentCount: u32 = 0;
// @ts-ignore: decorator
@lazy let environmentList: usize = 0;
// @ts-ignore: decorator
@lazy let environmentCount: u32 = 0;

const EQUALS: u8 = 0x3d;

/** @returns the result */
export function performText(entry: usize): i32 {
  if (load<u8>(entry, SubmissionLayout.OP) == OpCode.ARGUMENT) {
    const error = fetchArguments();
    if (error) return error;
    const index = load<u32>(entry, SubmissionLayout.HANDLE) + 1;
    return index && index < argumentCount ? copy(entry, <usize>load<u32>(argumentList + (<usize>index << 2))) : Errno.ENOENT;
  }
  const error = fetchEnvironment();
  if (error) return error;
  const name = <usize>load<u32>(entry, SubmissionLayout.ARG);
  const bytes = load<u32>(entry, SubmissionLayout.ARG + 4);
  const isWide = (load<u8>(entry, SubmissionLayout.FLAGS) & OpFlag.UTF16) != 0;
  for (let i: u32 = 0; i < environmentCount; i++) {
    const value = valueOf(<usize>load<u32>(environmentList + (<usize>i << 2)), name, bytes, isWide);
    if (value) return copy(entry, value);
  }
  return Errno.ENOENT;
}

function fetchArguments(): i32 {
  if (argumentList) return 0;
  let error = <i32>args_sizes_get(SIZES, SIZES + 4);
  if (error) return -error;
  argumentCount = load<u32>(SIZES);
  const pointers = <usize>argumentCount << 2;
  argumentList = heap.alloc(pointers + load<u32>(SIZES, 4) + 1);
  error = <i32>args_get(argumentList, argumentList + pointers);
  if (error) argumentCount = 0;
  return -error;
}

function fetchEnvironment(): i32 {
  if (environmentList) return 0;
  let error = <i32>environ_sizes_get(SIZES, SIZES + 4);
  if (error) return -error;
  environmentCount = load<u32>(SIZES);
  const pointers = <usize>environmentCount << 2;
  environmentList = heap.alloc(pointers + load<u32>(SIZES, 4) + 1);
  error = <i32>environ_get(environmentList, environmentList + pointers);
  if (error) environmentCount = 0;
  return -error;
}

/** Copies the C string `text` to the submission's buffer. @returns its bytes */
function copy(entry: usize, text: usize): i32 {
  let bytes: u32 = 0;
  while (load<u8>(text + bytes)) bytes++;
  memory.copy(<usize>load<u32>(entry, SubmissionLayout.BUFFER), text, min(bytes, load<u32>(entry, SubmissionLayout.LENGTH)));
  return bytes;
}

/** The value in `variable`, a C string `name=value`; 0 where the name is another. */
function valueOf(variable: usize, name: usize, bytes: u32, isWide: bool): usize {
  const step: u32 = isWide ? 2 : 1;
  for (let at: u32 = 0; at < bytes; at += step) {
    const char = isWide ? <u32>load<u16>(name + at) : <u32>load<u8>(name + at);
    // Names are ASCII: POSIX allows no others.
    if (char == 0 || char > 0x7f || <u32>load<u8>(variable++) != char) return 0;
  }
  return bytes && load<u8>(variable) == EQUALS ? variable + 1 : 0;
}
