# Copy-IncrementalSnapshot. The emulator's clock runs ahead here, so this comes late.

Describe 'Copy-IncrementalSnapshot' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $null = Reset-Emulator
        foreach ($name in 'data1', 'data2') {
            $null = Add-Disk -Name $name -UniqueId "u-$name"
            foreach ($day in 1..3) { Add-Snapshot -Name "$name-$day" -Disk $name -UniqueId "u-$name" -Taken "2026-10-0${day}T02:00:00Z" -Tags @{ 'snapline-policy' = 'nightly'; datum = "0$day-10-2026" } }
        }
        $null = Add-Disk -Name 'keep' -Group 'rg-away' -UniqueId 'u-keep'
        $script:Away = @{ Location = 'northeurope'; DestinationResourceGroupName = 'rg-away'; TimeoutSeconds = 3600; WarningAction = 'SilentlyContinue' }
        function Get-Put { return @(Get-Log | Where-Object { $_.method -eq 'PUT' } | ForEach-Object { $_.path.Split('/')[-1] }) }
    }

    It '-WhatIf tells a line for each copy and writes nothing' {
        $lines = @(& (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "`$ProgressPreference = 'SilentlyContinue'; Import-Module '$ModulePath'; Copy-IncrementalSnapshot -Endpoint '$Endpoint' -AccessToken '$($script:At.AccessToken)' -Id '$(Get-DiskId 'data1')' -Location northeurope -DestinationResourceGroupName rg-away -WhatIf" | Where-Object { "$_" -like 'What if: *' })
        Assert-Equal 3 $lines.Length "lines: $lines"
        foreach ($day in 1..3) { Assert-True ($lines[$day - 1] -cmatch "^What if: Copy 'data1-$day' to 'data1-$day-[0-9a-f]{6}'\.`$") $lines[$day - 1] }
        Assert-Equal @() @(Get-Log | Where-Object { $_.method -ne 'GET' }) 'writes'
    }

    It 'a family by its disk: oldest first, one after the other, each with its place, its source and its tags' {
        $kept = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = [cultureinfo]'nl-NL'
        try { $rows = @(Invoke-WithClock -Seconds 120 { Copy-IncrementalSnapshot @script:At @script:Away -Id (Get-DiskId 'data1') -Tag @{ iso = '2026-11-20T00:00:00Z' } }) }
        finally { [cultureinfo]::CurrentCulture = $kept }
        Assert-Equal 3 $rows.Length 'copies'
        Assert-Equal @('data1-1', 'data1-2', 'data1-3') @(Get-Put | ForEach-Object { $_.Substring(0, 7) }) 'order'
        Assert-Equal @(1, 2, 3) $rows.Sequence 'places'
        Assert-Equal @('northeurope rg-away ready copy') @($rows | ForEach-Object { "$($_.Location) $($_.ResourceGroupName.ToLowerInvariant()) $($_.State) $(@($_.Labels) -ceq 'copy')" } | Sort-Object -Unique) 'where and how'
        Assert-Equal @('nightly', '2026-11-20T00:00:00Z') @($rows[0].Tags['snapline-policy'], $rows[0].Tags['iso']) 'tags'
    }

    It 'the same command again copies nothing and puts out the same copies' {
        $puts = @(Get-Put).Length
        $said = Invoke-Recorded { Copy-IncrementalSnapshot @script:At @script:Away -Id (Get-DiskId 'data1') }
        Assert-Equal 3 $said.Output.Count 'rows'
        Assert-Equal @(3, 0) @($said.Summaries[0].AlreadyMade, $said.Summaries[0].Made) 'counts'
        Assert-Equal $puts @(Get-Put).Length 'writes'
    }

    It 'Ctrl+C in the middle names what was under way; run again it goes on and makes nothing twice' {
        Add-Fault -When @{ method = 'PUT' } -Fault @{ kind = 'delay'; milliseconds = 60000 }
        $stopped = Stop-When -Command 'Copy-IncrementalSnapshot' -Parameters ($script:At + @{ Id = (Get-DiskId 'data2'); Location = 'northeurope'; DestinationResourceGroupName = 'rg-away' }) -When { @(Get-Log | Where-Object { $_.method -eq 'PUT' -and $_.path -like '*/data2-1-*' }).Length -gt 0 }
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Assert-Equal 1 @($stopped.Warnings -clike "*'data2-1-*").Length "what was under way is named: $($stopped.Warnings)"
        $rows = @(Invoke-WithClock -Seconds 120 { Copy-IncrementalSnapshot @script:At @script:Away -Id (Get-DiskId 'data2') })
        Assert-Equal 3 $rows.Length 'copies'
        $made = @((Invoke-Manage -Method GET -Path 'state').snapshots | Where-Object { $_.location -eq 'northeurope' -and $_.name -like 'data2-*' })
        Assert-Equal 3 $made.Length 'copies in the service'
    }

    It 'disks and snapshots in one call, a bad id, and a bad region are refused by name before anything is written' {
        $puts = @(Get-Put).Length
        $record = Assert-Error 'Snapline.bad_parameters' { Copy-IncrementalSnapshot @script:At @script:Away -Id (Get-DiskId 'data1'), (Get-SnapshotId 'data2-1') }
        Assert-Equal @('InvalidArgument', (Get-SnapshotId 'data2-1')) @($record.CategoryInfo.Category, $record.TargetObject) 'category and target'
        $null = Assert-Error 'Snapline.bad_id' { Copy-IncrementalSnapshot @script:At @script:Away -Id 'data1' }
        $null = Assert-Error 'Snapline.bad_location' { Copy-IncrementalSnapshot @script:At -Id (Get-DiskId 'data1') -Location ' ' -DestinationResourceGroupName rg-away }
        $null = Assert-Error 'Snapline.predecessor_missing' { Copy-IncrementalSnapshot @script:At -Id (Get-SnapshotId 'data2-2') -Location uksouth -DestinationResourceGroupName rg-away }
        Assert-Equal $puts @(Get-Put).Length 'writes'
    }
}
