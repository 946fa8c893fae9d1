# How long after the last page of the list Get-IncrementalSnapshot puts out its first object, in a fresh PowerShell.
param($Endpoint, $Management, $Key, $Subscription, $Module)
$token = . "$PSScriptRoot/prepare.ps1" -Management $Management -Key $Key
Import-Module $Module
$watch = [System.Diagnostics.Stopwatch]::StartNew()

$page = $first = $null
Get-IncrementalSnapshot -SubscriptionId $Subscription -Endpoint $Endpoint -AccessToken $token -Verbose 4>&1 | ForEach-Object {
    if ($_ -is [System.Management.Automation.VerboseRecord]) { if ($_.Message -match '^#\d+ 200') { $page = $watch.Elapsed.TotalMilliseconds } }
    elseif ($null -eq $first) { $first = $watch.Elapsed.TotalMilliseconds - $page }
}
ConvertTo-Json $first
