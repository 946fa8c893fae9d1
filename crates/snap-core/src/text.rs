//! Texts that many values have: to clone one costs neither memory nor copying.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A text that does not change. A hundred thousand snapshots of a thousand disks share a few thousand of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Arc<str>);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0.as_ref().to_owned()
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// How many bytes both begin with.
pub fn alike(one: &[u8], other: &[u8]) -> usize {
    // Compilers make few and wide comparisons of this, on every processor. Of `==` they would make a call, and for a
    // browser one that goes byte by byte.
    const WIDE: usize = 32;
    let differ = |a: &[u8; WIDE], b: &[u8; WIDE]| {
        let words = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
        words.fold(0, |differ, (a, b)| differ | (u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b))) != 0
    };
    let wide = one.as_chunks::<WIDE>().0.iter().zip(other.as_chunks::<WIDE>().0);
    let same = wide.take_while(|(a, b)| !differ(a, b)).count();
    let (one, other) = (one.get(same * WIDE..).unwrap_or_default(), other.get(same * WIDE..).unwrap_or_default());
    let mut length = same * WIDE;
    for (a, b) in one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0) {
        let differ = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if differ != 0 {
            return length + (differ.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    let tail = length - same * WIDE;
    let (one, other) = (one.get(tail..).unwrap_or_default(), other.get(tail..).unwrap_or_default());
    length + one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_begin_with_is_counted_to_the_byte() {
        let one: Vec<u8> = (0..150).collect();
        for length in [0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 100, 149, 150] {
            for differs in 0..=length {
                let mut other = one[..length].to_vec();
                other.iter_mut().skip(differs).for_each(|byte| *byte ^= 0x80);
                assert_eq!(alike(&one, &other), differs, "{length}");
                assert_eq!(alike(&other, &one[..length]), differs, "{length}");
            }
        }
    }
}
