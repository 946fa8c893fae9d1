# The parts of New-IncrementalSnapshot: what to ask of the core, and how it will be named.

# The `create` request. $Bound are the command's bound parameters.
function New-SnaplineCreateIntent {
    param([System.Collections.Generic.List[string]] $DiskId, [System.Collections.IDictionary] $Bound, $Endpoint, [DateTimeOffset] $Slot)
    if ($Bound.ContainsKey('SnapshotName') -and $Bound.ContainsKey('NameTemplate')) {
        throw (New-SnaplineError -Code 'bad_parameters' -Target 'NameTemplate' -Message '-SnapshotName and -NameTemplate exclude each other: a name is given or made. Leave one out.')
    }
    if ($Bound.ContainsKey('SnapshotName') -and $DiskId.Count -gt 1) {
        throw (New-SnaplineError -Code 'bad_parameters' -Target $Bound['SnapshotName'] -Message "-SnapshotName ``$($Bound['SnapshotName'])`` is one name, and $($DiskId.Count) disks were given. Use -NameTemplate, which names each by its disk.")
    }
    # A pipe may bring a disk more than once, as rows of its chain and of its copies do: it is meant once.
    $once = @(Select-SnaplineOnce -Id $DiskId)
    $member = @{ PolicyId = 'policyId'; NameTemplate = 'template'; Sku = 'sku'; InstantAccessDurationMinutes = 'instantAccessDurationMinutes' }
    $intent = New-SnaplineIntent -Flow 'create' -Endpoint $Endpoint -Bound $Bound -Member $member
    $intent['slot'] = ConvertTo-SnaplineSlot -Value $Slot
    $intent['disks'] = @(foreach ($id in $once) {
            $disk = [ordered]@{ id = $id }
            if ($Bound.ContainsKey('SnapshotName')) { $disk['name'] = $Bound['SnapshotName'] }
            if ($Bound.ContainsKey('SnapshotResourceGroupName')) { $disk['resourceGroup'] = $Bound['SnapshotResourceGroupName'] }
            $disk
        })
    return $intent
}

# Tags as texts. Az takes numbers and dates too; they are written the same whatever the culture.
function ConvertTo-SnaplineTag {
    param([System.Collections.IDictionary] $Tag)
    $tags = [ordered]@{}
    foreach ($key in $Tag.Keys) {
        $value = $Tag[$key]
        if ($null -eq $value) { $value = '' }
        if ($value -isnot [string] -and $value -isnot [System.IFormattable] -and $value -isnot [bool]) {
            throw (New-SnaplineError -Code 'bad_tags' -Target ([string]$key) -Message "the tag ``$key`` holds a $($value.GetType().Name). A tag is a text: join or convert it first.")
        }
        if ($value -is [System.IFormattable]) {
            $form = $null
            if ($value -is [DateTime] -or $value -is [DateTimeOffset]) { $form = 'o' }
            $value = $value.ToString($form, [cultureinfo]::InvariantCulture)
        }
        $tags[[string]$key] = [string]$value
    }
    return $tags
}

# Has the core judge a request, so that -WhatIf and -Confirm never ask about what would be refused. Nothing is sent.
function Assert-SnaplineIntent {
    param([System.Collections.IDictionary] $Intent)
    Import-SnaplineLibrary
    Import-SnaplineUtility
    $run = [pscustomobject]@{ Flow = [IntPtr]::Zero }
    try { Open-SnaplineFlow -Run $run -Request $Intent }
    finally { [Snapline.Native]::snap_flow_free($run.Flow) }
}

# For each disk of the intent: what ShouldProcess asks, with the name that the core will use.
function Get-SnaplineNamePlan {
    param([System.Collections.IDictionary] $Intent)
    $plan = @(foreach ($disk in $Intent['disks']) {
            $parts = Assert-SnaplineId -Id $disk['id'] -Type 'disks'
            $group = $parts.Group
            if ($disk.Contains('resourceGroup')) { $group = $disk['resourceGroup'] }
            $name = $disk['name']
            if (-not $name) { $name = Get-SnaplineName -Intent $Intent -DiskId $disk['id'] -Group $group }
            [pscustomobject]@{ Disk = $disk; Parts = $parts; Group = $group; Name = $name; Target = $null; Action = $null }
        })
    foreach ($entry in $plan) {
        $entry.Target = "disk '$($entry.Parts.Name)' in resource group '$($entry.Parts.Group)'"
        $entry.Action = "Take incremental snapshot '$($entry.Name)' into resource group '$($entry.Group)'"
    }
    return $plan
}

# A name is of the disk, its slot and the snapshot's group alone; the core makes it.
function Get-SnaplineName {
    param([System.Collections.IDictionary] $Intent, [string] $DiskId, [string] $Group)
    $request = [ordered]@{ verb = 'name'; disk = $DiskId; slot = $Intent['slot']; resourceGroup = $Group }
    if ($Intent.Contains('template')) { $request['template'] = $Intent['template'] }
    return (Invoke-SnaplineVerb -Session ([IntPtr]::Zero) -Request $request -As $script:SnaplineTypes.Name).name
}

# One line for each disk of a taking that was only planned.
function Format-SnaplineCreatePlan {
    param([System.Collections.IEnumerable] $Item)
    foreach ($one in $Item) {
        if ($one.kind -ceq 'planned') { "Take incremental snapshot '$($one.name)' of disk '$(([string]$one.target).Split('/')[-1])'." }
    }
}
