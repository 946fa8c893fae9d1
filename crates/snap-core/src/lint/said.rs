//! What the linter says of chains and of fleets.

crate::sentences! {
    /// Titles, texts and sums.
    pub(crate) const SENTENCES;
    pub(super) sum_against(used: Count, sign: Name, of: Count) = "{used} {sign} {of}";
    pub(super) sum_room_again(sum: Sentence, at: Instant) = "{sum}; room again {at, moment}";
    pub(super) sum_more(have: Count, of: Count) = "{have} > {of}";
    pub(super) sum_border(least: Count, border: Count, most: Count) = "{least} GiB <= {border} GiB < {most} GiB";
    pub(super) sum_part(part: Count, all: Count) = "{part} of {all}";
    pub(super) sum_disks(disks: Count) = "{disks} disks";
    pub(super) lint_too_many_lately_title() = "Too many in five minutes";
    pub(super) lint_whole_from(age: Seconds) = "The newest that is whole is from {age, ago}.";
    pub(super) lint_none_whole() = "None of this chain is whole.";
    pub(super) lint_instant_access_title() = "Instant access is no protection yet";
    pub(super) lint_instant_access(whole: Sentence) =
        "The newest snapshot leans on its disk until its copy has ended: it does not protect from losing the disk. {whole}";
    pub(super) lint_copying(count: Count, whole: Sentence) =
        "{count, Spell} {count, plural, one {snapshot is} other {snapshots are}} still copying. Count on no restore, copy or download of {count, plural, one {it} other {them}} before 100 %. {whole}";
    pub(super) lint_failed_title() = "Failed snapshots are left in the chain";
    pub(super) lint_failed(count: Count, from: MaybeInstant, why: Sentence, of: Count) =
        "{count, plural, one {The snapshot from {from, select, none {an unknown time} other {{from, date}}}} other {{count, Spell} snapshots, the last from {from, select, none {an unknown time} other {{from, date}}},}} failed and can never be restored. {why, rest} No rule drops {count, plural, one {it: remove it by name. Until then it counts} other {them: remove them by name. Until then they count}} in the limit of {of}.";
    pub(super) lint_resized_title() = "A download must begin anew";
    pub(super) lint_resized(from_gb: Count, to_gb: Count, before: Name, after: Name) =
        "The disk went from {from_gb} to {to_gb} GiB. No changes can be asked for between `{before}` and `{after}`: download the second one whole. Restoring is not touched.";
    pub(super) lint_recreated_title() = "The disk was recreated";
    pub(super) lint_recreated(earlier: Count) =
        "{earlier, Spell} earlier {earlier, plural, one {disk} other {disks}} of this name left snapshots. They are chains of their own: rules count each on its own, and no rule ever ends one. Decide what is still wanted of them.";
    pub(super) lint_sets_title() = "More than one encryption set";
    pub(super) lint_sets(sets: Count) =
        "The data names {sets} disk encryption sets in one chain, and a disk shares one with all its incremental snapshots. Read it again; if it stays so, keep the keys of each set until its snapshots are gone.";
    pub(super) lint_copies_title() = "Copies of one disk overlap";
    pub(super) lint_copies(copies: Count) =
        "{copies, Spell} copies of one disk's snapshots are under way, and the service makes one at a time, oldest first. Begin the next when the one before it has ended.";
    pub(super) lint_disk_filling_title() = "The disk is still being filled";
    pub(super) lint_disk_filling(why: Sentence) = "{why} Instant access and a change of its encryption wait too.";
    pub(super) lint_immutable_title() = "Immutable snapshots stay";
    pub(super) lint_immutable(count: Count, until: MaybeInstant, of: Count) =
        "The rules would drop {count} {count, plural, one {snapshot} other {snapshots}} whose immutability is in force{until, select, none {} other {{count, plural, one {} other {, the last}} until {until, moment}}}. Until then {count, plural, one {it counts} other {they count}} in the limit of {of}.";
    pub(super) lint_sources_title() = "Sources of copies stay";
    pub(super) lint_sources(count: Count) =
        "The rules would drop {count} {count, plural, one {snapshot that} other {snapshots that}} something is being made of. Deleting {count, plural, one {it} other {them}} now makes that fail, so Snapline waits for its end.";
    pub(super) lint_other_policy_title() = "Another policy works on this disk";
    pub(super) lint_other_policy(count: Count, policies: Names, of: Count) =
        "{count, Spell} {count, plural, one {snapshot here was} other {snapshots here were}} made by {policies}. This policy never drops {count, plural, one {it, and it counts} other {them, and they count}} in the limit of {of} beside its own. Run that policy too, or name the ids in `adopt`.";
    pub(super) lint_not_ours_title() = "Snapshots that no rule drops";
    pub(super) lint_not_ours(foreign: Count, all: Count, of: Count) =
        "This policy did not make {foreign} of {all} {all, plural, one {snapshot} other {snapshots}}, and never drops {foreign, plural, one {that one} other {those}}. In the limit of {of} a disk {foreign, plural, one {it counts} other {they count}}. To let its rules drop some, name their ids in `adopt`.";
    pub(super) pace_a_day(count: Count) = "{count, spell} a day";
    pub(super) pace_in_days(count: Count, days: Count) = "{count, spell} in {days, spell} days";
    pub(super) lint_too_quick_title() = "Too quick for Premium SSD v2 and Ultra disks";
    pub(super) lint_quicker_title() = "Runs come quicker than copies end";
    pub(super) lint_quicker(of: Count, first: Instant, copying: Sentence) =
        "Snapshots are taken quicker than they are copied: {of, spell} of a disk may be copying, and the first run that is refused is {first, moment}. {copying} Run less often.";
    pub(super) sum_quicker(sum: Sentence, runs: Count) =
        "{sum} copying at once; {runs} {runs, plural, one {run} other {runs}} refused";
    pub(super) lint_too_soon_title() = "A run too soon after others";
    pub(super) lint_too_soon(made: Count, first: Instant) =
        "{made, Spell} were made shortly before, and seven may be in five minutes: the run of {first, moment} is refused.";
    pub(super) sum_in_seconds(sum: Sentence) = "{sum} in 300 s";
    pub(super) lint_near_title() = "Close to the limit";
    pub(super) lint_near(most: Count, of: Count, near: Instant, warn: Count) =
        "Up to {most} of {of} will exist, from {near, moment} on {warn} or more. What is taken by hand needs room too.";
    pub(super) sum_near(most: Count, of: Count, room: Count) = "{most} of {of}, room for {room}";
    pub(super) lint_full_title(next: Count) = "Full: the {next}st snapshot is refused";
    pub(super) lint_full(today: Count, pace: Sentence, dropped: Count, at: Instant) =
        "{today, plural, =0 {{pace, first}} one {{today} exists, {pace}} other {{today} exist, {pace}}} are taken and {dropped, plural, =0 {nothing removes any} one {{dropped, spell} is dropped until then} other {{dropped, spell} are dropped until then}}. The first run that is refused is {at, moment}.";
    pub(super) sum_full(today: Count, taken: Count, dropped: Count, left: Count, next: Count) =
        "{today} + {taken} taken - {dropped} dropped = {left}; the next is the {next}st";
    pub(super) lint_place_title(region: Name) = "No room for so many in {region}";
    pub(super) lint_place(most: Count, subscription: Name, disks: Count, region: Name, of: Count) =
        "The policy keeps up to {most} of a disk, and subscription {subscription} has {disks} disks in region {region}. {of} of one redundancy may exist there. Keep fewer, or put disks into several subscriptions.";
    pub(super) sum_place(disks: Count, most: Count, sum: Sentence) = "{disks} disks x {most} = {sum}";
    pub(super) lint_limit_title() = "Full";
    pub(super) lint_limit(used: Count, what: Sentence, of: Count, then: Word) =
        "{used, Spell} {what}, and {of, spell} may be. {then, select, deleted {The next one is refused until some are deleted.} ends {The next one waits for an end.} restore {The next restore waits until one is done.} other {The next one is refused until one is done.}}";
    pub(super) what_local(subscription: Name, region: Name) =
        "locally redundant snapshots exist in subscription {subscription}, region {region}";
    pub(super) what_zonal(subscription: Name, region: Name) =
        "zone-redundant snapshots exist in subscription {subscription}, region {region}";
    pub(super) what_copies(subscription: Name, region: Name) =
        "copies are under way to subscription {subscription}, region {region}";
    pub(super) what_filling(subscription: Name) = "disks are being filled in subscription {subscription}";
    pub(super) what_making(snapshot: Name) = "disks are in the making from `{snapshot}`";
    pub(super) what_instant() = "disks are in the making from instant-access snapshots of this disk";
    pub(super) lint_disks_title() = "No room for more disks";
    pub(super) lint_disks(disks: Count, kind: Name, subscription: Name, region: Name, of: Count) =
        "{disks} {kind} disks exist in subscription {subscription}, region {region}, and {of} may. No disk of this kind can be restored there: use another subscription, or delete some.";
    pub(super) lint_encryption_sets_title() = "No room for more encryption sets";
    pub(super) lint_encryption_sets(sets: Count, subscription: Name, region: Name, of: Count) =
        "Snapshots name {sets} disk encryption sets in subscription {subscription}, region {region}, and {of} may exist. No set can be added there: let disks share one, or delete those that nothing uses.";
    pub(super) lint_many(disks: Names, more: Count, what: Sentence) = "That holds for {disks} and {more} more. {what}";
    pub(super) many_never_taken() = "Of those disks nothing can be restored.";
    pub(super) many_never_taken_title() = "No snapshot yet";
    pub(super) many_recreated_title() = "Disks were recreated";
    pub(super) many_recreated() =
        "Earlier disks of their names left snapshots, which are chains of their own. Rules count each chain on its own.";
    pub(super) many_resized_title() = "Downloads must begin anew";
    pub(super) many_resized() =
        "They crossed 4,096 GiB. No changes can be asked for across that: download the first snapshot after it whole.";
    pub(super) many_copying_title() = "Snapshots are still copying";
    pub(super) many_copying() = "Count on no restore, copy or download of those before 100 %.";
    pub(super) many_failed_title() = "Failed snapshots are left in chains";
    pub(super) many_failed() = "They can never be restored, and no rule drops them: remove them by hand.";
    pub(super) many_filling_title() = "Disks are still being filled";
    pub(super) many_filling() = "They can be attached only at 100 %.";
    pub(super) many_instant() = "Their newest snapshots lean on the disk until their copies have ended.";
    pub(super) many_sets() = "Their snapshots name several, and a disk shares one with all of them. Read them again.";
    pub(super) many_immutable() =
        "The rules would drop some whose immutability is in force. They count in the limit of 500.";
    pub(super) many_sources() =
        "The rules would drop some that something is being made of. Snapline waits for its end.";
    pub(super) many_near() = "They come to 450 or more of 500 snapshots. What is taken by hand needs room too.";
    pub(super) many_gone_title() = "Disks are gone";
    pub(super) many_gone() =
        "Their snapshots still restore, and still cost money. Decide what is still wanted of them.";
    pub(super) many_other_policies_title() = "Other policies work on these disks";
    pub(super) many_other_policies() =
        "This policy never drops what those made, and it counts in the limit of 500.";
}
