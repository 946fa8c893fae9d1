<#
.SYNOPSIS
Runs a snapshot policy in every subscription that has disks for it: one job of the runbook Nightly for each.

.DESCRIPTION
For Azure Automation, PowerShell 7.x and 5.1, with the module Snapline and a managed identity. Resource Graph tells which
subscriptions have disks with the tag. For each of them a job of the runbook Nightly is started in the Automation account
that is named, and all are waited for. Without -AutomationAccountName the subscriptions are run one after the other in this
job, which does for a few of them.

The job may be stopped anywhere and started again from the top: the jobs that it started carry names that follow from the
slot and the subscription, so they are found again and not started twice. It ends as failed when one of them did, or is not
known to have ended. See README.md beside this file for rights, schedules and alerts.

.PARAMETER Policy
The policy, as a line or as JSON: daily=7 weekly=4 zone=Europe/Amsterdam at=02:00 id=nightly

.PARAMETER DiskTag
Only disks with this tag, such as backup=nightly, or backup whatever its value.

.PARAMETER AutomationAccountName
The account in which jobs are started; AutomationResourceGroupName and AutomationSubscriptionId say where it is.

.PARAMETER RunbookName
What Nightly.ps1 is called in that account.

.PARAMETER Slot
The moment that the snapshots stand for. Left out: the newest of the policy's schedule.

.PARAMETER BudgetSeconds
The time for everything, the jobs that are waited for included. Automation stops a job after three hours.

.PARAMETER ShowOnly
Shows the subscriptions and starts nothing.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory = $true)] [string] $Policy,
    [string] $DiskTag = '',
    [string] $AutomationSubscriptionId = '',
    [string] $AutomationResourceGroupName = '',
    [string] $AutomationAccountName = '',
    [string] $RunbookName = 'Nightly',
    [string] $SnapshotResourceGroupName = '',
    [string] $CopyToLocation = '',
    [string] $CopyToResourceGroupName = '',
    [string] $CopyToSubscriptionId = '',
    [string] $Slot = '',
    [int] $BudgetSeconds = 10000,
    [bool] $ShowOnly = $false,
    [string] $Environment = 'AzureCloud',
    [string] $Endpoint = ''
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Set-StrictMode -Version 2.0

$account = "/subscriptions/$AutomationSubscriptionId/resourceGroups/$AutomationResourceGroupName/providers/Microsoft.Automation/automationAccounts/$AutomationAccountName"
$began = [DateTime]::UtcNow
$over = $began.AddSeconds($BudgetSeconds)
$clouds = @{ AzureCloud = 'https://management.azure.com'; AzureUSGovernment = 'https://management.usgovcloudapi.net'; AzureChinaCloud = 'https://management.chinacloudapi.cn' }
$at = @{ Environment = $Environment }
$base = $clouds[$Environment]
if ($Endpoint) {
    $at['Endpoint'] = $Endpoint
    $base = $Endpoint.TrimEnd('/')
    $address = [uri]$base
    if ($address.Scheme -ne 'https' -and -not $address.IsLoopback) { throw "-Endpoint '$Endpoint' is not https: the token would travel in clear" }
}

# Before anything is started: can this host run Snapline, and as whom?
$broken = @(Test-SnaplineHost -Online @at | Where-Object { -not $_.Ok })
if ($broken.Count -gt 0) {
    throw "this host cannot run Snapline: $(($broken | ForEach-Object { "$($_.Check): $($_.Detail)" }) -join '; ')"
}

# A token of the managed identity (U13), fetched anew before it ends.
$script:token = $null
$script:tokenUntil = [DateTime]::MinValue
function Get-Token {
    if ($script:token -and $script:tokenUntil -gt [DateTime]::UtcNow) { return $script:token }
    if (-not $env:IDENTITY_ENDPOINT) { throw 'IDENTITY_ENDPOINT is not set: give the Automation account a managed identity' }
    $resource = [uri]::EscapeDataString("$($clouds[$Environment])/")
    $joint = '?'
    if ($env:IDENTITY_ENDPOINT.Contains('?')) { $joint = '&' }
    $reply = Invoke-RestMethod -UseBasicParsing -Uri "$env:IDENTITY_ENDPOINT${joint}resource=$resource&api-version=2019-08-01" -Headers @{ 'X-IDENTITY-HEADER' = $env:IDENTITY_HEADER; Metadata = 'True' }
    $script:token = $reply.access_token
    $script:tokenUntil = [DateTime]::UtcNow.AddMinutes(10)
    return $script:token
}

# One call of the management endpoint. All that are made here may be repeated. $null for 404.
function Invoke-Arm {
    param([string] $Method, [string] $Path, $Body)
    $call = @{ Method = $Method; Uri = "$base$Path"; UseBasicParsing = $true; TimeoutSec = 100 }
    if ($null -ne $Body) {
        $call['Body'] = [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $Body -Depth 8 -Compress))
        $call['ContentType'] = 'application/json'
    }
    for ($try = 1; ; $try++) {
        $call['Headers'] = @{ Authorization = "Bearer $(Get-Token)" }
        try { return Invoke-RestMethod @call }
        catch {
            $reply = $null
            if ($null -ne $_.Exception.PSObject.Properties['Response']) { $reply = $_.Exception.Response }
            $status = 0
            if ($null -ne $reply) { $status = [int]$reply.StatusCode }
            if ($status -eq 404) { return $null }
            if ($status -eq 401) { $script:token = $null }
            $passing = $status -in 0, 401, 408, 429 -or $status -ge 500
            if (-not $passing -or $try -ge 8 -or [DateTime]::UtcNow -ge $over) { throw }
            # As long as Automation takes to let new jobs in again (U8), in the end.
            Start-Sleep -Seconds ([Math]::Min(30, [Math]::Pow(2, $try - 1)))
        }
    }
}

# The subscriptions that have disks with the tag, each once. The rules of a tag are the policy run's own; this only finds
# where a run is worth its while.
function Get-DiskSubscription {
    $name, $value = $DiskTag.Split([char[]]'=', 2)
    $found = New-Object 'System.Collections.Generic.SortedSet[string]' ([StringComparer]::OrdinalIgnoreCase)
    $options = @{ resultFormat = 'objectArray'; '$top' = 1000 }
    do {
        $page = Invoke-Arm -Method POST -Path '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01' -Body @{ query = "resources | where type =~ 'microsoft.compute/disks' | project id, subscriptionId, tags"; options = $options }
        foreach ($disk in $page.data) {
            $fits = -not $DiskTag
            if (-not $fits -and $null -ne $disk.tags) {
                # Names of tags ignore case, values do not.
                $fits = @($disk.tags.PSObject.Properties | Where-Object { $_.Name -ieq $name -and ($null -eq $value -or $_.Value -ceq $value) }).Count -gt 0
            }
            if ($fits) { $null = $found.Add($disk.subscriptionId) }
        }
        $next = $null
        if ($null -ne $page.PSObject.Properties['$skipToken']) { $next = $page.'$skipToken' }
        if (-not $next -and $page.resultTruncated -eq 'true') { throw 'Resource Graph cut its answer short and names no next page: not every subscription is known' }
        $options['$skipToken'] = $next
    } while ($next)
    return @($found)
}

# The path of a job whose name follows from the night, the subscription and how often it was tried.
function Get-JobPath {
    param([string] $Subscription, [int] $Attempt)
    $night = $Slot
    if (-not $night) { $night = $began.ToString("yyyyMMdd'T'HH", [cultureinfo]::InvariantCulture) }
    $sha = [System.Security.Cryptography.SHA256]::Create()
    try { $hash = $sha.ComputeHash([System.Text.Encoding]::UTF8.GetBytes("$RunbookName|$night|$Policy|$DiskTag|$($Subscription.ToLowerInvariant())|$Attempt")) }
    finally { $sha.Dispose() }
    $guid = New-Object guid (, [byte[]]$hash[0..15])
    return "$account/jobs/$guid`?api-version=2023-11-01"
}

$failing = 'Failed', 'Stopped', 'Suspended', 'Removing'

# Starts the job of a subscription, or finds the one that was started before. One that failed is tried once more by a fleet
# job that is started again, not by the one that saw it fail.
function Start-Child {
    param([string] $Subscription)
    for ($attempt = 1; $attempt -le 9; $attempt++) {
        $path = Get-JobPath -Subscription $Subscription -Attempt $attempt
        $job = Invoke-Arm -Method GET -Path $path
        if ($null -ne $job -and $job.properties.status -in $failing) { continue }
        if ($null -eq $job) {
            $body = @{ properties = @{ runbook = @{ name = $RunbookName }; parameters = $given + @{ SubscriptionId = $Subscription } } }
            $job = Invoke-Arm -Method PUT -Path $path -Body $body
            if ($null -eq $job) { throw "there is no Automation account '$AutomationAccountName' in '$AutomationResourceGroupName', or this identity may not see it" }
        }
        return New-Object psobject -Property @{ Subscription = $Subscription; Path = $path; Status = [string]$job.properties.status }
    }
    throw "the jobs of subscription $Subscription failed $($attempt - 1) times tonight"
}

$subscriptions = @(Get-DiskSubscription)
"$($subscriptions.Count) subscriptions have such disks."
if ($subscriptions.Count -eq 0) { throw "no subscription that this identity may read has a disk with the tag '$DiskTag': nothing was run" }
if ($ShowOnly) { return $subscriptions }

# Texts only: a job's parameters are texts.
$given = @{ Policy = $Policy; Environment = $Environment }
$perhaps = @{
    DiskTag = $DiskTag; SnapshotResourceGroupName = $SnapshotResourceGroupName; Slot = $Slot; Endpoint = $Endpoint
    CopyToLocation = $CopyToLocation; CopyToResourceGroupName = $CopyToResourceGroupName; CopyToSubscriptionId = $CopyToSubscriptionId
}
foreach ($name in $perhaps.Keys) { if ($perhaps[$name]) { $given[$name] = $perhaps[$name] } }
$failed = New-Object 'System.Collections.Generic.List[string]'

if (-not $AutomationAccountName) {
    foreach ($subscription in $subscriptions) {
        $left = $subscriptions.Count - [array]::IndexOf($subscriptions, $subscription)
        $call = $given + @{ SubscriptionId = $subscription; Confirm = $false; BudgetSeconds = [int][Math]::Max(60, ($over - [DateTime]::UtcNow).TotalSeconds / $left) }
        if ($Slot) { $call['Slot'] = [DateTimeOffset]::Parse($Slot, [cultureinfo]::InvariantCulture) }
        try { Invoke-IncrementalSnapshotPolicy @call -ErrorAction SilentlyContinue | ForEach-Object { ($_ | Out-String -Width 200).Trim() } }
        catch {
            $failed.Add($subscription)
            "${subscription}: $($_.Exception.Message)"
        }
    }
}
else {
    $jobs = @(foreach ($subscription in $subscriptions) {
            try { Start-Child -Subscription $subscription }
            catch {
                $failed.Add($subscription)
                Write-Warning "${subscription}: $($_.Exception.Message)"
            }
        })
    "$($jobs.Count) jobs of $RunbookName are under way."
    $open = $jobs
    $pause = 1
    while ($open.Count -gt 0 -and [DateTime]::UtcNow -lt $over) {
        foreach ($job in $open) {
            $seen = Invoke-Arm -Method GET -Path $job.Path
            if ($null -ne $seen) { $job.Status = [string]$seen.properties.status }
            if ($job.Status -in $failing) {
                $failed.Add($job.Subscription)
                "$($job.Subscription): $($job.Status). $($seen.properties.exception)"
            }
            if ($job.Status -eq 'Completed') { "$($job.Subscription): Completed." }
        }
        $open = @($open | Where-Object { $_.Status -ne 'Completed' -and $_.Status -notin $failing })
        if ($open.Count -gt 0) { Start-Sleep -Seconds $pause }
        $pause = [Math]::Min(30, 2 * $pause)
    }
    foreach ($job in $open) {
        $failed.Add($job.Subscription)
        "$($job.Subscription): still $($job.Status) when the time was over."
    }
}
# Never green over a hole.
if ($failed.Count -gt 0) { throw "of $($subscriptions.Count) subscriptions $($failed.Count) are not whole: $(@($failed | Select-Object -First 50) -join ', ')" }
"All $($subscriptions.Count) subscriptions are whole."
