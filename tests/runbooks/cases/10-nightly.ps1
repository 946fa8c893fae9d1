# Nightly.ps1: killed anywhere and begun again it leaves what one clean night leaves; it is never green over a hole.

$script:Nightly = Join-Path $script:Runbooks 'Nightly.ps1'
$script:Night = [ordered]@{
    Policy = 'last=2 zone=UTC id=nightly'; SubscriptionId = $script:Sub; Endpoint = $Endpoint; Slot = '2026-11-20T02:00:00Z'
    CopyToLocation = 'northeurope'; CopyToResourceGroupName = 'rg-dr'
}

# Four disks with two nights each; the third is copied in the background.
function Reset-Night {
    Reset-Emulator
    $null = Add-Disk -Name 'elsewhere' -Group 'rg-dr'
    $null = Invoke-Manage -Method POST -Path 'manners' -Body @{ graphLagSeconds = 0 }
    foreach ($n in 1..4) {
        $sku = 'Premium_LRS'
        if ($n -eq 3) { $sku = 'PremiumV2_LRS' }
        $null = Add-Disk -Name "data$n" -UniqueId "u-$n" -Sku $sku
        foreach ($day in 18, 19) {
            $extra = @{ incrementalSnapshotFamilyId = "f-$n" }
            if ($n -eq 3) { $extra['completionPercent'] = 100.0 }
            Add-Snapshot -Name "data$n-$day" -Disk "data$n" -UniqueId "u-$n" -Taken "2026-11-${day}T02:00:05Z" -Tags @{ 'snapline-policy' = 'nightly'; 'snapline-slot' = "2026-11-${day}T02:00:00Z" } -Extra $extra
        }
    }
}

Reset-Night
$script:Clean = Invoke-Job -File $script:Nightly -Parameters $script:Night
$script:CleanState = @(Get-EndState)
$script:CleanCalls = @(Get-Log).Length

Test-That 'a clean night is whole: a snapshot of each disk here and there, the oldest gone in both places' {
    Assert-Equal 0 $script:Clean.Code "exit code; $($script:Clean.Text)"
    # Five disks, with the one that has no past: two of each of four, one of it, and as many copies.
    Assert-Equal 18 $script:CleanState.Length "snapshots: $($script:CleanState -join "`n")"
    Assert-Equal 10 @($script:CleanState | Where-Object { $_ -clike '*/data?_20261120t020000z*' -or $_ -clike '*/elsewhere_20261120t020000z*' }).Length 'of this slot'
    Assert-Equal 0 @($script:CleanState | Where-Object { $_ -clike '*-18*' }).Length 'of the oldest night'
    Assert-Contains $script:Clean.Text 'Made 5'
}

Test-That 'its output, its memory and what it says of itself fit a sandbox' {
    Assert-True ($script:Clean.Bytes -lt 1MB) "$($script:Clean.Bytes) bytes of output"
    Assert-True ($script:Clean.Peak -gt 20MB -and $script:Clean.Peak -lt $script:SandboxBytes) "$([int]($script:Clean.Peak / 1MB)) MB at most"
    Assert-Contains $script:Clean.Text '(IdentityEndpoint)'
    Assert-Lacks $script:Clean.Text 'eyJ'
}

$random = [Random]::new($Seed)
foreach ($round in 1..2) {
    # Where in the night's calls each life ends; the rest of the night is left to the next.
    $ends = @(foreach ($life in 1..2) { $random.Next(1, [Math]::Max(2, [int]($script:CleanCalls / 2))) })
    Test-That "killed after $($ends -join ' and then ') more requests (seed $Seed, round $round) and begun again from the top: the same is left" {
        Reset-Night
        $killed = 0
        foreach ($end in $ends) {
            $life = Wait-Job -Job (Start-Job -File $script:Nightly -Parameters $script:Night) -KillAfter $end
            if ($life.Killed) { $killed++ } else { Assert-Equal 0 $life.Code "a life that ended by itself: $($life.Text)" }
        }
        Assert-True ($killed -gt 0) 'a life was cut short'
        $last = Invoke-Job -File $script:Nightly -Parameters $script:Night
        Assert-Equal 0 $last.Code "exit code; $($last.Text)"
        Assert-Equal $script:CleanState @(Get-EndState) 'what is left'
    }
}

Test-That 'one disk whose PUT is refused: the job fails, names it, and the others are done' {
    Reset-Night
    Add-Fault -When @{ method = 'PUT'; pathContains = '/data2_2026'; times = 99 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'not you' }
    $parameters = $script:Night + @{}
    $parameters.Remove('CopyToLocation'); $parameters.Remove('CopyToResourceGroupName')
    $job = Invoke-Job -File $script:Nightly -Parameters $parameters
    Assert-Equal 1 $job.Code "exit code; $($job.Text)"
    Assert-Contains $job.Text 'Made 4'
    Assert-Contains $job.Text "Snapline.AuthorizationFailed: Snapshot 'data2_20261120T020000Z' of disk 'data2': not you (HTTP 403, request id "
    Assert-True (@(Get-EndState | Where-Object { $_ -clike '*/data2-18 *' }).Length -eq 1) 'a disk that was not taken loses nothing'
}

Test-That 'no disk, no identity, no slot: the job fails each time, and nothing is written' {
    Reset-Night
    $cases = @(
        @{ More = @{ DiskTag = 'backup=none' }; Says = 'No disk of this scope was found' }
        @{ Environment = @{ IDENTITY_HEADER = 'wrong' }; Says = 'this host cannot run Snapline: SignIn: ' }
        @{ More = @{ Policy = 'last=2 zone=UTC at=02:00 start=2090-01-01T00:00:00Z'; Slot = '' }; Says = 'it has not begun' }
    )
    foreach ($case in $cases) {
        $parameters = $script:Night + @{}
        if ($case.ContainsKey('More')) { foreach ($name in $case.More.Keys) { $parameters[$name] = $case.More[$name] } }
        $environment = @{}
        if ($case.ContainsKey('Environment')) { $environment = $case.Environment }
        $job = Invoke-Job -File $script:Nightly -Parameters $parameters -Environment $environment
        Assert-Equal 1 $job.Code "exit code; $($job.Text)"
        Assert-Contains ($job.Text -replace '\s*\n\s*\|\s*', ' ') $case.Says
    }
    Assert-Equal 0 @(Get-Log | Where-Object { $_.method -cin 'PUT', 'DELETE' }).Length 'writes'
}

Test-That 'a thousand snapshots and more errors than are told: output and memory stay small' {
    $null = Invoke-Manage -Method DELETE -Path 'faults'
    $null = Invoke-Manage -Method POST -Path 'reset' -Body @{ fleet = 'demo' }
    $state = Invoke-Manage -Method GET -Path 'state'
    Assert-True ($state.snapshots.Count -gt 900) "$($state.snapshots.Count) snapshots"
    $subscription = @($state.disks | Group-Object { $_.id.Split('/')[2] } | Sort-Object Count)[-1].Name
    Add-Fault -When @{ method = 'PUT'; times = 9999 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = ('not you. ' * 200) }
    $job = Invoke-Job -File $script:Nightly -Parameters ([ordered]@{ Policy = 'daily=2 zone=UTC id=nightly'; SubscriptionId = $subscription; Endpoint = $Endpoint; Slot = '2026-11-20T02:00:00Z' })
    Assert-Equal 1 $job.Code 'exit code'
    Assert-True ($job.Bytes -lt 1MB) "$($job.Bytes) bytes of output"
    Assert-True ($job.Peak -lt $script:SandboxBytes) "$([int]($job.Peak / 1MB)) MB at most"
}

if (-not $Strace) { Skip-That 'the job starts no process' 'strace is missing; install it with: apt-get install strace' }
else {
    Test-That 'the job starts no process' {
        Reset-Night
        $trace = Join-Path $script:Folder 'trace'
        $parameters = $script:Night + @{}
        $parameters.Remove('CopyToLocation'); $parameters.Remove('CopyToResourceGroupName')
        $job = Wait-Job -Job (Start-Job -File $script:Nightly -Parameters $parameters -Prefix @($Strace, '-f', '-qq', '-e', 'trace=execve,execveat', '-e', 'signal=none', '-o', $trace))
        Assert-Equal 0 $job.Code "exit code; $($job.Text)"
        # The first is PowerShell's own start.
        Assert-Equal 1 @([System.IO.File]::ReadAllLines($trace) | Where-Object { $_ -cmatch '\bexecve(at)?\(' -and $_ -cmatch '= 0\z' }).Length "programs: $([System.IO.File]::ReadAllText($trace))"
    }
}

Test-That 'a default that was changed in the runbook counts' {
    Reset-Night
    $text = [System.IO.File]::ReadAllText($script:Nightly)
    $changed = $text.Replace("[string] `$ResourceGroupName = ''", "[string] `$ResourceGroupName = 'rg-dr'")
    Assert-True ($changed -cne $text) 'the default is there'
    $file = Join-Path $script:Folder 'Nightly-of-one-group.ps1'
    [System.IO.File]::WriteAllText($file, $changed)
    $parameters = $script:Night + @{}
    $parameters.Remove('CopyToLocation'); $parameters.Remove('CopyToResourceGroupName')
    $job = Invoke-Job -File $file -Parameters $parameters
    Assert-Equal 0 $job.Code "exit code; $($job.Text)"
    Assert-Contains $job.Text 'Made 1'
}
