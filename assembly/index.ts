// tacet/assembly: what programs import. Everything else in this folder is the runtime's own.

export { sleep } from "./sleep";
export { sleepUntil } from "./sleep-until";
export { yieldNow } from "./yield";
export { AbortError } from "./abort";
export { shield, timeout, TimeoutError } from "./timeout";
export { spawn, Task, trySpawn } from "./spawn";
export { limit, Scope, scope } from "./scope";
export { frameBuffer, inFrame } from "./intrinsics";
export { HostHandle, HostReference } from "./handle";
export { TcpListener, TcpStream } from "./net";
export { File, FileStat } from "./fs";
export { InputPin, OutputPin } from "./pins";
export { Pwm } from "./pwm";
export { I2c } from "./i2c";
export { SpiBus } from "./spi";
export { checkpoint } from "./checkpoint";
export { args, env, environment } from "./process";
export { argument, InputStream, OutputStream, signal, stderr, stdin, stdout } from "./stdio";
export { console } from "./console";
export { BoardPin, Errno, FileKind, OpenFlag, PinEvent, PinLevel, PinMode, Signal } from "./abi";
export { ioCheck, IoError } from "./io-error";
export { now } from "./control";
import "./borrow";
import "./promise";
import "./generator";
import "./async-generator";

import "./error";
import "./gc";
import "./host";
import "./top-level";
import "./trap";
import "./turn";
