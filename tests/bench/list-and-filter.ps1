# The same by someone who knows the service: every page of the subscription's list, no further request, and the filter.
param($Endpoint, $Management, $Key, $Subscription, $Disk)
$token = . "$PSScriptRoot/prepare.ps1" -Management $Management -Key $Key
$get = @{ Headers = @{ Authorization = "Bearer $token" }; NoProxy = $true }

. "$PSScriptRoot/twice.ps1" {
    $all = [System.Collections.Generic.List[object]]::new()
    $next = "$Endpoint/subscriptions/$Subscription/providers/Microsoft.Compute/snapshots?api-version=2025-01-02"
    while ($next) {
        $page = Invoke-RestMethod @get -Uri $next
        foreach ($snapshot in $page.value) { if ($snapshot.properties.incremental) { $all.Add($snapshot) } }
        $next = if ($page.PSObject.Properties['nextLink']) { $page.nextLink }
    }
    $all.Count
    @($all | Where-Object { $_.properties.creationData.sourceResourceId -eq $Disk }).Length
}
