# Get-IncrementalSnapshot over the whole subscription, and how long after the last page the first object came.
param($Endpoint, $Management, $Key, $Subscription, $Disk, $Module)
$token = . "$PSScriptRoot/prepare.ps1" -Management $Management -Key $Key
Import-Module $Module
$watch = [System.Diagnostics.Stopwatch]::StartNew()

$page = $first = $null
$all = [System.Collections.Generic.List[object]]::new()
Get-IncrementalSnapshot -SubscriptionId $Subscription -Endpoint $Endpoint -AccessToken $token -Verbose 4>&1 | ForEach-Object {
    if ($_ -is [System.Management.Automation.VerboseRecord]) { if ($_.Message -match '^#\d+ 200') { $page = $watch.Elapsed.TotalMilliseconds } }
    else {
        if ($null -eq $first) { $first = $watch.Elapsed.TotalMilliseconds - $page }
        $all.Add($_)
    }
}
$found = @($all | Where-Object SourceResourceId -eq $Disk)
[pscustomobject]@{ all = $all.Count; found = $found.Length; milliseconds = $watch.Elapsed.TotalMilliseconds; first = $first } | ConvertTo-Json -Compress
