// Firmware: the program as C, the common parts and one board -> one translation unit, so that the compiler sees all of it and
// nothing unused stays. config.h, app.h, app.c and board-sources.h are written by the build (cli/boards/firmware.ts).

#include "config.h"

#include "board.h" // the board's own facts

#include "wasm-ops.h"

#include "app.h"
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wunused-label" // of code that was not optimised
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "app.c"
#pragma GCC diagnostic pop

#include "platform.h"

#include "guest.h"

#include "libc.c"

#if TACET_HAS_STDIO
#include "serial.h"
#endif

#if TACET_HAS_IMAGES
#include "storage-driver.h"
#endif

#if TACET_HAS_WATCHDOG
#include "watchdog-driver.h"
#endif

#include "board-sources.h"

#include "console.c"

#if TACET_CANARIES
#include "canaries.c"
#endif

#include "trap.c"

#if TACET_HAS_RINGS
#include "ops.c"
#endif

#include "loop.c"
