# Rows of the core as PowerShell objects, under the names that Get-AzSnapshot uses (P10, P12) and ours.

# Rows of the `chains` table `snapshots` that pass $Filter, as the core gives them. They outlive the session.
function Get-SnaplineSnapshotRow {
    [CmdletBinding()]
    param([IntPtr] $Session, [System.Collections.IDictionary] $Filter)
    $request = [ordered]@{ verb = 'rows'; of = [ordered]@{ verb = 'chains'; now = Get-SnaplineNow }; table = 'snapshots' }
    if ($null -ne $Filter -and $Filter.Count -gt 0) { $request['filter'] = $Filter }
    return , (Get-SnaplineRow -Session $Session -Request $request -As $script:SnaplineTypes.Rows)
}

# The rows of any table that may be long, in parts: it never lies in memory as one text.
function Get-SnaplineRow {
    [CmdletBinding()]
    param([IntPtr] $Session, [System.Collections.IDictionary] $Request, [type] $As)
    $rows = [System.Collections.Generic.List[object]]::new()
    Invoke-SnaplineVerb -Session $Session -Request $Request -As $As -Into $rows
    return , $rows.ToArray()
}

# Where a row came from, in the shape that Get-AzSnapshot gives it: what reads Az's objects then reads ours too, also
# those that were saved with ConvertTo-Json. Worked out when it is asked for.
function Add-SnaplineRowMember {
    # A caller's -WhatIf and -Confirm are about snapshots.
    Update-TypeData -TypeName 'Snapline.Snapshot' -MemberType ScriptProperty -MemberName 'CreationData' -Force -WhatIf:$false -Confirm:$false -Value {
        $origin = [Snapline.CreationData]::new()
        $origin.CreateOption = $this.CreateOption
        $origin.SourceResourceId = $this.SourceResourceId
        $origin.SourceUniqueId = $this.SourceUniqueId
        $origin
    }
}

# Finishes rows as `Snapline.Snapshot` objects and lets each go as soon as it is done. With -Alone the session held only
# what was just made: a snapshot's place in its chain is then not known and stays empty. One loop without calls to other
# functions: a fleet has thousands of rows, and a call costs more than a row.
function ConvertTo-SnaplineSnapshot {
    param([System.Collections.IEnumerable] $Row, [switch] $Alone)
    $serializer = Get-SnaplineSerializer
    $map = $script:SnaplineTypes.StringMap
    $strings = $script:SnaplineTypes.Strings
    $tagsType = $script:SnaplineTexts.Tags
    $labelsType = $script:SnaplineTexts.Labels
    $desktop = $PSVersionTable.PSEdition -eq 'Desktop'
    foreach ($one in $Row) {
        # 5.1 reads an instant into local time.
        if ($null -ne $one.TimeCreated) { $one.TimeCreated = $one.TimeCreated.ToUniversalTime() }
        if ($null -ne $one.Instant) { $one.Instant = $one.Instant.ToUniversalTime() }
        if ($null -ne $one.AgeSeconds) { $one.Age = [TimeSpan]::FromSeconds($one.AgeSeconds) }
        $tags = '{}'
        if ($null -ne $one.Tags) { $tags = [string]$one.Tags }
        $labels = '[]'
        if ($null -ne $one.Labels) { $labels = [string]$one.Labels }
        if ($desktop) {
            # 5.1 fills plain collections only.
            $one.Tags = $tagsType::new()
            foreach ($pair in $serializer.Deserialize($tags, $map).GetEnumerator()) { $one.Tags[$pair.Key] = $pair.Value }
            $one.Labels = $labelsType::new()
            foreach ($label in $serializer.Deserialize($labels, $strings)) { $one.Labels.Add($label) }
        }
        else {
            $one.Tags = [System.Text.Json.JsonSerializer]::Deserialize($tags, $tagsType, $serializer)
            $one.Labels = [System.Text.Json.JsonSerializer]::Deserialize($labels, $labelsType, $serializer)
        }
        if ($Alone) { $one.Generation = $null; $one.Sequence = $null }
        $one
    }
}
