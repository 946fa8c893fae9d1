//! The sentences of the verbs themselves: warnings and refusals that a person can meet.

use snap_core::say::Template;

snap_core::sentences! {
    /// Warnings and refusals.
    const SENTENCES;
    pub(crate) warn_disk_not_loaded() =
        "the disk itself was not loaded; its region and unique id are as its newest snapshot tells";
    pub(crate) warn_already_made() = "this snapshot is there already; it is not made again";
    pub(crate) warn_name_in_use() =
        "another snapshot has this name already; a script stops there, and a template would change it";
    pub(crate) warn_unit_unknown(key: Name) = "no unit has the key `{key}`; the verb `chains` tells the keys";
    pub(crate) warn_more_ranges() = "the last page names a next one: this is not the whole list";
    pub(crate) refuse_disk_unknown(disk: Name) =
        "`{disk}` is not among the disks that were loaded, or it no longer exists; load a list that has it";
    pub(crate) refuse_nothing_to_export() =
        "no disk was loaded that a snapshot could be taken of; load `az disk list`";
    pub(crate) refuse_no_slots() = "the policy has no `schedule`, so there is nothing to put into a calendar";
    pub(crate) refuse_snapshot_unknown(snapshot: Name) =
        "`{snapshot}` is not among the incremental snapshots that were loaded; load a list that has it";
    pub(crate) refuse_answer(most: Count) =
        "the answer has more than {most} MiB; name fewer `units`, a nearer end or less `detail`";
    pub(crate) refuse_other_id(id: Name, kind: Word, path: Name) =
        "`{id}` is not the id of a {kind, select, disk {disk} other {snapshot}} (`{path}`)";
    pub(crate) refuse_sku(sku: Name, skus: Text) =
        "no disk of sku `{sku}` can be made from this snapshot (R16, I5); possible are {skus}";
    pub(crate) refuse_size(size: Count, least: Count, most: MaybeCount) =
        "a disk from this snapshot has at least {least} GiB{most, select, none {} other { and at most {most} (I5)}}, not {size}";
}

/// Every sentence that an answer can have.
pub fn templates() -> impl Iterator<Item = &'static Template> {
    snap_core::say::templates().chain(snap_arm::document::SENTENCES).chain(snap_export::templates()).chain(SENTENCES)
}
