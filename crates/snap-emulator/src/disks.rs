//! Creating and growing disks.

use serde_json::{Value, json};

use crate::body::Wish;
use crate::budgets;
use crate::copying::Progress;
use crate::emulator::{Asked, Emulator};
use crate::operations::Effect;
use crate::refusal::{Answer, Refusal};
use crate::rules;
use crate::specs::DiskSpec;
use crate::stored::{Key, Stored};
use crate::target::{Kind, Place};
use crate::writes;

impl Emulator {
    pub(crate) fn put_disk(&mut self, asked: &Asked<'_>, place: &Place) -> Answer {
        self.charge(&place.subscription, budgets::UPDATE, asked.now)?;
        let wish = Wish::read(Kind::Disk, &asked.request.body, &mut self.notes)?;
        if let Some(tags) = &wish.tags {
            rules::check_tags(tags)?;
        }
        let size = wish.whole("diskSizeGB")?;
        if self.state.find(place).is_some() {
            if let Some(size) = size {
                self.grow(place, size, asked)?;
            }
            return self.update(asked, place, &wish);
        }
        rules::check_name(Kind::Disk, &place.name)?;
        let mut stored = match wish.create_option()? {
            "Empty" => self.blank_disk(asked, place, &wish, size)?,
            "Copy" => self.disk_of_snapshot(asked, place, &wish)?,
            other => return Err(Refusal::unimplemented(&format!("`createOption` `{other}` for disks"))),
        };
        for (member, value) in &wish.properties {
            stored.set_property(member, value.clone());
        }
        for (member, value) in &wish.creation {
            stored.set_creation(member, Some(value.clone()));
        }
        stored.body.extend(wish.others.clone());
        stored.body.insert("tags".to_owned(), Value::Object(wish.tags.clone().unwrap_or_default()));
        stored.set_property("provisioningState", json!("Updating"));
        let accepted = writes::accepted_body(&stored, &wish, self.config.bare_accepted_body);
        self.state.insert(stored);
        Ok(self.accept(asked, &wish.location, Effect::Put(place.clone()), Some(&accepted)))
    }

    fn blank_disk(&mut self, asked: &Asked<'_>, place: &Place, wish: &Wish, size: Option<u64>) -> Answer<Stored> {
        let refuse = |message: &str| Refusal::parameter("properties.diskSizeGB", message);
        let size = size.ok_or_else(|| refuse("Required parameter 'diskSizeGB' is missing (null)."))?;
        let size = u32::try_from(size).map_err(|_| refuse("The value of parameter diskSizeGB is invalid."))?;
        let mut spec = DiskSpec::new(&place.name, &place.group, &wish.location, size);
        spec.sku = wish.sku.clone().unwrap_or_else(|| "Standard_LRS".to_owned());
        Ok(self.new_disk(place, &spec, asked.now))
    }

    /// Disks grow, never shrink; growing one fails the snapshots of it that are still filling (R13).
    pub(crate) fn grow(&mut self, place: &Place, size_gb: u64, asked: &Asked<'_>) -> Answer<()> {
        let Some(disk) = self.state.find(place) else { return Ok(()) };
        let have = disk.property("diskSizeGB").and_then(Value::as_u64).unwrap_or(0);
        if size_gb < have {
            let message = format!("A disk cannot shrink: it has {have} GiB and {size_gb} GiB were asked for.");
            return Err(Refusal::parameter("properties.diskSizeGB", message));
        }
        if size_gb == have {
            return Ok(());
        }
        let filling: Vec<Key> = self
            .state
            .incrementals_of(disk)
            .filter(|snapshot| snapshot.is_pending(asked.now))
            .map(|snapshot| Key::of(&snapshot.place))
            .collect();
        for key in filling {
            if let Some(Progress::Copying(copying)) = self.state.resources.get_mut(&key).map(|held| &mut held.progress)
            {
                let percent = copying.percent(asked.now);
                copying.fail_at(
                    percent,
                    "SourceDiskResized",
                    "The source disk was resized while the snapshot was copied.",
                );
            }
        }
        if let Some(disk) = self.state.resources.get_mut(&Key::of(place)) {
            disk.set_property("diskSizeGB", json!(size_gb));
            disk.set_property("diskSizeBytes", json!(size_gb.saturating_mul(1 << 30)));
        }
        Ok(())
    }
}
