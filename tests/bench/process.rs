//! What the system says about a running *process* (Linux only; elsewhere nothing is known).

use std::fs;
use std::time::Duration;

/// Memory in use now and at most, in kB.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory {
    /// Resident now.
    pub now: u64,
    /// The most that was resident.
    pub peak: u64,
}

/// Memory of the process.
pub fn memory(pid: i32) -> Memory {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.split_whitespace().next());
        number.and_then(|kb| kb.parse().ok()).unwrap_or(0)
    };
    Memory {
        now: field("VmRSS:"),
        peak: field("VmHWM:"),
    }
}

/// Time that the threads of the process have spent on a processor, in its own code and in the
/// system's; without threads that have ended.
pub fn cpu(pid: i32) -> Duration {
    let threads = fs::read_dir(format!("/proc/{pid}/task"));
    let nanos = threads.into_iter().flatten().flatten().map(|thread| {
        let stat = fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
        let nanos = stat.split_whitespace().next().map(str::parse::<u64>);
        nanos.and_then(Result::ok).unwrap_or(0)
    });
    Duration::from_nanos(nanos.sum())
}
