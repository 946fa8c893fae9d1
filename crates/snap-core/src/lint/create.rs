//! Before snapshots are taken: where to, under which name, with which tags and sku (section 10 of the fact sheet).

use super::Finding;
use super::intent::Create;
use crate::id::{ResourceId, ResourceKind};
use crate::instant::Instant;
use crate::model::location_key;
use crate::name::{DEFAULT_TEMPLATE, NameTemplate, SnapshotName};
use crate::readiness::{self, State};
use crate::tags::{self, Tags};
use crate::unit::{Chains, Level, Unit};

/// What Snapline writes on what a policy takes, beside the tags that are given.
const OWN_TAGS: usize = 2;
/// The most tags of a resource (A63).
const MOST_TAGS: usize = 50;
/// Minutes of instant access, by the page; the contract says only at least one (I2, X7).
const MINUTES: std::ops::RangeInclusive<u32> = 60..=300;

pub(super) fn findings(asked: &Create, chains: &Chains<'_>, slot: Instant) -> Vec<Finding> {
    let units = units(asked, chains);
    let mut found = Vec::new();
    found.extend(names(asked, chains, &units, slot));
    found.extend(tag_set(&asked.tags));
    let stop = |id, title: &str, text: String| Finding::new(Level::Stop, id, title, text);

    if let Some(sku) = asked
        .sku
        .as_deref()
        .filter(|sku| !["Standard_LRS", "Standard_ZRS"].iter().any(|allowed| sku.eq_ignore_ascii_case(allowed)))
    {
        let text = format!(
            "An incremental snapshot is kept on Standard_LRS or Standard_ZRS, whatever its disk is made of; `{sku}` is refused. Leave the sku out, and the service chooses."
        );
        found.push(stop("X3", "Sku not allowed", text));
    }
    let away = |asked: &Option<String>, own: fn(&Unit<'_>) -> String, key: fn(&str) -> String| -> Vec<&Unit<'_>> {
        let Some(asked) = asked.as_deref().map(key) else { return Vec::new() };
        units.iter().copied().filter(|unit| key(&own(unit)) != asked && !own(unit).is_empty()).collect()
    };
    let elsewhere = away(
        &asked.subscription_id,
        |unit| unit.disk.id.map_or("", ResourceId::subscription).to_owned(),
        str::to_lowercase,
    );
    found.extend(about(&elsewhere).map(|(names, unit)| {
        let text = format!("A snapshot is made in its disk's own subscription. Another one is asked for: {names}. Take it there; a copy may go elsewhere.");
        Finding { unit, ..stop("R3", "Another subscription", text) }
    }));
    let elsewhere = away(&asked.location, |unit| unit.disk.location.unwrap_or_default().to_owned(), location_key);
    found.extend(about(&elsewhere).map(|(names, unit)| {
        let text = format!(
            "A snapshot is made in its disk's region. Not in `{}`: {names}. Take it there and copy it.",
            asked.location.as_deref().unwrap_or_default()
        );
        Finding { unit, ..stop("R4", "Another region", text) }
    }));
    if let Some(minutes) = asked.instant_access_duration_minutes {
        found.extend(instant_access(minutes, chains, &units));
    }
    found
}

/// The newest incarnation of each disk that is asked for, or of all.
fn units<'c, 'a>(asked: &Create, chains: &'c Chains<'a>) -> Vec<&'c Unit<'a>> {
    let grows = |unit: &&Unit<'_>| unit.can_grow() && unit.generation == unit.generations;
    let wanted = |unit: &&Unit<'_>| {
        asked.disks.is_empty() || unit.disk.id.is_some_and(|id| asked.disks.iter().any(|wanted| wanted.0 == *id))
    };
    chains.units.iter().filter(grows).filter(wanted).collect()
}

/// A61, A37
fn names(asked: &Create, chains: &Chains<'_>, units: &[&Unit<'_>], slot: Instant) -> Vec<Finding> {
    let stop = |id, title: &str, text: String| Finding::new(Level::Stop, id, title, text);
    let template =
        match (asked.name.as_deref().map(SnapshotName::parse), asked.template.as_deref().unwrap_or(DEFAULT_TEMPLATE)) {
            (Some(Err(error)), _) => return vec![stop("A61", "Name not allowed", super::sentence(&error.to_string()))],
            (_, text) => match NameTemplate::parse(text) {
                Ok(template) => template,
                Err(error) => return vec![stop("A61", "Name not allowed", super::sentence(&error.to_string()))],
            },
        };
    let mut taken = Vec::new();
    let mut last = None;
    for unit in units {
        let Some(disk) = unit.disk.id else { continue };
        let group = asked.resource_group.as_deref().unwrap_or(disk.group());
        let name = match &asked.name {
            Some(name) => name.clone(),
            None => match template.make_in(group, disk, slot) {
                Ok(made) => made.name.to_string(),
                Err(error) => return vec![stop("A61", "Name not allowed", super::sentence(&error.to_string()))],
            },
        };
        let Ok(id) = ResourceId::new(ResourceKind::Snapshot, disk.subscription(), group, &name) else { continue };
        // What carries our slot is this very snapshot, made already.
        let ours = |tags: &Tags| tags.get(tags::SLOT).and_then(|slot| Instant::parse(slot).ok()) == Some(slot);
        if chains.inventory().snapshots.get(id.key()).is_some_and(|there| !ours(&there.tags)) {
            taken.push(*unit);
            last = Some(name);
        }
    }
    let used = about(&taken).map(|(names, unit)| {
        let text = format!("`{}` exists already (disk {names}), and a second request would change that one instead of making another. Choose another template or time.", last.unwrap_or_default());
        Finding { unit, ..stop("A37", "Name in use", text) }
    });
    used.into_iter().collect()
}

/// A63
fn tag_set(tags: &Tags) -> Option<Finding> {
    let stop = |text: String| Finding::new(Level::Stop, "A63", "Tags not allowed", text);
    match tags.check() {
        Err(error) => Some(stop(super::sentence(&error.to_string()))),
        Ok(()) if tags.len() + OWN_TAGS > MOST_TAGS => {
            let text = format!(
                "A resource has at most {MOST_TAGS} tags, and Snapline adds {OWN_TAGS} of its own. Leave some out."
            );
            Some(stop(text).sum(format!("{} + {OWN_TAGS} = {} > {MOST_TAGS}", tags.len(), tags.len() + OWN_TAGS)))
        }
        Ok(()) => None,
    }
}

/// I1, I2, I6
fn instant_access(minutes: u32, chains: &Chains<'_>, units: &[&Unit<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    if !MINUTES.contains(&minutes) {
        let (least, most) = (MINUTES.start(), MINUTES.end());
        let text = format!("Instant access lasts {least} to {most} minutes; {minutes} may be refused.");
        let sum = if minutes < *least { format!("{minutes} < {least}") } else { format!("{minutes} > {most}") };
        found.push(Finding::new(Level::Warn, "I2", "Instant access too short or too long", text).sum(sum));
    }
    let other: Vec<&Unit<'_>> =
        units.iter().copied().filter(|unit| unit.disk.kind.is_some_and(|kind| !kind.copies_in_background())).collect();
    found.extend(about(&other).map(|(names, unit)| {
        let text = format!("Instant access is for Premium SSD v2 and Ultra disks. Of another kind: {names}. Leave it out there: such snapshots can be used at once.");
        Finding { unit, ..Finding::new(Level::Stop, "I1", "No instant access for this kind", text) }
    }));
    let filling = |unit: &&Unit<'_>| {
        let disk = unit.disk.id.and_then(|id| chains.inventory().disks.get(id.key()));
        disk.is_some_and(|disk| readiness::of_disk(disk).0 == State::Pending)
    };
    let filling: Vec<&Unit<'_>> = units.iter().copied().filter(filling).collect();
    found.extend(about(&filling).map(|(names, unit)| {
        let text = format!("No instant access while the disk itself is being filled. That holds for {names}. Wait until its percent is 100.");
        Finding { unit, ..Finding::new(Level::Stop, "I6", "The disk is still being filled", text) }
    }));
    found
}

/// The disks of a finding in words, and the unit where it is one; nothing for no disk.
pub(super) fn about(units: &[&Unit<'_>]) -> Option<(String, Option<String>)> {
    const TOLD: usize = 3;
    let first = units.first()?;
    let mut names: Vec<String> = units.iter().take(TOLD).map(|unit| format!("`{}`", unit.label)).collect();
    if units.len() > TOLD {
        names.push(format!("{} more", units.len() - TOLD));
    }
    Some((names.join(", "), (units.len() == 1).then(|| first.key.clone())))
}
