// STM32F405RG: what the common parts ask about it at compile time. Addresses and interrupts: RM0090, tables 1 and 61.

#include "../stm32/exti.h"

#define BOARD_SYSTICK 1
#define BOARD_LED 10u // PA10
#define BOARD_MHZ 168u
#define USART_BASE 0x40011000u
#define USART_CLOCK_HZ 84000000u
#define USART_INTERRUPT 37
#define BOARD_SERIAL_INTERRUPT INTERRUPT(USART_INTERRUPT) = usart_interrupt,
#define WATCHDOG_HZ 32000u
#define RCC_CSR REGISTER(0x40023874) // 6.3.21
