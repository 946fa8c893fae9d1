# Stopping: Ctrl+C, and a pipe that has had enough.

Describe 'Stopping' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $null = Reset-Emulator
        $null = Add-Disk -Name 'data1' -UniqueId 'u-1'
        $null = Add-Disk -Name 'fast1' -Sku 'PremiumV2_LRS' -UniqueId 'u-2'
        foreach ($day in 10..22) { Add-Snapshot -Name "s-$day" -Disk 'data1' -UniqueId 'u-1' -Taken "2026-10-${day}T02:00:00Z" }

        # Replies that come long after a test would have given up: what ends before them was not waiting for them.
        function Add-Delay { param([hashtable] $When) Add-Fault -Fault @{ kind = 'delay'; milliseconds = 60000 } -When $When }
        function Get-Sent { param([string] $Method, [string] $Path = '*') return @(Get-Log | Where-Object { $_.method -eq $Method -and $_.path -like $Path }) }
    }

    It 'Ctrl+C while a reply is awaited: nothing more is asked, and the same command then gives everything' {
        Add-Delay @{ method = 'GET'; pathContains = '/providers/Microsoft.Compute/'; times = 9 }
        $asked = @(Get-Sent GET).Length
        $stopped = Stop-When -Command 'Get-IncrementalSnapshot' -Parameters $script:InSub -When { @(Get-Sent GET).Length -gt $asked }
        $sent = @(Get-Sent GET).Length
        Assert-Equal 0 $stopped.Warnings.Length "warnings: $($stopped.Warnings)"
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Assert-Equal 13 @(Get-IncrementalSnapshot @script:InSub).Length 'rows of the next call'
        Assert-Equal ($sent + 2) @(Get-Sent GET).Length 'requests: one page of disks and one of snapshots, and none of the call that was stopped'
    }

    It 'Ctrl+C while a write is under way: the snapshot in doubt is named, and the same command goes on with it' {
        Add-Delay @{ method = 'PUT' }
        $call = $script:At + @{ DiskId = (Get-DiskId 'data1'); PolicyId = 'nightly'; Slot = '2026-11-20T02:00:00Z' }
        $stopped = Stop-When -Command 'New-IncrementalSnapshot' -Parameters $call -When { @(Get-Sent PUT).Length -gt 0 }
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Assert-Equal 1 $stopped.Warnings.Length "warnings: $($stopped.Warnings)"
        $row = New-IncrementalSnapshot @call -WarningAction SilentlyContinue
        Assert-Contains $stopped.Warnings[0] "'$($row.Name)'"
        Assert-Equal 1 @((Invoke-Manage -Method GET -Path 'state').snapshots | Where-Object name -EQ $row.Name).Length 'snapshots of that name'
    }

    It 'Ctrl+C while a copy is waited for: what was taken is named; progress was shown, and none in Automation' {
        $call = $script:At + @{ DiskId = (Get-DiskId 'fast1'); Wait = $true }
        $reads = { param($name) @(Get-Sent GET "*/$name").Length -gt 1 }
        $stopped = Stop-When -Command 'New-IncrementalSnapshot' -Parameters ($call + @{ SnapshotName = 'waited-for' }) -When { & $reads 'waited-for' }
        Assert-Equal 1 $stopped.Warnings.Length "warnings: $($stopped.Warnings)"
        Assert-Contains $stopped.Warnings[0] "'waited-for'"
        Assert-True ($stopped.Progress.Length -gt 0) 'progress'
        Assert-Equal 'pending' (Get-IncrementalSnapshot @script:At -DiskId (Get-SnapshotId 'waited-for')).State 'it is being copied all the same'
        $env:AZUREPS_HOST_ENVIRONMENT = 'AzureAutomation/'
        try { $quiet = Stop-When -Command 'New-IncrementalSnapshot' -Parameters ($call + @{ SnapshotName = 'waited-quietly' }) -When { & $reads 'waited-quietly' } }
        finally { Remove-Item Env:AZUREPS_HOST_ENVIRONMENT }
        Assert-Equal 0 @($quiet.Progress | Where-Object Activity -Like 'Taking*').Length 'progress in Automation'
    }

    It 'Select-Object -First 1 takes one row and leaves nothing open' {
        foreach ($round in 1..6) {
            $row = Get-IncrementalSnapshot @script:InSub | Select-Object -First 1
            Assert-Equal 's-10' $row.Name
        }
    }

    It 'two runspaces at once do not disturb each other' {
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
}
