# The parts of Compare-IncrementalSnapshot.

# Which snapshot, and since which: {Snapshot, Previous}. Of two from the pipe the first is the earlier one, as
# Get-IncrementalSnapshot sorts them; whether it is, is the core's to say.
function Resolve-SnaplineComparison {
    param([System.Collections.Generic.List[string]] $Id, [string] $PreviousId)
    if ($Id.Count -eq 2 -and -not $PreviousId) { return [pscustomobject]@{ Snapshot = $Id[1]; Previous = $Id[0] } }
    if ($Id.Count -gt 1) {
        throw (New-SnaplineError -Code 'bad_parameters' -Target $Id.ToArray() -Message "two snapshots are compared, and $($Id.Count + [int][bool]$PreviousId) were given. Give one, or an earlier and a later one.")
    }
    return [pscustomobject]@{ Snapshot = $Id[0]; Previous = $PreviousId }
}

# The ranges of a `ranges` step as `Snapline.Range` objects, by their places on the disk. Both lists are sorted already.
function ConvertTo-SnaplineRange {
    param($Step)
    $left = 0
    $right = 0
    $type = $script:SnaplineTypes.Range
    while ($left -lt $Step.changed.Length -or $right -lt $Step.cleared.Length) {
        $range = $type::new()
        if ($right -ge $Step.cleared.Length -or ($left -lt $Step.changed.Length -and [long]$Step.changed[$left][0] -lt [long]$Step.cleared[$right][0])) {
            $pair = $Step.changed[$left]
            $range.Kind = 'changed'
            $left++
        }
        else {
            $pair = $Step.cleared[$right]
            $range.Kind = 'cleared'
            $right++
        }
        $range.Start = [long]$pair[0]
        $range.End = [long]$pair[1]
        $range.Length = $range.End - $range.Start + 1
        $range.PSObject.TypeNames.Insert(0, 'Snapline.Range')
        $range
    }
}

# The sums of a `ranges` step as a `Snapline.Comparison`. As a text it is the flow's sentence.
function ConvertTo-SnaplineComparison {
    param($Step, $Summary)
    $type = $script:SnaplineTypes.Comparison
    $sum = $type::new()
    $sum.SnapshotId = $Step.snapshot
    $sum.PreviousId = $Step.previous
    $sum.Format = $Step.format
    $sum.DiskSizeBytes = [long]$Step.diskSizeBytes
    $sum.ChangedBytes = [long]$Step.changedBytes
    $sum.ClearedBytes = [long]$Step.clearedBytes
    $sum.ChangedRanges = $Step.changed.Length
    $sum.ClearedRanges = $Step.cleared.Length
    $sum.Sentence = $Summary.sentence
    $sum.PSObject.TypeNames.Insert(0, 'Snapline.Comparison')
    return $sum
}
