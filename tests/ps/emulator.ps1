# The tests' hand on the hosted emulator: state that is planted, faults, the clock, and what was asked of it.

$script:Sub = '11111111-2222-4333-8444-555555555555'

function Invoke-Manage {
    param([string] $Method, [string] $Path, $Body)
    $call = @{ Method = $Method; Uri = "$ManagementUrl/$Path"; Headers = @{ 'x-snapline-management-key' = $ManagementKey }; NoProxy = $true }
    if ($null -ne $Body) { $call['Body'] = (ConvertTo-Json -InputObject $Body -Depth 12 -Compress); $call['ContentType'] = 'application/json' }
    return Invoke-RestMethod @call
}

# An emulator with nothing in it but what the test puts there.
function Reset-Emulator {
    $null = Invoke-Manage -Method DELETE -Path 'faults'
    $null = Invoke-Manage -Method POST -Path 'reset' -Body @{ fleet = 'empty' }
}

function Get-Log { return @((Invoke-Manage -Method GET -Path 'log') | ForEach-Object { $_ }) }

function Add-Fault {
    param([hashtable] $Fault, [hashtable] $When = @{})
    $null = Invoke-Manage -Method POST -Path 'faults' -Body @{ match = $When; fault = $Fault }
}

function Step-Clock { param([int] $Seconds) $null = Invoke-Manage -Method POST -Path 'clock' -Body @{ advanceSeconds = $Seconds } }

# A token that outlives every leap of the clock.
function Get-TestToken {
    param([string] $Role = 'contributor')
    return (Invoke-Manage -Method POST -Path 'token' -Body @{ role = $Role; lifetimeSeconds = 864000 }).token
}

function Get-DiskId { param([string] $Name, [string] $Group = 'rg-prod') return "/subscriptions/$script:Sub/resourceGroups/$Group/providers/Microsoft.Compute/disks/$Name" }
function Get-SnapshotId { param([string] $Name, [string] $Group = 'rg-prod') return "/subscriptions/$script:Sub/resourceGroups/$Group/providers/Microsoft.Compute/snapshots/$Name" }

function Add-Disk {
    param([string] $Name, [string] $Group = 'rg-prod', [string] $Sku = 'Premium_LRS', [string] $UniqueId = [guid]::NewGuid().ToString(), [int] $SizeGB = 64, [hashtable] $Tags = @{})
    $null = Invoke-Manage -Method POST -Path 'disks' -Body @{
        id = (Get-DiskId $Name $Group); name = $Name; type = 'Microsoft.Compute/disks'; location = 'westeurope'; tags = $Tags
        sku = @{ name = $Sku }
        properties = @{ creationData = @{ createOption = 'Empty' }; diskSizeGB = $SizeGB; diskSizeBytes = [long]$SizeGB * 1GB; uniqueId = $UniqueId; timeCreated = '2026-01-01T00:00:00.0000000+00:00'; provisioningState = 'Succeeded'; diskState = 'Unattached' }
    }
    return $UniqueId
}

# A snapshot as the service shows it; $Extra overrides or adds members of `properties`.
function Add-Snapshot {
    param([string] $Name, [string] $Disk, [string] $UniqueId, [string] $Group = 'rg-prod', [string] $DiskGroup = 'rg-prod', [string] $Taken = '2026-11-01T00:00:00Z', [hashtable] $Tags = @{}, [hashtable] $Extra = @{}, [string] $SourceId)
    if (-not $SourceId) { $SourceId = Get-DiskId $Disk $DiskGroup }
    $properties = @{
        creationData = @{ createOption = 'Copy'; sourceResourceId = $SourceId; sourceUniqueId = $UniqueId }
        incremental = $true; diskSizeGB = 64; diskSizeBytes = 68719476736; uniqueId = [guid]::NewGuid().ToString(); timeCreated = $Taken; provisioningState = 'Succeeded'; diskState = 'Unattached'
    }
    foreach ($key in $Extra.Keys) { $properties[$key] = $Extra[$key] }
    $null = Invoke-Manage -Method POST -Path 'snapshots' -Body @{ id = (Get-SnapshotId $Name $Group); name = $Name; type = 'Microsoft.Compute/snapshots'; location = 'westeurope'; tags = $Tags; sku = @{ name = 'Standard_ZRS' }; properties = $properties }
}

# More snapshots than a page of any list holds, of a disk that no test asks about.
function Add-Filler {
    $null = Add-Disk -Name 'filler' -Group 'rg-filler' -UniqueId 'u-filler'
    foreach ($one in 1..120) { Add-Snapshot -Name "filler-$one" -Group 'rg-filler' -Disk 'filler' -DiskGroup 'rg-filler' -UniqueId 'u-filler' -Taken ([DateTimeOffset]::new(2026, 6, 1, 0, 0, 0, [TimeSpan]::Zero).AddDays($one).ToString('o')) }
}

# Lets the emulator's clock run ahead while $Body runs: what takes minutes there takes seconds here.
function Invoke-WithClock {
    param([scriptblock] $Body, [int] $Seconds = 30)
    $clock = [powershell]::Create()
    $null = $clock.AddScript({
            param($url, $key, $seconds)
            foreach ($tick in 1..60) {
                Start-Sleep -Seconds 1
                $null = Invoke-RestMethod -Method POST -Uri "$url/clock" -Headers @{ 'x-snapline-management-key' = $key } -Body "{`"advanceSeconds`":$seconds}" -ContentType 'application/json' -NoProxy
            }
        }).AddArgument($ManagementUrl).AddArgument($ManagementKey).AddArgument($Seconds)
    $null = $clock.BeginInvoke()
    try { return & $Body }
    finally { $clock.Stop(); $clock.Dispose() }
}
