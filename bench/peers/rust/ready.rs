// Ready: a task awaits a call that may suspend but completes at once, next to a plain call of the same body.

#![no_std]

mod executor;
use core::future::Future;
use core::pin::Pin;
use core::ptr::addr_of_mut;
use core::task::{Context, Poll};
use executor::*;

static mut ARENA: Arena<256> = Arena::new();
static mut GATE: u32 = 0;

#[no_mangle]
pub unsafe extern "C" fn set_gate(value: u32) {
    GATE = value;
}

fn gate() -> u32 {
    unsafe { GATE }
}

async fn near(x: u32, i: u32) -> u32 {
    if gate() != 0 {
        yield_now().await;
    }
    x.wrapping_mul(31).wrapping_add(i)
}

async fn far(x: u32, i: u32) -> u32 {
    let mut x = x;
    if gate() != 0 {
        let mut k = 0;
        while k < 4 {
            x ^= k + gate();
            yield_now().await;
            k += 1;
        }
    }
    x.wrapping_mul(31).wrapping_add(i)
}

#[inline(never)]
fn plain(x: u32, i: u32) -> u32 {
    let mut x = x;
    if gate() != 0 {
        for k in 0..4 {
            x ^= k + gate();
        }
    }
    x.wrapping_mul(31).wrapping_add(i)
}

/// Keeps the optimiser from inlining the poll of `F`.
struct NoInline<F>(F);

impl<F: Future> Future for NoInline<F> {
    type Output = F::Output;
    #[inline(never)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        unsafe { self.map_unchecked_mut(|s| &mut s.0) }.poll(cx)
    }
}

async fn root_near(times: u32) {
    let (mut x, mut i) = (1u32, times);
    while i > 0 {
        x = near(x, i).await;
        i -= 1;
    }
    add(x);
}

async fn root_far(times: u32) {
    let (mut x, mut i) = (1u32, times);
    while i > 0 {
        x = NoInline(far(x, i)).await;
        i -= 1;
    }
    add(x);
}

#[no_mangle]
pub unsafe extern "C" fn start_ready_near(times: u32) {
    clear();
    spawn(addr_of_mut!(ARENA), root_near(times));
}

#[no_mangle]
pub unsafe extern "C" fn start_ready_far(times: u32) {
    clear();
    spawn(addr_of_mut!(ARENA), root_far(times));
}

#[no_mangle]
pub unsafe extern "C" fn start_plain(times: u32) {
    clear();
    let mut x = 1u32;
    let mut i = times;
    while i > 0 {
        x = plain(x, i);
        i -= 1;
    }
    add(x);
}

#[no_mangle]
pub unsafe extern "C" fn tacet_turn(budget: u32) -> i32 {
    turn(budget)
}
