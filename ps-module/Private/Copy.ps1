# The parts of Copy-IncrementalSnapshot.

# The `copy` request, of disks or of snapshots, each once.
function New-SnaplineCopyIntent {
    param([System.Collections.Generic.List[string]] $Id, [System.Collections.IDictionary] $Bound, $Endpoint)
    $intent = New-SnaplineIntent -Flow 'copy' -Endpoint $Endpoint -Bound $Bound -Member @{ PolicyId = 'policyId'; Sku = 'sku' }
    $byType = @{ disks = [System.Collections.Generic.List[string]]::new(); snapshots = [System.Collections.Generic.List[string]]::new() }
    foreach ($one in (Select-SnaplineOnce -Id $Id)) {
        $byType[(Assert-SnaplineId -Id $one -Type 'disks', 'snapshots').Type].Add($one)
    }
    if ($byType['disks'].Count -gt 0 -and $byType['snapshots'].Count -gt 0) {
        throw (New-SnaplineError -Code 'bad_parameters' -Target $byType['snapshots'][0] -Message "``$($byType['snapshots'][0])`` is a snapshot and ``$($byType['disks'][0])`` is a disk. A call copies either the whole families of disks or the snapshots that are named: make it two calls.")
    }
    foreach ($type in 'disks', 'snapshots') {
        if ($byType[$type].Count -gt 0) { $intent[$type] = $byType[$type].ToArray() }
    }
    $intent['to'] = [ordered]@{ location = $Bound['Location']; resourceGroup = $Bound['DestinationResourceGroupName'] }
    if ($Bound.ContainsKey('DestinationSubscriptionId')) { $intent['to']['subscriptionId'] = $Bound['DestinationSubscriptionId'] }
    if ($Bound.ContainsKey('EnhancedSpeed')) { $intent['enhanced'] = [bool]$Bound['EnhancedSpeed'] }
    return $intent
}

function Format-SnaplineCopySource {
    param([string] $Id)
    $parts = Split-SnaplineId -Id $Id
    if ($parts.Type -ceq 'disks') { return "all incremental snapshots of disk '$($parts.Name)' in resource group '$($parts.Group)'" }
    return "snapshot '$($parts.Name)' in resource group '$($parts.Group)'"
}

# One line for each snapshot of a copy that was only planned: what would be made, and what would be left and why.
function Format-SnaplineCopyPlan {
    param([System.Collections.IEnumerable] $Item)
    foreach ($one in $Item) {
        $source = ([string]$one.target).Split('/')[-1]
        switch -CaseSensitive ($one.kind) {
            'planned' { "Copy '$source' to '$($one.name)'." }
            'already_made' { "'$source' is there already as '$($one.name)'." }
            'skipped' { "'$source' is not copied: $($one.message)" }
        }
    }
}

# The rows of the copies, as the list of the place that they went to has them. What was made is not undone by a list
# that cannot be read.
function Get-SnaplineCopyRow {
    param($Outcome, $At, [string] $ApiVersion)
    $copies = [System.Collections.Generic.List[string]]@($Outcome.Items | Where-Object { $_.kind -cin 'made', 'already_made' -and $_.snapshot } | ForEach-Object { $_.snapshot } | Select-Object -Unique)
    if ($copies.Count -eq 0) { return @() }
    $places = [System.Collections.Generic.List[string]]@($copies) + [System.Collections.Generic.List[string]]@($Outcome.Items | ForEach-Object { $_.target })
    try {
        return (Read-SnaplineService -SubscriptionId (Get-SnaplineIdSubscription -Id $places) -Endpoint $At.Endpoint -ApiVersion $ApiVersion -SignIn $At.SignIn -Id $copies).Rows
    }
    catch {
        Write-Warning "The copies were made, but cannot be listed: $($_.Exception.Message)"
        return @()
    }
}
