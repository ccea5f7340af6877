// STM32F100RB: what the common parts ask about it at compile time. Addresses and interrupts: RM0041, tables 1 and 50.

#include "../stm32/exti.h"

#define BOARD_SYSTICK 1
#define BOARD_LED 41u // PC9
#define BOARD_MHZ 24u
#define USART_BASE 0x40013800u
#define USART_CLOCK_HZ 24000000u
#define USART_INTERRUPT 37
#define BOARD_SERIAL_INTERRUPT INTERRUPT(USART_INTERRUPT) = usart_interrupt,
#define WATCHDOG_HZ 40000u
#define RCC_CSR REGISTER(0x40021024) // 6.3.10
