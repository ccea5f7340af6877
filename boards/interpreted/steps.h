// What a host of one program does, step by step, whoever enters whom: host.c calls the program in an engine, enter.c is called by it.
// Steps that end the program print why and return its exit code.

#ifndef TACET_HOST_STEPS_H
#define TACET_HOST_STEPS_H

#include "console.h"
#include "facts.h"
#include "host.h"
#include "memory.h"
#include "ops.h"

/** What host_serve returns of a program that goes on; no exit code. */
#define HOST_GOES_ON (-1)

/** A program as its host has it. Its parts point at each other: it is not moved. */
typedef struct {
  host_memory memory;
  host_console console;
  host_ops ops;
  /** What its module tells, where this host has that. */
  tacet_facts facts;
} tacet_host;

/** A program of which nothing is known yet, not even its memory. */
void host_begin(tacet_host *host, const tacet_platform *platform);

/** Keeps where the control block is, if it is one, and says there what this host performs. @returns whether it is one */
bool host_find_control(tacet_host *host, uint32_t control);

/** Writes the time that the next entry sees. */
void host_tell_time(tacet_host *host);

/**
 * After an entry: performs what was submitted, posts what is done, prints, and tells the time.
 * @param is_idle nothing is ready in the program: sleeps until its deadline where there is nothing to take either
 * @returns HOST_GOES_ON, or the exit code of a program that has ended or can't go on
 */
int host_serve(tacet_host *host, bool is_idle);

/** Prints what was said before the trap, and why it trapped: the program's own words where it left any. @returns the exit code */
int host_trapped(tacet_host *host, const char *engine_text);

/** Prints `text` as the reason why the program can't go on. @returns the exit code */
int host_fail(const tacet_host *host, const char *text);

#endif
