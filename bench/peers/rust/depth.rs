// Depth: one task whose innermost of `depth` nested async calls yields.

#![no_std]

mod executor;
use core::ptr::addr_of_mut;
use executor::*;

static mut ARENA: Arena<1024> = Arena::new();

async fn level_1(x: u32, times: u32) -> u32 {
    let (mut x, mut left) = (x, times);
    while left > 0 {
        yield_now().await;
        x = x.wrapping_add(left);
        left -= 1;
    }
    x
}

macro_rules! level {
    ($name:ident, $below:ident, $k:expr) => {
        async fn $name(x: u32, times: u32) -> u32 {
            ($below(x.wrapping_add($k), times).await ^ $k).wrapping_add(x)
        }
    };
}
level!(level_2, level_1, 2);
level!(level_3, level_2, 3);
level!(level_4, level_3, 4);
level!(level_5, level_4, 5);
level!(level_6, level_5, 6);
level!(level_7, level_6, 7);
level!(level_8, level_7, 8);
level!(level_9, level_8, 9);
level!(level_10, level_9, 10);
level!(level_11, level_10, 11);
level!(level_12, level_11, 12);
level!(level_13, level_12, 13);
level!(level_14, level_13, 14);
level!(level_15, level_14, 15);
level!(level_16, level_15, 16);
level!(level_17, level_16, 17);
level!(level_18, level_17, 18);
level!(level_19, level_18, 19);
level!(level_20, level_19, 20);

macro_rules! roots {
    ($resume:ident, $chain:ident, $level:ident) => {
        async fn $resume(times: u32) {
            add($level(1, times).await);
        }
        async fn $chain(times: u32) {
            let mut left = times;
            while left > 0 {
                add($level(left, 1).await);
                left -= 1;
            }
        }
    };
}
roots!(resume_1, chain_1, level_1);
roots!(resume_5, chain_5, level_5);
roots!(resume_20, chain_20, level_20);

#[no_mangle]
pub unsafe extern "C" fn start_resume(depth: u32, times: u32) {
    clear();
    let arena = addr_of_mut!(ARENA);
    match depth {
        1 => spawn(arena, resume_1(times)),
        5 => spawn(arena, resume_5(times)),
        _ => spawn(arena, resume_20(times)),
    }
}

#[no_mangle]
pub unsafe extern "C" fn start_chain(depth: u32, times: u32) {
    clear();
    let arena = addr_of_mut!(ARENA);
    match depth {
        1 => spawn(arena, chain_1(times)),
        5 => spawn(arena, chain_5(times)),
        _ => spawn(arena, chain_20(times)),
    }
}

#[no_mangle]
pub unsafe extern "C" fn tacet_turn(budget: u32) -> i32 {
    turn(budget)
}
