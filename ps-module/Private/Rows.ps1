# Rows of the core as PowerShell objects, under the names that Get-AzSnapshot uses (P10, P12) and ours.

# The `chains` table `snapshots` of what passes $Filter, part by part.
function New-SnaplineSnapshotTable {
    param([IntPtr] $Session, [System.Collections.IDictionary] $Filter)
    Initialize-SnaplineRowType
    $request = [ordered]@{ verb = 'rows'; of = [ordered]@{ verb = 'chains'; now = Get-SnaplineNow }; table = 'snapshots' }
    if ($null -ne $Filter -and $Filter.Count -gt 0) { $request['filter'] = $Filter }
    return New-SnaplineTable -Session $Session -Request $request -As $script:SnaplineTypes.Rows
}

# Its rows at once, as the core gives them. They outlive the session.
function Get-SnaplineSnapshotRow {
    [CmdletBinding()]
    [OutputType([object[]])]
    param([IntPtr] $Session, [System.Collections.IDictionary] $Filter)
    return , (Get-SnaplineRow -Table (New-SnaplineSnapshotTable -Session $Session -Filter $Filter))
}

# All rows of a table.
function Get-SnaplineRow {
    [CmdletBinding()]
    [OutputType([object[]])]
    param($Table)
    $rows = [System.Collections.Generic.List[object]]::new()
    while ($null -ne ($part = Read-SnaplineTable -Table $Table)) { $rows.AddRange($part) }
    return , $rows.ToArray()
}

# Makes all ready that the first row needs, so that it is soon out when it is there: its types, and how they are read.
function Initialize-SnaplineRow {
    if ($script:SnaplineRowsReady) { return }
    Initialize-SnaplineRowType
    $null = ConvertFrom-SnaplineJson -Bytes ([System.Text.Encoding]::UTF8.GetBytes('{"ok":[{"name":"","generation":1,"restorable":true,"tags":"{\"a\":\"b\"}","timeCreated":"2000-01-01T00:00:00Z","ageSeconds":1.5}]}')) -As $script:SnaplineTypes.Rows
    $script:SnaplineRowsReady = $true
}

# Finishes rows as `Snapline.Snapshot` objects and lets each go as soon as it is done. With -Alone the session held only
# what was just made: a snapshot's place in its chain is then not known and stays empty. On 7.x a row is what it is to be as soon
# as it is read: a fleet has thousands of them, and a loop over them would cost more than all the rest.
function ConvertTo-SnaplineSnapshot {
    param([System.Collections.IEnumerable] $Row, [switch] $Alone)
    if ($Alone) { foreach ($one in $Row) { $one.Generation = $null; $one.Sequence = $null } }
    if ($PSVersionTable.PSEdition -eq 'Desktop') {
        $serializer = Get-SnaplineSerializer
        foreach ($one in $Row) {
            Convert-SnaplineDesktopRow -Row $one -Serializer $serializer
            $one
        }
        return
    }
    $Row
}

# What is left to do for a row of 5.1, which reads an instant into local time and fills plain collections only.
function Convert-SnaplineDesktopRow {
    param($Row, $Serializer)
    if ($null -ne $Row.TimeCreated) { $Row.TimeCreated = $Row.TimeCreated.ToUniversalTime() }
    if ($null -ne $Row.Instant) { $Row.Instant = $Row.Instant.ToUniversalTime() }
    $tags = '{}'
    if ($null -ne $Row.Tags) { $tags = [string]$Row.Tags }
    $labels = '[]'
    if ($null -ne $Row.Labels) { $labels = [string]$Row.Labels }
    $Row.Tags = [Snapline.Tags]::new()
    foreach ($pair in $Serializer.Deserialize($tags, $script:SnaplineTypes.StringMap).GetEnumerator()) { $Row.Tags[$pair.Key] = $pair.Value }
    $Row.Labels = [Snapline.Labels]::new()
    foreach ($label in $Serializer.Deserialize($labels, $script:SnaplineTypes.Strings)) { $Row.Labels.Add($label) }
}
