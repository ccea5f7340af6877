// Rust executor: core::future on an intrusive FIFO; no allocation, no atomics, one thread.
// A task is a header and its future, placed in a static arena; the waker's data is the task, its vtable is constant, so that
// within `poll` the optimiser turns wake_by_ref into a direct (usually inlined) call.

#![allow(dead_code)] // each workload uses its part

use core::future::Future;
use core::mem::{size_of, ManuallyDrop};
use core::pin::Pin;
use core::ptr::{addr_of_mut, null_mut};
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

#[repr(C)]
pub struct Header {
    next: *mut Header,
    poll: unsafe fn(*mut Header),
    queued: bool,
}

#[repr(C)]
struct Task<F> {
    header: Header,
    future: F,
}

static mut HEAD: *mut Header = null_mut();
static mut TAIL: *mut Header = null_mut();
pub static mut SUM: u32 = 0;
/// The part of the host contract the benchmark uses: the host writes the time (microseconds) to byte 16.
pub static mut CONTROL: [u64; 3] = [0; 3];

/// Adds to the checksum.
#[inline(always)]
pub fn add(value: u32) {
    unsafe { SUM = SUM.wrapping_add(value) }
}

#[inline(always)]
unsafe fn ready(task: *mut Header) {
    if (*task).queued {
        return;
    }
    (*task).queued = true;
    (*task).next = null_mut();
    if HEAD.is_null() {
        HEAD = task;
    } else {
        (*TAIL).next = task;
    }
    TAIL = task;
}

static VTABLE: RawWakerVTable = RawWakerVTable::new(waker_clone, waker_wake, waker_wake, waker_drop);

unsafe fn waker_clone(task: *const ()) -> RawWaker {
    RawWaker::new(task, &VTABLE)
}
unsafe fn waker_wake(task: *const ()) {
    ready(task as *mut Header)
}
unsafe fn waker_drop(_: *const ()) {}

unsafe fn poll_task<F: Future<Output = ()>>(header: *mut Header) {
    let task = header as *mut Task<F>;
    let waker = ManuallyDrop::new(Waker::from_raw(RawWaker::new(header as *const (), &VTABLE)));
    let mut cx = Context::from_waker(&waker);
    let _ = Pin::new_unchecked(&mut (*task).future).poll(&mut cx);
}

/// Static storage for tasks; `clear` before a workload starts, when none of its tasks lives.
#[repr(C, align(8))]
pub struct Arena<const N: usize> {
    bytes: [u8; N],
}

impl<const N: usize> Arena<N> {
    pub const fn new() -> Self {
        Arena { bytes: [0; N] }
    }
}

static mut ARENA_USED: usize = 0;

pub fn clear() {
    unsafe {
        ARENA_USED = 0;
        SUM = 0;
    }
}

/// Places the task in `arena` and makes it ready.
/// Safety: `arena` is static and used by one program phase only (see `clear`).
pub unsafe fn spawn<const N: usize, F: Future<Output = ()>>(arena: *mut Arena<N>, future: F) {
    let bytes = task_bytes(&future);
    assert!(ARENA_USED + bytes <= N);
    spawn_at((addr_of_mut!((*arena).bytes) as *mut u8).add(ARENA_USED), future);
    ARENA_USED += bytes;
}

/// Places the task at `at` (static, large enough, no living task there) and makes it ready.
#[inline(always)]
pub unsafe fn spawn_at<F: Future<Output = ()>>(at: *mut u8, future: F) {
    let task = at as *mut Task<F>;
    task.write(Task { header: Header { next: null_mut(), poll: poll_task::<F>, queued: false }, future });
    ready(task as *mut Header);
}

pub fn task_bytes<F: Future<Output = ()>>(_: &F) -> usize {
    size_of::<Task<F>>()
}

pub struct YieldNow(bool);

pub fn yield_now() -> YieldNow {
    YieldNow(false)
}

impl Future for YieldNow {
    type Output = ();
    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Runs at most `budget` polls. Returns whether tasks are still ready.
#[inline(always)]
pub unsafe fn turn(mut budget: u32) -> i32 {
    while !HEAD.is_null() && budget > 0 {
        budget -= 1;
        let task = HEAD;
        HEAD = (*task).next;
        (*task).queued = false;
        ((*task).poll)(task);
    }
    !HEAD.is_null() as i32
}

#[no_mangle]
pub unsafe extern "C" fn tacet_init() -> *mut u64 {
    addr_of_mut!(CONTROL) as *mut u64
}

#[no_mangle]
pub unsafe extern "C" fn checksum() -> u32 {
    SUM
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
