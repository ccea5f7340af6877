// Join: a task starts children, waits for them, and does so again `times` times.
// spawn + join is a task of its own with a join handle; join of ten and race of two are futures polled by their parent, as
// join_array and select of the usual crates do it without allocation: each wake polls the children not yet ready.

#![no_std]

mod executor;
use core::future::Future;
use core::pin::Pin;
use core::ptr::addr_of_mut;
use core::task::{Context, Poll, Waker};
use executor::*;

const CHILD_COUNT: usize = 10;

static mut ARENA: Arena<1024> = Arena::new();
static mut CHILD_ARENA: [u32; 32] = [0; 32];

async fn once(x: u32) -> u32 {
    yield_now().await;
    x.wrapping_mul(3).wrapping_add(1)
}

async fn thrice(x: u32) -> u32 {
    let mut left = 3;
    while left > 0 {
        yield_now().await;
        left -= 1;
    }
    x & 0
}

// ---- spawn + join

static mut RESULT: Option<u32> = None;
static mut JOINER: Option<Waker> = None;

async fn child(x: u32) {
    let result = once(x).await;
    unsafe {
        *addr_of_mut!(RESULT) = Some(result);
        if let Some(waker) = (*addr_of_mut!(JOINER)).take() {
            waker.wake();
        }
    }
}

struct JoinHandle;

impl Future for JoinHandle {
    type Output = u32;
    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        unsafe {
            match (*addr_of_mut!(RESULT)).take() {
                Some(result) => Poll::Ready(result),
                None => {
                    *addr_of_mut!(JOINER) = Some(cx.waker().clone());
                    Poll::Pending
                }
            }
        }
    }
}

async fn root_spawn_join(times: u32) {
    let mut left = times;
    while left > 0 {
        unsafe { spawn_at(addr_of_mut!(CHILD_ARENA) as *mut u8, child(left)) };
        add(JoinHandle.await);
        left -= 1;
    }
}

// ---- join of ten

enum MaybeDone<F: Future> {
    Running(F),
    Done(F::Output),
}

struct JoinArray<F: Future, const N: usize>([MaybeDone<F>; N]);

impl<F: Future<Output = u32>, const N: usize> Future for JoinArray<F, N> {
    type Output = [u32; N];
    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<[u32; N]> {
        let children = unsafe { &mut self.get_unchecked_mut().0 };
        let mut all = true;
        for child in children.iter_mut() {
            if let MaybeDone::Running(future) = child {
                match unsafe { Pin::new_unchecked(future) }.poll(cx) {
                    Poll::Ready(value) => *child = MaybeDone::Done(value),
                    Poll::Pending => all = false,
                }
            }
        }
        if !all {
            return Poll::Pending;
        }
        let mut results = [0; N];
        for (result, child) in results.iter_mut().zip(children.iter()) {
            if let MaybeDone::Done(value) = child {
                *result = *value;
            }
        }
        Poll::Ready(results)
    }
}

macro_rules! join_ten {
    ($make:expr) => {
        JoinArray([
            MaybeDone::Running($make(0)),
            MaybeDone::Running($make(1)),
            MaybeDone::Running($make(2)),
            MaybeDone::Running($make(3)),
            MaybeDone::Running($make(4)),
            MaybeDone::Running($make(5)),
            MaybeDone::Running($make(6)),
            MaybeDone::Running($make(7)),
            MaybeDone::Running($make(8)),
            MaybeDone::Running($make(9)),
        ])
    };
}

async fn root_together(times: u32) {
    let mut left = times;
    while left > 0 {
        for result in join_ten!(|i| once(left + i)).await {
            add(result);
        }
        left -= 1;
    }
}

// ---- join of ten, waking one at a time

struct Gate {
    open: bool,
    waker: Option<Waker>,
}

const GATE: Gate = Gate { open: false, waker: None };
static mut GATES: [Gate; CHILD_COUNT] = [GATE; CHILD_COUNT];

struct Wait(usize);

impl Future for Wait {
    type Output = ();
    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let gate = unsafe { &mut (*addr_of_mut!(GATES))[self.0] };
        if gate.open {
            gate.open = false;
            return Poll::Ready(());
        }
        match &gate.waker {
            Some(waker) if waker.will_wake(cx.waker()) => {}
            _ => gate.waker = Some(cx.waker().clone()),
        }
        Poll::Pending
    }
}

fn open(index: usize) {
    let gate = unsafe { &mut (*addr_of_mut!(GATES))[index] };
    gate.open = true;
    if let Some(waker) = &gate.waker {
        waker.wake_by_ref();
    }
}

/// Waits for its gate (the last one: a yield), then opens the gate of the one before it.
async fn link(index: usize, x: u32) -> u32 {
    if index == CHILD_COUNT - 1 {
        yield_now().await;
    } else {
        Wait(index).await;
    }
    if index > 0 {
        open(index - 1);
    }
    x.wrapping_mul(3).wrapping_add(1)
}

async fn root_staggered(times: u32) {
    let mut left = times;
    while left > 0 {
        for result in join_ten!(|i| link(i as usize, left + i)).await {
            add(result);
        }
        left -= 1;
    }
}

// ---- race of two

struct Race<A, B>(A, B);

impl<A: Future<Output = u32>, B: Future<Output = u32>> Future for Race<A, B> {
    type Output = u32;
    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let this = unsafe { self.get_unchecked_mut() };
        if let Poll::Ready(value) = unsafe { Pin::new_unchecked(&mut this.0) }.poll(cx) {
            return Poll::Ready(value);
        }
        unsafe { Pin::new_unchecked(&mut this.1) }.poll(cx)
    }
}

async fn root_race(times: u32) {
    let mut left = times;
    while left > 0 {
        add(Race(once(left), thrice(left)).await);
        left -= 1;
    }
}

#[no_mangle]
pub unsafe extern "C" fn start_spawn_join(times: u32) {
    clear();
    spawn(addr_of_mut!(ARENA), root_spawn_join(times));
}

#[no_mangle]
pub unsafe extern "C" fn start_join_together(times: u32) {
    clear();
    spawn(addr_of_mut!(ARENA), root_together(times));
}

#[no_mangle]
pub unsafe extern "C" fn start_join_staggered(times: u32) {
    clear();
    spawn(addr_of_mut!(ARENA), root_staggered(times));
}

#[no_mangle]
pub unsafe extern "C" fn start_race(times: u32) {
    clear();
    spawn(addr_of_mut!(ARENA), root_race(times));
}

#[no_mangle]
pub unsafe extern "C" fn tacet_turn(budget: u32) -> i32 {
    turn(budget)
}
