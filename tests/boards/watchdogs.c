// A board's watchdog driver as a program of this machine, against a fake of registers that keeps nothing: what the driver writes is printed in
// order. Compiled once a driver: DRIVER, BOARD (its board.h), TACET_WATCHDOG_MS, and CAUSE_AT, CAUSE, what the register of the reset's cause reads.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define TACET_REPORTS 1
#define TACET_HAS_WATCHDOG 1

// In place of registers.h of the processors.
#define TACET_CORTEX_M_REGISTERS_H
#define TACET_RISCV_REGISTERS_H
#define REGISTER(address) (*fake_register(address))

static volatile uint32_t cell;
static uint32_t last_address, last_value;

static void settle(void) {
  if (cell != last_value) printf("%08x %x\n", last_address, cell);
  cell = last_value = 0;
}

static volatile uint32_t *fake_register(uint32_t address) {
  settle();
  last_address = address;
  cell = last_value = address == CAUSE_AT ? CAUSE : 0;
  return &cell;
}

#include BOARD
#include DRIVER

int main(void) {
  printf("%s\n", watchdog_has_reset() ? "by the watchdog" : "otherwise");
  settle();
  watchdog_start();
  settle();
  printf("fed\n");
  watchdog_feed();
  settle();
  return 0;
}
