//! Values as bytes in postcard's form, made fast: most of what a run remembers are zeros of one byte each, which the
//! crate's own collectors copy one call at a time.

use postcard::ser_flavors::Flavor;
use serde::Serialize;

/// Bytes in memory.
struct Collected(Vec<u8>);

impl Flavor for Collected {
    type Output = Vec<u8>;

    #[inline]
    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    #[inline]
    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        match bytes {
            [byte] => self.0.push(*byte),
            bytes => self.0.extend_from_slice(bytes),
        }
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        Ok(self.0)
    }
}

/// The bytes of a value, as `postcard::to_allocvec` gives them.
///
/// # Errors
/// Where the value cannot be serialised.
pub fn to_bytes(value: &(impl Serialize + ?Sized)) -> postcard::Result<Vec<u8>> {
    postcard::serialize_with_flavor(value, Collected(Vec::with_capacity(1 << 16)))
}

/// Longest list of counts that is read.
const LONGEST: usize = 1 << 20;

/// Counts most of which are zero, as their number and those that are not, each with its place.
type Sparse = (usize, Vec<(u32, i64)>);

fn thinned(counts: &[i64]) -> Sparse {
    let there = counts.iter().enumerate().filter(|(_, count)| **count != 0);
    (counts.len(), there.map(|(at, count)| (at as u32, *count)).collect())
}

fn filled<E: serde::de::Error>((len, there): Sparse) -> Result<Vec<i64>, E> {
    if len > LONGEST {
        return Err(E::custom("a list of counts is too long"));
    }
    let mut counts = vec![0; len];
    for (at, count) in there {
        *counts.get_mut(at as usize).ok_or_else(|| E::custom("a count has no place"))? = count;
    }
    Ok(counts)
}

/// A list of counts most of which are zero, for `#[serde(with)]`.
pub mod sparse {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes it.
    ///
    /// # Errors
    /// Those of the serialiser.
    pub fn serialize<S: Serializer>(counts: &[i64], to: S) -> Result<S::Ok, S::Error> {
        super::thinned(counts).serialize(to)
    }

    /// Reads it.
    ///
    /// # Errors
    /// Those of the deserialiser; a list too long, a place outside.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<i64>, D::Error> {
        super::filled(super::Sparse::deserialize(from)?)
    }
}

/// Rows of counts most of which are zero, for `#[serde(with)]`.
pub mod sparse_rows {
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes them.
    ///
    /// # Errors
    /// Those of the serialiser.
    pub fn serialize<S: Serializer>(rows: &[Vec<i64>], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(rows.iter().map(|counts| super::thinned(counts)))
    }

    /// Reads them.
    ///
    /// # Errors
    /// Those of the deserialiser; a list too long, a place outside.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Vec<i64>>, D::Error> {
        Vec::<super::Sparse>::deserialize(from)?.into_iter().map(super::filled).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Counts {
        #[serde(with = "sparse")]
        list: Vec<i64>,
        #[serde(with = "sparse_rows")]
        rows: Vec<Vec<i64>>,
    }

    fn counts() -> impl Strategy<Value = Vec<i64>> {
        prop::collection::vec(prop_oneof![9 => Just(0_i64), 1 => any::<i64>()], 0..60)
    }

    #[test]
    fn counts_that_are_none_are_refused() {
        let read = |value: &(Sparse, Vec<Sparse>)| postcard::from_bytes::<Counts>(&to_bytes(value).unwrap()).is_ok();
        assert!(read(&((3, vec![(2, 7)]), Vec::new())));
        assert!(!read(&((3, vec![(3, 7)]), Vec::new())) && !read(&((usize::MAX, Vec::new()), Vec::new())));
        assert!(!read(&((0, Vec::new()), vec![(1, vec![(1, 1)])])));
    }

    proptest! {
        #[test]
        fn counts_come_back(list in counts(), rows in prop::collection::vec(counts(), 0..9)) {
            let value = Counts { list, rows };
            prop_assert_eq!(postcard::from_bytes::<Counts>(&to_bytes(&value).unwrap()).unwrap(), value);
        }

        #[test]
        fn the_bytes_are_those_of_the_crate(
            numbers in prop::collection::vec(prop_oneof![Just(0_i64), any::<i64>()], 0..300),
            words in "\\PC{0,40}",
            number in any::<f64>(),
        ) {
            let value = (numbers, words, number, Some(3_u8));
            prop_assert_eq!(to_bytes(&value).unwrap(), postcard::to_allocvec(&value).unwrap());
        }
    }
}
