// The program's arguments, from the command line of the iwasm that runs it. WAMR hands them to a `main(argc, argv)` by allocating in the
// program's memory, which needs `--heap-size` or an allocator in the module; and it can't be asked by a library.

#ifndef TACET_COMMAND_LINE_H
#define TACET_COMMAND_LINE_H

/**
 * Reads what stands behind the module's name. Allocates, once.
 * @param arguments where they are, as `main` has them; kept for good
 * @returns their number; 0 also where the system tells no command line
 */
int command_line_arguments(char ***arguments);

#endif
