// Interrupts of an STM32's external lines, the same in F1 and F4: RM0041, table 50; RM0090, table 61. For board.h.

#ifndef TACET_STM32_EXTI_H
#define TACET_STM32_EXTI_H

#define EXTI_INTERRUPT 6 // of line 0; those of lines 1 to 4 follow
#define EXTI9_5_INTERRUPT 23
#define EXTI15_10_INTERRUPT 40
#define BOARD_PINS_INTERRUPT                                                                                                                  \
  [16 + EXTI_INTERRUPT] = pins_interrupt, [17 + EXTI_INTERRUPT] = pins_interrupt, [18 + EXTI_INTERRUPT] = pins_interrupt,                     \
  [19 + EXTI_INTERRUPT] = pins_interrupt, [20 + EXTI_INTERRUPT] = pins_interrupt, [16 + EXTI9_5_INTERRUPT] = pins_interrupt,                  \
  [16 + EXTI15_10_INTERRUPT] = pins_interrupt,

#endif
