# The parts of the commands about plans: documents into a session, the plan of a policy over them, and its rows.

# Where a plan's documents come from and which disks it is over (none: all): {Path, Subscriptions, Disks}.
function Resolve-SnaplinePlanScope {
    param([string] $Set, [string[]] $Path, [string] $SubscriptionId, [string] $ResourceGroupName, [string[]] $DiskName, [System.Collections.Generic.List[string]] $DiskId)
    $scope = [pscustomobject]@{ Path = $Path; Subscriptions = @(); Disks = @($DiskId | Where-Object { $_ }) }
    switch ($Set) {
        'ByName' {
            $scope.Subscriptions = @(Resolve-SnaplineSubscription -SubscriptionId $SubscriptionId)
            $scope.Disks = @(foreach ($name in $DiskName) { Get-SnaplineDiskId -SubscriptionId $scope.Subscriptions[0] -ResourceGroupName $ResourceGroupName -DiskName $name })
        }
        'ById' { $scope.Subscriptions = @(Get-SnaplineIdSubscription -Id $DiskId) }
        'Subscription' { $scope.Subscriptions = @(Resolve-SnaplineSubscription -SubscriptionId $SubscriptionId) }
    }
    return $scope
}

# Fills a session from the files of a scope, or from the service.
function Add-SnaplinePlanSource {
    param([IntPtr] $Session, $Scope, [System.Collections.IDictionary] $Bound)
    if ($Scope.Path) {
        Add-SnaplineFile -Session $Session -Path $Scope.Path
        return
    }
    $at = Open-SnaplineTarget -Bound $Bound
    foreach ($one in $Scope.Subscriptions) { Add-SnaplineSubscription -Session $Session -SubscriptionId $one -Endpoint $at.Endpoint -ApiVersion ([string]$Bound['ApiVersion']) -SignIn $at.SignIn }
}

# The keys of the units of disks: what a plan of these disks alone is over.
function Get-SnaplineUnit {
    param([IntPtr] $Session, [string[]] $DiskId, [string] $Now)
    $units = [System.Collections.Generic.List[string]]::new()
    foreach ($disk in $DiskId) {
        $request = [ordered]@{ verb = 'rows'; of = [ordered]@{ verb = 'chains'; now = $Now }; table = 'units'; columns = @('unit'); filter = [ordered]@{ disk = $disk } }
        $found = Invoke-SnaplineVerb -Session $Session -Request $request -As $script:SnaplineTypes.UnitRows -WarningAction SilentlyContinue
        foreach ($one in $found) { $units.Add($one.unit) }
        if ($found.Length -eq 0) {
            throw (New-SnaplineError -Code 'disk_not_found' -Target $disk -Message "there is no disk ``$disk``, and no snapshot of one that was.")
        }
    }
    return $units.ToArray()
}

# The plan and its rows: {Plan, Rows}. $Plan are the members of the verb `plan` besides the policy.
function Get-SnaplinePlan {
    param([IntPtr] $Session, [string] $Policy, [string] $Now, [string[]] $Unit, [System.Collections.IDictionary] $Filter)
    $request = [ordered]@{ verb = 'plan'; policy = $Policy; now = $Now }
    if ($Unit) { $request['units'] = $Unit }
    $plan = Invoke-SnaplineVerb -Session $Session -Request $request -As $script:SnaplineTypes.Plan
    $of = [ordered]@{ verb = 'plan'; policy = $Policy; now = $Now }
    if ($Unit) { $of['units'] = $Unit }
    $columns = 'sourceDiskName', 'generation', 'sequence', 'name', 'resourceGroupName', 'location', 'instant', 'keep', 'reason', 'state', 'id', 'uniqueId', 'sourceResourceId', 'unit'
    $request = [ordered]@{ verb = 'rows'; of = $of; table = 'snapshots'; columns = $columns }
    if ($null -ne $Filter -and $Filter.Count -gt 0) { $request['filter'] = $Filter }
    Initialize-SnaplineRowType
    # What is amiss in the chains was said with the plan.
    $rows = Get-SnaplineRow -Table (New-SnaplineTable -Session $Session -Request $request -As $script:SnaplineTypes.PlanRows) -WarningAction SilentlyContinue
    return [pscustomobject]@{ Plan = $plan; Rows = $rows }
}

# Finishes rows as `Snapline.PlanItem` objects. Each carries the plan that it is of, so that any part of a plan can be handed on.
function ConvertTo-SnaplinePlanItem {
    param([System.Collections.IEnumerable] $Row, $Plan, [string] $Now)
    $policy = ConvertTo-SnaplineJsonText -Value $Plan.policy
    foreach ($one in $Row) {
        # 5.1 reads an instant into local time.
        if ($null -ne $one.Instant) { $one.Instant = $one.Instant.ToUniversalTime() }
        $one.DiskName = $one.SourceDiskName
        $one.DiskId = $one.SourceResourceId
        $one.PlannedAt = $Now
        $one.Policy = $policy
        $one.Hash = $Plan.hash
        $one
    }
}
