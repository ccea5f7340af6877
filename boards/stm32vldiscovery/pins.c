// Pins of the STM32VLDISCOVERY: ports A to C and PD2, without the console's (PA9, PA10) and the debugger's (PA13 to PA15, PB3, PB4).

#include "../stm32/gpio-f1.h"

#define STM32_PORTS 0x19ff, 0xffe7, 0xffff, 0x0004

#include "../stm32/pins.c"
