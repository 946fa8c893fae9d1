# The parts of Export-IncrementalSnapshot: what is there already, what is to be done about it, and doing it.

# The parameters once more for a job, to which the pipe brings the snapshots with their images.
function Copy-SnaplineExportBound {
    param([System.Collections.IDictionary] $Bound, [string] $BasePath)
    $copy = @{}
    foreach ($name in $Bound.Keys) { if ($name -cnotin 'SnapshotId', 'SnapshotName', 'Path') { $copy[$name] = $Bound[$name] } }
    if ($BasePath) { $copy['BasePath'] = $BasePath }
    return $copy
}

# What cannot be meant is told before anything is done.
function Assert-SnaplineExportCall {
    param([System.Collections.Generic.List[object]] $Asked, [switch] $Update, [switch] $Force, [string] $BasePath)
    if ($Update -and ($Force -or $BasePath)) {
        throw (New-SnaplineError -Code 'bad_parameters' -Target 'Update' -Message '-Update changes the image in place, -BasePath makes a copy of another, and -Force downloads it whole. Give one of them.')
    }
    $seen = [System.Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
    foreach ($one in $Asked) {
        # So that -WhatIf does not promise what the core would refuse.
        $null = Assert-SnaplineId -Id $one[0] -Type 'snapshots'
        if (-not $seen.Add($one[1])) {
            throw (New-SnaplineError -Code 'bad_parameters' -Target $one[1] -Message "``$($one[1])`` is one image, and several snapshots were given for it. Give each its own: -Path { `"`$(`$_.SourceDiskName).vhd`" }.")
        }
    }
}

# One image to be made, out of what was asked and what lies beside the path: {Image, Id, Done, Action}. Done is true where
# nothing has to be fetched. Nothing is changed here.
function Resolve-SnaplineExport {
    param([string] $Id, [string] $Path, [string] $BasePath, [string] $PreviousId, [switch] $Update, [switch] $Force, [string] $Endpoint)
    $folder = [System.IO.Path]::GetDirectoryName($Path)
    if ($folder -and -not [System.IO.Directory]::Exists($folder)) {
        throw (New-SnaplineError -Code 'file_unwritable' -Target $Path -Message "``$Path`` cannot be written: there is no folder ``$folder``. Make it, or choose another -Path.")
    }
    $image = New-SnaplineImage -Path $Path
    $export = [pscustomobject]@{ Image = $image; Id = $Id; Done = $false; Action = $null }
    $name = $Id.Trim('/').Split('/')[-1]
    $found = $null
    if (-not $Force) { $found = Read-SnaplineImageState -Path $image.StatePath }
    $there = [System.IO.File]::Exists($Path)
    # Verified and being given its name when it was broken off: all but a name is done.
    $whole = $null -ne $found -and ($found.phase -ceq 'renaming' -or ($found.phase -ceq 'complete' -and $there))
    if ($whole -and (Test-SnaplineSameId -Left $found.snapshotId -Right $Id)) {
        $image.State = $found
        $export.Done = $true
        $export.Action = "Nothing: it holds snapshot '$name' already"
        if ($found.phase -ceq 'complete') { Assert-SnaplineUntouched -Path $Path -State $found }
        return $export
    }
    if ($null -ne $found -and $found.phase -cne 'complete') {
        if ($found.phase -ceq 'renaming' -or -not (Test-SnaplineSameId -Left $found.snapshotId -Right $Id)) {
            throw (New-SnaplineError -Code 'image_unfinished' -Target $Path -Message "``$Path`` is unfinished: a download of snapshot ``$($found.snapshotId)`` into it was broken off. Finish it with the same command as before, or begin anew with -Force.")
        }
        # What was killed before it had laid out anything may still have a link to close.
        if ($found.endpoint -cne $Endpoint -or ($found.laid -and -not [System.IO.File]::Exists($image.Partial))) { $found.saved = $null; $found.laid = $false }
        $image.State = $found
        $image.Continued = $true
        $export.Action = "Go on downloading snapshot '$name'"
        return $export
    }
    $type = $script:SnaplineTypes.ImageState
    $state = $type::new()
    $state.phase = 'downloading'
    $state.snapshotId = $Id
    $state.endpoint = $Endpoint
    $image.State = $state
    $export.Action = "Download snapshot '$name' whole"
    if ($there -and -not $Force) {
        if (-not $Update) {
            throw (New-SnaplineError -Code 'file_exists' -Target $Path -Message "``$Path`` exists. Choose another -Path; or bring it up to this snapshot with -Update, where it holds an earlier one; or replace it with -Force.")
        }
        Set-SnaplineEarlier -State $state -Known $found -Path $Path -PreviousId $PreviousId
    }
    elseif ($BasePath) {
        $state.base = $BasePath
        Set-SnaplineEarlier -State $state -Known (Read-SnaplineImageState -Path "$BasePath.snapline") -Path $BasePath -PreviousId $PreviousId
    }
    if ($state.previousId) { $export.Action = "Download what changed from snapshot '$($state.previousId.Trim('/').Split('/')[-1])' to '$name'" }
    return $export
}

# Which snapshot the earlier image holds: as is written beside it, or as the caller says.
function Set-SnaplineEarlier {
    param($State, $Known, [string] $Path, [string] $PreviousId)
    if (-not [System.IO.File]::Exists($Path)) {
        throw (New-SnaplineError -Code 'file_unreadable' -Target $Path -Message "``$Path`` names no file.")
    }
    if ($null -eq $Known) {
        if (-not $PreviousId) {
            throw (New-SnaplineError -Code 'image_unknown' -Target $Path -Message "nothing beside ``$Path`` says which snapshot it holds. Name it with -PreviousId, or download the snapshot whole.")
        }
        $State.previousId = $PreviousId
        return
    }
    if ($Known.phase -cne 'complete') {
        throw (New-SnaplineError -Code 'image_unfinished' -Target $Path -Message "``$Path`` is unfinished: a download of snapshot ``$($Known.snapshotId)`` into it was broken off. Finish that first.")
    }
    if ($PreviousId -and -not (Test-SnaplineSameId -Left $PreviousId -Right $Known.snapshotId)) {
        throw (New-SnaplineError -Code 'image_unknown' -Target $Path -Message "``$Path`` holds snapshot ``$($Known.snapshotId)`` as is written beside it, and not ``$PreviousId``. Leave -PreviousId out.")
    }
    Assert-SnaplineUntouched -Path $Path -State $Known
    $State.previousId = $Known.snapshotId
    $State.previousUniqueId = $Known.uniqueId
}

function Assert-SnaplineUntouched {
    param([string] $Path, $State)
    if (Test-SnaplineImage -Path $Path -State $State) { return }
    throw (New-SnaplineError -Code 'image_altered' -Target $Path -Message "``$Path`` was written to since it was downloaded, so it is not snapshot ``$($State.snapshotId)`` any more. Download it whole with -Force, or choose another -Path.")
}

# Ids compare without case (A60).
function Test-SnaplineSameId {
    param([string] $Left, [string] $Right)
    return [string]::Equals($Left.Trim('/'), $Right.Trim('/'), [StringComparison]::OrdinalIgnoreCase)
}

# Fetches, reads back, and gives the image its name: {Report, Errors}. $Intent is the request without its snapshots.
function Invoke-SnaplineExport {
    param($Export, [System.Collections.IDictionary] $Intent, $SignIn)
    $image = $Export.Image
    $started = [DateTime]::UtcNow
    $left = [System.Collections.Generic.List[System.Management.Automation.ErrorRecord]]::new()
    if (-not $Export.Done) {
        $request = [ordered]@{}
        foreach ($member in $Intent.Keys) { $request[$member] = $Intent[$member] }
        $request['snapshotId'] = $Export.Id
        if ($image.State.previousId) { $request['previousId'] = $image.State.previousId }
        if ($image.State.previousUniqueId) { $request['previousUniqueId'] = $image.State.previousUniqueId }
        if ($image.State.saved) {
            $request = [ordered]@{ flow = 'resume'; now = Get-SnaplineNow; saved = $image.State.saved }
            # Also where all bytes are there and only the link is to be closed.
            $image.Resumed = $image.State.laid
        }
        $result = Invoke-SnaplineFlow -Request $request -Image $image -SignIn $SignIn -Activity 'Downloading a snapshot' -LinkOf @($Export.Id, $image.State.previousId | Where-Object { $_ })
        Write-Verbose $result.Summary.sentence
        $left = Get-SnaplineItemError -Item $result.Items
        # A link that stayed open is told, and takes nothing from the bytes.
        $fatal = @($left | Where-Object { $_.FullyQualifiedErrorId -cne 'Snapline.link_left_open' })
        if ($fatal.Length -gt 0) { throw $fatal[0] }
    }
    if ($image.State.phase -cne 'complete') { Complete-SnaplineImage -Image $image }
    $type = $script:SnaplineTypes.ImageReport
    $report = $type::new()
    $report.Path = $image.Path
    $report.SnapshotId = $image.State.snapshotId
    $report.PreviousId = $image.State.previousId
    $report.Done = 'changes'
    if ($image.State.whole) { $report.Done = 'whole' }
    if ($Export.Done) { $report.Done = 'already' }
    $report.Format = $image.State.format
    $report.Length = $image.State.length
    $report.DownloadedBytes = $image.Written
    $report.VerifiedBytes = $image.Verified
    $report.Resumed = $image.Resumed
    $report.Duration = [DateTime]::UtcNow - $started
    $report.PSObject.TypeNames.Insert(0, 'Snapline.Image')
    return [pscustomobject]@{ Report = $report; Errors = $left }
}
