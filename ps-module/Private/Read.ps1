# The parts of Get-IncrementalSnapshot: reading the service or files into a session, and rows out of it.

# The subscriptions of ids, each once, in the order of their first use.
function Get-SnaplineIdSubscription {
    param([System.Collections.Generic.List[string]] $Id)
    $seen = [System.Collections.Generic.List[string]]::new()
    foreach ($one in $Id) {
        $parts = Assert-SnaplineId -Id $one -Type 'disks', 'snapshots'
        $key = $parts.Subscription.ToLowerInvariant()
        if (-not $seen.Contains($key)) { $seen.Add($key) }
    }
    return $seen.ToArray()
}

# Lists a whole subscription into a session, since a snapshot may be in any group (R3).
function Add-SnaplineSubscription {
    param([IntPtr] $Session = [IntPtr]::Zero, [string] $SubscriptionId, $Endpoint, [string] $ApiVersion, $SignIn, [int] $ThrottleLimit, $Page)
    $request = [ordered]@{ flow = 'list'; now = Get-SnaplineNow; endpoint = $Endpoint.Text; subscriptionId = $SubscriptionId; what = @('snapshots', 'disks') }
    if ($null -ne $Page) { $request['what'] = @('snapshots') }
    if ($ApiVersion) { $request['apiVersion'] = $ApiVersion }
    if ($ThrottleLimit) { $request['parallel'] = $ThrottleLimit }
    $result = Invoke-SnaplineFlow -Request $request -Session $Session -Page $Page -SignIn $SignIn -Activity "Reading the snapshots of subscription $SubscriptionId"
    Write-Verbose $result.Summary.sentence
    if ($result.Summary.complete) { return }
    $failed = @($result.Items | Where-Object { $_.kind -ceq 'failed' })
    if ($failed.Length -gt 0) {
        $prefix = 'the list could not be read'
        if ($result.Summary.pages -gt 0) { $prefix = 'the list could not be read to its end, so nothing of it is shown' }
        if ($result.Summary.pages -gt 0 -and $null -ne $Page) { $prefix = 'the list could not be read to its end: what was shown is not all' }
        throw (ConvertTo-SnaplineItemError -Item $failed[0] -Prefix $prefix)
    }
    throw (New-SnaplineError -Code 'list_incomplete' -Target $SubscriptionId -Message "the list could not be read to its end, so nothing of it is shown: $($result.Summary.sentence)")
}

# Shows the snapshots of one page and lets them go. $Page is {Cmdlet: that puts them out, Filter, Name and Group: patterns, Shown:
# the names that were}. Where a snapshot stands in its chain only the whole list tells.
function Write-SnaplinePage {
    param($Page, [string] $Name, [byte[]] $Body)
    $session = New-SnaplineSession
    try {
        $null = Add-SnaplineDocument -Session $session -Name $Name -Body $Body -FromFlow
        $rows = Get-SnaplineSnapshotRow -Session $session -Filter $Page.Filter -WarningAction SilentlyContinue
    }
    finally {
        Remove-SnaplineSession -Session $session
    }
    $rows = @(Select-SnaplineRow -Row $rows -Name $Page.Name -Group $Page.Group)
    foreach ($row in (ConvertTo-SnaplineSnapshot -Row $rows -Alone)) {
        $null = $Page.Shown.Add($row.Name)
        $Page.Cmdlet.WriteObject($row)
    }
}

# Lists the subscriptions of ids, then answers {Rows, Errors} of these.
function Read-SnaplineService {
    param([string[]] $SubscriptionId, $Endpoint, [string] $ApiVersion, $SignIn, [System.Collections.Generic.List[string]] $Id)
    $session = New-SnaplineSession
    try {
        foreach ($one in $SubscriptionId) { Add-SnaplineSubscription -Session $session -SubscriptionId $one -Endpoint $Endpoint -ApiVersion $ApiVersion -SignIn $SignIn }
        return Get-SnaplineSelection -Session $session -Id $Id -Filter ([ordered]@{})
    }
    finally {
        Remove-SnaplineSession -Session $session
    }
}

# Adds saved files to a session; wildcards are allowed.
function Add-SnaplineFile {
    param([IntPtr] $Session, [string[]] $Path)
    foreach ($pattern in $Path) {
        foreach ($file in (Resolve-SnaplineFile -Path $pattern)) {
            $added = Add-SnaplineDocument -Session $Session -Name ([System.IO.Path]::GetFileName($file)) -Body (Read-SnaplineByte -File $file)
            Write-Verbose "${file}: $($added.shape), $($added.snapshots) snapshots, $($added.disks) disks"
        }
    }
}

# A selection that is read part by part: {Rows: those that are known already, Errors, Any, Table: the rest}. Only all rows
# of the session need not be looked at first.
function Open-SnaplineSelection {
    param([IntPtr] $Session, [System.Collections.Generic.List[string]] $Id, [System.Collections.IDictionary] $Filter, $Named)
    if ($Id.Count -gt 0 -or $Named.Name -or $Named.DiskName -or $Named.Group) {
        $found = Select-SnaplineNamed -Session $Session -Id $Id -Filter $Filter -Named $Named
        return [pscustomobject]@{ Rows = $found.Rows; Errors = $found.Errors; Any = $found.Any; Table = $null }
    }
    return [pscustomobject]@{ Rows = $null; Errors = @(); Any = $false; Table = (New-SnaplineSnapshotTable -Session $Session -Filter $Filter) }
}

# The next rows of a selection; $null behind the last.
function Read-SnaplineSelection {
    param($Selection)
    $part = $Selection.Rows
    $Selection.Rows = $null
    if ($null -eq $part -and $null -ne $Selection.Table) {
        $part = Read-SnaplineTable -Table $Selection.Table
        if ($null -ne $part) { $Selection.Any = $true }
    }
    return , $part
}

# The rows that were asked for: all, or those of the given disks and snapshots; and whether there are any. A disk that is neither there nor has
# snapshots is an error; one that is there and has none is not.
function Get-SnaplineSelection {
    [CmdletBinding()]
    param([IntPtr] $Session, [System.Collections.Generic.List[string]] $Id, [System.Collections.IDictionary] $Filter)
    $rows = [System.Collections.Generic.List[object]]::new()
    $errors = [System.Collections.Generic.List[System.Management.Automation.ErrorRecord]]::new()
    if ($Id.Count -eq 0) {
        $rows.AddRange([object[]](Get-SnaplineSnapshotRow -Session $Session -Filter $Filter))
        return [pscustomobject]@{ Rows = $rows; Errors = $errors; Any = $rows.Count -gt 0 }
    }
    $snapshots = @($Id | Where-Object { (Split-SnaplineId -Id $_).Type -ceq 'snapshots' })
    $disks = @(Get-SnaplineSortedDisk -Id $Id)
    foreach ($disk in $disks) {
        $narrow = Copy-SnaplineFilter -Filter $Filter -Name 'disk' -Value $disk
        $found = Get-SnaplineSnapshotRow -Session $Session -Filter $narrow
        $rows.AddRange([object[]]$found)
        if ($found.Length -gt 0) { continue }
        $request = [ordered]@{ verb = 'rows'; of = [ordered]@{ verb = 'inventory' }; table = 'disks'; filter = [ordered]@{ ids = @($disk) } }
        $there = Invoke-SnaplineVerb -Session $Session -Request $request -As $script:SnaplineTypes.DiskRows
        if ($there.Length -gt 0) { Write-Verbose "$disk has no such snapshots."; continue }
        # Filtered away is not missing: only a disk without any snapshot can be one that never was.
        if ($Filter.Count -gt 0 -and (Get-SnaplineSnapshotRow -Session $Session -Filter ([ordered]@{ disk = $disk })).Length -gt 0) { continue }
        $errors.Add((New-SnaplineError -Code 'disk_not_found' -Target $disk -Message "there is no disk ``$disk``, and no snapshot of one that was."))
    }
    if ($snapshots.Length -gt 0) {
        $rows.AddRange([object[]](Get-SnaplineSnapshotRow -Session $Session -Filter (Copy-SnaplineFilter -Filter $Filter -Name 'ids' -Value $snapshots)))
        if ($Filter.Count -eq 0) {
            $there = [System.Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
            foreach ($row in $rows) { $null = $there.Add($row.id.Trim('/')) }
            foreach ($one in $snapshots) {
                if ($there.Contains($one.Trim('/'))) { continue }
                $errors.Add((New-SnaplineError -Code 'snapshot_not_found' -Target $one -Message "``$one`` is not there, or is not an incremental snapshot."))
            }
        }
    }
    return [pscustomobject]@{ Rows = $rows; Errors = $errors; Any = $rows.Count -gt 0 }
}

# The disks among ids, each once, by name and then id, in an order that no culture changes.
function Get-SnaplineSortedDisk {
    param([System.Collections.Generic.List[string]] $Id)
    $byKey = [System.Collections.Generic.SortedDictionary[string, string]]::new([StringComparer]::Ordinal)
    foreach ($one in $Id) {
        $parts = Split-SnaplineId -Id $one
        if ($parts.Type -ceq 'disks') { $byKey["$($parts.Name)`n$($one.Trim('/'))".ToLowerInvariant()] = $one }
    }
    return @($byKey.Values)
}

function Copy-SnaplineFilter {
    param([System.Collections.IDictionary] $Filter, [string] $Name, $Value)
    $copy = [ordered]@{}
    foreach ($key in $Filter.Keys) { $copy[$key] = $Filter[$key] }
    $copy[$Name] = $Value
    return $copy
}
