//! How memory and threads are used: what a world takes, whether the machine can hold it, how many replicates are run at
//! a time, and in which order.

use super::design::Design;
use crate::population::{BuildError, WorldSize, estimate};

/// How the threads are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Replicates at a time.
    pub workers: usize,
    /// Threads of each.
    pub inner: usize,
    /// Bytes of memory that one replicate takes at its largest.
    pub bytes: u64,
}

/// What one world of a variant takes: by tables alone, before anything is allocated.
fn size(design: &Design, variant: usize) -> WorldSize {
    let course = &design.variants[variant].course;
    estimate(&course.population, &course.sampling())
}

fn largest(sizes: impl Iterator<Item = WorldSize>) -> WorldSize {
    let none = WorldSize { residents: 0.0, persons: 0.0, bytes: 0.0 };
    sizes.fold(none, |a, b| if b.bytes > a.bytes { b } else { a })
}

/// What the largest world of a design takes.
#[must_use]
pub fn expected(design: &Design) -> WorldSize {
    largest((0..design.variants.len()).map(|variant| size(design, variant)))
}

/// What the world of a group takes, and the bytes that a replicate of it needs: the world with its buffers, its serial
/// form while its digest is taken, and a copy while another variant is simulated.
fn need(design: &Design, group: usize) -> (WorldSize, f64) {
    let members = &design.groups[group];
    let size = largest(members.iter().map(|&variant| size(design, variant)));
    (size, size.bytes * if members.len() > 1 { 3.6 } else { 2.6 } + 2e7)
}

/// Why the memory does not hold a replicate of a group; none if it does.
#[must_use]
pub fn too_large(design: &Design, group: usize, memory: Option<u64>) -> Option<BuildError> {
    let (WorldSize { persons, .. }, need) = need(design, group);
    let available = memory.map(|m| m as f64).filter(|m| need > *m)?;
    let first = &design.variants[design.groups[group][0]];
    let one_in = u64::from(first.course.loaded.settings.one_in());
    Some(BuildError::Memory { one_in, persons, need: need / 1e9, available: available / 1e9 })
}

/// Decides how the threads are used.
///
/// # Errors
/// [`BuildError::Memory`] if the memory does not hold one replicate, of any group where the variants stand together.
/// Where they stand apart a group that is too large is not counted.
pub fn layout(design: &Design, threads: usize, memory: Option<u64>) -> Result<Layout, BuildError> {
    let mut most = 2e7_f64;
    for group in 0..design.groups.len() {
        match too_large(design, group, memory) {
            Some(error) if design.together => return Err(error),
            Some(_) => {}
            None => most = most.max(need(design, group).1),
        }
    }
    let threads = threads.max(1);
    let room = memory.map_or(threads, |m| (m as f64 / most) as usize);
    let workers = threads.min(room).min(order(design).len()).max(1);
    Ok(Layout { workers, inner: (threads / workers).max(1), bytes: most as u64 })
}

/// What a thread does at a time: variants of a group in one replicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The group.
    pub group: usize,
    /// Its variants.
    pub members: Vec<usize>,
    /// The replicate.
    pub replicate: u64,
}

/// Every replicate of every group, larger groups in parts: those that take longest first, so that at the end no thread
/// is left alone with a long one.
#[must_use]
pub fn order(design: &Design) -> Vec<Job> {
    let work = |group: usize| -> f64 {
        design.groups[group].iter().map(|&at| size(design, at).persons * design.variants[at].months() as f64).sum()
    };
    let mut groups: Vec<(usize, f64)> = (0..design.groups.len()).map(|group| (group, work(group))).collect();
    groups.sort_by(|a, b| b.1.total_cmp(&a.1));
    let jobs = |group: usize| {
        (0..design.starts(group)).flat_map(move |replicate| {
            let asks = |at: &usize| replicate < design.variants[*at].reps;
            let members: Vec<usize> = design.groups[group].iter().copied().filter(asks).collect();
            let jobs =
                members.chunks(design.chunk()).map(|members| Job { group, members: members.to_vec(), replicate });
            jobs.collect::<Vec<_>>()
        })
    };
    groups.iter().flat_map(|&(group, _)| jobs(group)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Variant;
    use crate::scenario::embedded;

    fn open(name: &str, sets: &[&str]) -> Variant {
        let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
        Variant::open(&embedded::files(), name, &sets).unwrap()
    }

    fn pair() -> Vec<Variant> {
        ["circula:state-led", "circula:free-circulation"].map(|name| open(name, &["run.reps=3"])).into()
    }

    #[test]
    fn threads_are_shared_out_by_replicates_and_memory() {
        let design = Design::compared(pair(), false).unwrap();
        let need = layout(&design, 1, None).unwrap().bytes;
        let plan = |threads, memory| layout(&design, threads, memory).map(|l| (l.workers, l.inner));
        assert_eq!(plan(2, None).unwrap(), (2, 1));
        assert_eq!(plan(8, None).unwrap(), (3, 2));
        assert_eq!(plan(8, Some(need * 3 / 2)).unwrap(), (1, 8));
        assert!(matches!(plan(8, Some(need / 2)), Err(BuildError::Memory { .. })));
    }

    #[test]
    fn a_world_too_large_for_the_machine_stops_only_what_stands_together() {
        let list = || vec![open("circula:base", &["population=1:20"]), open("circula:base", &["population=1:300"])];
        let (together, apart) = (Design::compared(list(), true).unwrap(), Design::apart(list()));
        let large = layout(&apart, 1, None).unwrap().bytes;
        let memory = Some(large / 2);
        assert!(matches!(layout(&together, 1, memory), Err(BuildError::Memory { one_in: 20, .. })));
        assert!(layout(&apart, 1, memory).unwrap().bytes < large / 2);
        assert!(matches!(too_large(&apart, 0, memory), Some(BuildError::Memory { one_in: 20, .. })));
        assert_eq!(too_large(&apart, 1, memory), None);
    }

    #[test]
    fn the_longest_groups_come_first_and_every_replicate_once() {
        let short = open("circula:base", &["population=1:300", "run.reps=2"]);
        let long = open("circula:base", &["population=1:200", "run.reps=3"]);
        let jobs = order(&Design::apart(vec![short, long]));
        let told: Vec<(usize, u64)> = jobs.iter().map(|job| (job.group, job.replicate)).collect();
        assert_eq!(told, [(1, 0), (1, 1), (1, 2), (0, 0), (0, 1)]);
    }

    #[test]
    fn large_groups_are_shared_out_unless_all_their_variants_are_compared() {
        let points = || (0..40).map(|_| open("circula:base", &["run.reps=2"])).collect();
        let apart = order(&Design::apart(points()));
        assert_eq!(apart.iter().map(|job| job.members.len()).collect::<Vec<_>>(), [16, 16, 8, 16, 16, 8]);
        assert_eq!(apart[2].members, (32..40).collect::<Vec<_>>());
        let compared = order(&Design::compared(points(), false).unwrap());
        assert_eq!(compared.iter().map(|job| job.members.len()).collect::<Vec<_>>(), [40, 40]);
    }
}
