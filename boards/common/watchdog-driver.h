// What the loop needs of a board's watchdog, and who may call it: the driver that board.json names under "watchdog" defines these. Only
// firmware that is built with --watchdog has one; TACET_WATCHDOG_MS is the period, which the build has checked against the board's longest.

#ifndef TACET_WATCHDOG_DRIVER_H
#define TACET_WATCHDOG_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

/** Starts it: when it is not fed for TACET_WATCHDOG_MS, it resets the board. It can't be stopped. Loop, once, behind board_init. */
static void watchdog_start(void);

/** A turn has ended: the period begins again. Loop. */
static void watchdog_feed(void);

#if TACET_REPORTS
/** Whether it is what has started the board. Says so once. Loop, before watchdog_start. */
static bool watchdog_has_reset(void);
#endif

#endif
