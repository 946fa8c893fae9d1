# Rows of the core as PowerShell objects, under the names that Get-AzSnapshot uses (P10, P12) and ours.

# The `chains` table `snapshots` of what passes $Filter, part by part.
function New-SnaplineSnapshotTable {
    param([IntPtr] $Session, [System.Collections.IDictionary] $Filter)
    $request = [ordered]@{ verb = 'rows'; of = [ordered]@{ verb = 'chains'; now = Get-SnaplineNow }; table = 'snapshots' }
    if ($null -ne $Filter -and $Filter.Count -gt 0) { $request['filter'] = $Filter }
    return New-SnaplineTable -Session $Session -Request $request -As $script:SnaplineTypes.Rows
}

# Its rows at once, as the core gives them. They outlive the session.
function Get-SnaplineSnapshotRow {
    [CmdletBinding()]
    param([IntPtr] $Session, [System.Collections.IDictionary] $Filter)
    return , (Get-SnaplineRow -Table (New-SnaplineSnapshotTable -Session $Session -Filter $Filter))
}

# All rows of a table.
function Get-SnaplineRow {
    [CmdletBinding()]
    param($Table)
    $rows = [System.Collections.Generic.List[object]]::new()
    while ($null -ne ($part = Read-SnaplineTable -Table $Table)) { $rows.AddRange($part) }
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

# Makes all ready that the first row needs, so that it is soon out when it is there: its types, and how they are read.
function Initialize-SnaplineRow {
    if ($script:SnaplineRowsReady) { return }
    Initialize-SnaplineText
    $null = ConvertFrom-SnaplineJson -Bytes ([System.Text.Encoding]::UTF8.GetBytes('{"ok":[{"name":"","generation":1,"restorable":true,"tags":"{}","timeCreated":"2000-01-01T00:00:00Z","ageSeconds":1.5}]}')) -As $script:SnaplineTypes.Rows
    $script:SnaplineRowsReady = $true
}

# Finishes rows as `Snapline.Snapshot` objects and lets each go as soon as it is done. With -Alone the session held only
# what was just made: a snapshot's place in its chain is then not known and stays empty. One loop without calls to other
# functions: a fleet has thousands of rows, and a call costs more than a row.
function ConvertTo-SnaplineSnapshot {
    param([System.Collections.IEnumerable] $Row, [switch] $Alone)
    Initialize-SnaplineText
    $serializer = Get-SnaplineSerializer
    if ($PSVersionTable.PSEdition -eq 'Desktop') {
        foreach ($one in $Row) {
            Convert-SnaplineDesktopRow -Row $one -Serializer $serializer
            if ($Alone) { $one.Generation = $null; $one.Sequence = $null }
            $one
        }
        return
    }
    foreach ($one in $Row) {
        if ($null -ne $one.AgeSeconds) { $one.Age = [TimeSpan]::FromSeconds($one.AgeSeconds) }
        $text = [string]$one.Tags
        $one.Tags = if ($text) { [System.Text.Json.JsonSerializer]::Deserialize($text, [Snapline.Tags], $serializer) } else { [Snapline.Tags]::new() }
        $text = [string]$one.Labels
        $one.Labels = if ($text -and $text -cne '[]') { [System.Text.Json.JsonSerializer]::Deserialize($text, [Snapline.Labels], $serializer) } else { [Snapline.Labels]::new() }
        if ($Alone) { $one.Generation = $null; $one.Sequence = $null }
        $one
    }
}

# The same for a row of 5.1, which reads an instant into local time and fills plain collections only.
function Convert-SnaplineDesktopRow {
    param($Row, $Serializer)
    if ($null -ne $Row.TimeCreated) { $Row.TimeCreated = $Row.TimeCreated.ToUniversalTime() }
    if ($null -ne $Row.Instant) { $Row.Instant = $Row.Instant.ToUniversalTime() }
    if ($null -ne $Row.AgeSeconds) { $Row.Age = [TimeSpan]::FromSeconds($Row.AgeSeconds) }
    $tags = '{}'
    if ($null -ne $Row.Tags) { $tags = [string]$Row.Tags }
    $labels = '[]'
    if ($null -ne $Row.Labels) { $labels = [string]$Row.Labels }
    $Row.Tags = [Snapline.Tags]::new()
    foreach ($pair in $Serializer.Deserialize($tags, $script:SnaplineTypes.StringMap).GetEnumerator()) { $Row.Tags[$pair.Key] = $pair.Value }
    $Row.Labels = [Snapline.Labels]::new()
    foreach ($label in $Serializer.Deserialize($labels, $script:SnaplineTypes.Strings)) { $Row.Labels.Add($label) }
}
