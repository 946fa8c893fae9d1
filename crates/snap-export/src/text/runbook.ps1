# Before anything is written: can this host run Snapline, and as whom?
$broken = @(Test-SnaplineHost -Online | Where-Object { -not $_.Ok })
if ($broken.Count -gt 0) {
    throw "this host cannot run Snapline: $(($broken | ForEach-Object { "$($_.Check): $($_.Detail)" }) -join '; ')"
}

if ($Slot) { $common['Slot'] = [DateTimeOffset]::Parse($Slot, [cultureinfo]::InvariantCulture) }
if ($ShowOnly) { $common['WhatIf'] = $true }
# A job is stopped after three hours, and may be started again from the top: what is made already is not made twice.
$common['BudgetSeconds'] = [int][math]::Floor(9000 / $scopes.Count)
$common['Confirm'] = $false

$failed = @()
foreach ($scope in $scopes) {
    try {
        $summary = Invoke-IncrementalSnapshotPolicy @common @scope | Select-Object -Last 1 | Out-String -Width 200
        "$($scope.SubscriptionId): $($summary.Trim())"
    }
    catch {
        $failed += $scope.SubscriptionId
        Write-Error -Message "$($scope.SubscriptionId): $($_.Exception.Message)" -ErrorAction Continue
    }
}
# Never green over a hole.
if ($failed.Count -gt 0) { throw "failed: $($failed -join ', '); the errors before this one say why" }
