# The runbook that an export writes, run as it is: the policy that was on the screen is the one that runs.

Test-That 'the exported runbook shows, takes and prunes, and fails over a hole' {
    Reset-Emulator
    foreach ($n in 1..2) {
        $null = Add-Disk -Name "data$n" -UniqueId "u-$n"
        foreach ($day in 17..19) { Add-Snapshot -Name "data$n-$day" -Disk "data$n" -UniqueId "u-$n" -Taken "2026-11-${day}T02:00:05Z" -Tags @{ 'snapline-policy' = 'its'; 'snapline-slot' = "2026-11-${day}T02:00:00Z" } -Extra @{ incrementalSnapshotFamilyId = "f-$n" } }
    }
    Import-Module $ModulePath -Force
    $folder = Join-Path $script:Folder 'exported'
    $null = [System.IO.Directory]::CreateDirectory($folder)
    $file = @(Export-IncrementalSnapshotPlan -Format Runbook -Policy 'last=2 zone=UTC at=02:00 id=its' -SubscriptionId $script:Sub -Endpoint $Endpoint -AccessToken (Get-TestToken) -Tag @{ note = "it's `$(x) 'quoted'" } -Destination $folder)[0].FullName
    # It has no parameter for the endpoint: in Azure there is but one.
    $code = "`$PSDefaultParameterValues['*:Endpoint'] = '$Endpoint'; & '$file' -Slot '2026-11-20T02:00:00Z'"
    $shown = Invoke-Job -Code "$code -ShowOnly `$true"
    Assert-Equal 0 $shown.Code "exit code: $($shown.Text)"
    Assert-Contains $shown.Text 'planned: take data1_20261120T020000Z. An incremental snapshot would be taken.'
    Assert-Equal 0 @(Get-Log | Where-Object { $_.method -cin 'PUT', 'DELETE' }).Length 'writes'
    $done = Invoke-Job -Code $code
    Assert-Equal 0 $done.Code "exit code: $($done.Text)"
    Assert-Contains $done.Text 'Made 2, Deleted 4'
    $left = @(Get-EndState)
    Assert-Equal 4 $left.Length "left: $($left -join "`n")"
    Assert-Equal 2 @($left | Where-Object { $_.Contains("[note=it's `$(x) 'quoted',snapline-policy=its,snapline-slot=2026-11-20T02:00:00Z]") }).Length 'tags'
    Add-Fault -When @{ method = 'PUT'; pathContains = '/data2_2026'; times = 99 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'not you' }
    $failed = Invoke-Job -Code $code.Replace('11-20', '11-21')
    Assert-Equal 1 $failed.Code "exit code: $($failed.Text)"
    Assert-Contains $failed.Text 'Made 1'
    Assert-Contains $failed.Text 'not you (HTTP 403'
    $null = Invoke-Manage -Method DELETE -Path 'faults'
}
