# Get-IncrementalSnapshotPlan and Export-IncrementalSnapshotPlan: the core's plan and exports, as objects, tables and files.

Describe 'Get-IncrementalSnapshotPlan and Export-IncrementalSnapshotPlan' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $script:Scratch = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-plan-$([guid]::NewGuid())"
        $null = New-Item -ItemType Directory -Path $script:Scratch
        $script:Vectors = Join-Path $PSScriptRoot '../../vectors'

        # A vector's documents as files, and its calls of `plan`.
        function Open-Vector {
            param($Case)
            $folder = (New-Item -ItemType Directory -Path (Join-Path $script:Scratch ([guid]::NewGuid()))).FullName
            $count = 0
            foreach ($step in $Case.steps) {
                if (-not $step.ContainsKey('add') -or -not $step.add.ContainsKey('json')) { continue }
                $count++
                [System.IO.File]::WriteAllText((Join-Path $folder "$count.json"), (ConvertTo-Json -InputObject $step.add.json -Depth 20))
            }
            return [pscustomobject]@{
                Path  = Join-Path $folder '*.json'
                Plans = @($Case.steps | Where-Object { $count -gt 0 -and $_.ContainsKey('call') -and $_.call.verb -ceq 'plan' -and -not $_.call.ContainsKey('locks') -and -not $_.call.ContainsKey('units') -and -not ($_.pick.Keys -like '/error*') })
            }
        }

        # The core's own answer to `plan`, as text.
        $script:CorePlan = {
            param($path, $policy, $now)
            $session = New-SnaplineSession
            try {
                Add-SnaplineFile -Session $session -Path $path
                $bytes = ConvertTo-SnaplineJson -Value ([ordered]@{ verb = 'plan'; policy = $policy; now = $now })
                $out = [IntPtr]::Zero
                $length = [uint64]0
                $status = [Snapline.Native]::snap_session_call($session, $bytes, [uint64]$bytes.Length, [ref]$out, [ref]$length)
                [System.Text.Encoding]::UTF8.GetString((Receive-SnaplineAnswer -Status $status -Pointer $out -Length $length))
            }
            finally { Remove-SnaplineSession -Session $session }
        }

        # One disk, two weeks of nights, of which the policy `nightly` made all but one.
        $script:Nights = Join-Path $script:Scratch 'nights.json'
        $script:PlanDisk = Get-DiskId 'vm-1'
        [System.IO.File]::WriteAllText($script:Nights, (ConvertTo-Json -Depth 9 -InputObject @(
                    @{ type = 'Microsoft.Compute/disks'; id = $script:PlanDisk; name = 'vm-1'; location = 'westeurope'; sku = @{ name = 'Premium_LRS' }; diskSizeGB = 64; uniqueId = 'u-1'; provisioningState = 'Succeeded' }
                    foreach ($day in 1..14) {
                        $tags = @{ 'snapline-policy' = 'nightly' }
                        if ($day -eq 3) { $tags = @{ note = '2026-11-03T00:00:00Z' } }
                        @{ type = 'Microsoft.Compute/snapshots'; id = (Get-SnapshotId "by-hand-$day"); name = "by-hand-$day"; location = 'westeurope'; incremental = $true; tags = $tags; diskSizeGB = 64; uniqueId = "u-s$day"; provisioningState = 'Succeeded'
                            creationData = @{ createOption = 'Copy'; sourceResourceId = $script:PlanDisk; sourceUniqueId = 'u-1' }; timeCreated = ('2026-11-{0:d2}T02:00:00Z' -f $day)
                        }
                    })))
        $script:Nightly = 'daily=7 id=nightly zone=UTC'
        $script:Offline = @{ Path = $script:Nights; At = '2026-11-14T10:00:00Z' }

        $null = Reset-Emulator
        $null = Add-Disk -Name 'data1' -UniqueId 'u-1'
        $null = Add-Disk -Name 'data2' -UniqueId 'u-2'
        foreach ($day in 10..19) { Add-Snapshot -Name "s-$day" -Disk 'data1' -UniqueId 'u-1' -Taken "2026-11-${day}T02:00:00Z" -Tags @{ 'snapline-policy' = 'nightly' } }
        Add-Snapshot -Name 'other' -Disk 'data2' -UniqueId 'u-2' -Taken '2026-11-12T02:00:00Z' -Group 'rg-other' -Tags @{ 'snapline-policy' = 'nightly' }
    }

    It 'an offline plan is the core''s, verdict by verdict and reason by reason, for every vector (V7)' {
        $compared = 0
        $cases = ([System.IO.File]::ReadAllText((Join-Path $script:Vectors 'retention.json')) | ConvertFrom-TestJson).cases
        foreach ($case in $cases) {
            $vector = Open-Vector $case
            foreach ($step in $vector.Plans) {
                $items = @(Get-IncrementalSnapshotPlan (ConvertTo-Json -InputObject $step.call.policy -Depth 9) -Path $vector.Path -At $step.call.now -WarningAction SilentlyContinue)
                $core = (& (Get-Module Snapline) $script:CorePlan $vector.Path $step.call.policy $items[0].PlannedAt | ConvertFrom-TestJson).ok
                $expected = @($core.units.snapshots | ForEach-Object { "$($_.id) $($_.uniqueId) $($_.verdict)" } | Sort-Object)
                Assert-Equal $expected @($items | ForEach-Object { "$($_.Id) $($_.UniqueId) $($_.Keep)" } | Sort-Object) $case.name
                Assert-Equal $core.hash $items[0].Hash "$($case.name): hash"
                $byId = @{}
                foreach ($item in $items) { $byId[$item.Id] = $item }
                foreach ($one in $core.units.snapshots) {
                    foreach ($reason in $one.reasons) { Assert-Contains $byId[$one.id].Reason $reason.text }
                    $compared++
                }
            }
        }
        Assert-True ($compared -ge 90) "that enough was compared ($compared)"
    }

    It 'a plan is one object a snapshot, with the verdict, the reason and the plan that it is of' {
        $items = @(Get-IncrementalSnapshotPlan $script:Nightly @script:Offline)
        Assert-Equal @(1..14 | ForEach-Object { "by-hand-$_" }) $items.Name 'order'
        Assert-Equal (@('drop') * 2 + @('hold') + @('drop') * 4 + @('keep') * 7) $items.Keep 'verdicts'
        Assert-Equal 'Snapline.PlanItem' $items[0].PSObject.TypeNames[0] 'type'
        Assert-Equal @('vm-1', 1, 'u-s1', '2026-11-14T10:00:00.0000000Z') @($items[0].DiskName, $items[0].Generation, $items[0].UniqueId, $items[0].PlannedAt) 'members'
        Assert-True ($items[0].Instant.Kind -eq 'Utc' -and $items[0].Instant -eq [datetime]::new(2026, 11, 1, 2, 0, 0)) "instant $($items[0].Instant)"
        Assert-Equal 1 @($items.Hash | Select-Object -Unique).Length 'one hash'
        $policy = $items[0].Policy | ConvertFrom-Json -AsHashtable
        Assert-Equal @('nightly', 7, 'PT1H') @($policy.id, $policy.keep.daily, $policy.maxPlanAge) 'the whole policy'
        # What the plan says of itself can be given back to it.
        $again = @(Get-IncrementalSnapshotPlan $items[0].Policy @script:Offline)
        Assert-Equal $items[0].Hash $again[0].Hash 'hash'
    }

    It 'the table, the list and the wide view tell the reasons' {
        $items = Get-IncrementalSnapshotPlan $script:Nightly @script:Offline
        Assert-Contains ($items | Out-String -Width 140) 'daily 7/7'
        $list = $items | Format-List | Out-String -Width 140
        Assert-Contains $list 'daily 7/7'
        Assert-Lacks $list 'maxPlanAge'
        Assert-Contains ($items | Format-Wide | Out-String -Width 200) 'keep  by-hand-8: '
    }

    It '-Adopt makes another''s snapshots the policy''s own: by id, name and pattern' {
        foreach ($adopt in @(Get-SnapshotId 'by-hand-3'), 'by-hand-3', 'by-?and-3', '*/snapshots/BY-HAND-3') {
            $item = @(Get-IncrementalSnapshotPlan $script:Nightly @script:Offline -Adopt $adopt)[2]
            Assert-Equal 'drop' $item.Keep $adopt
            Assert-Contains $item.Policy (Get-SnapshotId 'by-hand-3')
        }
        $json = '{"zone": "UTC", "id": "nightly", "keep": {"daily": 7}}'
        Assert-Equal 'drop' @(Get-IncrementalSnapshotPlan $json @script:Offline -Adopt 'by-hand-3')[2].Keep 'a policy as JSON'
        # An id is an id, whatever is in it: no rule comes in with it.
        $odd = "$(Get-SnapshotId 'by-hand-3') last=99"
        $kept = try { (Get-IncrementalSnapshotPlan $script:Nightly @script:Offline -Adopt $odd -WarningAction SilentlyContinue)[0].Policy } catch { "$_" }
        Assert-Lacks $kept '"last":99'
        Assert-Contains $kept 'by-hand-3 last=99'
        $none = Assert-Error 'Snapline.snapshot_not_found' { Get-IncrementalSnapshotPlan $script:Nightly @script:Offline -Adopt 'no-*' }
        Assert-Equal 'no-*' $none.TargetObject 'target'
    }

    It 'a policy comes from one place' {
        $both = Assert-Error 'Snapline.bad_parameters' { Get-IncrementalSnapshotPlan $script:Nightly @script:Offline -Preset default }
        Assert-Contains $both.Exception.Message '-Policy and -Preset'
        $null = Assert-Error 'Snapline.bad_parameters' { Get-IncrementalSnapshotPlan @script:Offline }
        $preset = Assert-Error 'Snapline.preset_unknown' { Get-IncrementalSnapshotPlan @script:Offline -Preset retsic }
        Assert-Contains $preset.Exception.Message 'borg-2'
        Assert-Equal 14 @(Get-IncrementalSnapshotPlan @script:Offline -Preset restic).Length 'a preset'
        $null = Assert-Error 'Snapline.bad_policy' { Get-IncrementalSnapshotPlan 'dayly=7 zone=UTC' @script:Offline }
    }

    It 'what stands in the way of the next snapshot is a warning, and with -Findings an object' {
        $file = Join-Path $script:Scratch 'full.json'
        $rows = @(foreach ($one in 1..500) {
                @{ type = 'Microsoft.Compute/snapshots'; id = (Get-SnapshotId "s-$one"); name = "s-$one"; location = 'westeurope'; incremental = $true; diskSizeGB = 64; uniqueId = "u-s$one"; provisioningState = 'Succeeded'
                    creationData = @{ createOption = 'Copy'; sourceResourceId = $script:PlanDisk; sourceUniqueId = 'u-1' }; timeCreated = ([DateTimeOffset]::new(2026, 1, 1, 0, 0, 0, [TimeSpan]::Zero).AddHours($one).ToString('o'))
                }
            })
        [System.IO.File]::WriteAllText($file, (ConvertTo-Json -Depth 9 -InputObject $rows))
        $disk = Join-Path $script:Scratch 'disk.json'
        [System.IO.File]::WriteAllText($disk, (ConvertTo-Json -Depth 9 -InputObject @(@{ type = 'Microsoft.Compute/disks'; id = $script:PlanDisk; name = 'vm-1'; location = 'westeurope'; sku = @{ name = 'Premium_LRS' }; diskSizeGB = 64; uniqueId = 'u-1' })))
        $call = @{ Policy = $script:Nightly; Path = $file, $disk; At = '2026-11-14T10:00:00Z' }
        $warned = @()
        Assert-Equal 500 @(Get-IncrementalSnapshotPlan @call -WarningVariable warned -WarningAction SilentlyContinue).Length 'items'
        Assert-Equal 1 @($warned | Where-Object { "$_" -like '*500*' }).Length "warnings: $warned"
        $found = @(Get-IncrementalSnapshotPlan @call -Findings)
        Assert-Equal @('L1', 'stop', 'vm-1', 'Snapline.Finding') @($found[0].Id, $found[0].Level, $found[0].DiskName, $found[0].PSObject.TypeNames[0]) 'finding'
        Assert-Contains "$warned" 'vm-1: '
        Assert-Contains ($found | Out-String -Width 120) 'vm-1: '
    }

    It 'a live plan reads the service, narrows by disk and group, and writes nothing' {
        $call = @{ Policy = 'last=3 id=nightly zone=UTC' }
        $all = @(Get-IncrementalSnapshotPlan @call @script:InSub)
        Assert-Equal (@('drop') * 7 + @('keep') * 4) $all.Keep 'verdicts'
        Assert-Equal 10 @(Get-IncrementalSnapshotPlan @call @script:InSub -ResourceGroupName rg-prod -DiskName data1).Length 'by name'
        Assert-Equal @('other') (Get-DiskId 'data2' | Get-IncrementalSnapshotPlan @call @script:At).Name 'by id, from the pipe'
        Assert-Equal @('other') (Get-IncrementalSnapshotPlan @call @script:InSub -ResourceGroupName RG-OTHER).Name 'by group'
        $said = Invoke-Recorded { Get-IncrementalSnapshotPlan @call @script:InSub -ResourceGroupName rg-nope }
        Assert-Equal 0 $said.Output.Count 'a group without snapshots'
        Assert-True (@($said.Warnings -like '*No incremental snapshot is in resource group ''rg-nope''*').Length -eq 1) "warnings: $($said.Warnings)"
        $null = Assert-Error 'Snapline.disk_not_found' { Get-IncrementalSnapshotPlan @call @script:InSub -ResourceGroupName rg-prod -DiskName nope }
        Assert-Equal @('GET') @(Get-Log | Where-Object { $_.path -like '/subscriptions*' } | ForEach-Object method | Sort-Object -Unique) 'methods'
    }

    It 'a policy that cannot be read is told before anything is sent' {
        $asked = @(Get-Log).Length
        $null = Assert-Error 'Snapline.bad_policy' { Get-IncrementalSnapshotPlan 'dayly=7 zone=UTC' @script:InSub }
        Assert-Equal $asked @(Get-Log).Length 'requests'
    }

    It 'every format is written as the core gives it, and says what it does' {
        foreach ($format in 'Bicep', 'Arm', 'AzureCli', 'AzPowerShell', 'Runbook', 'PortalSteps', 'Csv', 'ICalendar') {
            $folder = Join-Path $script:Scratch "out-$format"
            $call = @{ Format = $format; Policy = 'daily=7 id=nightly zone=Europe/Vienna at=02:00'; Path = $script:Nights; At = '2026-11-14T10:00:00Z' }
            $said = Invoke-Recorded { Export-IncrementalSnapshotPlan @call -Destination $folder -Verbose }
            Assert-Equal @() @($said.Errors | ForEach-Object { $_.Exception.Message }) $format
            $count = 1 + [int]($format -eq 'Csv')
            Assert-Equal $count $said.Output.Count "$format files"
            $texts = @(Export-IncrementalSnapshotPlan @call -AsText)
            for ($at = 0; $at -lt $count; $at++) {
                Assert-True ($said.Output[$at] -is [System.IO.FileInfo]) "$format FileInfo"
                Assert-Equal $texts[$at] ([System.IO.File]::ReadAllText($said.Output[$at].FullName)) "$format text"
                Assert-True ([System.IO.File]::ReadAllBytes($said.Output[$at].FullName)[0] -ne 0xEF) "$format has no byte order mark"
                Assert-True ($said.Output[$at].Says.what.Length -gt 0) "$format says"
            }
            Assert-Contains "$($said.Verbose)" "$($said.Output[0].Says)".Split("`n")[0].Trim()
        }
    }

    It 'a file that exists is left alone, and nothing beside it is written' {
        $folder = Join-Path $script:Scratch 'out-again'
        $call = @{ Format = 'Csv'; Path = $script:Nights; At = '2026-11-14T10:00:00Z'; Destination = $folder }
        $first = @(Export-IncrementalSnapshotPlan @call)
        Remove-Item -LiteralPath $first[0].FullName
        [System.IO.File]::WriteAllText($first[1].FullName, 'mine')
        $exists = Assert-Error 'Snapline.file_exists' { Export-IncrementalSnapshotPlan @call }
        Assert-Equal 'ResourceExists' $exists.CategoryInfo.Category 'category'
        Assert-Equal $first[1].FullName $exists.TargetObject 'target'
        Assert-Equal 'mine' ([System.IO.File]::ReadAllText($first[1].FullName)) 'its text'
        Assert-True (-not (Test-Path -LiteralPath $first[0].FullName)) 'the other was not written'
        Assert-Equal 0 @(Export-IncrementalSnapshotPlan @call -Force -WhatIf).Length 'WhatIf'
        Assert-Equal 'mine' ([System.IO.File]::ReadAllText($first[1].FullName)) 'its text after WhatIf'
        Assert-Equal 2 @(Export-IncrementalSnapshotPlan @call -Force).Length 'with -Force'
        Assert-True ([System.IO.File]::ReadAllText($first[1].FullName) -ne 'mine') 'overwritten'
    }

    It 'an export that cannot be made or written is an error of its own' {
        $null = Assert-Error 'Snapline.policy_missing' { Export-IncrementalSnapshotPlan -Format Runbook -Path $script:Nights -AsText }
        $null = Assert-Error 'Snapline.disk_unknown' { Export-IncrementalSnapshotPlan -Format Bicep -Path $script:Nights -DiskId (Get-DiskId 'nope') -AsText }
        $null = Assert-Error 'Snapline.bad_request' { Export-IncrementalSnapshotPlan -Format Bicep -Path $script:Nights -From '2026-11-20T00:00:00Z' -AsText }
        $file = Join-Path $script:Scratch 'a-file'
        [System.IO.File]::WriteAllText($file, '')
        $unwritable = Assert-Error 'Snapline.file_unwritable' { Export-IncrementalSnapshotPlan -Format Bicep -Path $script:Nights -Destination (Join-Path $file 'below') }
        Assert-Equal 'WriteError' $unwritable.CategoryInfo.Category 'category'
    }

    AfterAll { Remove-Item -LiteralPath $script:Scratch -Recurse -Force -ErrorAction SilentlyContinue }
}
