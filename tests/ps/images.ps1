# Images of a small disk and of three snapshots of it, for the tests of ranges and bytes: dot-sourced after setup.ps1.

$script:Images = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-image-$([guid]::NewGuid())"
$null = New-Item -ItemType Directory -Path $script:Images
$script:DiskBytes = 8MB
$null = Reset-Emulator
# A small disk: 2 MiB in use at its start, and runs with gaps between them, each a piece of a download.
$null = Invoke-Manage -Method POST -Path 'disks' -Body @{
    id = (Get-DiskId 'data1'); name = 'data1'; type = 'Microsoft.Compute/disks'; location = 'westeurope'; tags = @{}; sku = @{ name = 'Premium_LRS' }
    properties = @{ creationData = @{ createOption = 'Empty' }; diskSizeGB = 1; diskSizeBytes = $script:DiskBytes; uniqueId = 'u-1'; timeCreated = '2026-01-01T00:00:00.0000000+00:00'; provisioningState = 'Succeeded'; diskState = 'Unattached' }
}

function Write-Disk {
    param([long] $First, [long] $Bytes, [string] $Kind = 'written')
    $null = Invoke-Manage -Method POST -Path 'write' -Body @{ disk = (Get-DiskId 'data1'); start = $First; end = $First + $Bytes - 1; kind = $Kind }
}

# A snapshot as the service makes it, at once.
function Add-Taken {
    param([string] $Name)
    $null = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') -SnapshotName $Name -Wait -WarningAction SilentlyContinue
}

# What the service shows behind a link of the test's own: the whole file.
function Read-Truth {
    param([string] $Name)
    $call = @{ Headers = @{ Authorization = "Bearer $($script:At.AccessToken)" }; NoProxy = $true }
    $address = "$Endpoint$(Get-SnapshotId $Name)"
    $begun = Invoke-WebRequest @call -Method POST -Uri "$address/beginGetAccess?api-version=2025-01-02" -Body '{"access":"Read","durationInSeconds":600}' -ContentType 'application/json'
    try {
        do { Start-Sleep -Milliseconds 200; $polled = Invoke-WebRequest @call -Uri ([string]$begun.Headers.Location) } while ($polled.StatusCode -eq 202)
        $link = ($polled.Content | ConvertFrom-Json).accessSAS
        return , (Invoke-WebRequest -Uri $link -NoProxy).RawContentStream.ToArray()
    }
    finally { $null = Invoke-WebRequest @call -Method POST -Uri "$address/endGetAccess?api-version=2025-01-02" }
}

function Get-Sha { param([byte[]] $Bytes) return [System.BitConverter]::ToString([System.Security.Cryptography.SHA256]::Create().ComputeHash($Bytes)) }
function Get-FileSha { param([string] $Path) return Get-Sha ([System.IO.File]::ReadAllBytes($Path)) }

# Every snapshot is free: no link was left open, by success, failure or stop.
function Assert-Closed {
    $open = @((Invoke-Manage -Method GET -Path 'state').snapshots | Where-Object { $_.properties.diskState -ceq 'ActiveSAS' } | ForEach-Object name)
    Assert-Equal @() $open 'open links'
}

# The service names no pause for grants and revokes (A34), and two seconds pass before each is asked about: here one does.
function Clear-Fault {
    $null = Invoke-Manage -Method DELETE -Path 'faults'
    Add-Fault -When @{ method = 'POST'; pathContains = 'GetAccess'; times = 1000 } -Fault @{ kind = 'headers'; set = @{ 'Retry-After' = '1' } }
}

# How often a link was read.
function Get-ReadCount { return @(Get-Log | Where-Object { $_.path -like '/md-*' }).Length }

function Get-Beside { param([string] $Path) return @(Get-ChildItem -Path "$Path*" | ForEach-Object Name | Sort-Object -CaseSensitive) }

Clear-Fault
Write-Disk -First 0 -Bytes 2MB
Write-Disk -First 2MB -Bytes 6MB -Kind 'cleared'
foreach ($step in 0..11) { Write-Disk -First (4MB + $step * 256KB) -Bytes 64KB }
Add-Taken 's-1'
Write-Disk -First 0 -Bytes 128KB
Write-Disk -First 5MB -Bytes 64KB
Write-Disk -First 1MB -Bytes 512KB -Kind 'cleared'
Add-Taken 's-2'
Write-Disk -First 7.5MB -Bytes 4096
Add-Taken 's-3'
$script:Truth = @{}
foreach ($name in 's-1', 's-2', 's-3') { $script:Truth[$name] = Get-Sha (Read-Truth $name) }
