# New-IncrementalSnapshot on the emulator.

Describe 'New-IncrementalSnapshot' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $null = Reset-Emulator
        $null = Add-Disk -Name 'data1' -UniqueId 'u-data1'
        $null = Add-Disk -Name 'data2' -UniqueId 'u-data2'
        # At most seven snapshots of a disk in five minutes (L2): the tests share the work out.
        foreach ($name in 'data3', 'data4', 'data5') { $null = Add-Disk -Name $name -UniqueId "u-$name" }
        $null = Add-Disk -Name 'data1' -Group 'rg-other' -UniqueId 'u-other1'
        $null = Add-Disk -Name 'fast1' -Sku 'PremiumV2_LRS' -UniqueId 'u-fast1'

        function Get-Write { return @(Get-Log | Where-Object { $_.method -in 'PUT', 'PATCH', 'DELETE', 'POST' }) }
    }

    It 'by name: one snapshot, named by disk and time, of which all is known, its place in the chain too' {
        $made = @(New-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -DiskName data1 -Slot '2026-11-20T02:00:14Z')
        Assert-Equal 1 $made.Length 'snapshots'
        Assert-Equal 'Snapline.Snapshot' $made[0].PSObject.TypeNames[0] 'type'
        Assert-Equal 'data1_20261120T020014Z' $made[0].Name 'name'
        Assert-Equal (Get-SnapshotId 'data1_20261120T020014Z').ToLowerInvariant() $made[0].Id.ToLowerInvariant() 'id'
        Assert-Equal 'rg-prod' $made[0].ResourceGroupName 'group'
        Assert-Equal 'data1' $made[0].SourceDiskName 'disk'
        Assert-Equal 'u-data1' $made[0].SourceUniqueId 'unique id'
        Assert-Equal 'westeurope' $made[0].Location 'region'
        Assert-Equal $true $made[0].Incremental 'incremental'
        Assert-Equal $true $made[0].Restorable 'restorable'
        Assert-Equal 64 $made[0].DiskSizeGB 'GB'
        Assert-Equal 68719476736 $made[0].DiskSizeBytes 'bytes'
        Assert-Equal 'Int64' $made[0].DiskSizeBytes.GetType().Name
        Assert-Equal 'Utc' $made[0].TimeCreated.Kind 'kind of time'
        Assert-True ($made[0].Age -is [TimeSpan]) 'age'
        Assert-Equal @(1, 1) @($made[0].Generation, $made[0].Sequence) 'place'
    }

    It 'what was asked of the service: the disk and the list before the one write, at a published version' {
        $log = @(Get-Log)
        $put = @($log | Where-Object method -EQ 'PUT')
        Assert-Equal 1 $put.Length 'writes'
        Assert-Equal '2025-01-02' $put[0].apiVersion 'api-version'
        $first = [array]::IndexOf([object[]]$log, $put[0])
        $before = @($log[0..($first - 1)] | Where-Object { $_.method -eq 'GET' -and $_.path -like '*Microsoft.Compute*' } | ForEach-Object { $_.path })
        # The two are asked side by side: which comes first is the network's.
        Assert-Equal @("/subscriptions/$script:Sub/providers/Microsoft.Compute/snapshots", (Get-DiskId 'data1')) @($before | Sort-Object) 'looks'
    }

    It 'the second snapshot of a disk is the second of its chain, whatever else the subscription holds' {
        Add-Snapshot -Name 'data4-before' -Disk 'data4' -UniqueId 'u-data4-before' -Taken '2026-01-01T00:00:00Z'
        Add-Snapshot -Name 'data4-first' -Disk 'data4' -UniqueId 'u-data4' -Taken '2026-11-01T00:00:00Z'
        $made = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data4') -SnapshotName 'data4-second'
        Assert-Equal @(2, 2) @($made.Generation, $made.Sequence) 'place'
    }

    It 'where the list is refused the snapshot is taken all the same, with a warning, and its place is left open' {
        Add-Fault -When @{ method = 'GET'; pathContains = "/subscriptions/$script:Sub/providers/Microsoft.Compute/snapshots" } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'The client may not list.' }
        $said = Invoke-Recorded { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data5') -SnapshotName 'unlisted' }
        Assert-Equal @('unlisted') @($said.Output | ForEach-Object Name) 'made'
        Assert-True ($null -eq $said.Output[0].Generation -and $null -eq $said.Output[0].Sequence) 'place is left open'
        Assert-Equal 1 $said.Warnings.Count "warnings: $($said.Warnings)"
    }

    It 'a limit that is reached skips the disk, and says when there is room again' {
        $null = Add-Disk -Name 'busy' -UniqueId 'u-busy'
        foreach ($one in 1..7) { Add-Snapshot -Name "busy-$one" -Disk 'busy' -UniqueId 'u-busy' -Taken ([DateTimeOffset]::UtcNow.AddSeconds(-30 * $one).ToString('o')) }
        $writes = @(Get-Write).Length
        $record = Assert-Error 'Snapline.too_many_lately' { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'busy') }
        Assert-Contains $record.Exception.Message 'room again at'
        Assert-Equal $writes @(Get-Write).Length 'writes'
    }

    It 'by id, with a name, a group and tags of its own' {
        $null = Invoke-Manage -Method POST -Path 'disks' -Body @{ id = (Get-DiskId 'keep' 'rg-backup'); name = 'keep'; location = 'westeurope'; sku = @{ name = 'Premium_LRS' }; properties = @{ creationData = @{ createOption = 'Empty' }; diskSizeGB = 4; uniqueId = 'u-keep'; provisioningState = 'Succeeded' } }
        $tags = @{ Env = 'prod'; planned = '2026-11-20'; count = 7; share = 0.5 }
        $made = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data2') -SnapshotName 'before-patch' -SnapshotResourceGroupName 'rg-backup' -Tag $tags -Wait
        Assert-Equal 'before-patch' $made.Name 'name'
        Assert-Equal 'rg-backup' $made.ResourceGroupName 'group'
        Assert-Equal '2026-11-20' $made.Tags['planned'] 'a tag that looks like a date'
        Assert-Equal @('prod', '7', '0.5') @($made.Tags['Env'], $made.Tags['count'], $made.Tags['share']) 'tags'
        Assert-True $made.Tags.ContainsKey('snapline-slot') 'its own tag'
        Assert-Equal $true $made.Durable 'durable'
    }

    It 'objects of Get-AzDisk bind by Id, and all get the same time' {
        $disks = @(
            [pscustomobject]@{ PSTypeName = 'Microsoft.Azure.Commands.Compute.Automation.Models.PSDiskList'; ResourceGroupName = 'RG-PROD'; Id = (Get-DiskId 'data1'); Name = 'data1'; Sku = [pscustomobject]@{ Name = 'Premium_LRS' }; Tags = @{ a = 'b' }; Location = 'westeurope' }
            [pscustomobject]@{ PSTypeName = 'Microsoft.Azure.Commands.Compute.Automation.Models.PSDiskList'; ResourceGroupName = 'RG-PROD'; Id = (Get-DiskId 'data2'); Name = 'data2'; Sku = [pscustomobject]@{ Name = 'Premium_LRS' }; Tags = $null; Location = 'westeurope' }
        )
        $made = @($disks | New-IncrementalSnapshot @script:At)
        Assert-Equal @('data1', 'data2') ($made.SourceDiskName | Sort-Object) 'disks'
        Assert-Equal 1 @($made.Name | ForEach-Object { $_.Substring($_.IndexOf('_')) } | Sort-Object -Unique).Length 'times'
    }

    It 'same-named disks into one group get names that differ, and -WhatIf shows the very names' {
        $ids = @((Get-DiskId 'data1'), (Get-DiskId 'data1' 'rg-other'))
        $call = @{ DiskId = $ids; SnapshotResourceGroupName = 'rg-backup'; Slot = '2026-11-20T03:00:00Z' }
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddCommand('Import-Module').AddParameter('Name', $ModulePath).AddStatement().AddCommand('New-IncrementalSnapshot').AddParameters($call).AddParameters($script:At).AddParameter('WhatIf')
            $null = $shell.Invoke()
        }
        finally { $shell.Dispose() }
        $made = @(New-IncrementalSnapshot @script:At @call)
        Assert-Equal 2 @($made.Name | Sort-Object -Unique).Length 'names'
        $plan = & (Get-Module Snapline) {
            param($call)
            $at = Resolve-SnaplineEndpoint -Environment AzureCloud -Endpoint 'http://127.0.0.1'
            $intent = New-SnaplineCreateIntent -DiskId ([System.Collections.Generic.List[string]]$call.DiskId) -Bound $call -Endpoint $at -Slot $call.Slot
            Get-SnaplineNamePlan -Intent $intent
        } $call
        Assert-Equal ($made.Name | Sort-Object) ($plan.Name | Sort-Object) 'planned names'
    }

    It 'a disk that is given twice is taken once' {
        $made = @((Get-DiskId 'data5'), (Get-DiskId 'DATA5' 'RG-PROD') | New-IncrementalSnapshot @script:At)
        Assert-Equal 1 $made.Length 'snapshots'
    }

    It '-WhatIf names disk, snapshot and group, needs no token and sends nothing' {
        $asked = @(Get-Log).Length
        $lines = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Import-Module '$ModulePath'; New-IncrementalSnapshot -Endpoint '$Endpoint' -DiskId '$(Get-DiskId 'data1')' -SnapshotResourceGroupName rg-backup -Slot 2026-11-20T04:00:00Z -WhatIf"
        $text = $lines -join ' '
        # In another group than the disk's the name always carries six digits of the disk's id.
        foreach ($part in "'data1'", "'rg-prod'", "_20261120T040000Z'", "'data1-", "'rg-backup'") { Assert-Contains $text $part }
        Assert-Equal $asked @(Get-Log).Length 'requests'
    }

    It '-WhatIf tells what the core would refuse, by id, by name and by machine, and sends nothing' {
        $asked = @(Get-Log).Length
        $byMachine = @{ ResourceGroupName = 'rg-prod'; VMName = 'vm' }
        foreach ($call in @{ DiskId = (Get-DiskId 'data1') }, $byMachine) {
            $where = $script:At
            if ($call.ContainsKey('VMName')) { $where = $script:InSub }
            $record = Assert-Error 'Snapline.sku_not_allowed' { New-IncrementalSnapshot @where @call -Sku Premium_LRS -WhatIf }
            Assert-Equal 'InvalidArgument' $record.CategoryInfo.Category 'category'
            Assert-Contains $record.Exception.Message 'Premium_LRS'
            $null = Assert-Error 'Snapline.bad_tags' { New-IncrementalSnapshot @where @call -Tag @{ ('k' * 600) = 'v' } -WhatIf }
        }
        Assert-Equal $asked @(Get-Log).Length 'requests'
    }

    It 'a used name is an error of its own, and nothing is written (A37)' {
        $writes = @(Get-Write).Length
        $record = Assert-Error 'Snapline.name_in_use' { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') -SnapshotName 'before-patch' -SnapshotResourceGroupName 'rg-backup' }
        Assert-Equal 'ResourceExists' $record.CategoryInfo.Category 'category'
        Assert-Equal (Get-DiskId 'data1') $record.TargetObject 'target'
        # What to do is on the screen once, whether PowerShell shows it by itself (from 7.5 on) or not.
        $seen = ($record | Out-String -Width 4000) -replace '\s+', ' '
        Assert-Equal 2 ($seen -split [regex]::Escape("Recommendation: $($record.ErrorDetails.RecommendedAction)")).Length 'advice on the screen'
        Assert-Lacks $record.Exception.Message 'Recommendation'
        Assert-Equal $writes @(Get-Write).Length 'writes'
    }

    It 'the same policy and slot again: already made, shown again, not written again' {
        $call = @{ DiskId = (Get-DiskId 'data1'); PolicyId = 'nightly'; Slot = '2026-11-21T01:00:00Z' }
        $first = New-IncrementalSnapshot @script:At @call
        $writes = @(Get-Write).Length
        $second = New-IncrementalSnapshot @script:At @call
        Assert-Equal $first.Id $second.Id 'id'
        Assert-Equal 'nightly' $second.Tags['snapline-policy'] 'policy'
        Assert-Equal $writes @(Get-Write).Length 'writes'
    }

    It 'Premium SSD v2: not ready without -Wait, and -Wait waits for the copy, not for the operation (A36)' {
        $made = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'fast1') -SnapshotName 'fast-now'
        Assert-Equal 'pending' $made.State 'state'
        Assert-Equal $false $made.Restorable 'restorable'
        Assert-Contains $made.ReadyReason '%'
        $waited = Invoke-WithClock { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'fast1') -SnapshotName 'fast-waited' -Wait -TimeoutSeconds 120 }
        Assert-Equal 'ready' $waited.State 'state'
        Assert-Equal 100 $waited.CompletionPercent 'percent'
        Assert-Equal $true $waited.Durable 'durable'
    }

    It 'a copy that fails ends the wait with its reason, and the snapshot is named' {
        $null = Add-Disk -Name 'fast2' -Sku 'PremiumV2_LRS' -UniqueId 'u-fast2'
        Add-Fault -When @{ method = 'PUT' } -Fault @{ kind = 'failCopy'; atPercent = 12.5; code = 'CopyStopped'; message = 'The copy stopped.' }
        $said = Invoke-WithClock { Invoke-Recorded { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'fast2') -SnapshotName 'fast-failed' -Wait -TimeoutSeconds 60 } }
        Assert-Equal 1 $said.Errors.Count 'errors'
        Assert-Contains $said.Errors[0].Exception.Message 'fast-failed'
        Assert-Contains $said.Errors[0].Exception.Message 'The copy stopped.'
        Assert-Equal 'Snapline.copy_failed' $said.Errors[0].FullyQualifiedErrorId.Split(',')[0] 'id'
    }

    It 'a wait that runs out says how far it was, and the snapshot is shown all the same' {
        $null = Add-Disk -Name 'fast3' -Sku 'PremiumV2_LRS' -UniqueId 'u-fast3'
        $said = Invoke-Recorded { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'fast3') -SnapshotName 'fast-slow' -Wait -TimeoutSeconds 8 }
        Assert-Equal @('Snapline.not_ready') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Equal 'OperationTimeout' $said.Errors[0].CategoryInfo.Category 'category'
        Assert-Contains $said.Errors[0].Exception.Message '%'
        Assert-Equal @('fast-slow') @($said.Output | ForEach-Object Name) 'the row'
    }

    It 'several disks, one of them wrong: the others are made, each failure is an error, the end is one' {
        $ids = @((Get-DiskId 'data4'), (Get-DiskId 'gone'), (Get-DiskId 'data5'))
        $said = Invoke-Recorded { New-IncrementalSnapshot @script:At -DiskId $ids -Slot '2026-11-21T02:00:00Z' -ErrorAction Continue }
        Assert-Equal @('data4', 'data5') ($said.Output.SourceDiskName | Sort-Object) 'made'
        Assert-Equal @('Snapline.disk_not_found', 'Snapline.run_incomplete') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Equal 'ObjectNotFound' $said.Errors[0].CategoryInfo.Category 'category'
        Assert-Equal (Get-DiskId 'gone') $said.Errors[0].TargetObject 'target'
        Assert-Contains "$($said.Errors[1])" 'Not as asked: gone.'
        Assert-Equal 2 @($said.Errors[1].Exception.Data['Made']).Length 'made, kept in the error'
        Assert-Equal 1 $said.Summaries.Count 'summaries'
        Assert-Equal 'Snapline.Summary' $said.Summaries[0].PSObject.TypeNames[0] 'its type'
        Assert-Equal @(2, 0, 1, 'AccessToken') @($said.Summaries[0].Made, $said.Summaries[0].AlreadyMade, $said.Summaries[0].Failed, $said.Summaries[0].SignInSource) 'its counts'
        Assert-Equal $said.Summaries[0].Sentence "$($said.Summaries[0])" 'as a text'
        $again = Invoke-Recorded { New-IncrementalSnapshot @script:At -DiskId $ids -Slot '2026-11-21T02:05:00Z' -AllowPartial -ErrorAction Continue }
        Assert-Equal @('Snapline.disk_not_found') @($again.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors with -AllowPartial'
    }

    It 'a single disk that is not there ends the command with one error' {
        $record = Assert-Error 'Snapline.disk_not_found' { New-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -DiskName nothere -ErrorAction Stop }
        Assert-Contains $record.Exception.Message "'nothere'"
        Assert-Contains $record.Exception.Message 'request id'
    }

    It 'bad input is refused by name before anything is written' {
        $writes = @(Get-Write).Length
        $null = Assert-Error 'Snapline.bad_id' { New-IncrementalSnapshot @script:At -DiskId 'data1' }
        $null = Assert-Error 'Snapline.bad_id' { New-IncrementalSnapshot @script:At -DiskId (Get-SnapshotId 'a') }
        $null = Assert-Error 'Snapline.bad_parameters' { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'a'), (Get-DiskId 'b') -SnapshotName 'x' }
        $null = Assert-Error 'Snapline.bad_parameters' { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'a') -SnapshotName 'x' -NameTemplate '{disk}' }
        $null = Assert-Error 'Snapline.bad_tags' { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') -Tag @{ a = @(1, 2) } }
        $null = Assert-Error 'Snapline.bad_endpoint' { New-IncrementalSnapshot -Endpoint 'nonsense' -AccessToken t -DiskId (Get-DiskId 'data1') }
        $null = Assert-Error 'Snapline.subscription_unknown' { New-IncrementalSnapshot @script:At -ResourceGroupName rg -DiskName d }
        foreach ($case in @(
                @{ SnapshotName = 'has space' }, @{ NameTemplate = '{slot:yy' }, @{ NameTemplate = '{nope}' }, @{ Sku = 'Premium_LRS' }, @{ ApiVersion = '2022-03-22' }, @{ Tag = @{ 'a<b' = 'c' } }
            )) {
            $text = ($case.Values | ForEach-Object { if ($_ -is [hashtable]) { $_.Keys } else { $_ } }) -join ''
            $record = $null
            try { $null = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') @case } catch { $record = $_ }
            Assert-True ($null -ne $record) "an error for $text"
            Assert-Contains "$($record.Exception.Message)" $text
        }
        Assert-Equal $writes @(Get-Write).Length 'writes'
    }

    It 'an id that climbs out of its place is refused' {
        foreach ($id in "/subscriptions/$script:Sub/resourceGroups/../providers/Microsoft.Compute/disks/d", "/subscriptions/$script:Sub/resourceGroups/rg/providers/Microsoft.Compute/disks/..", "/subscriptions/x?y/resourceGroups/rg/providers/Microsoft.Compute/disks/d") {
            $asked = @(Get-Log).Length
            $record = $null
            try { $null = New-IncrementalSnapshot @script:At -DiskId $id } catch { $record = $_ }
            Assert-True ($null -ne $record) "an error for $id"
            Assert-True $record.FullyQualifiedErrorId.StartsWith('Snapline.') $record.FullyQualifiedErrorId
            Assert-Equal $asked @(Get-Log).Length 'requests'
        }
    }

    It 'a subscription can come from the environment' {
        $env:AZURE_SUBSCRIPTION_ID = $script:Sub
        try { $made = New-IncrementalSnapshot @script:At -ResourceGroupName rg-prod -DiskName data2 -SnapshotName 'by-environment' }
        finally { Remove-Item Env:AZURE_SUBSCRIPTION_ID }
        Assert-Equal 'by-environment' $made.Name
    }

    It 'in the culture <culture> names, tags and times are the same' -ForEach @{ culture = 'tr-TR' }, @{ culture = 'nl-NL' }, @{ culture = 'ar-SA' } {
        $kept = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = [cultureinfo]$culture
        try {
            $made = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data3').ToUpperInvariant() -NameTemplate "I-$culture-{slot:yyyyMMddTHHmmssZ}" -Slot '2026-11-20T05:06:07Z' -Tag @{ datum = '20-11-2026'; iso = '2026-11-20T00:00:00Z'; half = 0.5 }
            $read = @(Get-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'DATA3') | Where-Object Name -CEQ $made.Name)
        }
        finally { [cultureinfo]::CurrentCulture = $kept }
        # A template without {disk} always gets six digits of the disk's id.
        Assert-True ($made.Name -cmatch "^I-$culture-20261120T050607Z-[0-9a-f]{6}`$") "name $($made.Name)"
        Assert-Equal 1 $read.Length 'found again'
        Assert-Equal @('20-11-2026', '2026-11-20T00:00:00Z', '0.5') @($read[0].Tags['datum'], $read[0].Tags['iso'], $read[0].Tags['half']) 'tags'
        Assert-Equal $made.TimeCreated.Ticks $read[0].TimeCreated.Ticks 'time'
    }

    It 'what is amiss with other disks of the subscription is no warning here' {
        Add-Snapshot -Name 'stray' -Disk 'strays' -UniqueId 'u-stray' -Extra @{ timeCreated = $null }
        $null = Add-Disk -Name 'data6' -UniqueId 'u-data6'
        $said = Invoke-Recorded { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data6') }
        Assert-Equal @() $said.Warnings 'warnings'
        Assert-Equal 1 $said.Output.Count 'rows'
    }
}
