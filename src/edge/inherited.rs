//! What a process *inherits* besides its environment: the signals that its parent had it ignore.
//!
//! `nohup` and shells that start something in the background say so before the program begins. A
//! program that then listens to such a signal takes the decision back, which is not its own.

use std::fs;

/// Was the signal of this number ignored when nobody in this process had yet said anything of it?
///
/// Only known on Linux, where the kernel tells; elsewhere, and without `/proc`, the answer is no.
pub fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    is_among(&status, signal)
}

/// Reads the line `SigIgn:` of a process's status: a hexadecimal mask, signal 1 its lowest bit.
fn is_among(status: &str, signal: i32) -> bool {
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let bit = u32::try_from(signal - 1)
        .ok()
        .and_then(|shift| 1_u64.checked_shl(shift));
    mask.zip(bit).is_some_and(|(mask, bit)| mask & bit != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_signals_are_read_from_the_mask() {
        let status = "Name:\tcat\nSigBlk:\tffff\nSigIgn:\t0000000000001001\nSigCgt:\tffff\n";
        let found: Vec<i32> = (-1..70).filter(|at| is_among(status, *at)).collect();
        assert_eq!(found, [1, 13]);
        assert!(!is_among("", 1) && !is_among("SigIgn:\tnonsense", 1));
    }
}
