//! What the linter says of policies, and of what would help.

crate::sentences! {
    /// Titles, texts, sums and fixes.
    pub(crate) const SMELLS;
    pub(super) fix_change(name: Name, from: MaybeName, to: MaybeName) =
        "`{name}` {from, select, none {none} other {{from}}} -> {to, select, none {none} other {{to}}}";
    pub(super) fix_change_most(change: Sentence, most: Count, of: Count) = "{change}: at most {most} of {of} then";
    pub(super) smell_empty_title() = "The policy keeps everything";
    pub(super) smell_empty() =
        "It has neither a rule nor `maxAge`, so that nothing is ever dropped. Set `keep.daily`, or another rule.";
    pub(super) smell_sum_title() = "More than a disk may have";
    pub(super) smell_sum(sum: Count, of: Count) =
        "Its rules may keep up to {sum} snapshots of a disk, and {of} may exist at one time. Give it a schedule to see what they do keep, and when.";
    pub(super) sum_rules(rules: Name, sum: Count, of: Count) = "{rules} = {sum} >= {of}";
    pub(super) smell_gap_title(name: Name) = "`{name}` is shorter than the schedule's gap";
    pub(super) smell_gap(name: Name, period: Period, gap: Sentence) =
        "`{name}` is {period}, and up to {gap} lie between two runs: the one before is always too old, and only the newest stays, which does anyway. Make it longer, or run more often.";
    pub(super) sum_gap(period: Sentence, gap: Sentence) = "{period} <= {gap}";
    pub(super) smell_weeks_title() = "No whole week to keep";
    pub(super) smell_weeks(first: Instant, last: Instant) =
        "The runs go from {first, moment} to {last, moment}, and no whole ISO week, Monday to Sunday, lies between. A weekly rule has no weeks to tell apart there.";
    pub(super) smell_floor_title() = "The floor decides alone";
    pub(super) smell_floor(most: Count, floor: Count) =
        "The rules never leave more than {most}, and the floor keeps {floor}: it decides alone, by age. Lower it, or let the rules keep more.";
    pub(super) smell_useless_title(rule: Name) = "`{rule}` keeps nothing more";
    pub(super) smell_useless(until: Instant, rule: Name) =
        "Until {until, moment} `{rule}` keeps nothing that the other rules do not keep, in no run of the schedule. Leave it out, or let it reach further back than they do.";
    pub(super) smell_since_title() = "`since` never lets go";
    pub(super) smell_since(since: Instant, grows: Sentence) =
        "Whatever is taken at {since, moment} or later stays for ever, whatever the rules say. {grows}";
    pub(super) smell_tag_title() = "A tag keeps everything";
    pub(super) smell_tag(tag: Name, grows: Sentence) =
        "Everything that this policy takes carries the tag `{tag}`, so that all of it stays for ever. {grows}";
    pub(super) grows_due(next: Count, at: Instant) = "On a new disk the {next}st would be due {at, moment}.";
    pub(super) grows_not_due(next: Count, until: Instant) = "The {next}st is not due before {until, moment}.";
    pub(super) smell_parting_title() = "Run by run is not at once";
    pub(super) smell_parting(at: Instant, more: Count, fewer: Count) =
        "From the run of {at, moment} on, pruning after every run leaves other snapshots than pruning the whole history once: {more, spell} more, and {fewer, spell} fewer. The future that is shown is that of the runs.";
    pub(super) smell_azure_title() = "More than Azure Disk Backup keeps";
    pub(super) smell_azure(of: Count, most: Count) =
        "Azure Disk Backup keeps at most {of} snapshots of a disk. This policy keeps up to {most}: that much it does not do alike.";
    pub(super) smell_clocks_title() = "Clocks change at a time of the schedule";
    pub(super) smell_clocks(first: Sentence, second: MaybeSentence, more: Count) =
        "{first}.{second, select, none {} other { {second}.}}{more, plural, =0 {} other { {more, Spell} more in five years.}} No run is lost and none is doubled.";
    pub(super) smell_zone_title() = "The zone's clocks never change";
    pub(super) smell_zone(zone: Name, meant: Name) =
        "`{zone}` is one offset all year, whatever the clocks of its region do. Days and times of day are then an hour off in summer. Name the region, such as `{meant}`.";
    pub(super) smell_zone_sign(zone: Name, hours: Name, behind: Word) =
        "`{zone}` is {hours} h {behind, select, yes {behind} other {ahead of}} UTC: its sign is the other way round than one says it, and it is one offset all year. Name the region, such as `Europe/Vienna`, unless just this is meant.";
}
