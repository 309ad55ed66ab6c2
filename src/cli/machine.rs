//! What the machine has: threads, memory, a name.

use super::error::CliError;
use crate::experiment::EnsembleError;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Number of threads: the flag, then CIRCULA_THREADS, SLURM_CPUS_PER_TASK, RAYON_NUM_THREADS, then what the machine
/// offers.
pub fn threads(flag: Option<usize>) -> Result<usize, CliError> {
    let wanted = "wanted a number of threads from 1 to 1024";
    let within = |n: usize| (1..=1024).contains(&n);
    if let Some(n) = flag {
        return if within(n) {
            Ok(n)
        } else {
            Err(CliError::usage(format!("`--threads {n}` is out of range"), wanted))
        };
    }
    if let Some(text) = std::env::var_os("CIRCULA_THREADS").filter(|text| !text.is_empty()) {
        let number = text.to_str().and_then(|text| text.trim().parse().ok()).filter(|n| within(*n));
        return number.ok_or_else(|| {
            CliError::usage(format!("the environment variable CIRCULA_THREADS is `{}`", text.to_string_lossy()), wanted)
        });
    }
    // What other programs set is taken if it makes sense.
    let other = |name: &str| std::env::var(name).ok().and_then(|text| text.trim().parse().ok()).filter(|n| within(*n));
    Ok(other("SLURM_CPUS_PER_TASK")
        .or_else(|| other("RAYON_NUM_THREADS"))
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(1024)))
}

/// Threads for work beside an experiment, this one among them.
pub fn pool(flag: Option<usize>) -> Result<ThreadPool, CliError> {
    let pool = ThreadPoolBuilder::new().num_threads(threads(flag)?).use_current_thread().build();
    Ok(pool.map_err(|error| EnsembleError::Threads(error.to_string()))?)
}

/// Bytes of memory that can still be had, where the system tells: the machine's, or less if a control group allows
/// less.
pub fn memory() -> Option<u64> {
    let machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
        line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes.saturating_mul(1024))
    });
    let number = |path: &str| std::fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<u64>().ok());
    let group = number("/sys/fs/cgroup/memory.max")
        .map(|most| most.saturating_sub(number("/sys/fs/cgroup/memory.current").unwrap_or(0)));
    match (machine, group) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Whether this process was started with a signal ignored, where the system tells: `nohup` does that.
#[cfg(unix)]
pub fn ignores(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

/// Name of the machine, where the system tells.
pub fn host() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().or_else(|| std::env::var("HOSTNAME").ok())?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}
