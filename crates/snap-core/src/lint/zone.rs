//! Zones that are not what they look like.

use super::Finding;
use super::smells_said as said;
use crate::retention::Policy;
use crate::unit::Level;

/// Names that look like a region's time and are one offset all year, and the region that was likely meant.
const FIXED: [(&str, &str); 3] = [("EST", "America/New_York"), ("MST", "America/Denver"), ("HST", "Pacific/Honolulu")];

/// What is odd about a policy's zone, and the zone that was likely meant.
pub(super) fn fixed(policy: &Policy) -> Option<(Finding, Option<&'static str>)> {
    let zone = policy.zone.as_str();
    if let Some((_, meant)) = FIXED.iter().find(|(name, _)| *name == zone) {
        let text = said::smell_zone(zone, meant);
        return Some((Finding::new(Level::Watch, "fixed_zone", said::smell_zone_title(), text), Some(meant)));
    }
    let offset =
        zone.strip_prefix("Etc/GMT").filter(|offset| offset.len() > 1 && *offset != "+0" && *offset != "-0")?;
    let (sign, hours) = offset.split_at_checked(1)?;
    let text = said::smell_zone_sign(zone, hours, if sign == "+" { "yes" } else { "no" });
    Some((Finding::new(Level::Watch, "fixed_zone", said::smell_zone_title(), text), None))
}
