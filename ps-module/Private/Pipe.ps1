# What comes down the pipe: ids, our own objects, and those of Az.

# A member of an object under one of its names; $null where it has none of them. An object that has been through a job
# or a file has lost its type, but not its members.
function Get-SnaplineMember {
    param($InputObject, [Parameter(Mandatory)] [string[]] $Name)
    if ($null -eq $InputObject -or $InputObject -is [string]) { return $null }
    foreach ($one in $Name) {
        $member = $InputObject.PSObject.Properties[$one]
        if ($null -ne $member -and $null -ne $member.Value) { return $member.Value }
    }
    return $null
}

# The disks that are meant: a row of ours in the pipe has an id of its own and its disk's. Without a pipe `$_` is the caller's.
function Select-SnaplinePipedDisk {
    param([string[]] $DiskId, $InputObject, [switch] $Piped)
    $source = $null
    if ($Piped) { $source = Get-SnaplineMember -InputObject $InputObject -Name 'SourceResourceId' }
    if ($null -ne $source) { return , [string[]]@($source) }
    return , $DiskId
}

# Whether an object is one of ours of this type, also after a job or a file.
function Test-SnaplineType {
    param($InputObject, [Parameter(Mandatory)] [string] $Name)
    if ($null -eq $InputObject) { return $false }
    return [bool](@($InputObject.PSObject.TypeNames) -match "^(Deserialized\.)?$([regex]::Escape($Name))`$")
}

# Each id once, in the order in which they came: in any casing, with and without slashes around it (A60).
function Select-SnaplineOnce {
    param([System.Collections.Generic.List[string]] $Id)
    $seen = [System.Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
    foreach ($one in $Id) { if ($seen.Add($one.Trim('/'))) { $one } }
}

# The ids that are of a disk or a snapshot; of each other an error goes into $Bad.
function Select-SnaplineGoodId {
    param([System.Collections.Generic.List[string]] $Id, [System.Collections.Generic.List[System.Management.Automation.ErrorRecord]] $Bad)
    $good = [System.Collections.Generic.List[string]]::new()
    foreach ($one in $Id) {
        try { $null = Assert-SnaplineId -Id $one -Type 'disks', 'snapshots'; $good.Add($one) }
        catch { $Bad.Add($_) }
    }
    return , $good
}

# One snapshot that is to be worked on: its id, and the unique id that it had when it was looked at, where that is known.
function New-SnaplineSubject {
    param([Parameter(Mandatory)] [string] $Id, $InputObject)
    return [pscustomobject]@{
        Id = $Id; Parts = (Assert-SnaplineId -Id $Id -Type 'snapshots')
        UniqueId = [string](Get-SnaplineMember -InputObject $InputObject -Name 'UniqueId')
    }
}

# Each snapshot once, in the order in which they came.
function Select-SnaplineSubject {
    param([System.Collections.IEnumerable] $Subject)
    $seen = [System.Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
    return @($Subject | Where-Object { $seen.Add($_.Id.Trim('/')) })
}
