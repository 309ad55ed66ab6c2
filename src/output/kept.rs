//! What is kept of each finished replicate, one file each: written whole, with the version of the results, the plan and
//! a digest, so that a file of another plan, of another program, or half a file is never taken for a result.
//!
//! A file is: 8 bytes `circula2`, the results version (4 bytes, little-endian), the plan's digest (64 characters), the
//! digest of the rest (32 bytes), and the rest: what is kept, with runs of zeros shortened, in the DEFLATE format.
//! Zeros first, because they are nine bytes in ten and cost the packer most of its time.

use crate::base::files::{FileError, write_quickly};
use crate::base::ordinary::{LARGEST_KEPT, open_ordinary};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use std::fs::OpenOptions;
use std::io::Read;
use std::path::Path;

const MARK: &[u8; 8] = b"circula2";
/// The mark of files that were not packed, which are known as this program's and not read.
const FORMER: &[u8; 8] = b"circula1";
/// How hard is packed, of ten: harder ones take twice the time for a twentieth less.
const EFFORT: u8 = 1;
const HEAD: usize = 8 + 4 + 64 + 32;

/// To what something kept belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp<'a> {
    /// Version of the results.
    pub version: u32,
    /// Digest of the plan, 64 hexadecimal digits.
    pub plan: &'a str,
}

/// The content of the file that keeps bytes.
#[must_use]
pub fn content(stamp: Stamp<'_>, bytes: &[u8]) -> Vec<u8> {
    let body = compress_to_vec(&shortened(bytes), EFFORT);
    let mut file = Vec::with_capacity(HEAD + body.len());
    file.extend_from_slice(MARK);
    file.extend_from_slice(&stamp.version.to_le_bytes());
    file.extend_from_slice(padded(stamp.plan).as_bytes());
    file.extend_from_slice(blake3::hash(&body).as_bytes());
    file.extend_from_slice(&body);
    file
}

/// Writes bytes, whole or not at all; not waiting for the disk, for what is damaged is known by its digest and made
/// again.
///
/// # Errors
/// [`FileError::Io`] where they cannot be written.
pub fn write(path: &Path, stamp: Stamp<'_>, bytes: &[u8]) -> Result<(), FileError> {
    write_quickly(path, &content(stamp, bytes))
}

/// Writes what [`whole`] has read elsewhere.
///
/// # Errors
/// [`FileError::Io`] where it cannot be written.
pub fn copy(path: &Path, whole: &[u8]) -> Result<(), FileError> {
    write_quickly(path, whole)
}

/// Whether a file begins as this program begins what it keeps, be the rest damaged.
#[must_use]
pub fn begins(path: &Path) -> bool {
    let mut mark = [0; MARK.len()];
    let file = open_ordinary(OpenOptions::new().read(true), path);
    file.is_ok_and(|mut file| file.read_exact(&mut mark).is_ok()) && (mark == *MARK || mark == *FORMER)
}

/// Reads bytes; none where there is no such file, it is damaged, or it belongs to something else.
#[must_use]
pub fn read(path: &Path, stamp: Stamp<'_>) -> Option<Vec<u8>> {
    restored(&decompress_to_vec_with_limit(&whole(path, stamp)?[HEAD..], LARGEST_KEPT as usize).ok()?)
}

/// The file as it stands, as [`content`] makes it; none as [`read`].
#[must_use]
pub fn whole(path: &Path, stamp: Stamp<'_>) -> Option<Vec<u8>> {
    let mut file = open_ordinary(OpenOptions::new().read(true), path).ok()?;
    let mut head = [0; HEAD];
    file.read_exact(&mut head).ok()?;
    // Of a file that belongs to something else no more is read.
    let ours = head[..8] == MARK[..]
        && head[8..12] == stamp.version.to_le_bytes()
        && head[12..76] == *padded(stamp.plan).as_bytes();
    if !ours {
        return None;
    }
    let mut whole = head.to_vec();
    file.take(LARGEST_KEPT).read_to_end(&mut whole).ok()?;
    (head[76..] == *blake3::hash(&whole[HEAD..]).as_bytes()).then_some(whole)
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

/// The bytes again; none where they would be more than anything kept can have.
fn restored(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() * 8);
    let mut bytes = bytes.iter();
    while let Some(byte) = bytes.next() {
        let many = if *byte == 0 { bytes.next().copied().unwrap_or(1) } else { 1 };
        if out.len() as u64 > LARGEST_KEPT {
            return None;
        }
        out.resize(out.len() + usize::from(many), *byte);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_kept_comes_back_only_for_its_own_plan_and_version() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        let (plan, other) = ("a".repeat(64), "b".repeat(64));
        let stamp = Stamp { version: 1, plan: &plan };
        let bytes = [&[3, 0, 0, 7][..], &[0; 700], &[255]].concat();
        assert_eq!(read(&path, stamp), None);
        write(&path, stamp, &bytes).unwrap();
        assert_eq!(read(&path, stamp), Some(bytes));
        assert_eq!(read(&path, Stamp { plan: &other, ..stamp }), None);
        assert_eq!(read(&path, Stamp { version: 2, ..stamp }), None);
        let whole = std::fs::read(&path).unwrap();
        assert!(whole.len() < 130);
        for cut in [0, 50, HEAD, whole.len() - 1] {
            std::fs::write(&path, &whole[..cut]).unwrap();
            assert_eq!(read(&path, stamp), None, "{cut}");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert_eq!(read(&path, stamp), None, "byte {at}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes in prop::collection::vec(prop_oneof![Just(0_u8), any::<u8>()], 0..2000)) {
            prop_assert_eq!(restored(&shortened(&bytes)), Some(bytes));
        }
    }
}
