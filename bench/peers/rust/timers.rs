// Timers: sleeping tasks (insert + fire), and pending timers of which pseudo-random ones are cancelled and inserted again.
// A hashed wheel with doubly linked lists, as in the C peer; a timer lives in its Sleep future, which stays pinned.

#![no_std]

mod executor;
use core::future::Future;
use core::pin::Pin;
use core::ptr::{addr_of_mut, null_mut};
use core::task::{Context, Poll, Waker};
use executor::*;

const SLOTS: usize = 1024;
const TASK_COUNT_MAX: usize = 100_000;
const DELAY_MAX: u32 = 1000;

struct Timer {
    next: *mut Timer,
    link: *mut *mut Timer, // what points at this timer; null when it is in no list
    deadline: u32,         // ms
    waker: Option<Waker>,
}

const TIMER: Timer = Timer { next: null_mut(), link: null_mut(), deadline: 0, waker: None };

static mut WHEEL: [*mut Timer; SLOTS] = [null_mut(); SLOTS];
static mut NOW: u32 = 0; // ms
static mut BASE: u32 = 0; // ms; when the workload started
static mut ARENA: Arena<{ 64 * TASK_COUNT_MAX }> = Arena::new();
static mut PENDING: [Timer; TASK_COUNT_MAX] = [TIMER; TASK_COUNT_MAX];
static mut PENDING_COUNT: u32 = 0;

#[inline(always)]
fn next_random(seed: u32) -> u32 {
    seed.wrapping_mul(1664525).wrapping_add(1013904223)
}

#[inline(always)]
unsafe fn timer_insert(timer: *mut Timer, deadline: u32) {
    let slot = (addr_of_mut!(WHEEL) as *mut *mut Timer).add(deadline as usize % SLOTS);
    let first = *slot;
    (*timer).deadline = deadline;
    (*timer).next = first;
    (*timer).link = slot;
    if !first.is_null() {
        (*first).link = addr_of_mut!((*timer).next);
    }
    *slot = timer;
}

#[inline(always)]
unsafe fn timer_remove(timer: *mut Timer) {
    let next = (*timer).next;
    *(*timer).link = next;
    if !next.is_null() {
        (*next).link = (*timer).link;
    }
    (*timer).link = null_mut();
}

unsafe fn timers_advance() {
    let until = (CONTROL[2] / 1000) as u32;
    while NOW < until {
        NOW += 1;
        let mut timer = *(addr_of_mut!(WHEEL) as *mut *mut Timer).add(NOW as usize % SLOTS);
        while !timer.is_null() {
            let next = (*timer).next;
            if (*timer).deadline <= NOW {
                timer_remove(timer);
                if let Some(waker) = (*timer).waker.take() {
                    waker.wake();
                }
            }
            timer = next;
        }
    }
}

struct Sleep(Timer);

impl Future for Sleep {
    type Output = ();
    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        unsafe {
            let timer = &mut self.get_unchecked_mut().0;
            if timer.deadline <= NOW {
                return Poll::Ready(());
            }
            timer.waker = Some(cx.waker().clone());
            if timer.link.is_null() {
                timer_insert(timer, timer.deadline);
            }
            Poll::Pending
        }
    }
}

impl Drop for Sleep {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.0.link.is_null() {
            unsafe { timer_remove(&mut self.0) }
        }
    }
}

fn now() -> u32 {
    unsafe { NOW }
}

fn sleep(ms: u32) -> Sleep {
    Sleep(Timer { deadline: now() + ms, ..TIMER })
}

async fn sleeper(index: u32, rounds: u32) {
    let (mut seed, mut left) = (index, rounds);
    while left > 0 {
        seed = next_random(seed);
        sleep(1 + (seed >> 8) % DELAY_MAX).await;
        add(seed ^ (now() - unsafe { BASE }));
        left -= 1;
    }
}

unsafe fn set_base() {
    clear();
    NOW = (CONTROL[2] / 1000) as u32;
    BASE = NOW;
}

#[no_mangle]
pub unsafe extern "C" fn start_timers(count: u32, rounds: u32) {
    set_base();
    for i in 0..count {
        spawn(addr_of_mut!(ARENA), sleeper(i, rounds));
    }
}

/// Sets `count` timers that never fire within the benchmark.
#[no_mangle]
pub unsafe extern "C" fn start_pending(count: u32) {
    set_base();
    PENDING_COUNT = count;
    for i in 0..count {
        timer_insert(pending(i), NOW + 3_600_000 + i);
    }
}

unsafe fn pending(index: u32) -> *mut Timer {
    (addr_of_mut!(PENDING) as *mut Timer).add(index as usize)
}

#[no_mangle]
pub unsafe extern "C" fn reinsert(times: u32) {
    SUM = 0;
    let mut seed = 1;
    for _ in 0..times {
        seed = next_random(seed);
        let timer = pending((seed >> 8) % PENDING_COUNT);
        timer_remove(timer);
        timer_insert(timer, NOW + 3_600_000 + (seed >> 12));
        add((*timer).deadline - NOW);
    }
}

#[no_mangle]
pub unsafe extern "C" fn tacet_turn(budget: u32) -> i32 {
    timers_advance();
    turn(budget)
}
