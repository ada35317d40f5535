//! How many bytes are read to find the end of open text, and the starts of lines: a counter for
//! tests, which nothing costs elsewhere.

#[cfg(test)]
use std::cell::Cell;

#[cfg(test)]
thread_local! {
    static READ: Cell<u64> = const { Cell::new(0) };
}

/// Takes note of so many. Only tests count.
#[cfg_attr(not(test), expect(unused_variables, reason = "only tests count"))]
pub fn read(n: usize) {
    #[cfg(test)]
    READ.set(READ.get() + n as u64);
}

/// How many there were in this thread.
#[cfg(test)]
pub fn n_read() -> u64 {
    READ.get()
}
