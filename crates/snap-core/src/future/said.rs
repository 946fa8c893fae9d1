//! The sentences about futures, and what they rest on.

crate::sentences! {
    /// Futures, side by side too.
    pub(crate) const SENTENCES;
    pub(super) future_still() = "No run comes by, so nothing is taken or dropped.";
    pub(super) future_pruned(dropped: Count, left: Count, peak: Count, more: Sentences) =
        "Takes none and drops {dropped}: {left} {left, plural, one {is} other {are}} left, and at most {peak} were there at one time.{more}";
    pub(super) future_grows(taken: Count, dropped: Count, left: Count, peak: Count, more: Sentences) =
        "Takes {taken} and drops {dropped}: {left} {left, plural, one {is} other {are}} left, and at most {peak} were there at one time.{more}";
    pub(super) future_refused(runs: Count, first: Instant, why: Word, of: Count) =
        "{runs} {runs, plural, one {run} other {runs}} can take none, the first on {first, moment}: {why, select, L1 {{of} exist, and a disk may have no more} R11 {{of, spell} are still copying} other {{of, spell} were made within five minutes}}.";
    pub(super) future_missed(runs: Count) = "{runs} {runs, plural, one {run does} other {runs do}} not take place.";
    pub(super) future_unpruned(runs: Count) =
        "{runs} {runs, plural, one {run does} other {runs do}} not prune: the snapshot is not complete in time, and one before it failed.";
    /// What many futures come to.
    pub future_summary(units: Count, taken: Count, dropped: Count, left: Count, refused: Count) =
        "{units, plural, one {One chain} other {{units} chains}}: {taken} are taken, {dropped} dropped, {left} left at the end. {refused, plural, =0 {No run is kept from taking one.} other {In {refused} of {units} runs are kept from taking one.}}";
    pub(super) assume_still() = "Its disk is gone or not known, so no run comes by: nothing changes.";
    pub(super) assume_pruned_only() =
        "No new ones come: copies and snapshots of an earlier disk are pruned whenever the disk's run prunes.";
    pub(super) assume_not_ours_stays() = "What is not ours stays for ever; its owner may delete it earlier.";
    pub(super) assume_held_stays() =
        "What is held today stays for ever: a lock, a link or a copy under way may end earlier.";
    pub(super) assume_immutable_stays() = "An immutability policy is taken to last.";
    pub(super) assume_read_by_runs() =
        "What is only assumed to be complete today counts as complete, and what is not known to be done as copying: a run reads the disk and knows.";
    pub(super) assume_ready_given(minutes: Count) = "A snapshot is complete {minutes} minutes after it was taken, as given.";
    pub(super) assume_copying(first: Count, later: Count) =
        "A snapshot is copied in the background at 100 MiB a second: {first, plural, one {1 minute} other {{first} minutes}} for the first, {later, plural, one {1 minute} other {{later} minutes}} for each later one, of which a twentieth is copied. The service promises nothing here.";
    pub(super) assume_run_waits(minutes: Count) =
        "A run waits {minutes} minutes for its snapshot; when it is not complete by then, that run prunes by those that are.";
    /// Of futures that are alike.
    pub compare_never() = "The two never differ.";
    pub(super) compare_differ(first: Instant, left_a: Count, left_b: Count, only_a: Count, only_b: Count, gap_a: Sentence, gap_b: Sentence) =
        "They differ from {first, moment} on. At the end `a` leaves {left_a} and `b` {left_b}: {only_a} only `a`, {only_b} only `b`. The widest gap is {gap_a} in `a` and {gap_b} in `b`.";
    /// In how many of how many chains two futures differ, and how many each leaves.
    pub compare_summary(differ: Count, units: Count, left_a: Count, left_b: Count) =
        "They differ in {differ} of {units} chains. At the end `a` leaves {left_a} snapshots, `b` {left_b}.";
    pub(super) future_no_schedule(such: Name) =
        "the policy has no `schedule`, so nothing says when snapshots are taken; give one in the policy or in the request, such as `{such}`";
    pub(super) future_horizon(now: Instant, until: Instant, most: Count) =
        "from `{now}` until `{until}`: expected an end after the beginning, and at most {most} days (30 years) after it";
    pub(crate) span_days(days: Count) = "{days} days";
    pub(crate) span_hours(hours: Count) = "{hours} {hours, plural, one {hour} other {hours}}";
    pub(crate) span_minutes(minutes: Count) = "{minutes} minutes";
}
