//! Which bytes of a disk a snapshot holds, or what changed between two: the pages of a page list put together and checked
//! before a single byte is asked for (G1-G4).

use serde::{Serialize, Serializer};

use crate::say::Sentence;

/// The size of a page in bytes: every range starts and ends on one (G3).
pub const PAGE: u64 = 512;

/// The most that one piece may hold, in bytes (G8).
pub const LARGEST_PIECE: u64 = 4 << 20;

/// Bytes from `first` to `last`, both included (G2). Serialises as two decimal strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ByteRange", type = "[string, string]"))]
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
#[error("{}", self.said())]
pub enum RangeError {
    /// It ends before it starts.
    Backwards {
        /// `changed` or `cleared`.
        kind: &'static str,
        /// As read.
        first: u64,
        /// As read.
        last: u64,
    },
    /// It does not lie on pages (G3).
    Unaligned {
        /// `changed` or `cleared`.
        kind: &'static str,
        /// As read.
        first: u64,
        /// As read.
        last: u64,
    },
    /// It reaches past the end, the footer of a VHD included.
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
    Overlap {
        /// The one.
        changed: Range,
        /// The other.
        cleared: Range,
    },
}

crate::sentences! {
    /// Why a page list is not to be trusted.
    pub(crate) const SENTENCES;
    range_wrong(kind: Word, range: Name, why: Word, disk: MaybeName) =
        "{kind, select, cleared {cleared} other {changed}} range {range} {why, select, backwards {ends before it starts} unaligned {does not lie on pages of 512 bytes} other {reaches past the end{disk, select, none {} other { of a disk of {disk} bytes}}}}";
    ranges_overlap(changed: Name, cleared: Name) = "changed range {changed} and cleared range {cleared} overlap";
}

impl RangeError {
    /// Why.
    pub fn said(&self) -> Sentence {
        let wrong = |kind, first, last, why, disk: Option<u64>| {
            let disk = disk.map(|bytes| bytes.to_string());
            range_wrong(kind, &format!("{first}-{last}"), why, disk.as_deref())
        };
        match *self {
            Self::Backwards { kind, first, last } => wrong(kind, first, last, "backwards", None),
            Self::Unaligned { kind, first, last } => wrong(kind, first, last, "unaligned", None),
            Self::Outside { kind, first, last, disk_bytes } => wrong(kind, first, last, "outside", Some(disk_bytes)),
            Self::Overlap { changed, cleared } => ranges_overlap(
                &format!("{}-{}", changed.first, changed.last),
                &format!("{}-{}", cleared.first, cleared.last),
            ),
        }
    }
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
        std::iter::successors(self.piece_from(0, most), move |piece| self.piece_from(piece.last.checked_add(1)?, most))
    }

    /// The first of [`pieces`](Self::pieces) that begins at `position` or behind it, where the one before ends there: how a
    /// download that was broken off goes on.
    pub fn piece_from(&self, position: u64, most: u64) -> Option<Range> {
        let most = (most / PAGE * PAGE).clamp(PAGE, LARGEST_PIECE);
        let at = self.changed.partition_point(|range| range.last < position);
        let range = self.changed.get(at)?;
        let first = range.first.max(position);
        Some(Range { first, last: range.last.min(first.saturating_add(most - 1)) })
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(ranges: &[Range]) -> Vec<(u64, u64)> {
        ranges.iter().map(|range| (range.first, range.last)).collect()
    }

    #[test]
    fn pages_in_any_order_become_ranges() {
        let ranges =
            Ranges::merge([(4_096, 8_191), (0, 511), (512, 1_023), (4_096, 4_607)], [(1_024, 4_095)], 1 << 20).unwrap();
        assert_eq!(pairs(&ranges.changed), [(0, 1_023), (4_096, 8_191)]);
        assert_eq!(pairs(&ranges.cleared), [(1_024, 4_095)]);
        assert_eq!((ranges.changed_bytes(), ranges.cleared_bytes()), (5_120, 3_072));
        assert_eq!(serde_json::to_string(&ranges.changed).unwrap(), r#"[["0","1023"],["4096","8191"]]"#);
        assert_eq!(Ranges::merge([], [], 0), Ok(Ranges::default()));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_place() {
        let told = |changed: &[(u64, u64)], cleared: &[(u64, u64)]| {
            Ranges::merge(changed.iter().copied(), cleared.iter().copied(), 4_096).unwrap_err().to_string()
        };
        // G3
        assert_eq!(told(&[(1, 511)], &[]), "changed range 1-511 does not lie on pages of 512 bytes");
        assert_eq!(told(&[], &[(0, 512)]), "cleared range 0-512 does not lie on pages of 512 bytes");
        assert_eq!(told(&[(512, 511)], &[]), "changed range 512-511 ends before it starts");
        assert_eq!(told(&[], &[(0, 5_119)]), "cleared range 0-5119 reaches past the end of a disk of 4096 bytes");
        assert_eq!(
            told(&[(0, u64::MAX)], &[]),
            format!("changed range 0-{} reaches past the end of a disk of 4096 bytes", u64::MAX)
        );
        assert_eq!(
            told(&[(0, 511), (1_024, 2_047)], &[(512, 1_023), (1_536, 4_095)]),
            "changed range 1024-2047 and cleared range 1536-4095 overlap"
        );
    }

    #[test]
    fn the_footer_is_no_part_of_the_disk() {
        // G7
        let ranges = Ranges::merge([(0, 511), (4_096, 4_607)], [], 4_096).unwrap();
        assert_eq!(pairs(&ranges.changed), [(0, 511)]);
        assert_eq!(pairs(&Ranges::merge([(3_584, 4_607)], [], 4_096).unwrap().changed), [(3_584, 4_095)]);
        assert!(Ranges::merge([(4_608, 5_119)], [], 4_096).is_err());
    }

    #[test]
    fn pieces_say_their_own_place() {
        // G8, G20
        let ranges = Ranges::merge([(1_048_576, 10_485_759), (0, 511)], [], 1 << 30).unwrap();
        let pieces: Vec<_> = ranges.pieces(u64::MAX).map(|piece| (piece.first, piece.last)).collect();
        assert_eq!(pieces, [(0, 511), (1_048_576, 5_242_879), (5_242_880, 9_437_183), (9_437_184, 10_485_759)]);
        assert_eq!(Ranges::whole(1_536).pieces(1_000).count(), 3);
        assert_eq!(Ranges::whole(1_536).pieces(0).map(Range::bytes).collect::<Vec<_>>(), [512; 3]);
        assert_eq!(Ranges::whole(0).pieces(512).count(), 0);
        // The last page of all that can be said.
        let end = Range { first: u64::MAX - 511, last: u64::MAX };
        assert_eq!(Ranges { changed: vec![end], cleared: vec![] }.pieces(4_096).collect::<Vec<_>>(), [end]);
    }

    const PAGES: u64 = 40;

    fn some() -> impl Strategy<Value = Vec<(u64, u64)>> {
        proptest::collection::vec((0..PAGES + 2, 0_u64..5), 0..8)
            .prop_map(|list| list.into_iter().map(|(page, more)| (page * PAGE, (page + more + 1) * PAGE - 1)).collect())
    }

    fn bitmap(ranges: &[(u64, u64)]) -> Vec<bool> {
        (0..PAGES).map(|page| ranges.iter().any(|(first, last)| (first / PAGE..=last / PAGE).contains(&page))).collect()
    }

    proptest! {
        #[test]
        fn ranges_are_what_a_bitmap_says(changed in some(), cleared in some(), most in 0..8 * PAGE) {
            let size = PAGES * PAGE;
            let merged = Ranges::merge(changed.iter().copied(), cleared.iter().copied(), size);
            let (of_changed, of_cleared) = (bitmap(&changed), bitmap(&cleared));
            let outside = changed.iter().chain(&cleared).any(|(_, last)| *last > size + PAGE - 1);
            let overlap = of_changed.iter().zip(&of_cleared).any(|(a, b)| *a && *b);
            prop_assert_eq!(merged.is_err(), outside || overlap);
            let Ok(merged) = merged else { return Ok(()) };
            for (ranges, bits, bytes) in [
                (&merged.changed, &of_changed, merged.changed_bytes()),
                (&merged.cleared, &of_cleared, merged.cleared_bytes()),
            ] {
                prop_assert_eq!(&bitmap(&pairs(ranges)), bits);
                prop_assert_eq!(bytes, bits.iter().filter(|bit| **bit).count() as u64 * PAGE);
                // Sorted, with a gap between any two.
                prop_assert!(ranges.windows(2).all(|pair| pair[0].last + 1 < pair[1].first));
            }
            let pieces: Vec<Range> = merged.pieces(most).collect();
            prop_assert_eq!(&bitmap(&pairs(&pieces)), &of_changed);
            prop_assert_eq!(pieces.iter().map(|piece| piece.bytes()).sum::<u64>(), merged.changed_bytes());
            prop_assert!(pieces.windows(2).all(|pair| pair[0].last < pair[1].first));
            prop_assert!(pieces.iter().all(|piece| piece.bytes() <= most.max(PAGE) && piece.first % PAGE == 0));
        }

        #[test]
        fn no_numbers_are_too_bad(changed in any::<Vec<(u64, u64)>>(), cleared in any::<Vec<(u64, u64)>>(), size: u64) {
            if let Ok(ranges) = Ranges::merge(changed, cleared, size) {
                prop_assert!(ranges.changed_bytes() <= size && ranges.cleared_bytes() <= size);
            }
        }
    }
}
