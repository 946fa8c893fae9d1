# Stopping: Ctrl+C, and a pipe that has had enough.

$null = Reset-Emulator
$null = Add-Disk -Name 'data1' -UniqueId 'u-1'
$null = Add-Disk -Name 'fast1' -Sku 'PremiumV2_LRS' -UniqueId 'u-2'
foreach ($day in 10..22) { Add-Snapshot -Name "s-$day" -Disk 'data1' -UniqueId 'u-1' -Taken "2026-10-${day}T02:00:00Z" }

Test-That 'Ctrl+C while a reply is awaited: back within a moment' {
    Add-Fault -Fault @{ kind = 'delay'; milliseconds = 8000 } -When @{ method = 'GET'; pathContains = '/providers/Microsoft.Compute/'; times = 9 }
    $stopped = Stop-Later -Command 'Get-IncrementalSnapshot' -Parameters $script:InSub -After 2500
    $null = Invoke-Manage -Method DELETE -Path 'faults'
    if ($stopped.Milliseconds -gt 500) { throw "stopping took $($stopped.Milliseconds) ms" }
}

Test-That 'Ctrl+C while a write is under way: back within a moment, and the snapshot in doubt is named' {
    Add-Fault -Fault @{ kind = 'delay'; milliseconds = 8000 } -When @{ method = 'PUT' }
    $stopped = Stop-Later -Command 'New-IncrementalSnapshot' -Parameters ($script:At + @{ DiskId = (Get-DiskId 'data1'); SnapshotName = 'in-doubt' }) -After 4000
    $null = Invoke-Manage -Method DELETE -Path 'faults'
    if ($stopped.Milliseconds -gt 500) { throw "stopping took $($stopped.Milliseconds) ms" }
    Assert-Equal 1 $stopped.Warnings.Length 'warnings'
    Assert-Contains $stopped.Warnings[0] 'in-doubt'
}

Test-That 'Ctrl+C while a copy is waited for: back within a moment, and what was taken is named; progress was shown' {
    $call = $script:At + @{ DiskId = (Get-DiskId 'fast1'); Wait = $true }
    $stopped = Stop-Later -Command 'New-IncrementalSnapshot' -Parameters ($call + @{ SnapshotName = 'waited-for' }) -After 9000
    if ($stopped.Milliseconds -gt 500) { throw "stopping took $($stopped.Milliseconds) ms" }
    Assert-Equal 1 $stopped.Warnings.Length 'warnings'
    Assert-Contains $stopped.Warnings[0] "'waited-for'"
    Assert-True ($stopped.Progress.Length -gt 0) 'progress'
    $env:AZUREPS_HOST_ENVIRONMENT = 'AzureAutomation/'
    try { $quiet = Stop-Later -Command 'New-IncrementalSnapshot' -Parameters ($call + @{ SnapshotName = 'waited-quietly' }) -After 6000 }
    finally { Remove-Item Env:AZUREPS_HOST_ENVIRONMENT }
    Assert-Equal 0 @($quiet.Progress | Where-Object Activity -Like 'Taking*').Length 'progress in Automation'
}

Test-That 'Select-Object -First 1 takes one row and leaves nothing open' {
    foreach ($round in 1..20) {
        $row = Get-IncrementalSnapshot @script:InSub | Select-Object -First 1
        Assert-Equal 's-10' $row.Name
    }
}

Test-That 'two runspaces at once do not disturb each other' {
    $shells = @(foreach ($one in 1..2) {
            $shell = [powershell]::Create()
            $null = $shell.AddCommand('Import-Module').AddParameter('Name', $ModulePath).AddStatement().AddCommand('Get-IncrementalSnapshot').AddParameters($script:InSub)
            [pscustomobject]@{ Shell = $shell; Running = $shell.BeginInvoke() }
        })
    foreach ($one in $shells) {
        Assert-Equal 13 @($one.Shell.EndInvoke($one.Running) | Where-Object Name -Like 's-*').Length 'rows'
        $one.Shell.Dispose()
    }
}
