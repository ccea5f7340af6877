// The compact profile: `--use TACET_COMPACT=1` makes rings half as large, for programs on boards.
//
//   rings    entries of 16 and 8 bytes: addresses, handles and lengths of 16 bits, an arg of 32 or twice 16 (ring.ts). An operation
//            whose values do not fit ends with EOVERFLOW; files and TCP do not compile, for hosts give them longer handles
//   memory   static memory ends below 64 KB, or the program is refused (TACET060)
//
// The control block is the same. Programs are: what differs is announced in the rings block.

// @ts-ignore: TACET_COMPACT exists only when it is set
export const COMPACT: bool = isDefined(TACET_COMPACT) ? TACET_COMPACT != 0 : false;

/** In what works on handles that a host gives out, which take more than 16 bits. */
export function refuseCompact(): void {
  ERROR("files and TCP need rings that are not compact: leave out TACET_COMPACT");
}
