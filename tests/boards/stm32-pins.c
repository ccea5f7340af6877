// The pin drivers of STM32 boards as a program of this machine, against a fake of the registers they use: ports and external interrupts as the
// reference manuals describe them. Compiled once a family: DRIVER is the board's pins.c, FAMILY 1 or 4. Prints what went wrong; the exit code
// counts failures.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define TACET_HAS_PIN_WAITS 1

#include "../../boards/common/tacet_abi.h"

// In place of cortex-m/registers.h.
#define TACET_CORTEX_M_REGISTERS_H
#define REGISTER(address) (*fake_register(address))

static uint32_t enabled_interrupts[2];

static void interrupt_enable(uint32_t number) {
  enabled_interrupts[number / 32] |= 1u << number % 32;
}

#if FAMILY == 1
#define PORT_BASE 0x40010800u
#define OUTPUTS 0x0cu
#define SET 0x10u
#define INPUTS 0x08u
#define EXTI_BASE 0x40010400u
#define LINE_PORTS 0x40010008u
#else
#define PORT_BASE 0x40020000u
#define OUTPUTS 0x14u
#define SET 0x18u
#define INPUTS 0x10u
#define EXTI_BASE 0x40013c00u
#define LINE_PORTS 0x40013808u
#endif
#define PENDING (EXTI_BASE + 0x14)
/** Nobody writes it, so a register that has lost it was written. */
#define UNWRITTEN (1u << 31)

static struct {
  uint32_t address;
  uint32_t value;
} registers[64];
static uint32_t registers_count, pending;

static uint32_t *slot(uint32_t address) {
  uint32_t i = 0;
  while (i < registers_count && registers[i].address != address) i++;
  if (i == registers_count) registers[registers_count++].address = address;
  return &registers[i].value;
}

/** What the last access did beyond storing a value: a write to a set register, a one in the pending register. */
static void settle(void) {
  for (uint32_t port = 0; port < 4; port++) {
    uint32_t *set = slot(PORT_BASE + 0x400 * port + SET), *outputs = slot(PORT_BASE + 0x400 * port + OUTPUTS);
    *outputs = (*outputs | (*set & 0xffff)) & ~(*set >> 16);
    *set = 0;
  }
  uint32_t *written = slot(PENDING);
  if (*written != 0 && !(*written & UNWRITTEN)) pending &= ~*written;
  *written = pending | UNWRITTEN;
}

static volatile uint32_t *fake_register(uint32_t address) {
  settle();
  return slot(address);
}

static uint32_t look(uint32_t address) {
  settle();
  return *slot(address);
}

#include "../../boards/stm32/exti.h"
#include DRIVER

static int failures;
static uint32_t happened_pin, happened_count;

static void expect(const char *what, uint32_t actual, uint32_t expected) {
  if (actual == expected) return;
  failures++;
  printf("%s: 0x%x, not 0x%x\n", what, actual, expected);
}

static void pins_happened(uint32_t pin) {
  happened_pin = pin;
  happened_count++;
}

/** Runs the interrupt, if its condition holds. */
static void interrupt(void) {
  if (pending & look(EXTI_BASE)) pins_interrupt();
}

/** pin_listen, which the loop calls with interrupts masked. @returns its error */
static int32_t listen(uint32_t pin, bool falls, bool rises) {
  int32_t error = pin_listen(pin, falls, rises);
  interrupt();
  return error;
}

/** A level changes at a pin, from outside. */
static void drive(uint32_t pin, bool is_high) {
  uint32_t *inputs = slot(PORT_BASE + 0x400 * (pin / 16) + INPUTS), bit = 1u << pin % 16, line = pin % 16;
  bool was_high = *inputs & bit;
  *inputs = is_high ? *inputs | bit : *inputs & ~bit;
  settle();
  if (was_high == is_high || (look(LINE_PORTS + line / 4 * 4) >> line % 4 * 4 & 15) != pin / 16) return;
  if (!(look(EXTI_BASE + (is_high ? 0x08 : 0x0c)) & bit)) return;
  pending |= bit;
  interrupt();
}

/** The bits that say direction and kind. */
static uint32_t configuration(uint32_t pin) {
#if FAMILY == 1
  return look(PORT_BASE + 0x400 * (pin / 16) + pin % 16 / 8 * 4) >> pin % 8 * 4 & 15;
#else
  uint32_t base = PORT_BASE + 0x400 * (pin / 16), shift = pin % 16 * 2;
  return (look(base) >> shift & 3) << 2 | (look(base + 0x0c) >> shift & 3);
#endif
}

static bool output(uint32_t pin) {
  return look(PORT_BASE + 0x400 * (pin / 16) + OUTPUTS) >> pin % 16 & 1;
}

static void test_modes(void) {
  static const uint8_t expected[] = {
#if FAMILY == 1
    [TACET_PIN_MODE_INPUT] = 4, [TACET_PIN_MODE_INPUT_PULL_UP] = 8, [TACET_PIN_MODE_INPUT_PULL_DOWN] = 8, [TACET_PIN_MODE_OUTPUT] = 1,
#else
    [TACET_PIN_MODE_INPUT] = 0, [TACET_PIN_MODE_INPUT_PULL_UP] = 1, [TACET_PIN_MODE_INPUT_PULL_DOWN] = 2, [TACET_PIN_MODE_OUTPUT] = 4,
#endif
  };
  for (uint32_t pin = 0; pin < 64; pin++) {
    if (!pin_exists(pin)) continue;
    for (uint32_t mode = 0; mode <= TACET_PIN_MODE_OUTPUT; mode++) {
      expect("setup", (uint32_t)pin_setup(pin, mode, pin % 2), 0);
      expect("configuration", configuration(pin), expected[mode]);
#if FAMILY == 1
      if (mode == TACET_PIN_MODE_INPUT_PULL_UP) expect("pulled up", output(pin), true);
      if (mode == TACET_PIN_MODE_INPUT_PULL_DOWN) expect("pulled down", output(pin), false);
#endif
      if (mode == TACET_PIN_MODE_OUTPUT) expect("level", output(pin), pin % 2);
    }
    pin_setup(pin, TACET_PIN_MODE_INPUT, false);
  }
}

static void test_levels(void) {
  pin_setup(5, TACET_PIN_MODE_OUTPUT, true);
  pin_setup(6, TACET_PIN_MODE_OUTPUT, false);
  pin_write(5, TACET_PIN_LEVEL_TOGGLE);
  expect("toggled to low", output(5), false);
  pin_write(5, TACET_PIN_LEVEL_TOGGLE);
  expect("toggled to high", output(5), true);
  pin_write(6, TACET_PIN_LEVEL_HIGH);
  pin_write(5, TACET_PIN_LEVEL_LOW);
  expect("low", output(5), false);
  expect("high", output(6), true);
  drive(40, true);
  expect("input", pin_read(40), true);
  expect("another input", pin_read(39), false);
}

static void test_waits(uint32_t pin) {
  happened_count = 0;
  drive(pin, false);
  expect("listens", (uint32_t)listen(pin, false, true), 0);
  expect("a line of another port", (uint32_t)listen((pin + 16) % 48, true, true), (uint32_t)-TACET_ERRNO_EAGAIN);
  listen((pin + 16) % 48, false, false); // of which nothing was under way
  drive(pin, true);
  expect("rising", happened_count, 1);
  expect("its pin", happened_pin, pin);
  drive(pin, false);
  drive(pin, true);
  expect("asked for once", happened_count, 1);
  listen(pin, true, false);
  expect("nothing from before", happened_count, 1);
  drive(pin, false);
  expect("falling", happened_count, 2);
  listen(pin, true, true);
  drive(pin, true);
  expect("either", happened_count, 3);
  listen(pin, true, true);
  listen(pin, false, false);
  drive(pin, false);
  expect("not any more", happened_count, 3);
  uint32_t number = pin % 16 < 5 ? 6 + pin % 16 : pin % 16 < 10 ? 23 : 40;
  expect("its interrupt", enabled_interrupts[number / 32] >> number % 32 & 1, 1);
}

int main(void) {
  test_modes();
  test_levels();
  for (uint32_t pin = 0; pin < 48; pin++) {
    if (pin_exists(pin)) test_waits(pin);
  }
  expect("behind the last port", pin_exists(64), false);
  if (failures == 0) printf("ok\n");
  return failures;
}
