//! Zones that are not what they look like.

use super::Finding;
use crate::retention::Policy;
use crate::unit::Level;

/// Names that look like a region's time and are one offset all year, and the region that was likely meant.
const FIXED: [(&str, &str); 3] = [("EST", "America/New_York"), ("MST", "America/Denver"), ("HST", "Pacific/Honolulu")];

/// What is odd about a policy's zone, and the zone that was likely meant.
pub(super) fn fixed(policy: &Policy) -> Option<(Finding, Option<&'static str>)> {
    const TITLE: &str = "The zone's clocks never change";
    let zone = policy.zone.as_str();
    if let Some((_, meant)) = FIXED.iter().find(|(name, _)| *name == zone) {
        let text = format!(
            "`{zone}` is one offset all year, whatever the clocks of its region do. Days and times of day are then an hour off in summer. Name the region, such as `{meant}`."
        );
        return Some((Finding::new(Level::Watch, "fixed_zone", TITLE, text), Some(meant)));
    }
    let offset =
        zone.strip_prefix("Etc/GMT").filter(|offset| offset.len() > 1 && *offset != "+0" && *offset != "-0")?;
    let (sign, hours) = offset.split_at_checked(1)?;
    let side = if sign == "+" { "behind" } else { "ahead of" };
    let text = format!(
        "`{zone}` is {hours} h {side} UTC: its sign is the other way round than one says it, and it is one offset all year. Name the region, such as `Europe/Vienna`, unless just this is meant."
    );
    Some((Finding::new(Level::Watch, "fixed_zone", TITLE, text), None))
}
