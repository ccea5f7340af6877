// What the harness reads besides the case's own exports.
export { traceBuffer, traceBytes } from "./trace";
