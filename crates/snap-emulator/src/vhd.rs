//! The last 512 bytes of a fixed VHD (G7): what makes a disk's bytes a file that can be opened.

use jiff::Timestamp;

use crate::ids::mix;

/// Bytes of the footer.
pub(crate) const FOOTER: u64 = 512;

/// Seconds from 1970 to 2000, where the format counts from.
const EPOCH: i64 = 946_684_800;

/// The footer of a disk of `bytes` that was made at `born`; `origin` stands for the disk.
pub(crate) fn footer(origin: u64, born: Timestamp, bytes: u64) -> Vec<u8> {
    let mut out = fields(origin, born, bytes, 0);
    let checksum = !out.iter().fold(0_u32, |sum, byte| sum.wrapping_add(u32::from(*byte)));
    out = fields(origin, born, bytes, checksum);
    out.resize(512, 0);
    out
}

fn fields(origin: u64, born: Timestamp, bytes: u64, checksum: u32) -> Vec<u8> {
    let seconds = u32::try_from(born.as_second().saturating_sub(EPOCH)).unwrap_or(0);
    let (cylinders, heads, sectors) = geometry(bytes / 512);
    let mut out = Vec::with_capacity(512);
    out.extend_from_slice(b"conectix");
    out.extend_from_slice(&2_u32.to_be_bytes()); // features: the reserved bit, always set
    out.extend_from_slice(&0x0001_0000_u32.to_be_bytes()); // version of the format
    out.extend_from_slice(&u64::MAX.to_be_bytes()); // no further header: the disk is of fixed size
    out.extend_from_slice(&seconds.to_be_bytes());
    out.extend_from_slice(b"win \x00\x0a\x00\x00Wi2k"); // who made it, and under what
    out.extend_from_slice(&bytes.to_be_bytes()); // at first
    out.extend_from_slice(&bytes.to_be_bytes()); // now
    out.extend_from_slice(&cylinders.to_be_bytes());
    out.extend_from_slice(&[heads, sectors]);
    out.extend_from_slice(&2_u32.to_be_bytes()); // fixed size
    out.extend_from_slice(&checksum.to_be_bytes());
    out.extend_from_slice(&mix(origin).to_be_bytes());
    out.extend_from_slice(&mix(!origin).to_be_bytes());
    out
}

/// Cylinders, heads and sectors of a track, by the rule of the format's specification.
#[expect(clippy::cast_possible_truncation, reason = "at most 65,535 cylinders, 16 heads and 255 sectors by the rule")]
fn geometry(sectors: u64) -> (u16, u8, u8) {
    let sectors = sectors.min(65_535 * 16 * 255);
    let (per_track, heads, tracks) = if sectors >= 65_535 * 16 * 63 {
        (255, 16, sectors / 255)
    } else {
        let heads = (sectors / 17).div_ceil(1024).max(4);
        let (mut per_track, mut heads) = (17, heads);
        if sectors / 17 >= heads * 1024 || heads > 16 {
            (per_track, heads) = (31, 16);
        }
        if sectors / per_track >= heads * 1024 {
            (per_track, heads) = (63, 16);
        }
        (per_track, heads, sectors / per_track)
    };
    ((tracks / heads) as u16, heads as u8, per_track as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometries_are_those_of_the_specification() {
        for (mib, wanted) in [
            (1, (30, 4, 17)),
            (100, (1003, 12, 17)),
            (512, (1040, 16, 63)),
            (1024, (2080, 16, 63)),
            (130_560, (65_535, 16, 255)),
            (4 << 20, (65_535, 16, 255)),
        ] {
            assert_eq!(geometry(mib * 2048), wanted, "{mib} MiB");
        }
    }

    #[test]
    fn a_footer_adds_up() {
        let born: Timestamp = "2026-11-21T07:12:14Z".parse().unwrap();
        let footer = footer(7, born, 128 << 30);
        assert_eq!((footer.len(), &footer[..8]), (512, b"conectix".as_slice()));
        let number = |range: std::ops::Range<usize>| {
            footer[range].iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte))
        };
        assert_eq!((number(40..48), number(48..56), number(60..64)), (128 << 30, 128 << 30, 2));
        assert_eq!(number(24..28), 848_560_334, "seconds since 2000");
        let others: u64 =
            footer.iter().enumerate().filter(|(at, _)| !(64..68).contains(at)).map(|(_, byte)| u64::from(*byte)).sum();
        assert_eq!(number(64..68), u64::from(!u32::try_from(others).unwrap()));
    }
}
