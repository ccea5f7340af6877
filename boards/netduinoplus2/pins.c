// Pins of the Netduino Plus 2: ports A to C and PD2, without the console's (PB6, PB7) and the debugger's (PA13, PA14).

#include "../stm32/gpio-f4.h"

#define STM32_PORTS 0x9fff, 0xff3f, 0xffff, 0x0004

#include "../stm32/pins.c"
