// Trap: a failed assertion or a throw of AssemblyScript's own -> message, file, line and column in the control block,
// then `unreachable`. A bare `unreachable`, an overflow of the stack or an access out of bounds never comes here: the host
// sees status RUNNING instead of TRAPPED then.
//
// asc calls this function through `--use abort=~lib/tacet/assembly/trap/abort` (the name of this file in the program);
// the transform sets that, which also keeps the import `env.abort` out of the module.

import { ControlLayout, Status as ControlStatus } from "./abi";
import { CONTROL } from "./control";
import { __hostTrap } from "./intrinsics";

export function abort(message: string | null = null, fileName: string | null = null, line: u32 = 0, column: u32 = 0): void {
  store<u32>(CONTROL, line, ControlLayout.CODE);
  store<u32>(CONTROL, <u32>changetype<usize>(message), ControlLayout.MESSAGE); // static text, or kept alive by never returning
  store<u32>(CONTROL, <u32>changetype<usize>(fileName), ControlLayout.FILE);
  store<u32>(CONTROL, column, ControlLayout.COLUMN);
  store<u32>(CONTROL, ControlStatus.TRAPPED, ControlLayout.STATUS);
  // @ts-ignore: a constant that the transform sets
  if (isDefined(TACET_COMMAND)) __hostTrap();
  unreachable();
}
