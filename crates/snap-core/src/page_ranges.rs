//! Which bytes of a disk a snapshot holds, or what changed between two: the pages of a page list put together and checked
//! before a single byte is asked for (G1-G4).

use serde::{Serialize, Serializer};

/// The size of a page in bytes: every range starts and ends on one (G3).
pub const PAGE: u64 = 512;

/// The most that one piece may hold, in bytes (G8).
pub const LARGEST_PIECE: u64 = 4 << 20;

/// Bytes from `first` to `last`, both included (G2). Serialises as two decimal strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    /// Offset of the first byte.
    pub first: u64,
    /// Offset of the last byte.
    pub last: u64,
}

/// What changed and what was cleared: sorted, merged, apart from each other, inside the disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranges {
    /// Bytes to be fetched.
    pub changed: Vec<Range>,
    /// Bytes that are zeros now.
    pub cleared: Vec<Range>,
}

/// Why a page list is not to be trusted. Nothing of it is used then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// It ends before it starts.
    #[error("{kind} range {first}-{last} ends before it starts")]
    Backwards {
        /// `changed` or `cleared`.
        kind: &'static str,
        /// As read.
        first: u64,
        /// As read.
        last: u64,
    },
    /// It does not lie on pages (G3).
    #[error("{kind} range {first}-{last} does not lie on pages of 512 bytes")]
    Unaligned {
        /// `changed` or `cleared`.
        kind: &'static str,
        /// As read.
        first: u64,
        /// As read.
        last: u64,
    },
    /// It reaches past the end, the footer of a VHD included.
    #[error("{kind} range {first}-{last} reaches past the end of a disk of {disk_bytes} bytes")]
    Outside {
        /// `changed` or `cleared`.
        kind: &'static str,
        /// As read.
        first: u64,
        /// As read.
        last: u64,
        /// The size of the disk.
        disk_bytes: u64,
    },
    /// The same bytes are said to be changed and to be cleared.
    #[error("changed range {}-{} and cleared range {}-{} overlap", changed.first, changed.last, cleared.first, cleared.last)]
    Overlap {
        /// The one.
        changed: Range,
        /// The other.
        cleared: Range,
    },
}

impl Range {
    /// How many bytes it is; never none.
    pub fn bytes(self) -> u64 {
        self.last.saturating_sub(self.first).saturating_add(1)
    }
}

impl Ranges {
    /// Puts the pages of one list together, in whatever order they come, pages read twice included. Each range is a pair
    /// of first and last byte, both included (G2).
    ///
    /// The footer behind a VHD (G7) is no part of the disk: what reaches into it is cut off, and it is fetched for itself.
    ///
    /// # Errors
    /// The first range that is backwards, off the pages of 512 bytes or past the end of `disk_bytes` and its footer, and
    /// the first two where one is changed, the other cleared, and both have a byte in common.
    pub fn merge(
        changed: impl IntoIterator<Item = (u64, u64)>,
        cleared: impl IntoIterator<Item = (u64, u64)>,
        disk_bytes: u64,
    ) -> Result<Self, RangeError> {
        let ranges =
            Self { changed: join("changed", changed, disk_bytes)?, cleared: join("cleared", cleared, disk_bytes)? };
        ranges.check_apart()?;
        Ok(ranges)
    }

    /// The whole disk: what is fetched where nothing tells changes from the rest (R5, R16).
    pub fn whole(disk_bytes: u64) -> Self {
        let all = disk_bytes.checked_sub(1).map(|last| Range { first: 0, last });
        Self { changed: all.into_iter().collect(), cleared: Vec::new() }
    }

    /// Bytes to be fetched.
    pub fn changed_bytes(&self) -> u64 {
        total(&self.changed)
    }

    /// Bytes that are zeros now.
    pub fn cleared_bytes(&self) -> u64 {
        total(&self.cleared)
    }

    /// What is to be fetched, in pieces of at most `most` bytes, in the order of their offsets: whole pages, never over
    /// [`LARGEST_PIECE`] (G8), never less than a page. Each says its own place in the disk (G20).
    pub fn pieces(&self, most: u64) -> impl Iterator<Item = Range> + '_ {
        let most = (most / PAGE * PAGE).clamp(PAGE, LARGEST_PIECE);
        self.changed.iter().flat_map(move |range| {
            let pieces = range.last.saturating_sub(range.first) / most;
            (0..=pieces).map(move |n| {
                let first = range.first + n * most;
                Range { first, last: range.last.min(first.saturating_add(most - 1)) }
            })
        })
    }

    /// G2: the two kinds come mixed, and nothing says which of them would win.
    fn check_apart(&self) -> Result<(), RangeError> {
        let mut cleared = self.cleared.iter().copied().peekable();
        for changed in self.changed.iter().copied() {
            while cleared.next_if(|range| range.last < changed.first).is_some() {}
            if let Some(cleared) = cleared.peek().copied().filter(|range| range.first <= changed.last) {
                return Err(RangeError::Overlap { changed, cleared });
            }
        }
        Ok(())
    }
}

/// One kind of ranges: checked, sorted, with neighbours made one.
fn join(
    kind: &'static str,
    ranges: impl IntoIterator<Item = (u64, u64)>,
    disk_bytes: u64,
) -> Result<Vec<Range>, RangeError> {
    let mut read = Vec::new();
    for (first, last) in ranges {
        if last < first {
            return Err(RangeError::Backwards { kind, first, last });
        }
        if !first.is_multiple_of(PAGE) || last % PAGE != PAGE - 1 {
            return Err(RangeError::Unaligned { kind, first, last });
        }
        if last / PAGE > disk_bytes / PAGE {
            return Err(RangeError::Outside { kind, first, last, disk_bytes });
        }
        if first < disk_bytes {
            read.push(Range { first, last: last.min(disk_bytes - 1) });
        }
    }
    read.sort_unstable();
    let mut joined: Vec<Range> = Vec::with_capacity(read.len());
    for range in read {
        match joined.last_mut() {
            Some(before) if range.first <= before.last.saturating_add(1) => before.last = before.last.max(range.last),
            _ => joined.push(range),
        }
    }
    Ok(joined)
}

/// Ranges that are apart cannot be more than the disk is, so this cannot overflow.
fn total(ranges: &[Range]) -> u64 {
    ranges.iter().map(|range| range.bytes()).sum()
}

impl Serialize for Range {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.first.to_string(), self.last.to_string()).serialize(serializer)
    }
}
