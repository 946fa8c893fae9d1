//! Guids and opaque text from one seeded counter, so that a run repeats byte for byte.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A seeded source of guids and opaque text.
#[derive(Clone, Debug)]
pub(crate) struct IdSource {
    state: u64,
}

impl IdSource {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// One step of splitmix64: short, well mixed, and the same on every machine.
    fn next(&mut self) -> u64 {
        let mixed = mix(self.state);
        self.state = self.state.wrapping_add(STEP);
        mixed
    }

    /// A version 4 guid in lower case.
    pub(crate) fn guid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0x0fff,
            0x8000 | ((low >> 48) & 0x3fff),
            low & 0xffff_ffff_ffff
        )
    }

    /// `length` characters that look like a base64url signature.
    pub(crate) fn opaque(&mut self, length: usize) -> String {
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend_from_slice(&self.next().to_be_bytes());
        }
        URL_SAFE_NO_PAD.encode(bytes).chars().take(length).collect()
    }
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A number that follows from another and looks like nothing of the kind.
pub(crate) fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(STEP);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Whether the text is a guid: 8-4-4-4-12 hexadecimal digits.
pub(crate) fn is_guid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_are_guids_and_repeat_by_seed() {
        let (mut one, mut two) = (IdSource::new(7), IdSource::new(7));
        let first = one.guid();
        assert!(is_guid(&first));
        assert_eq!(first, two.guid());
        assert_ne!(first, one.guid());
        assert_eq!(one.opaque(1001).len(), 1001);
    }

    #[test]
    fn near_guids_are_not_guids() {
        for text in [
            "",
            "x",
            "{subscription-id}",
            "00000000-0000-0000-0000-00000000000",
            "0000000g-0000-0000-0000-000000000000",
        ] {
            assert!(!is_guid(text), "{text}");
        }
    }
}
