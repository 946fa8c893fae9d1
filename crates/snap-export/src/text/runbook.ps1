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
    $whole = $false
    $problems = $null
    try {
        # The summary comes before the error that ends a run with a hole, so it is shown as it comes.
        Invoke-IncrementalSnapshotPolicy @common @scope -ErrorAction SilentlyContinue -ErrorVariable problems | ForEach-Object {
            $whole = $_.Complete
            ($_ | Out-String -Width 200).Trim()
            $_.Items | Where-Object { $_.Kind -eq 'planned' } | Select-Object -First 200 | ForEach-Object { "planned: $($_.Part) $($_.Name). $($_.Message)" }
        }
    }
    catch {
        $whole = $false
        Write-Error -Message "$($scope.SubscriptionId): $($_.Exception.Message)" -ErrorAction Continue
    }
    # A job's output may have 1 MiB.
    $problems | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Select-Object -First 200 | ForEach-Object { "$($_.Exception.Message)" }
    if (-not $whole) { $failed += $scope.SubscriptionId }
}
# Never green over a hole.
if ($failed.Count -gt 0) { throw "failed: $($failed -join ', '); the errors before this one say why" }
