// Yield: `count` tasks of one type, or of eight (cfg types8), each yielding `yields` times.

#![no_std]

mod executor;
use core::ptr::addr_of_mut;
use executor::*;

#[cfg(not(bench_size))]
const TASK_COUNT_MAX: usize = 100_000;
#[cfg(bench_size)]
const TASK_COUNT_MAX: usize = 1_000;

static mut ARENA: Arena<{ 32 * TASK_COUNT_MAX }> = Arena::new();

macro_rules! yielder {
    ($name:ident, $n:ident, $value:expr) => {
        async fn $name(yields: u32) {
            let mut $n = yields;
            while $n > 0 {
                yield_now().await;
                add($value);
                $n -= 1;
            }
        }
    };
}

yielder!(yielder_0, n, n ^ 17);
#[cfg(types8)]
mod more {
    use super::*;
    yielder!(yielder_1, n, n.wrapping_mul(3));
    yielder!(yielder_2, n, n.wrapping_add(5));
    yielder!(yielder_3, n, n << 1);
    yielder!(yielder_4, n, n >> 1);
    yielder!(yielder_5, n, n.wrapping_mul(n));
    yielder!(yielder_6, n, n ^ (n >> 3));
    yielder!(yielder_7, n, 7u32.wrapping_sub(n));

    pub unsafe fn spawn_kind(kind: u32, yields: u32) {
        let arena = addr_of_mut!(ARENA);
        match kind {
            0 => spawn(arena, yielder_0(yields)),
            1 => spawn(arena, yielder_1(yields)),
            2 => spawn(arena, yielder_2(yields)),
            3 => spawn(arena, yielder_3(yields)),
            4 => spawn(arena, yielder_4(yields)),
            5 => spawn(arena, yielder_5(yields)),
            6 => spawn(arena, yielder_6(yields)),
            _ => spawn(arena, yielder_7(yields)),
        }
    }
}

#[no_mangle]
pub unsafe extern "C" fn start_yield(count: u32, yields: u32) {
    clear();
    #[allow(unused_variables)]
    for i in 0..count {
        #[cfg(types8)]
        more::spawn_kind(i % 8, yields);
        #[cfg(not(types8))]
        spawn(addr_of_mut!(ARENA), yielder_0(yields));
    }
}

#[cfg(types8)]
#[no_mangle]
pub unsafe extern "C" fn start_yield_mixed(count: u32, yields: u32) {
    clear();
    for i in 0..count {
        more::spawn_kind(i.wrapping_mul(2654435761) >> 29, yields);
    }
}

#[no_mangle]
pub unsafe extern "C" fn tacet_turn(budget: u32) -> i32 {
    turn(budget)
}

#[cfg(not(bench_size))]
#[no_mangle]
pub extern "C" fn task_bytes() -> usize {
    executor::task_bytes(&yielder_0(0))
}
