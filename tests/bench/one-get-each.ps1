# What the service's own pages show: take the names of the snapshots, ask for each, and keep the incremental ones of the disk.
# Written anew for the plain web client, without Az PowerShell, which would only make it slower; and with one list of the
# subscription instead of one a group, which makes it faster.
param($Endpoint, $Management, $Key, $Subscription, $Disk)
$token = . "$PSScriptRoot/prepare.ps1" -Management $Management -Key $Key
$get = @{ Headers = @{ Authorization = "Bearer $token" }; NoProxy = $true }
$version = 'api-version=2025-01-02'

. "$PSScriptRoot/twice.ps1" {
    $ids = [System.Collections.Generic.List[string]]::new()
    $next = "$Endpoint/subscriptions/$Subscription/providers/Microsoft.Compute/snapshots?$version"
    while ($next) {
        $page = Invoke-RestMethod @get -Uri $next
        foreach ($one in $page.value) { $ids.Add($one.id) }
        $next = if ($page.PSObject.Properties['nextLink']) { $page.nextLink }
    }
    $all = 0
    $found = foreach ($id in $ids) {
        $snapshot = Invoke-RestMethod @get -Uri "$Endpoint$($id)?$version"
        if ($snapshot.properties.incremental) {
            $all++
            if ($snapshot.properties.creationData.sourceResourceId -eq $Disk) { $snapshot }
        }
    }
    $all
    @($found).Length
}
