# What is asked for by name: the rows that have the names, and an error where a plain name has none.

# The selection's rows whose names fit, with an error for each plain name that nothing has: {Rows, Errors}. A pattern that
# fits nothing is an answer. $Named is {Name, DiskName, ResourceGroupName: the disks', Group: the snapshots', where it is a
# pattern, Subscription}.
function Select-SnaplineNamed {
    param([IntPtr] $Session, [System.Collections.Generic.List[string]] $Id, [System.Collections.IDictionary] $Filter, $Named)
    $found = Get-SnaplineSelection -Session $Session -Id $Id -Filter $Filter
    if (-not ($Named.Name -or $Named.DiskName -or $Named.Group)) { return $found }
    $fit = @{ DiskName = $Named.DiskName; ResourceGroupName = $Named.ResourceGroupName; Group = $Named.Group }
    $here = @(Select-SnaplineRow -Row $found.Rows @fit)
    $found.Rows = @(Select-SnaplineRow -Row $here -Name $Named.Name)
    # Filtered away is not missing. In which group it lies is no filter but a part of the question.
    $place = [ordered]@{}
    if ($Filter.Contains('resourceGroup')) { $place['resourceGroup'] = $Filter['resourceGroup'] }
    if ($place.Count -lt $Filter.Count) {
        $all = Get-SnaplineSelection -Session $Session -Id $Id -Filter $place -WarningAction SilentlyContinue
        $here = @(Select-SnaplineRow -Row $all.Rows @fit)
    }
    foreach ($record in (New-SnaplineMissingDisk -Session $Session -Row $here -Named $Named)) { $found.Errors.Add($record) }
    $there = New-SnaplineNameSet
    foreach ($row in $here) { $null = $there.Add($row.Name) }
    foreach ($record in (New-SnaplineMissingName -Name $Named.Name -There $there -Group "$($place['resourceGroup'])$($Named.Group)" -Given:($Id.Count -gt 0 -or $Named.DiskName))) { $found.Errors.Add($record) }
    return $found
}

function Select-SnaplinePlainName {
    param([string[]] $Name)
    return @($Name | Where-Object { $_ -and -not [WildcardPattern]::ContainsWildcardCharacters($_) })
}

# Names to look others up among, without case.
function New-SnaplineNameSet {
    return , [System.Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
}

# An error for each plain name that is not there. With -Given ids or disks bounded where it was looked for.
function New-SnaplineMissingName {
    param([string[]] $Name, [System.Collections.Generic.HashSet[string]] $There, [string] $Group, [switch] $Given)
    $where = ''
    if ($Group) { $where = " in resource group '$Group'" }
    if ($Given) { $where = "$where among those of the disks or ids that were given" }
    foreach ($one in (Select-SnaplinePlainName -Name $Name)) {
        if ($There.Contains($one)) { continue }
        New-SnaplineError -Code 'snapshot_not_found' -Target $one -Message "there is no incremental snapshot '$one'$where."
    }
}

# An error for each disk that was looked for by its plain name, and is neither among the disks nor the source of a row.
function New-SnaplineMissingDisk {
    param([IntPtr] $Session, [System.Collections.IEnumerable] $Row, $Named)
    # In which of the groups that fit it would be is not known.
    if ([WildcardPattern]::ContainsWildcardCharacters($Named.ResourceGroupName)) { return }
    $sources = @($Row | ForEach-Object { (Split-SnaplineId -Id ([string]$_.SourceResourceId)).Name })
    foreach ($one in (Select-SnaplinePlainName -Name $Named.DiskName)) {
        if ($sources -contains $one) { continue }
        $ids = @($Named.Subscription | ForEach-Object { Get-SnaplineDiskId -SubscriptionId $_ -ResourceGroupName $Named.ResourceGroupName -DiskName $one })
        $request = [ordered]@{ verb = 'rows'; of = [ordered]@{ verb = 'inventory' }; table = 'disks'; filter = [ordered]@{ ids = $ids } }
        if ((Invoke-SnaplineVerb -Session $Session -Request $request -As $script:SnaplineTypes.DiskRows).Length -gt 0) { Write-Verbose "Disk '$one' has no such snapshots."; continue }
        New-SnaplineError -Code 'disk_not_found' -Target $one -Message "there is no disk '$one' in resource group '$($Named.ResourceGroupName)', and no snapshot of one that was."
    }
}

# Rows whose names fit: of the snapshot and its group, and of the disk and its group. Names are compared without case, as Azure does.
function Select-SnaplineRow {
    param([System.Collections.IEnumerable] $Row, [string[]] $Name, [string[]] $DiskName, [string] $ResourceGroupName, [string] $Group)
    foreach ($one in $Row) {
        if ($Group -and $one.ResourceGroupName -notlike $Group) { continue }
        if ($Name -and @($Name | Where-Object { $one.Name -like $_ }).Length -eq 0) { continue }
        if ($DiskName) {
            $parts = Split-SnaplineId -Id ([string]$one.SourceResourceId)
            if ($null -eq $parts -or $parts.Group -notlike $ResourceGroupName -or @($DiskName | Where-Object { $parts.Name -like $_ }).Length -eq 0) { continue }
        }
        $one
    }
}

# A group that holds nothing is told of: its disks' snapshots may be elsewhere.
function Write-SnaplineEmptyGroup {
    param([string] $ResourceGroupName)
    Write-Warning "No incremental snapshot is in resource group '$ResourceGroupName'. Snapshots of its disks may be in another group: ask by -DiskName or -DiskId."
}
