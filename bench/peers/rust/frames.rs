// Frames: the programs of cases/frames.ts as futures, and their sizes. Nothing runs here.

#![no_std]

mod executor;
use core::future::Future;
use core::mem::size_of_val;
use core::pin::Pin;
use core::ptr::null_mut;
use core::task::{Context, Poll};
use executor::*;

/// An operation at the host: whether it was submitted, and its result.
struct Operate {
    ptr: *mut u8,
    length: u32,
    submitted: bool,
    result: u32,
}

static mut LAST: *mut Operate = null_mut();

impl Future for Operate {
    type Output = u32;
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u32> {
        let this = unsafe { self.get_unchecked_mut() };
        if this.submitted {
            return Poll::Ready(this.result);
        }
        this.submitted = true;
        add(this.ptr as u32 + this.length);
        unsafe { LAST = this };
        Poll::Pending
    }
}

fn operate(ptr: *mut u8, length: u32) -> Operate {
    Operate { ptr, length, submitted: false, result: 0 }
}

/// A timer in a list by its deadline.
struct Sleep {
    deadline: u64,
    next: *mut Sleep,
    waiting: bool,
}

impl Future for Sleep {
    type Output = ();
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let this = unsafe { self.get_unchecked_mut() };
        if this.waiting {
            return Poll::Ready(());
        }
        this.waiting = true;
        Poll::Pending
    }
}

async fn yield_loop(times: u32) {
    let mut n = times;
    while n > 0 {
        yield_now().await;
        add(n);
        n -= 1;
    }
}

async fn echo() {
    let mut buffer = [0u8; 256];
    loop {
        let length = operate(buffer.as_mut_ptr(), 256).await;
        if length == 0 {
            return;
        }
        let mut done = 0;
        while done < length {
            done += operate(unsafe { buffer.as_mut_ptr().add(done as usize) }, length - done).await;
        }
    }
}

async fn innermost(x: u32) -> u32 {
    let a = operate(null_mut(), x).await;
    let b = operate(null_mut(), a).await;
    a + b
}

async fn middle(x: u32) -> u32 {
    let a = innermost(x).await;
    let b = innermost(a + x).await;
    a + b
}

async fn three_nested(x: u32) {
    let a = middle(x).await;
    let b = middle(a + x).await;
    add(a + b);
}

async fn four_sequential(x: u32) {
    let a = operate(null_mut(), x).await;
    let b = operate(null_mut(), a).await;
    let c = operate(null_mut(), b).await;
    let d = operate(null_mut(), c).await;
    add(a + b + c + d);
}

async fn level_1(x: u32) -> u32 {
    operate(null_mut(), x).await
}

macro_rules! level {
    ($name:ident, $below:ident, $k:expr) => {
        async fn $name(x: u32) -> u32 {
            $below(x + $k).await ^ x
        }
    };
}
level!(level_2, level_1, 1);
level!(level_3, level_2, 2);
level!(level_4, level_3, 3);
level!(level_5, level_4, 4);
level!(level_6, level_5, 5);
level!(level_7, level_6, 6);
level!(level_8, level_7, 7);
level!(level_9, level_8, 8);
level!(level_10, level_9, 9);
level!(level_11, level_10, 10);
level!(level_12, level_11, 11);
level!(level_13, level_12, 12);
level!(level_14, level_13, 13);
level!(level_15, level_14, 14);
level!(level_16, level_15, 15);
level!(level_17, level_16, 16);
level!(level_18, level_17, 17);
level!(level_19, level_18, 18);
level!(level_20, level_19, 19);

async fn five_deep(x: u32) {
    add(level_5(x).await);
}

async fn twenty_deep(x: u32) {
    add(level_20(x).await);
}

async fn once(x: u32) -> u32 {
    yield_now().await;
    x * 3
}

/// A child and, later, its result.
enum Half<F: Future> {
    Running(F),
    Done(F::Output),
}

impl<F: Future<Output = u32>> Half<F> {
    /// Polls the child unless it has ended. Returns whether it has.
    unsafe fn poll(&mut self, cx: &mut Context<'_>) -> bool {
        if let Half::Running(future) = self {
            match Pin::new_unchecked(future).poll(cx) {
                Poll::Ready(value) => *self = Half::Done(value),
                Poll::Pending => return false,
            }
        }
        true
    }

    fn value(&self) -> u32 {
        match self {
            Half::Done(value) => *value,
            Half::Running(_) => 0,
        }
    }
}

struct Join3<A: Future, B: Future, C: Future>(Half<A>, Half<B>, Half<C>);

impl<A: Future<Output = u32>, B: Future<Output = u32>, C: Future<Output = u32>> Future for Join3<A, B, C> {
    type Output = (u32, u32, u32);
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = unsafe { self.get_unchecked_mut() };
        let done = unsafe { this.0.poll(cx) & this.1.poll(cx) & this.2.poll(cx) };
        if !done {
            return Poll::Pending;
        }
        Poll::Ready((this.0.value(), this.1.value(), this.2.value()))
    }
}

async fn join_of_three(x: u32) {
    let (a, b, c) = Join3(Half::Running(once(x)), Half::Running(once(x + 1)), Half::Running(once(x + 2))).await;
    add(a + b + c);
}

struct Select<A, B>(A, B);

impl<A: Future<Output = u32>, B: Future<Output = ()>> Future for Select<A, B> {
    type Output = u32;
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        let this = unsafe { self.get_unchecked_mut() };
        if let Poll::Ready(value) = unsafe { Pin::new_unchecked(&mut this.0) }.poll(cx) {
            return Poll::Ready(value);
        }
        unsafe { Pin::new_unchecked(&mut this.1) }.poll(cx).map(|()| 0)
    }
}

async fn select_with_timeout(x: u32) {
    add(Select(once(x), Sleep { deadline: 5000, next: null_mut(), waiting: false }).await);
}

async fn take(bytes: [u8; 256], x: u32) -> u32 {
    yield_now().await;
    bytes[x as usize & 255] as u32
}

async fn pass(bytes: [u8; 256], x: u32) -> u32 {
    take(bytes, x).await + bytes[0] as u32
}

async fn through_three_calls(x: u32) {
    let mut bytes = [0u8; 256];
    bytes[0] = x as u8;
    add(pass(bytes, x).await + bytes[1] as u32);
}

/// Exports the bytes of each future under its name; a module each, because a function's name is taken by the future's own.
macro_rules! sizes {
    ($($name:ident($($argument:expr),*);)*) => {
        $(
            #[allow(non_snake_case)]
            pub mod $name {
                #[no_mangle]
                pub extern "C" fn $name() -> u32 {
                    super::size_of_val(&super::$name($($argument),*)) as u32
                }
            }
        )*
    };
}
sizes! {
    yield_loop(1);
    echo();
    three_nested(1);
    four_sequential(1);
    five_deep(1);
    twenty_deep(1);
    join_of_three(1);
    select_with_timeout(1);
    through_three_calls(1);
}
