//! The sentences about chains and about the fleet.

crate::sentences! {
    /// Titles and details of states, verdicts, the fleet's sentence.
    pub(crate) const SENTENCES;
    pub(super) state_full() = "Full";
    pub(super) state_full_detail(count: Count, of: Count) = "{count} of {of}, the next is refused";
    pub(super) state_pending_full() = "None can be taken";
    pub(super) state_pending_full_detail(pending: Count, of: Count) = "{pending} of {of} still copying";
    pub(super) state_last_failed() = "The last one failed";
    pub(super) state_last_failed_detail(at: Instant) = "on {at, date}";
    pub(super) state_never_taken() = "No snapshot yet";
    pub(super) state_nearly_full(count: Count, of: Count) = "{count} of {of}";
    pub(super) state_nearly_full_detail(left: Count) = "room for {left} more";
    pub(super) state_links_full(links: Count) = "{links} download links open";
    pub(super) state_links_full_detail() = "no more can be opened";
    pub(super) state_still_copying(pending: Count) = "{pending} still copying";
    pub(super) state_not_known(unknown: Count) = "{unknown} not known to be ready";
    pub(super) state_orphan() = "The disk is gone";
    pub(super) state_orphan_detail(count: Count) = "{count} left";
    pub(super) state_earlier_disk() = "Of an earlier disk";
    pub(super) state_earlier_disk_detail(at: Instant) = "recreated on {at, date}";
    pub(super) state_copy(count: Count) = "{count, plural, one {Copy} other {Copies}}";
    pub(super) state_copy_detail(place: Name) = "in {place}";
    pub(super) state_ready() = "Ready";
    pub(super) state_failed_detail(failed: Count, at: MaybeInstant) =
        "{at, select, none {{failed} failed} other {{failed, plural, one {1 failed on {at, date}} other {{failed} failed, the last on {at, date}}}}}";
    pub(super) unit_verdict(said: Sentence, at: Instant, age: Seconds) =
        "{said} The newest that can be restored is from {at, moment}, {age, ago}.";
    pub(super) unit_verdict_none(said: Sentence) = "{said} None can be restored now.";
    pub(super) unit_limit_reached(count: Count, of: Count) =
        "The next snapshot is refused: {count} exist, and a disk may have {of} at one time.";
    pub(super) unit_last_failed(why: MaybeSentence) = "The last snapshot failed. {why, rest}";
    pub(super) unit_never_taken() = "No snapshot of this disk exists, so nothing can be restored.";
    pub(super) unit_nearly_full(count: Count, of: Count) =
        "{count} of {of} snapshots exist; when all {of} do, the next is refused.";
    pub(super) unit_links_full() =
        "Five download links are open, and a family may have five. Revoke one before opening another.";
    pub(super) unit_not_known(unknown: Count, why: MaybeSentence) =
        "{unknown, Spell} {unknown, plural, one {snapshot is} other {snapshots are}} not known to be ready. {why, rest}";
    pub(super) unit_orphan(count: Count) =
        "The disk no longer exists. {count, plural, one {This snapshot still restores to a whole disk, and still costs} other {These {count} snapshots still restore to a whole disk, and still cost}} money.";
    pub(super) unit_orphan_some(count: Count, ready: Count) =
        "The disk no longer exists. Of {count, spell} {count, plural, one {snapshot} other {snapshots}}, {ready, plural, =0 {none still restore} one {one still restores} other {{ready, spell} still restore}} to a whole disk; all cost money.";
    pub(super) unit_earlier_disk(count: Count, at: MaybeInstant) =
        "The disk was recreated{at, select, none {} other { on {at, date}}}: {count} {count, plural, one {snapshot belongs} other {snapshots belong}} to the earlier disk of this name.";
    pub(super) unit_all_ready(count: Count) =
        "{count, plural, one {The one snapshot is} other {All {count} snapshots are}} ready.";
    pub(super) unit_all_copies_ready(count: Count, place: MaybeName) =
        "{count, plural, one {The one copy} other {All {count} copies}}{place, select, none {} other { in {place}}} {count, plural, one {is} other {are}} ready.";
    pub(super) unit_some_ready(ready: Count, count: Count) =
        "{ready, Spell} of {count} {count, plural, one {snapshot} other {snapshots}} {ready, plural, one {is} other {are}} ready; the rest failed.";
    pub(super) unit_some_copies_ready(ready: Count, count: Count, place: MaybeName) =
        "{ready, Spell} of {count} {count, plural, one {copy} other {copies}}{place, select, none {} other { in {place}}} {ready, plural, one {is} other {are}} ready; the rest failed.";
    pub(super) unit_copying(pending: Count) =
        "{pending, Spell} {pending, plural, one {snapshot is} other {snapshots are}} still copying and cannot be used yet.";
    pub(super) unit_copying_instant(pending: Count) =
        "{pending, Spell} {pending, plural, one {snapshot is still copying; it has} other {snapshots are still copying; all have}} instant access, which does not protect from losing the disk.";
    pub(super) unit_copying_some_instant(pending: Count, instant: Count) =
        "{pending, Spell} {pending, plural, one {snapshot is} other {snapshots are}} still copying; {instant, spell} {instant, plural, one {has} other {have}} instant access, which does not protect from losing the disk.";
    pub(super) restores_any() = "any kind of disk";
    pub(super) restores_two_kinds() = "Premium SSD v2 and Ultra disks only";
    pub(super) fleet_nothing() = "No disk and no incremental snapshot was found.";
    pub(super) fleet_no_disk(snapshots: Count) =
        "{snapshots, plural, one {1 incremental snapshot was found, and no disk that it belongs to} other {{snapshots} incremental snapshots were found, and no disk that they belong to}}.";
    pub(super) fleet_ready(ready: Count, disks: Count) =
        "{ready} of {disks} {disks, plural, one {disk has} other {{ready, plural, one {disks has} other {disks have}}}} a ready snapshot from the last 24 hours.";
    pub(super) warn_copy_source(copies: Count) =
        "the source of {copies, spell} {copies, plural, one {copy} other {copies}} was not read, so their disk is not known; read the snapshots of the source's subscription too";
    pub(super) warn_source(count: Count) =
        "{count, spell} incremental {count, plural, one {snapshot does} other {snapshots do}} not say which disk {count, plural, one {it was} other {they were}} taken of";
    pub(super) warn_copy_time(copies: Count, tag: Name) =
        "{copies, spell} {copies, plural, one {copy has} other {copies have}} neither the tag `{tag}` nor a source that was read; the start of the copy stands in for its moment";
    pub(super) warn_time(count: Count) =
        "{count, spell} {count, plural, one {snapshot is} other {snapshots are}} without timeCreated; {count, plural, one {it is} other {they are}} shown first and never dropped";
}
