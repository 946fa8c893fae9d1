# Get-IncrementalSnapshot, and the faults of the documented scripts (Z1 to Z5) done right.

Describe 'Get-IncrementalSnapshot' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $null = Reset-Emulator
        $null = Add-Disk -Name 'data1' -UniqueId 'u-new'
        $null = Add-Disk -Name 'quiet' -UniqueId 'u-quiet'
        $null = Add-Disk -Name 'fast1' -Sku 'PremiumV2_LRS' -UniqueId 'u-fast1'
        # The disk data1 that was deleted: same id, another unique id.
        foreach ($day in 1..3) { Add-Snapshot -Name "old-$day" -Disk 'data1' -UniqueId 'u-old' -Taken "2026-10-0${day}T02:00:00Z" }
        # The living one, over three groups and more than one page; ids in capitals as lists give them.
        foreach ($day in 10..19) {
            $group = ('rg-prod', 'rg-backup', 'rg-archive')[$day % 3]
            Add-Snapshot -Name "new-$day" -Disk 'data1' -UniqueId 'u-new' -Group $group -Taken "2026-11-${day}T02:00:00Z" -SourceId (Get-DiskId 'data1').ToUpperInvariant() -Tags @{ planned = "2026-11-$day" }
        }
        foreach ($day in 1..2) { Add-Snapshot -Name "orphan-$day" -Disk 'gone' -UniqueId 'u-gone' -Taken "2026-09-0${day}T02:00:00Z" }
        Add-Snapshot -Name 'fast-done' -Disk 'fast1' -UniqueId 'u-fast1' -Taken '2026-11-18T02:00:00Z' -Extra @{ completionPercent = 100.0 }
        Add-Snapshot -Name 'fast-half' -Disk 'fast1' -UniqueId 'u-fast1' -Taken '2026-11-19T02:00:00Z' -Extra @{ completionPercent = 62.5 }
        Add-Filler
        Add-Snapshot -Name 'full-one' -Disk 'data1' -UniqueId 'u-new' -Taken '2026-11-15T12:00:00Z' -Extra @{ incremental = $false }
    }

    It 'Z5: a disk''s snapshots are found in every group and on every page' {
        $rows = @(Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -DiskName data1 | Where-Object Generation -EQ 2)
        Assert-Equal (10..19 | ForEach-Object { "new-$_" }) $rows.Name 'names'
        Assert-Equal (1..10) $rows.Sequence 'sequence'
        Assert-Equal @('rg-archive', 'rg-backup', 'rg-prod') ($rows.ResourceGroupName.ToLowerInvariant() | Sort-Object -Unique) 'groups'
        Assert-True (@(Get-Log | Where-Object { $_.path -like '*/providers/Microsoft.Compute/snapshots' }).Length -ge 2) 'more than one page'
    }

    It 'a command that succeeds leaves no error behind' {
        $faults = @()
        $global:Error.Clear()
        $null = Get-IncrementalSnapshot -Endpoint $Endpoint -SubscriptionId $script:Sub -Newest -ErrorVariable faults
        Assert-Equal 0 @($faults).Length "-ErrorVariable: $faults"
        Assert-Equal 0 $global:Error.Count "Error: $($global:Error)"
    }

    It 'one page of several is a warning in a saved list, and none in a list that is read to its end' {
        $warned = @()
        $null = Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -DiskName data1 -WarningVariable warned -WarningAction SilentlyContinue
        Assert-Equal 0 @($warned).Length "live: $warned"
        $file = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-page-$([guid]::NewGuid()).json"
        try {
            $id = Get-SnapshotId 'new-10'
            $source = Get-DiskId 'data1'
            '{"value":[{"id":"' + $id + '","location":"westeurope","properties":{"incremental":true,"creationData":{"createOption":"Copy","sourceResourceId":"' + $source + '","sourceUniqueId":"u-new"},"timeCreated":"2026-11-10T02:00:00Z"}}],"nextLink":"https://management.azure.com/next?t=secret"}' | Set-Content -LiteralPath $file
            $null = Get-IncrementalSnapshot -Path $file -WarningVariable warned -WarningAction SilentlyContinue
        }
        finally { Remove-Item -LiteralPath $file -ErrorAction SilentlyContinue }
        Assert-Equal 1 @($warned | Where-Object { "$_" -like '*one page of several*' }).Length "saved: $warned"
        Assert-True ("$warned" -notlike '*secret*') 'the link stays out'
    }

    It '-Raw puts snapshots out while their list is being read, the same ones, without what takes the whole list' {
        $pages = { @(Get-Log | Where-Object { $_.path -like '*/providers/Microsoft.Compute/snapshots' }).Length }
        $before = & $pages
        $all = @(Get-IncrementalSnapshot @script:InSub)
        $whole = (& $pages) - $before
        Assert-True ($whole -ge 6) "pages: $whole"
        $first = Get-IncrementalSnapshot @script:InSub -Raw | Select-Object -First 1
        Assert-Equal 'Snapline.Snapshot' $first.PSObject.TypeNames[0] 'type'
        $asked = (& $pages) - $before - $whole
        Assert-True ($asked -lt 3) "pages asked for by the time of the first: $asked"
        $raw = @(Get-IncrementalSnapshot @script:InSub -Raw)
        Assert-Equal @($all.Id | Sort-Object -Culture '') @($raw.Id | Sort-Object -Culture '') 'snapshots'
        Assert-Equal '0 0' "$(@($raw.Generation | Where-Object { $null -ne $_ }).Length) $(@($raw.Sequence | Where-Object { $null -ne $_ }).Length)" 'places'
        $one = @($raw | Where-Object Name -EQ 'new-10')[0]
        Assert-Equal @('data1', '2026-11-10', 'ready') @($one.SourceDiskName.ToLowerInvariant(), $one.Tags['planned'], $one.State) 'the rest'
        Assert-Equal @('fast-half') @(Get-IncrementalSnapshot @script:InSub -Raw -Pending -Name 'FAST-*').Name 'filters'
        foreach ($switch in 'Newest', 'Orphan') { $call = @{ $switch = $true }; $null = Assert-Error 'Snapline.bad_parameters' { Get-IncrementalSnapshot @script:InSub -Raw @call } }
        # Of a list that breaks off what was read is out, and the end is an error.
        Add-Fault -When @{ pathContains = '/providers/Microsoft.Compute/snapshots'; skip = 2; times = 9 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'no more' }
        $said = Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -Raw }
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Assert-Equal @('Snapline.AuthorizationFailed') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Contains $said.Errors[0].Exception.Message 'not all'
        Assert-True ($said.Output.Count -gt 20 -and $said.Output.Count -lt $all.Length) "rows: $($said.Output.Count)"
    }

    It 'rows leave part by part: who takes the first ends it, and what goes wrong behind it in the pipe is not ours' {
        & (Get-Module Snapline) { $script:SnaplinePartRows = 10 }
        try {
            $rows = @(Get-IncrementalSnapshot @script:InSub)
            Assert-Equal 137 $rows.Length 'all, in many parts'
            Assert-Equal 137 @($rows.Id | Sort-Object -Unique).Length 'each once'
            Assert-Equal $rows[0].Id (Get-IncrementalSnapshot @script:InSub | Select-Object -First 1).Id 'the first'
            $record = $null
            try { Get-IncrementalSnapshot @script:InSub | ForEach-Object { throw 'of the caller' } } catch { $record = $_ }
            Assert-Equal 'of the caller' $record.FullyQualifiedErrorId 'error'
        }
        finally { & (Get-Module Snapline) { $script:SnaplinePartRows = 1000 } }
    }

    It 'a group without snapshots is a warning, not silence' {
        $said = @(Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-nope 3>&1)
        Assert-Equal 1 $said.Length 'one warning'
        Assert-Contains "$($said[0])" "No incremental snapshot is in resource group 'rg-nope'"
    }

    It 'Z3: a deleted namesake''s snapshots are told apart, whatever the casing of the ids' {
        $rows = @(Get-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'DATA1' 'RG-Prod'))
        Assert-Equal 13 $rows.Length 'rows'
        Assert-Equal @('old-1', 'old-2', 'old-3') ($rows | Where-Object Generation -EQ 1).Name 'the first disk'
        Assert-Equal 'u-old' ($rows | Where-Object Generation -EQ 1).SourceUniqueId[0] 'its unique id'
        Assert-Equal @(1, 1, 1, 2) $rows.Generation[0..3] 'order'
    }

    It 'Z1: what is pending is listed, with how far it is and why it cannot be used' {
        $rows = @(Get-IncrementalSnapshot @script:InSub -Pending)
        Assert-Equal @('fast-half') $rows.Name 'names'
        Assert-Equal @('pending', '62.5', 'False', 'False') @($rows[0].State, $rows[0].CompletionPercent, $rows[0].Restorable, $rows[0].Durable) 'verdict'
        Assert-Contains $rows[0].ReadyReason '62.5'
    }

    It 'Z2: a disk of the pipe is the one that is read' {
        $rows = @([pscustomobject]@{ Id = (Get-DiskId 'fast1'); Name = 'fast1'; ResourceGroupName = 'rg-prod' } | Get-IncrementalSnapshot @script:At)
        Assert-Equal @('fast-done', 'fast-half') $rows.Name
    }

    It 'Z4: the output is snapshots and nothing else' {
        $rows = @(Get-IncrementalSnapshot @script:InSub)
        Assert-Equal 137 $rows.Length 'rows'
        Assert-Equal @('Snapline.Snapshot') @($rows | ForEach-Object { $_.PSObject.TypeNames[0] } | Sort-Object -Unique) 'types'
        $mine = @($rows | Where-Object SourceDiskName -NE 'filler')
        Assert-Equal @('old-1', 'old-2', 'old-3') $mine.Name[0..2] 'order by disk and generation'
        Assert-Equal @('fast-done', 'fast-half', 'orphan-1', 'orphan-2') $mine.Name[13..16] 'order by disk'
        Assert-Equal @('data1', 'fast1', 'filler', 'gone') @($rows | ForEach-Object { $_.SourceDiskName.ToLowerInvariant() } | Select-Object -Unique) 'disks in order'
    }

    It '-Orphan and -Newest' {
        Assert-Equal @('old-1', 'old-2', 'old-3', 'orphan-1', 'orphan-2') @(Get-IncrementalSnapshot @script:InSub -Orphan).Name 'orphans, those of the earlier disk of a name included'
        Assert-Equal @('old-3', 'new-19', 'fast-done', 'filler-120', 'orphan-2') @(Get-IncrementalSnapshot @script:InSub -Newest).Name 'newest'
        Assert-Equal @('new-19') @(Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -DiskName data1 -Newest | Where-Object Generation -EQ 2).Name 'newest of a disk'
        Assert-Equal @('old-3', 'orphan-2') @(Get-IncrementalSnapshot @script:InSub -Orphan -Newest).Name 'both'
    }

    It 'a resource group alone: the snapshots that are in it' {
        $rows = @(Get-IncrementalSnapshot @script:InSub -ResourceGroupName RG-Backup)
        Assert-Equal @('new-10', 'new-13', 'new-16', 'new-19') $rows.Name 'names'
        Assert-Equal @(2, 2, 2, 2) $rows.Generation 'their place is that of the whole'
    }

    It 'snapshots of Get-AzSnapshot come back with what is known of them' {
        $rows = @([pscustomobject]@{ Id = (Get-SnapshotId 'fast-half').ToUpperInvariant(); Name = 'fast-half' } | Get-IncrementalSnapshot @script:At)
        Assert-Equal @('fast-half') $rows.Name
        Assert-Equal 2 $rows[0].Sequence
    }

    It 'a disk without snapshots gives nothing, one that never was is an error, one that was deleted is found' {
        $said = Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -DiskName quiet, never, gone -ErrorAction Continue }
        Assert-Equal @('orphan-1', 'orphan-2') $said.Output.Name 'rows'
        Assert-Equal @('Snapline.disk_not_found') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Equal (Get-DiskId 'never') $said.Errors[0].TargetObject 'target'
    }

    It 'a plain name that nothing has is an error, beside what is found; a pattern that fits nothing is an answer' {
        $ids = { param($said) @($said.Errors | ForEach-Object { "$($_.FullyQualifiedErrorId.Split(',')[0]) $($_.TargetObject)" }) }
        $said = Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -Name NEW-10, no-such, 'nor-*' }
        Assert-Equal @('new-10') $said.Output.Name 'rows'
        Assert-Equal @('Snapline.snapshot_not_found no-such') (& $ids $said) 'errors'
        Assert-Equal 'ObjectNotFound' $said.Errors[0].CategoryInfo.Category 'category'
        Assert-True $said.Errors[0].ErrorDetails.RecommendedAction 'advice'
        # What is there and was filtered away is not missing; what is elsewhere is.
        Assert-Equal 0 (Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -Name new-10 -Pending }).Errors.Count 'filtered'
        Assert-Equal @('Snapline.snapshot_not_found no-such') (& $ids (Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -Name new-10, no-such -Newest })) 'missing and filtered'
        $said = Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-archive -Name new-10 }
        Assert-Equal @('Snapline.snapshot_not_found new-10') (& $ids $said) 'in another group'
        Assert-Equal 0 $said.Warnings.Count "warnings: $($said.Warnings)"
        Assert-Equal @('Snapline.snapshot_not_found orphan-1') (& $ids (Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -DiskName data1 -Name orphan-1 })) 'of another disk'
        Assert-Equal @('Snapline.snapshot_not_found orphan-1') (& $ids (Invoke-Recorded { Get-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') -Name orphan-1 -Newest })) 'of another disk, filtered'
        foreach ($name in 'new-10', 'NEW-10') {
            $said = Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -Raw -Name $name, no-such }
            Assert-Equal @('new-10', 'Snapline.snapshot_not_found no-such') @(@($said.Output | ForEach-Object Name) + @(& $ids $said)) "page by page: $name"
        }
        # The full snapshot is there, and is none of ours to list.
        Assert-Equal @('Snapline.snapshot_not_found full-one') (& $ids (Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -Name full-one })) 'a full snapshot'
        # Disks that are looked for among the rows: beside a pattern, and in several subscriptions.
        $said = Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -DiskName 'fas*', quiet, never, gone, 'x*' }
        Assert-Equal @('fast-done', 'fast-half', 'orphan-1', 'orphan-2') $said.Output.Name 'rows of disks'
        Assert-Equal @('Snapline.disk_not_found never') (& $ids $said) 'disks'
        Assert-Equal 0 (Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -DiskName gone, 'x*' -Pending }).Errors.Count 'a disk whose snapshots were filtered away'
    }

    It 'several disks of the pipe come sorted, each once' {
        $rows = @((Get-DiskId 'gone'), (Get-DiskId 'fast1'), (Get-DiskId 'FAST1'), (Get-DiskId 'quiet') | Get-IncrementalSnapshot @script:At)
        Assert-Equal @('fast-done', 'fast-half', 'orphan-1', 'orphan-2') $rows.Name
    }

    It 'an empty pipe asks nothing' {
        $asked = @(Get-Log).Length
        Assert-Equal @() @(@() | Get-IncrementalSnapshot @script:At)
        Assert-Equal $asked @(Get-Log).Length 'requests'
    }

    It 'rows go back into the pipe: a snapshot of each disk that has none of today' {
        $made = @(Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -DiskName data1 -Newest | Where-Object Generation -EQ 2 | Select-Object @{ n = 'DiskId'; e = { $_.SourceResourceId } } | New-IncrementalSnapshot @script:At -NameTemplate 'again-{slot:yyyyMMdd}' -WhatIf)
        Assert-Equal @() $made
    }

    It 'the properties go by the names that Get-AzSnapshot uses, with their types' {
        $row = Get-IncrementalSnapshot @script:At -DiskId (Get-SnapshotId 'new-10' 'rg-backup')
        foreach ($name in 'Name', 'ResourceGroupName', 'Id', 'Location', 'TimeCreated', 'DiskSizeGB', 'DiskSizeBytes', 'CompletionPercent', 'ProvisioningState', 'Incremental', 'IncrementalSnapshotFamilyId', 'UniqueId', 'Tags', 'Generation', 'Sequence', 'Restorable', 'Durable', 'ReadyReason', 'Age', 'SourceDiskName', 'SourceResourceId', 'State') {
            Assert-True ($null -ne $row.PSObject.Properties[$name]) $name
        }
        Assert-Equal ([DateTime]::new(2026, 11, 10, 2, 0, 0)).Ticks $row.TimeCreated.Ticks 'time'
        Assert-Equal '2026-11-10' $row.Tags['planned'] 'a tag that looks like a date stays a text'
        Assert-True ($row.Tags -is [System.Collections.IDictionary]) 'tags'
        Assert-True ($row.Restorable -is [bool]) 'restorable'
    }

    It 'tables cut no name: on any screen, whatever comes first and however long it takes' {
        $rows = @(Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -DiskName data1)
        $text = $rows | Out-String -Width 120
        foreach ($part in 'Name', 'Gen', 'Seq', 'Taken (UTC)', 'State', 'new-10', '2026-11-10 02:00') { Assert-Contains $text $part }
        # A name that does not begin with its disk's has that below it.
        Assert-Contains $text 'disk data1'
        $long = $rows[0] | Select-Object *
        $long.Name = 'Q' * 80
        $long.PSObject.TypeNames.Insert(0, 'Snapline.Snapshot')
        $plan = [pscustomobject]@{ PSTypeName = 'Snapline.PlanItem'; Name = $long.Name; Keep = 'not counted'; Reason = 'it is ' + 'so ' * 30 + 'indeed' }
        $result = [pscustomobject]@{ PSTypeName = 'Snapline.Result'; Name = $long.Name; Kind = 'already_gone'; Code = 'c'; Message = $plan.Reason }
        $image = [pscustomobject]@{ PSTypeName = 'Snapline.Image'; Path = "/images/$($long.Name).vhd"; SnapshotId = "/x/$($long.Name)"; Done = 'changes'; Length = 1023GB; DownloadedBytes = 1; VerifiedBytes = 1 }
        $sums = [pscustomobject]@{ PSTypeName = 'Snapline.Comparison'; SnapshotId = "/x/$($long.Name)"; PreviousId = '/x/before'; ChangedBytes = 1; ClearedBytes = 1; ChangedRanges = 1; ClearedRanges = 1; DiskSizeBytes = 64TB }
        foreach ($width in 80, 120, 160) {
            foreach ($one in $long, $plan, $result, $image, $sums) {
                $type = "$($one.PSObject.TypeNames[0]) at $width"
                # The first moment, in which widths that are open are taken, is over when the long one comes.
                $text = & { if ($one -eq $long) { $rows[0]; Start-Sleep -Milliseconds 400 }; $one } | Out-String -Width $width
                Assert-Lacks $text ([string][char]0x2026)
                $whole = 80
                if ($one -eq $image) { $whole = 160 }
                Assert-Equal $whole ($text -creplace '[^Q]').Length "letters of the name, $type"
                Assert-True (@($text.Replace("`r", '').Split("`n") | Where-Object { $_.Length -gt $width }).Length -eq 0) "no line is longer, $type"
            }
        }
    }

    It 'saved files, offline: every shape that the tools give, sorted as the service''s' {
        $folder = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-files-$PID"
        $null = New-Item -ItemType Directory -Path $folder -Force
        try {
            $asked = @(Get-Log).Length
            $az = '[{"id":"/subscriptions/SUB/resourceGroups/rg/providers/Microsoft.Compute/snapshots/s1","name":"s1","location":"westeurope","incremental":true,"timeCreated":"2026-11-01T02:00:00.1234567+00:00","provisioningState":"Succeeded","diskSizeGB":8,"creationData":{"createOption":"Copy","sourceResourceId":"/subscriptions/SUB/resourceGroups/rg/providers/Microsoft.Compute/disks/d","sourceUniqueId":"u"},"tags":{"due":"2026-12-01"}},{"nonsense":true}]'.Replace('SUB', $script:Sub)
            [System.IO.File]::WriteAllText("$folder/one.json", $az)
            # What `>` writes in Windows PowerShell 5.1.
            [System.IO.File]::WriteAllText("$folder/two.json", $az.Replace('/s1', '/s2').Replace('"s1"', '"s2"').Replace('11-01', '11-02'), [System.Text.Encoding]::Unicode)
            $said = Invoke-Recorded { Get-IncrementalSnapshot -Path "$folder/*.json" }
            Assert-Equal @('s1', 's2') $said.Output.Name 'names'
            Assert-Equal @(1, 2) $said.Output.Sequence 'sequence'
            Assert-Equal '2026-12-01' $said.Output[0].Tags['due'] 'tag'
            Assert-Equal 2 $said.Warnings.Count 'warnings about what was skipped'
            Assert-Contains $said.Warnings[0] 'one.json'
            [System.IO.File]::WriteAllText("$folder/bad.json", $az.Substring(0, 200))
            $record = $null
            try { $null = Get-IncrementalSnapshot -Path "$folder/bad.json" } catch { $record = $_ }
            Assert-True ($null -ne $record) 'an error for a truncated file'
            Assert-Contains $record.Exception.Message 'bad.json'
            foreach ($none in 'none.json', 'none*.json', '../none/one.json') { $null = Assert-Error 'Snapline.file_unreadable' { Get-IncrementalSnapshot -Path "$folder/$none" } }
            foreach ($none in 'Env:PATH', 'none:one.json') { $null = Assert-Error 'Snapline.file_unreadable' { Get-IncrementalSnapshot -Path $none } }
            # From where one stands; and a name as it is, where no pattern is taken.
            Push-Location -LiteralPath $folder
            try { Assert-Equal @('s1') @(Get-IncrementalSnapshot -Path one.json -WarningAction Ignore).Name 'beside' } finally { Pop-Location }
            [System.IO.File]::WriteAllText("$folder/a[1].json", '{"keep":{"daily":7}}')
            $found = & (Get-Module Snapline) { param($file) Resolve-SnaplineFile -Path $file -Literal } "$folder/a[1].json"
            Assert-Equal 'a[1].json' ([System.IO.Path]::GetFileName($found)) 'a name with brackets'
            # PowerShell's own cmdlets come by their file: nothing is looked for among the modules of the machine.
            $alone = "`$env:PSModulePath = ''; Import-Module '$ModulePath'; (Get-IncrementalSnapshot -Path '$folder/one.json' -WarningAction Ignore).Name"
            Assert-Equal @('s1') @(& (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $alone) 'without modules'
            Assert-Equal $asked @(Get-Log).Length 'requests'
        }
        finally { Remove-Item -Recurse -Force $folder }
    }
}
