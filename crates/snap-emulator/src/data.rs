//! What disks hold, from outside the service: tests write to disks as machines would, and look at what should be there.

use std::ops::RangeInclusive;

use jiff::Timestamp;

use crate::content;
use crate::emulator::Emulator;
use crate::load::LoadError;
use crate::stored::Stored;
use crate::target::{Kind, Place};

impl Emulator {
    /// Writes bytes of a disk, first to last as page lists count them (G2). What is written follows from the seed, the
    /// disk and how often it was written to; [`Emulator::content`] tells.
    ///
    /// # Errors
    /// When there is no such disk, or the range is empty, not in whole sectors or past the end.
    pub fn write(&mut self, disk_id: &str, range: RangeInclusive<u64>, now: Timestamp) -> Result<(), LoadError> {
        self.change(disk_id, &range, true, now)
    }

    /// Clears bytes of a disk, as a trim does: they read as zero and are no longer in use.
    ///
    /// # Errors
    /// As [`Emulator::write`].
    pub fn clear(&mut self, disk_id: &str, range: RangeInclusive<u64>, now: Timestamp) -> Result<(), LoadError> {
        self.change(disk_id, &range, false, now)
    }

    /// The bytes of a disk as of `now`, or of a snapshot, first to last; zero where nothing is. A VHD's footer is no part
    /// of it. `None` when there is no such resource, or the range leaves it.
    #[must_use]
    pub fn content(&self, id: &str, range: RangeInclusive<u64>, now: Timestamp) -> Option<Vec<u8>> {
        let frozen = self.state.contents.of(self.stored(id)?, now)?;
        let (start, end) = (*range.start(), range.end().checked_add(1)?);
        let inside = start < end && end <= frozen.bytes;
        inside.then(|| content::bytes(&self.state.contents.extents(&frozen), start, end))
    }

    /// The ranges in use on a disk as of `now`, or on a snapshot, in order; first and last byte of each.
    #[must_use]
    pub fn used_ranges(&self, id: &str, now: Timestamp) -> Option<Vec<(u64, u64)>> {
        let frozen = self.state.contents.of(self.stored(id)?, now)?;
        let runs = self.state.contents.extents(&frozen).since(&crate::extents::Extents::default());
        Some(runs.iter().map(|run| (run.start, run.end - 1)).collect())
    }

    fn change(
        &mut self,
        disk_id: &str,
        range: &RangeInclusive<u64>,
        written: bool,
        now: Timestamp,
    ) -> Result<(), LoadError> {
        let disk = self.stored(disk_id).filter(|stored| stored.place.kind == Kind::Disk).cloned();
        let disk = disk.ok_or_else(|| LoadError(format!("there is no disk `{disk_id}`")))?;
        let (first, last, sector) = (*range.start(), *range.end(), disk.sector());
        let end = last.checked_add(1).filter(|end| first < *end && *end <= disk.bytes());
        match end.filter(|end| first % sector == 0 && end % sector == 0) {
            Some(end) => {
                self.state.contents.change(&disk, (first, end), written, now);
                Ok(())
            }
            None => Err(LoadError(format!(
                "the bytes {first} to {last} are not whole sectors of {sector} bytes inside `{disk_id}`"
            ))),
        }
    }

    fn stored(&self, id: &str) -> Option<&Stored> {
        self.state.find(&Place::of_id(id)?)
    }
}
