<#
What `cargo xtask demo` shows of the PowerShell module: a snapshot is taken, and found again in its chain.
Signs in by the identity endpoint of the environment.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Endpoint,
    [Parameter(Mandatory)] [string] $SubscriptionId
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $ModulePath

# The disk whose chain is the shortest: the table then fits a screen.
$at = @{ Endpoint = $Endpoint; SubscriptionId = $SubscriptionId }
$disk = Get-IncrementalSnapshot @at | Where-Object { $_.State -eq 'ready' -and -not ($_.Labels -contains 'orphan') -and -not ($_.Labels -contains 'copy') } |
    Group-Object -Property SourceResourceId | Sort-Object -Property Count, Name | Select-Object -First 1
$id = $disk.Group[0].SourceResourceId

[Console]::Out.WriteLine("PS> New-IncrementalSnapshot -DiskId $id -Wait")
New-IncrementalSnapshot -Endpoint $Endpoint -DiskId $id -Wait | Format-List -Property Name, ResourceGroupName, State, Restorable, Durable, ReadyReason, TimeCreated | Out-String -Width 140
[Console]::Out.WriteLine("PS> Get-IncrementalSnapshot -DiskId $id")
Get-IncrementalSnapshot -Endpoint $Endpoint -DiskId $id | Select-Object -Last 12 | Format-Table | Out-String -Width 140
