// I2C of an RP2040: bus 0 on GPIO 4 (SDA) and 5 (SCL), bus 1 on GPIO 6 and 7, with the pads' pull-ups. RP2040 data sheet, 4.3.
// What is asked of the controller is at most what its receive FIFO has room for, so nothing overflows however late the loop comes; the
// controller holds the clock low while it has no command.

#include "../common/bus-driver.h"
#include "../common/platform.h"
#include "pads.h"

#define I2C(bus, offset) REGISTER(0x40044000 + 0x4000 * (bus) + (offset)) // 4.3.17
#define IC_CON 0x00u
#define IC_CON_MASTER 1u
#define IC_CON_FAST (2u << 1)
#define IC_CON_RESTART (1u << 5)
#define IC_CON_NO_SLAVE (1u << 6)
#define IC_CON_EMPTY_IS_IDLE (1u << 8)
#define IC_TAR 0x04u
#define IC_DATA_CMD 0x10u
#define IC_DATA_CMD_READ (1u << 8)
#define IC_DATA_CMD_STOP (1u << 9)
#define IC_DATA_CMD_RESTART (1u << 10)
#define IC_FS_SCL_HCNT 0x1cu
#define IC_FS_SCL_LCNT 0x20u
#define IC_INTR_MASK 0x30u
#define IC_RAW_INTR_STAT 0x34u
#define IC_INTR_TX_EMPTY (1u << 4)
#define IC_INTR_TX_ABORT (1u << 6)
#define IC_INTR_STOP (1u << 9)
#define IC_TX_TL 0x3cu
#define IC_CLR_INTR 0x40u
#define IC_CLR_TX_ABRT 0x54u
#define IC_ENABLE 0x6cu
#define IC_TXFLR 0x74u
#define IC_RXFLR 0x78u
#define IC_SDA_HOLD 0x7cu
#define IC_SDA_HOLD_300NS 39u
#define IC_TX_ABRT_SOURCE 0x80u
#define IC_TX_ABRT_NO_DEVICE 1u
#define IC_TX_ABRT_LOST (1u << 12)
#define IC_ENABLE_STATUS 0x9cu
#define IC_FS_SPKLEN 0xa0u
#define FIFO_ENTRIES 16u
#define SYS_HZ 125000000u
#define COUNT_MAX 0xffffu

static int32_t i2c_setup(uint32_t bus, uint32_t hertz) {
  uint32_t period = SYS_HZ / hertz;
  uint32_t low = period / 5 * 3; // the low time of fast mode is the longer one
  if (period < 64 || low > COUNT_MAX) return -TACET_ERRNO_ERANGE;
  reset_and_start(RESET_I2C0 << bus);
  I2C(bus, IC_CON) = IC_CON_MASTER | IC_CON_FAST | IC_CON_RESTART | IC_CON_NO_SLAVE | IC_CON_EMPTY_IS_IDLE;
  I2C(bus, IC_FS_SCL_HCNT) = period - low;
  I2C(bus, IC_FS_SCL_LCNT) = low;
  I2C(bus, IC_FS_SPKLEN) = low / 16;
  I2C(bus, IC_SDA_HOLD) = IC_SDA_HOLD_300NS;
  I2C(bus, IC_TX_TL) = 0;
  I2C(bus, IC_INTR_MASK) = 0;
  pad_connect(4 + 2 * bus, PIN_CTRL_I2C, PAD_PULL_UP);
  pad_connect(5 + 2 * bus, PIN_CTRL_I2C, PAD_PULL_UP);
  interrupt_enable(I2C_INTERRUPT + bus);
  return 0;
}

static void i2c_start(uint32_t bus, uint32_t device, struct transfer *transfer) {
  I2C(bus, IC_ENABLE) = 0;
  while (I2C(bus, IC_ENABLE_STATUS) & 1) {} // the stop bit of a transfer that was refused
  I2C(bus, IC_TAR) = device;
  I2C(bus, IC_ENABLE) = 1;
  (void)I2C(bus, IC_CLR_INTR);
  transfer->ask_left = transfer->in_left;
  transfer->turns = transfer->out_left > 0;
}

/** Why the controller gave up. */
static int32_t abort_error(uint32_t source) {
  if (source & IC_TX_ABRT_NO_DEVICE) return -TACET_ERRNO_ENXIO;
  return source & IC_TX_ABRT_LOST ? -TACET_ERRNO_EAGAIN : -TACET_ERRNO_EIO;
}

static void i2c_take(uint32_t bus, struct transfer *transfer) {
  for (uint32_t count = I2C(bus, IC_RXFLR); count > 0; count--) {
    *transfer->in++ = (uint8_t)I2C(bus, IC_DATA_CMD);
    transfer->in_left--;
    transfer->asked--;
  }
}

static void i2c_ask(uint32_t bus, struct transfer *transfer) {
  while (I2C(bus, IC_TXFLR) < FIFO_ENTRIES) {
    uint32_t command;
    if (transfer->out_left > 0) {
      command = *transfer->out++;
      transfer->out_left--;
    } else {
      if (transfer->ask_left == 0 || transfer->asked == FIFO_ENTRIES) return;
      command = IC_DATA_CMD_READ | (transfer->turns ? IC_DATA_CMD_RESTART : 0);
      transfer->turns = false;
      transfer->ask_left--;
      transfer->asked++;
    }
    if (transfer->out_left == 0 && transfer->ask_left == 0) command |= IC_DATA_CMD_STOP;
    I2C(bus, IC_DATA_CMD) = command;
  }
}

static int32_t i2c_step(uint32_t bus, struct transfer *transfer) {
  uint32_t happened = I2C(bus, IC_RAW_INTR_STAT);
  if (happened & IC_INTR_TX_ABORT) {
    int32_t error = abort_error(I2C(bus, IC_TX_ABRT_SOURCE));
    (void)I2C(bus, IC_CLR_TX_ABRT);
    return error;
  }
  i2c_take(bus, transfer);
  bool is_all_asked = transfer->out_left == 0 && transfer->ask_left == 0;
  if (is_all_asked && happened & IC_INTR_STOP) return 0;
  i2c_ask(bus, transfer);
  is_all_asked = transfer->out_left == 0 && transfer->ask_left == 0;
  I2C(bus, IC_INTR_MASK) = IC_INTR_TX_ABORT | (is_all_asked ? IC_INTR_STOP : IC_INTR_TX_EMPTY);
  return TRANSFER_GOES_ON;
}

static void i2c_interrupt(uint32_t bus) {
  I2C(bus, IC_INTR_MASK) = 0;
  i2c_happened(bus);
}

static void i2c0_interrupt(void) {
  i2c_interrupt(0);
}

static void i2c1_interrupt(void) {
  i2c_interrupt(1);
}
