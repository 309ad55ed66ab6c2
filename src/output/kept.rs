//! Replicates kept as they end, one file each: written whole, with the version of the results, the plan and a digest, so that a file of another plan, of another
//! program, or half a file is never taken for a result.
//!
//! A file is: 8 bytes `circula1`, the results version (4 bytes, little-endian), the plan's digest (64 characters), the digest of the rest (32 bytes), the rest: the
//! outcome by postcard with runs of zeros shortened.

use crate::base::files::{FileError, read_whole, write_whole};
use crate::run::{Outcome, RESULTS_VERSION};
use std::path::Path;

const MARK: &[u8; 8] = b"circula1";
const HEAD: usize = 8 + 4 + 64 + 32;

/// Writes an outcome, whole or not at all.
///
/// # Errors
/// [`FileError::Io`] where it cannot be written or serialised.
pub fn write(path: &Path, plan_hash: &str, outcome: &Outcome) -> Result<(), FileError> {
    let bytes = postcard::to_allocvec(outcome).map_err(|e| FileError::io("serialise", path, std::io::Error::other(e)))?;
    let body = shortened(&bytes);
    let mut file = Vec::with_capacity(HEAD + body.len());
    file.extend_from_slice(MARK);
    file.extend_from_slice(&RESULTS_VERSION.to_le_bytes());
    file.extend_from_slice(padded(plan_hash).as_bytes());
    file.extend_from_slice(blake3::hash(&body).as_bytes());
    file.extend_from_slice(&body);
    write_whole(path, &file)
}

/// Reads an outcome; none where there is no such file, it is damaged, or it is of another plan, another program or another replicate.
#[must_use]
pub fn read(path: &Path, plan_hash: &str, replicate: u64) -> Option<Outcome> {
    let file = read_whole(path).ok()?;
    let (head, body) = file.split_at_checked(HEAD)?;
    let fits = head[..8] == MARK[..]
        && head[8..12] == RESULTS_VERSION.to_le_bytes()
        && head[12..76] == *padded(plan_hash).as_bytes()
        && head[76..] == *blake3::hash(body).as_bytes();
    let outcome: Outcome = fits.then(|| postcard::from_bytes(&restored(body)).ok())??;
    let sound = outcome.replicate == replicate && outcome.tally.digest().is_ok_and(|digest| digest == outcome.digest);
    sound.then_some(outcome)
}

fn padded(hash: &str) -> String {
    format!("{hash:<64.64}")
}

/// Each run of zero bytes becomes a zero and its length (1 to 255): counts of a month are mostly zero.
fn shortened(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4);
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        out.push(byte);
        at += 1;
        if byte == 0 {
            let more = bytes[at..].iter().take(254).take_while(|b| **b == 0).count();
            out.push(more as u8 + 1);
            at += more;
        }
    }
    out
}

fn restored(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 4);
    let mut bytes = bytes.iter();
    while let Some(byte) = bytes.next() {
        let many = if *byte == 0 { bytes.next().copied().unwrap_or(1) } else { 1 };
        out.resize(out.len() + usize::from(many), *byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Month;
    use crate::observe::tally::Tally;
    use proptest::prelude::*;

    fn outcome() -> Outcome {
        let mut tally = Tally::default();
        tally.start = Month::new(2005, 1);
        tally.stocks = vec![vec![0; 700], vec![3, 0, -7]];
        Outcome { replicate: 4, start_digest: "s".to_owned(), digest: tally.digest().unwrap(), tally }
    }

    #[test]
    fn what_is_kept_comes_back_only_for_its_own_plan_and_replicate() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        let hash = "a".repeat(64);
        assert_eq!(read(&path, &hash, 4), None);
        write(&path, &hash, &outcome()).unwrap();
        assert_eq!(read(&path, &hash, 4), Some(outcome()));
        assert_eq!(read(&path, &"b".repeat(64), 4), None);
        assert_eq!(read(&path, &hash, 5), None);
        let whole = std::fs::read(&path).unwrap();
        assert!(whole.len() < 400);
        for cut in [0, 50, HEAD, whole.len() - 1] {
            std::fs::write(&path, &whole[..cut]).unwrap();
            assert_eq!(read(&path, &hash, 4), None, "{cut}");
        }
        let mut changed = whole;
        changed[HEAD + 3] ^= 1;
        std::fs::write(&path, &changed).unwrap();
        assert_eq!(read(&path, &hash, 4), None);
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes in prop::collection::vec(prop_oneof![Just(0_u8), any::<u8>()], 0..2000)) {
            prop_assert_eq!(restored(&shortened(&bytes)), bytes);
        }
    }
}
