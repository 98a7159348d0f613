//! How much memory a function uses: the processes below its supervisor, as `/proc` shows them.

use std::collections::HashMap;
use std::fs;

/// The processes below one, by their numbers.
pub(crate) fn below(root: i32) -> Vec<i32> {
    let Ok(all) = fs::read_dir("/proc") else { return Vec::new() };
    let numbers = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let mut children: HashMap<i32, Vec<i32>> = HashMap::new();
    for pid in numbers {
        if let Some(parent) = parent(pid) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let (mut found, mut open) = (Vec::new(), vec![root]);
    while let Some(pid) = open.pop() {
        let below = children.remove(&pid).unwrap_or_default();
        found.extend(&below);
        open.extend(below);
    }
    found
}

/// The same, without a look at all other processes of the machine, where the kernel has a list of children.
pub(crate) fn descendants(root: i32) -> Vec<i32> {
    let (mut found, mut open) = (Vec::new(), vec![root]);
    while let Some(pid) = open.pop() {
        match children(pid) {
            Some(children) => {
                found.extend(&children);
                open.extend(children);
            }
            None => return below(root),
        }
    }
    found
}

/// The children of a process, of whichever of its threads.
pub(crate) fn children(pid: i32) -> Option<Vec<i32>> {
    let mut found = Vec::new();
    // A process that has just ended has none.
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return Some(found) };
    for thread in threads.flatten() {
        match fs::read_to_string(thread.path().join("children")) {
            Ok(list) => found.extend(list.split_whitespace().filter_map(|pid| pid.parse::<i32>().ok())),
            Err(_) if thread.path().exists() => return None,
            Err(_) => {}
        }
    }
    Some(found)
}

fn parent(pid: i32) -> Option<i32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in brackets, and may hold brackets and spaces itself.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// Bytes in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Use {
    pub(crate) now: u64,
    /// The most that there was at a time, even between two looks.
    pub(crate) peak: u64,
}

/// The memory of these processes together. What several of them share counts once.
pub(crate) fn of(processes: &[i32]) -> Use {
    match processes {
        [one] => status(*one).unwrap_or_default(),
        several => several
            .iter()
            .filter_map(|pid| shared_out(*pid))
            .fold(Use::default(), |all, one| Use { now: all.now + one, peak: all.now + one }),
    }
}

fn status(pid: i32) -> Option<Use> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    Some(Use { now: kilobytes(&status, "VmRSS:")?, peak: kilobytes(&status, "VmHWM:")? })
}

/// A process's part of what it shares with others.
fn shared_out(pid: i32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok();
    rollup.and_then(|rollup| kilobytes(&rollup, "Pss:")).or_else(|| Some(status(pid)?.now))
}

/// The value of a line such as `VmRSS:     2048 kB`, in bytes.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
