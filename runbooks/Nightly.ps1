<#
.SYNOPSIS
Runs a snapshot policy over the disks of one subscription: takes, waits, copies, then deletes what the policy drops.

.DESCRIPTION
For Azure Automation, PowerShell 7.x and 5.1, with the module Snapline and a managed identity. The job may be stopped
anywhere and started again from the top: what was made already is not made twice. It ends as failed when anything was left
out. See README.md beside this file for rights, schedules and alerts.

.PARAMETER Policy
The policy, as a line or as JSON: daily=7 weekly=4 zone=Europe/Amsterdam at=02:00 id=nightly

.PARAMETER SubscriptionId
The subscription of the disks.

.PARAMETER DiskTag
Only disks with this tag, such as backup=nightly.

.PARAMETER Slot
The moment that the snapshots stand for, such as 2026-11-20T02:00:00Z. Left out: the newest of the policy's schedule.

.PARAMETER BudgetSeconds
The time for everything. Automation stops a job after three hours.

.PARAMETER ShowOnly
Shows what would be done and does nothing.
#>
[CmdletBinding()]
[OutputType([string])]
[System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', 'done', Justification = 'The block of ForEach-Object that sets it runs in the same scope.')]
param(
    [Parameter(Mandatory = $true)] [string] $Policy,
    [Parameter(Mandatory = $true)] [string] $SubscriptionId,
    [string] $ResourceGroupName = '',
    [string] $DiskTag = '',
    [string] $SnapshotResourceGroupName = '',
    [string] $NameTemplate = '',
    [string] $CopyToLocation = '',
    [string] $CopyToResourceGroupName = '',
    [string] $CopyToSubscriptionId = '',
    [string] $Slot = '',
    [int] $BudgetSeconds = 9000,
    [bool] $Prune = $true,
    [bool] $ShowOnly = $false,
    [string] $Environment = 'AzureCloud',
    [string] $Endpoint = ''
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2.0

# How many lines about single snapshots go into the job's output, which may have 1 MiB in all.
$mostLines = 200

$at = @{ Environment = $Environment }
if ($Endpoint) { $at['Endpoint'] = $Endpoint }

# Before anything is written: can this host run Snapline, as whom, and what may that read?
$broken = @(Test-SnaplineHost -Online -SubscriptionId $SubscriptionId @at | Where-Object { -not $_.Ok })
if ($broken.Count -gt 0) {
    throw "this host cannot run Snapline: $(($broken | ForEach-Object { "$($_.Check): $($_.Detail)" }) -join '; ')"
}

$call = @{ Policy = $Policy; SubscriptionId = $SubscriptionId; BudgetSeconds = $BudgetSeconds; Confirm = $false }
# An empty text is what Automation hands over for a parameter that was left alone.
$given = @{
    ResourceGroupName = $ResourceGroupName; DiskTag = $DiskTag; SnapshotResourceGroupName = $SnapshotResourceGroupName; NameTemplate = $NameTemplate
    CopyToLocation = $CopyToLocation; CopyToResourceGroupName = $CopyToResourceGroupName; CopyToSubscriptionId = $CopyToSubscriptionId
}
foreach ($name in $given.Keys) { if ($given[$name]) { $call[$name] = $given[$name] } }
if ($Slot) { $call['Slot'] = [DateTimeOffset]::Parse($Slot, [cultureinfo]::InvariantCulture) }
if (-not $Prune) { $call['NoPrune'] = $true }
if ($ShowOnly) { $call['WhatIf'] = $true }

# The summary comes before the error that ends a run with a hole, so it is shown as it comes.
$done = $null
$end = $null
$problems = $null
try {
    Invoke-IncrementalSnapshotPolicy @call @at -ErrorAction SilentlyContinue -ErrorVariable problems | ForEach-Object {
        $done = $_
        ($_ | Out-String -Width 200).Trim()
        $planned = @($_.Items | Where-Object { $_.Kind -eq 'planned' })
        $planned | Select-Object -First $mostLines | ForEach-Object { "planned: $($_.Part) $($_.Name). $($_.Message)" }
        if ($planned.Count -gt $mostLines) { "planned: $($planned.Count - $mostLines) more" }
    }
}
catch { $end = $_ }
$problems = @($problems | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
$problems | Select-Object -First $mostLines | ForEach-Object { "$($_.FullyQualifiedErrorId.Split(',')[0]): $($_.Exception.Message)" }
if ($problems.Count -gt $mostLines) { "and $($problems.Count - $mostLines) more" }

# Never green over a hole.
if ($null -ne $end) { throw "the run of $SubscriptionId is not whole: $($end.Exception.Message)" }
if ($null -eq $done -or -not $done.Complete) { throw "the run of $SubscriptionId did not end" }
