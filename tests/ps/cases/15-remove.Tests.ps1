# Remove-IncrementalSnapshot. These come before the tests that let the emulator's clock run ahead: by a clock that is off
# nothing is ever deleted.

Describe 'Remove-IncrementalSnapshot' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $script:Ours = @{ 'snapline-policy' = 'nightly' }
        function Reset-Family {
            $null = Reset-Emulator
            $null = Add-Disk -Name 'data1' -UniqueId 'u-1'
            foreach ($day in 1..5) { Add-Snapshot -Name "s-$day" -Disk 'data1' -UniqueId 'u-1' -Taken "2026-10-0${day}T02:00:00Z" -Tags $script:Ours -Extra @{ uniqueId = "us-$day" } }
            Add-Snapshot -Name 'alien' -Disk 'data1' -UniqueId 'u-1' -Taken '2026-10-01T12:00:00Z'
        }
        function Get-Deleted { return @(Get-Log | Where-Object { $_.method -eq 'DELETE' } | ForEach-Object { $_.path.Split('/')[-1] }) }
        function Get-Left { return @((Invoke-Manage -Method GET -Path 'state').snapshots | ForEach-Object { $_.name } | Sort-Object) }

        # The What if lines of a command, which only the host shows: a session of its own without one keeps them in a transcript.
        function Get-WhatIfLine {
            param([string] $Command)
            return @(& (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "`$ProgressPreference = 'SilentlyContinue'; Import-Module '$ModulePath'; `$at = @{ Endpoint = '$Endpoint'; AccessToken = '$($script:At.AccessToken)' }; $Command" | Where-Object { "$_" -like 'What if: *' })
        }

        $null = Reset-Family

        # What Get-IncrementalSnapshotPlan puts out.
        function New-PlanItem {
            param([string] $Name, [string] $Keep, [string] $UniqueId, [datetime] $At = [DateTime]::UtcNow, [string] $Hash = 'h1')
            return [pscustomobject]@{ PSTypeName = 'Snapline.PlanItem'; Id = (Get-SnapshotId $Name); UniqueId = $UniqueId; Keep = $Keep; Reason = ''; Unit = 'u'; PlannedAt = $At; Policy = '{"id":"nightly","keep":{"last":2},"zone":"UTC"}'; Hash = $Hash }
        }
    }

    It '-WhatIf tells a line for each snapshot, what stays and why included, and writes nothing' {
        $lines = @(Get-WhatIfLine "Get-IncrementalSnapshot @at -DiskId '$(Get-DiskId 'data1')' | Remove-IncrementalSnapshot @at -WhatIf")
        Assert-Equal 6 $lines.Length "lines: $lines"
        foreach ($day in 1..4) { Assert-True ($lines -contains "What if: Delete snapshot 's-$day' of 'rg-prod'.") "s-$day" }
        Assert-Equal 1 @($lines -like "What if: Snapshot 's-5' of 'rg-prod' stays: The newest complete snapshot*").Length 'the newest'
        Assert-Equal 1 @($lines -like "What if: Snapshot 'alien' of 'rg-prod' stays: Not ours*").Length 'not ours'
        Assert-Equal @() @(Get-Log | Where-Object { $_.method -ne 'GET' }) 'writes'
    }

    It '-WhatIf gives no output and no error for what stays' {
        $said = Invoke-Recorded { Get-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') | Remove-IncrementalSnapshot @script:At -WhatIf }
        Assert-Equal @(0, 0) @($said.Output.Count, $said.Errors.Count) "output and errors: $($said.Errors)"
        Assert-Equal @(4, 2, 0) @($said.Summaries[-1].Planned, $said.Summaries[-1].Skipped, $said.Summaries[-1].Deleted) 'counts'
        Assert-Equal @() @(Get-Deleted) 'deleted'
    }

    It 'rows in the pipe: what may go goes, what stays is an error of its own, and each has a result' {
        $said = Invoke-Recorded { Get-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') | Where-Object Name -CNE 's-4' | Remove-IncrementalSnapshot @script:At -Confirm:$false -ErrorAction Continue }
        Assert-Equal @('s-1', 's-2', 's-3') @(Get-Deleted) 'deleted, oldest first'
        Assert-Equal @('alien', 's-4', 's-5') @(Get-Left) 'left'
        Assert-Equal @('Snapline.Result') @($said.Output | ForEach-Object { $_.PSObject.TypeNames[0] } | Sort-Object -Unique) 'type'
        Assert-Equal @('alien skipped not_ours', 's-1 deleted ', 's-2 deleted ', 's-3 deleted ', 's-5 skipped newest') @($said.Output | ForEach-Object { "$($_.Name) $($_.Kind) $($_.Code)" } | Sort-Object) 'results'
        Assert-Equal @('Snapline.newest', 'Snapline.not_ours', 'Snapline.run_incomplete') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] } | Sort-Object) 'errors'
        $newest = @($said.Errors | Where-Object { $_.FullyQualifiedErrorId -like 'Snapline.newest*' })[0]
        Assert-Equal (Get-SnapshotId 's-5').ToLowerInvariant() "$($newest.TargetObject)".ToLowerInvariant() 'target'
        Assert-Equal 'InvalidOperation' $newest.CategoryInfo.Category 'category'
        Assert-Equal @(3, 2) @($said.Summaries[0].Deleted, $said.Summaries[0].Skipped) 'counts'
    }

    It '-AllowPartial leaves the last error out' {
        $null = Reset-Family
        $said = Invoke-Recorded { Get-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') | Remove-IncrementalSnapshot @script:At -Confirm:$false -AllowPartial -ErrorAction Continue }
        Assert-Equal @('Snapline.newest', 'Snapline.not_ours') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] } | Sort-Object) 'errors'
    }

    It 'by name and by id: the snapshot is looked up first and read again before it goes' {
        $null = Reset-Family
        $made = Remove-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -Name s-1 -Confirm:$false
        Assert-Equal @('s-1', 'deleted') @($made.Name, $made.Kind) 'by name'
        $made = Remove-IncrementalSnapshot @script:At -Id (Get-SnapshotId 's-2').ToUpperInvariant() -Confirm:$false
        Assert-Equal 'deleted' $made.Kind 'by id, in another casing'
        Assert-Equal @('s-1', 's-2') @(Get-Deleted | ForEach-Object ToLowerInvariant) 'deleted'
        $log = @(Get-Log | Where-Object { $_.path -like '*/s-1' } | ForEach-Object { $_.method })
        Assert-Equal @('GET', 'DELETE') @($log | Select-Object -First 2) 'read before it is deleted'
    }

    It 'objects of Get-AzSnapshot: bound by Id, held to the unique id that they had' {
        $null = Reset-Family
        $az = @(foreach ($day in 1, 2) {
                [pscustomobject]@{ PSTypeName = 'Microsoft.Azure.Commands.Compute.Automation.Models.PSSnapshotList'; ResourceGroupName = 'RG-PROD'; Id = (Get-SnapshotId "s-$day"); Name = "s-$day"; UniqueId = "us-$day"; Location = 'westeurope'; Tags = @{}; Incremental = $true }
            })
        # Another snapshot under the name, since it was listed.
        Add-Snapshot -Name 's-2' -Disk 'data1' -UniqueId 'u-1' -Taken '2026-10-02T05:00:00Z' -Tags $script:Ours -Extra @{ uniqueId = 'us-other' }
        $said = Invoke-Recorded { $az | Remove-IncrementalSnapshot @script:At -Confirm:$false -ErrorAction Continue }
        Assert-Equal @('s-1') @(Get-Deleted) 'deleted'
        Assert-Equal @('Snapline.other_snapshot', 'Snapline.run_incomplete') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
    }

    It 'what Snapline did not make goes with -Adopt only' {
        $null = Reset-Family
        $record = Assert-Error 'Snapline.not_ours' { Remove-IncrementalSnapshot @script:At -Id (Get-SnapshotId 'alien') -Confirm:$false }
        Assert-Contains $record.Exception.Message "Snapshot 'alien' was skipped"
        Assert-Equal @() @(Get-Deleted) 'deleted without it'
        $null = Remove-IncrementalSnapshot @script:At -Id (Get-SnapshotId 'alien') -Adopt -Confirm:$false
        Assert-Equal @('alien') @(Get-Deleted) 'deleted'
    }

    It 'a lock holds a snapshot, and the error names it' {
        $null = Reset-Family
        $null = Invoke-Manage -Method POST -Path 'locks' -Body @{ scope = (Get-SnapshotId 's-1'); name = 'keep-it'; level = 'CanNotDelete' }
        $record = Assert-Error 'Snapline.locked' { Remove-IncrementalSnapshot @script:At -Id (Get-SnapshotId 's-1') -Confirm:$false }
        Assert-Contains $record.Exception.Message 'keep-it'
        Assert-Equal @() @(Get-Deleted) 'deleted'
    }

    It '-Retire ends a family, whoever made it; with one left out nothing of it goes' {
        $null = Reset-Family
        $family = @(Get-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1'))
        $said = Invoke-Recorded { $family | Select-Object -Skip 1 | Remove-IncrementalSnapshot @script:At -Retire -Confirm:$false -ErrorAction Continue }
        Assert-Equal @('Snapline.family_not_whole', 'Snapline.run_incomplete') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] } | Sort-Object -Unique) 'errors'
        Assert-Equal @() @(Get-Deleted) 'deleted'
        $made = @($family | Remove-IncrementalSnapshot @script:At -Retire -Confirm:$false)
        Assert-Equal @('deleted') @($made.Kind | Sort-Object -Unique) 'results'
        Assert-Equal @() @(Get-Left) 'left'
    }

    It 'a plan in the pipe: what it drops goes where a plan made anew drops it too' {
        $null = Reset-Family
        $now = [DateTime]::UtcNow
        # s-4 is kept by the rules of now, whatever the plan of then said.
        $items = @((New-PlanItem 's-1' 'drop' 'us-1' $now), (New-PlanItem 's-2' 'keep' 'us-2' $now), (New-PlanItem 's-4' 'drop' 'us-4' $now))
        $said = Invoke-Recorded { $items | Remove-IncrementalSnapshot @script:At -Confirm:$false -ErrorAction Continue }
        Assert-Equal @('s-1') @(Get-Deleted) 'deleted'
        Assert-Equal @('Snapline.plan_changed', 'Snapline.run_incomplete') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
    }

    It 'the plan that Get-IncrementalSnapshotPlan makes goes into the pipe as it is, also through a file' {
        $null = Reset-Family
        $plan = @(Get-IncrementalSnapshotPlan 'last=2 id=nightly zone=UTC' @script:InSub)
        Assert-Equal 3 @($plan | Where-Object Keep -CEQ 'drop').Length 'dropped by the plan'
        $file = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-plan-$([guid]::NewGuid()).xml"
        try {
            $plan | Export-Clixml -LiteralPath $file
            $made = @(Import-Clixml -LiteralPath $file | Remove-IncrementalSnapshot @script:At -Confirm:$false)
        }
        finally { Remove-Item -LiteralPath $file -ErrorAction SilentlyContinue }
        Assert-Equal @('s-1 deleted', 's-2 deleted', 's-3 deleted') @($made | ForEach-Object { "$($_.Name) $($_.Kind)" } | Sort-Object) 'results'
        Assert-Equal @('alien', 's-4', 's-5') @(Get-Left) 'left'
    }

    It 'an old plan, a plan of which half is of another, and a plan with -Retire are refused; nothing is written' {
        $null = Reset-Family
        $now = [DateTime]::UtcNow
        $null = Assert-Error 'Snapline.plan_too_old' { New-PlanItem 's-1' 'drop' 'us-1' $now.AddDays(-3) | Remove-IncrementalSnapshot @script:At -Confirm:$false }
        $null = Assert-Error 'Snapline.bad_parameters' { @((New-PlanItem 's-1' 'drop' 'us-1' $now), (New-PlanItem 's-2' 'drop' 'us-2' $now 'h2')) | Remove-IncrementalSnapshot @script:At -Confirm:$false }
        $null = Assert-Error 'Snapline.bad_parameters' { @((New-PlanItem 's-1' 'drop' 'us-1' $now), [pscustomobject]@{ Id = (Get-SnapshotId 's-2') }) | Remove-IncrementalSnapshot @script:At -Confirm:$false }
        $null = Assert-Error 'Snapline.bad_parameters' { New-PlanItem 's-1' 'drop' 'us-1' $now | Remove-IncrementalSnapshot @script:At -Retire -Confirm:$false }
        Assert-Equal @() @(Get-Deleted) 'deleted'
    }

    It 'bad ids, and snapshots that are not there, are errors by name' {
        $record = Assert-Error 'Snapline.bad_id' { Remove-IncrementalSnapshot @script:At -Id (Get-DiskId 'data1') -Confirm:$false }
        Assert-Equal @('InvalidArgument', (Get-DiskId 'data1')) @($record.CategoryInfo.Category, $record.TargetObject) 'category and target'
        $record = Assert-Error 'Snapline.snapshot_not_found' { Remove-IncrementalSnapshot @script:At -Id (Get-SnapshotId 'nothere') -Confirm:$false }
        Assert-Equal @('ObjectNotFound', (Get-SnapshotId 'nothere')) @($record.CategoryInfo.Category, $record.TargetObject) 'category and target'
        Assert-Equal @() @(@() | Remove-IncrementalSnapshot @script:At -Confirm:$false) 'an empty pipe'
        Assert-Equal @() @(Get-Deleted) 'deleted'
    }

    It 'without an answer nothing is deleted: a session that cannot ask ends in an error' {
        $null = Reset-Family
        $null = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Import-Module '$ModulePath'; Remove-IncrementalSnapshot -Endpoint '$Endpoint' -AccessToken '$($script:At.AccessToken)' -Id '$(Get-SnapshotId 's-1')'" 2>&1
        Assert-Equal @() @(Get-Deleted) 'deleted'
    }

    It 'a subscription that cannot be read whole keeps everything' {
        $null = Reset-Family
        $row = Get-IncrementalSnapshot @script:At -DiskId (Get-SnapshotId 's-1')
        Add-Fault -When @{ method = 'GET'; pathContains = '/providers/Microsoft.Compute/disks'; times = 99 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'The client may not list.' }
        $record = Assert-Error 'Snapline.not_read_whole' { $row | Remove-IncrementalSnapshot @script:At -Confirm:$false }
        Assert-Contains $record.Exception.Message "'s-1'"
        Assert-Equal @() @(Get-Deleted) 'deleted'
    }

    It 'a token that is refused in the middle is fetched anew, and the run goes on' {
        $null = Reset-Family
        Add-Fault -When @{ method = 'DELETE' } -Fault @{ kind = 'status'; status = 401; code = 'ExpiredAuthenticationToken'; message = 'The access token expired.' }
        # No -AccessToken: the identity endpoint of the environment gives one each time.
        $made = @(Remove-IncrementalSnapshot -Endpoint $Endpoint -SubscriptionId $script:Sub -ResourceGroupName rg-prod -Name s-1, s-2 -Confirm:$false)
        Assert-Equal @('deleted', 'deleted') $made.Kind 'results'
        Assert-Equal 1 @(Get-Log | Where-Object { $_.method -eq 'DELETE' -and $_.status -eq 401 }).Length 'refused once'
    }
}
