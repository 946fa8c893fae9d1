<#
What each command really prints, for the pages in docs/commands: a small fleet is planted, each command is run as it is
shown, and what comes is written after a line `=== <command>`. Its own process, since only a host shows -WhatIf's lines.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Endpoint,
    [Parameter(Mandatory)] [string] $ManagementUrl,
    [Parameter(Mandatory)] [string] $ManagementKey,
    # An empty folder, for files.
    [Parameter(Mandatory)] [string] $Folder
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
. (Join-Path $PSScriptRoot 'emulator.ps1')
Import-Module $ModulePath
Set-Location -LiteralPath $Folder
$env:AZURE_SUBSCRIPTION_ID = $script:Sub
$PSDefaultParameterValues = @{ '*-IncrementalSnapshot*:Endpoint' = $Endpoint; '*-IncrementalSnapshot*:AccessToken' = (Get-TestToken); 'Test-SnaplineHost:Endpoint' = $Endpoint }

# A machine with two disks, of which the one has had a week of nights, and a small one with bytes in it.
function Reset-Fleet {
    Reset-Emulator
    $today = [DateTimeOffset]::UtcNow.Date.AddHours(2)
    $null = Add-Disk -Name 'vm-sql-01_data1' -UniqueId 'u-1' -Tags @{ backup = 'nightly' }
    foreach ($age in 8..2) {
        $stamp = $today.AddDays(-$age).ToString("yyyyMMdd'T'HHmmss'Z'", [cultureinfo]::InvariantCulture)
        $slot = $today.AddDays(-$age).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [cultureinfo]::InvariantCulture)
        Add-Snapshot -Name "vm-sql-01_data1_$stamp" -Disk 'vm-sql-01_data1' -UniqueId 'u-1' -Taken $slot -Tags @{ 'snapline-policy' = 'nightly'; 'snapline-slot' = $slot }
    }
    $null = Add-Disk -Name 'vm-sql-01_log1' -Sku 'PremiumV2_LRS' -UniqueId 'u-2'
    $null = Add-Disk -Name 'other' -Group 'rg-dr' -UniqueId 'u-3'
}

# Runs a line as a user would, and shows both.
function Show-Line {
    param([string] $Line)
    [Console]::Out.WriteLine("PS> $Line")
    # All of it first: PowerShell takes the widths of columns from what comes in the first moment.
    $all = @(& ([scriptblock]::Create($Line)))
    $text = $all | Out-String -Width 140
    foreach ($one in $text.Replace("`r", '').Trim("`n").Split("`n")) { if ($one.Trim()) { [Console]::Out.WriteLine($one.TrimEnd()) } }
}

$takes = "'last=2 daily=3 zone=Europe/Amsterdam at=04:00 id=nightly'"
$lines = [ordered]@{
    'Test-SnaplineHost'                = { Show-Line 'Test-SnaplineHost | Format-Table -AutoSize Check, Ok' }
    'Test-IncrementalSnapshotPolicy'   = { Show-Line "Test-IncrementalSnapshotPolicy 'hourly=720 zone=Europe/Amsterdam every=1h'" }
    'Get-IncrementalSnapshot'          = { Show-Line 'Get-IncrementalSnapshot -ResourceGroupName rg-prod -DiskName vm-sql-01_data1' }
    'Get-IncrementalSnapshotPlan'      = { Show-Line "Get-IncrementalSnapshotPlan $takes -ResourceGroupName rg-prod -DiskName vm-sql-01_data1" }
    'Export-IncrementalSnapshotPlan'   = { Show-Line "Export-IncrementalSnapshotPlan -Format Bicep -Policy $takes -Destination . | Format-Table Name, Length" }
    'Remove-IncrementalSnapshot'       = {
        Show-Line 'Get-IncrementalSnapshot -ResourceGroupName rg-prod -DiskName vm-sql-01_data1 | Remove-IncrementalSnapshot -WhatIf'
        Show-Line 'Get-IncrementalSnapshot -ResourceGroupName rg-prod -DiskName vm-sql-01_data1 | Select-Object -First 2 | Remove-IncrementalSnapshot -Confirm:$false'
    }
    'Invoke-IncrementalSnapshotPolicy' = {
        Reset-Fleet
        Show-Line "Invoke-IncrementalSnapshotPolicy $takes -DiskTag backup=nightly -WhatIf | Format-Table Planned, Complete, Sentence"
        Show-Line "Invoke-IncrementalSnapshotPolicy $takes -DiskTag backup=nightly -Confirm:`$false"
    }
    'New-IncrementalSnapshot'          = { Show-Line 'New-IncrementalSnapshot -ResourceGroupName rg-prod -DiskName vm-sql-01_data1 -Wait' }
    'Compare-IncrementalSnapshot'      = {
        $null = Invoke-Manage -Method POST -Path 'disks' -Body @{
            id = (Get-DiskId 'vm-web-01_data1'); name = 'vm-web-01_data1'; type = 'Microsoft.Compute/disks'; location = 'westeurope'; tags = @{}; sku = @{ name = 'Premium_LRS' }
            properties = @{ creationData = @{ createOption = 'Empty' }; diskSizeGB = 1; diskSizeBytes = 8MB; uniqueId = 'u-4'; timeCreated = '2026-01-01T00:00:00.0000000+00:00'; provisioningState = 'Succeeded'; diskState = 'Unattached' }
        }
        foreach ($step in @('sunday', 2MB), @('monday', 256KB)) {
            $null = Invoke-Manage -Method POST -Path 'write' -Body @{ disk = (Get-DiskId 'vm-web-01_data1'); start = 0; end = $step[1] - 1; kind = 'written' }
            $null = New-IncrementalSnapshot -DiskId (Get-DiskId 'vm-web-01_data1') -SnapshotName $step[0] -Wait
        }
        Show-Line 'Compare-IncrementalSnapshot -ResourceGroupName rg-prod -SnapshotName monday -PreviousName sunday'
        Show-Line 'Compare-IncrementalSnapshot -ResourceGroupName rg-prod -SnapshotName monday -PreviousName sunday -Summary'
    }
    'Export-IncrementalSnapshot'       = { foreach ($day in 'sunday', 'monday') { Show-Line "Export-IncrementalSnapshot -ResourceGroupName rg-prod -SnapshotName $day -Path web.vhd -Update | Format-Table Done, Length, DownloadedBytes, VerifiedBytes" } }
    'Wait-IncrementalSnapshot'         = {
        $null = New-IncrementalSnapshot -DiskId (Get-DiskId 'vm-sql-01_log1') -SnapshotName 'before-patch'
        Show-Line 'Get-IncrementalSnapshot -Pending'
        Invoke-WithClock { Show-Line 'Get-IncrementalSnapshot -Pending | Wait-IncrementalSnapshot' }
    }
    'Copy-IncrementalSnapshot'         = {
        Reset-Fleet
        Invoke-WithClock -Seconds 600 { Show-Line 'Get-IncrementalSnapshot -DiskName vm-sql-01_data1 -ResourceGroupName rg-prod | Select-Object -First 2 | Copy-IncrementalSnapshot -Location northeurope -DestinationResourceGroupName rg-dr' }
    }
}
Reset-Fleet
foreach ($command in $lines.Keys) {
    [Console]::Out.WriteLine("=== $command")
    & $lines[$command]
}
