# Rows of the core as PowerShell objects: the names that Get-AzSnapshot uses (P10, P12) first, then ours.

# Rows of the `chains` table `snapshots` that pass $Filter, as `Snapline.Snapshot` objects. With -Alone the session
# holds only what was just made: its place in the family is then not known and stays empty.
function Get-SnaplineSnapshotRow {
    param([IntPtr] $Session, [System.Collections.IDictionary] $Filter, [switch] $Alone)
    $now = Get-SnaplineNow
    $request = [ordered]@{ verb = 'rows'; of = [ordered]@{ verb = 'chains'; now = $now }; table = 'snapshots' }
    if ($null -ne $Filter -and $Filter.Count -gt 0) { $request['filter'] = $Filter }
    $rows = Invoke-SnaplineVerb -Session $Session -Request $request -As $script:SnaplineTypes.Rows
    foreach ($row in $rows) { ConvertTo-SnaplineSnapshot -Row $row -Alone:$Alone }
}

function ConvertTo-SnaplineSnapshot {
    param($Row, [switch] $Alone)
    $time = $null
    if ($null -ne $Row.timeCreated) { $time = $Row.timeCreated.ToUniversalTime() }
    $instant = $null
    if ($null -ne $Row.instant) { $instant = $Row.instant.ToUniversalTime() }
    $age = $null
    if ($null -ne $Row.ageSeconds) { $age = [TimeSpan]::FromSeconds($Row.ageSeconds) }
    $bytes = $null
    if ($Row.diskSizeBytes) { $bytes = [long]::Parse($Row.diskSizeBytes, [cultureinfo]::InvariantCulture) }
    $tags = ConvertFrom-SnaplineJsonText -Text $Row.tags -As $script:SnaplineTypes.StringMap
    if ($null -eq $tags) { $tags = $script:SnaplineTypes.StringMap::new() }
    $labels = ConvertFrom-SnaplineJsonText -Text $Row.labels -As $script:SnaplineTypes.Strings
    $generation = $Row.generation
    $sequence = $Row.sequence
    if ($Alone) { $generation = $null; $sequence = $null }
    return [pscustomobject]@{
        PSTypeName                 = 'Snapline.Snapshot'
        ResourceGroupName          = $Row.resourceGroupName
        Name                       = $Row.name
        Id                         = $Row.id
        Location                   = $Row.location
        SourceDiskName             = $Row.sourceDiskName
        SourceResourceId           = $Row.sourceResourceId
        SourceUniqueId             = $Row.sourceUniqueId
        Generation                 = $generation
        Sequence                   = $sequence
        TimeCreated                = $time
        Instant                    = $instant
        Age                        = $age
        State                      = $Row.state
        Restorable                 = $Row.restorable
        Durable                    = $Row.durable
        ReadyCode                  = $Row.readyCode
        ReadyReason                = $Row.readyReason
        CompletionPercent          = $Row.completionPercent
        ProvisioningState          = $Row.provisioningState
        SnapshotAccessState        = $Row.snapshotAccessState
        DiskState                  = $Row.diskState
        DiskSizeGB                 = $Row.diskSizeGB
        DiskSizeBytes              = $bytes
        LogicalSectorSize          = $Row.logicalSectorSize
        Sku                        = $Row.sku
        Incremental                = $Row.incremental
        CreateOption               = $Row.createOption
        IncrementalSnapshotFamilyId = $Row.incrementalSnapshotFamilyId
        UniqueId                   = $Row.uniqueId
        Labels                     = $labels
        Tags                       = $tags
        SubscriptionId             = $Row.subscriptionId
    }
}
