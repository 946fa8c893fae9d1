# Invoke-IncrementalSnapshotPolicy: what a night does, shows and refuses; what it ends with; going on from a file.

Describe 'Invoke-IncrementalSnapshotPolicy' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $script:Nightly = 'daily=3 zone=Europe/Amsterdam at=02:00 id=nightly'
        $script:Night = @{ Slot = '2026-11-20T01:00:00Z'; Confirm = $false }
        $ours = @{ 'snapline-policy' = 'nightly' }

        # Two disks, four nights of the one and none of the other, and a disk that no tag names.
        function Reset-Night {
            $null = Reset-Emulator
            foreach ($name in 'data1', 'data2', 'scratch') { $null = Add-Disk -Name $name -UniqueId "u-$name" }
            foreach ($name in 'data1', 'data2') {
                $null = Invoke-RestMethod -Method Patch -Uri "$Endpoint$(Get-DiskId $name)/providers/Microsoft.Resources/tags/default?api-version=2021-04-01" -Headers @{ Authorization = "Bearer $($script:At.AccessToken)" } -ContentType 'application/json' -Body '{"operation":"Merge","properties":{"tags":{"backup":"yes"}}}' -NoProxy
            }
            foreach ($day in 13..16) { Add-Snapshot -Name "data1_$day" -Disk 'data1' -UniqueId 'u-data1' -Taken "2026-11-${day}T01:00:05Z" -Tags ($ours + @{ 'snapline-slot' = "2026-11-${day}T01:00:00Z" }) }
        }

        function Get-SnapshotName { return @((Invoke-Manage -Method GET -Path 'state').snapshots | ForEach-Object name | Sort-Object) }
        function Get-Write { return @(Get-Log | Where-Object { $_.method -cin 'PUT', 'DELETE' }) }

        $null = Reset-Night
    }

    It '-WhatIf writes nothing, prints a line for each thing and why, and puts the plan out' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('param($module, $call) Import-Module $module; $s = Invoke-IncrementalSnapshotPolicy @call -WhatIf; $s').AddArgument($ModulePath).AddArgument($script:InSub + $script:Night + @{ Policy = $script:Nightly; DiskTag = 'backup=yes'; CopyToLocation = 'northeurope'; CopyToResourceGroupName = 'rg-prod' })
            $made = @($shell.Invoke())
        }
        finally { $shell.Dispose() }
        Assert-Equal 0 @(Get-Write).Length 'writes'
        Assert-Equal @('Snapline.RunSummary') @($made | ForEach-Object { $_.PSObject.TypeNames[0] }) 'output'
        $planned = @($made[0].Items | Where-Object Kind -CEQ 'planned')
        # What is taken is copied and counts: the oldest two go, and their copies as soon as they are made.
        $names = @($planned | ForEach-Object { "$($_.Part) $($_.Target.Split('/')[-1] -creplace '-[0-9a-f]{6}\z', ' there')" })
        Assert-Equal @('take data1', 'take data2', 'copy data1_13', 'copy data1_14', 'copy data1_15', 'copy data1_16', 'copy data1_20261120T010000Z', 'copy data2_20261120T010000Z', 'prune data1_13', 'prune data1_13 there', 'prune data1_14', 'prune data1_14 there') @($names | Sort-Object { $_.Split(' ')[0] -replace 'take', 'a' }, { $_ } -Culture '') 'plan'
        Assert-Equal 12 $made[0].Planned 'planned'
        Assert-Equal @('take', 'copy', 'prune') @($planned | ForEach-Object Part | Select-Object -Unique) 'order of the parts'
        $lines = & (Get-Module Snapline) { param($items) foreach ($item in $items) { Get-SnaplinePlannedLine -Item $item } } $made[0].Items
        Assert-Equal 'take   data1_20261120T010000Z of disk data1. An incremental snapshot would be taken.' $lines[0] 'a take'
        Assert-True ($lines[2] -cmatch '\Acopy   data1_13 as data1_13-[0-9a-f]{6}\. It would be copied\.\z') "a copy: $($lines[2])"
        Assert-Equal 1 @($lines | Where-Object { $_.StartsWith('delete data1_13. It would be deleted: past daily 3, which reaches back to ', [StringComparison]::Ordinal) }).Length "a deletion: $lines"
    }

    It 'a night takes and deletes, tells who did it, and its summary reads as a list' {
        $null = Reset-Night
        $night = Invoke-IncrementalSnapshotPolicy $script:Nightly @script:InSub @script:Night -DiskTag 'backup=yes' -Tag @{ team = 'storage' }
        Assert-Equal '2 0 2 0 True' "$($night.Made) $($night.AlreadyMade) $($night.Deleted) $($night.Failed) $($night.Complete)" 'counts'
        Assert-Equal ([datetime]::new(2026, 11, 20, 1, 0, 0, [DateTimeKind]::Utc)) $night.Slot 'slot'
        Assert-Equal 'AccessToken' $night.Source 'source'
        Assert-True ($night.Identity -and $night.Duration -gt [TimeSpan]::Zero) 'who, and how long'
        $order = 'take made data1', 'take ready data1', 'take made data2', 'take ready data2', 'prune deleted data1_13', 'prune deleted data1_14'
        Assert-Equal $order @($night.Items | ForEach-Object { "$($_.Part) $($_.Kind) $($_.Target.Split('/')[-1])" }) 'by part, then by what it was done to, whichever request ended first'
        $there = Get-SnapshotName
        Assert-Equal @('data1_15', 'data1_16', 'data1_20261120T010000Z', 'data2_20261120T010000Z') @($there | Where-Object { $_ -match '^data\d_(\d\d|\d+T\d+Z)$' }) 'left'
        $text = $night | Out-String -Width 120
        Assert-Contains $text 'Slot (UTC)   : 2026-11-20 01:00:00'
        Assert-Contains $text 'Made 2, Deleted 2'
        $again = Invoke-IncrementalSnapshotPolicy $script:Nightly @script:InSub @script:Night -DiskTag 'backup=yes' -Tag @{ team = 'storage' }
        Assert-Equal '0 2 0 True' "$($again.Made) $($again.AlreadyMade) $($again.Deleted) $($again.Complete)" 'the second time'
        Assert-Equal $there (Get-SnapshotName) 'the same are there'
    }

    It 'one disk that fails: the others are done, the summary comes out, then an error each and the error of the whole' {
        $null = Reset-Night
        Add-Fault -When @{ method = 'PUT'; pathContains = '/data1_2026'; times = 9 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'not you' }
        $said = Invoke-Recorded { Invoke-IncrementalSnapshotPolicy $script:Nightly @script:InSub @script:Night -DiskTag 'backup=yes' -ErrorAction Continue }
        Assert-Equal '1 1' "$($said.Output[0].Made) $($said.Output[0].Failed)" 'counts'
        Assert-Equal @('Snapline.AuthorizationFailed', 'Snapline.not_taken', 'Snapline.run_incomplete') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-True ((Get-SnapshotName) -ccontains 'data1_13') 'a disk that was not taken loses nothing'
        # In a script that stops at the first error too, nothing is green and the summary is seen.
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Add-Fault -When @{ method = 'PUT'; pathContains = '/data1_2026'; times = 9 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'not you' }
        $seen = [System.Collections.Generic.List[object]]::new()
        $null = Assert-Error 'Snapline.run_incomplete' { Invoke-IncrementalSnapshotPolicy $script:Nightly @script:InSub @script:Night -DiskTag 'backup=yes' -ErrorAction SilentlyContinue | ForEach-Object { $seen.Add($_) } }
        Assert-Equal 1 $seen.Count 'the summary comes before the end'
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Add-Fault -When @{ method = 'PUT'; pathContains = '/data1_2026'; times = 9 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'not you' }
        $partial = Invoke-IncrementalSnapshotPolicy $script:Nightly @script:InSub @script:Night -DiskTag 'backup=yes' -AllowPartial -ErrorAction SilentlyContinue
        Assert-Equal $false $partial.Complete '-AllowPartial'
        $null = Invoke-Manage -Method DELETE -Path 'faults'
    }

    It 'disks come by the pipe, as Get-AzDisk gives them, and an empty pipe is not every disk' {
        $null = Reset-Night
        $azure = [pscustomobject]@{ Name = 'data2'; ResourceGroupName = 'RG-PROD'; Id = (Get-DiskId 'data2'); Tags = @{ a = 'b' } }
        $one = $azure | Invoke-IncrementalSnapshotPolicy $script:Nightly @script:At @script:Night -NoPrune
        Assert-Equal '1 0' "$($one.Made) $($one.Deleted)" 'counts'
        $asked = @(Get-Log).Length
        $none = @(@() | Invoke-IncrementalSnapshotPolicy $script:Nightly @script:InSub @script:Night)
        Assert-Equal '0 0' "$($none.Length) $(@(Get-Log).Length - $asked)" 'output and requests'
    }

    It '-AsJob runs in the background by whole paths, and its summary comes out of the job' {
        $null = Reset-Night
        $folder = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-job-$([guid]::NewGuid())"
        $null = [System.IO.Directory]::CreateDirectory($folder)
        Push-Location -LiteralPath $folder
        try {
            [System.IO.File]::WriteAllText((Join-Path $folder 'nightly.txt'), $script:Nightly)
            $azure = [pscustomobject]@{ Name = 'data2'; ResourceGroupName = 'RG-PROD'; Id = (Get-DiskId 'data2') }
            $job = $azure | Invoke-IncrementalSnapshotPolicy -PolicyPath nightly.txt -StatePath state.json @script:At @script:Night -ResourceGroupName rg-prod -AsJob
            Assert-Lacks "$($job.Command) $($job | Format-List * -Force | Out-String)" $script:At.AccessToken
            # Where the caller goes meanwhile is not where the job looks.
            Set-Location -LiteralPath ([System.IO.Path]::GetTempPath())
            $night = $job | Receive-Job -Wait -AutoRemoveJob
            Assert-Equal 'Snapline.RunSummary 1 True' "$($night.PSObject.TypeNames[0] -replace '^Deserialized\.') $($night.Made) $($night.Complete)" 'the summary'
            Assert-Equal @('nightly.txt') @(Get-ChildItem -LiteralPath $folder | ForEach-Object Name) 'files'
        }
        finally { Pop-Location; Remove-Item -LiteralPath $folder -Recurse -Force }
        $asked = @(Get-Log).Length
        $null = Assert-Error 'Snapline.bad_policy' { Invoke-IncrementalSnapshotPolicy 'dayly=3 zone=UTC' @script:InSub @script:Night -AsJob }
        Assert-Equal $asked @(Get-Log).Length 'requests of a call that is refused'
    }

    It '-AsJob does the same in a process of its own, where there is no Start-ThreadJob, as in Windows PowerShell' {
        $null = Reset-Night
        $module = Get-Module Snapline
        & $module {
            function script:Get-Command {
                [CmdletBinding()] param([string] $Name, [string] $Module)
                if ($Name -cne 'Start-ThreadJob') { Microsoft.PowerShell.Core\Get-Command @PSBoundParameters }
            }
        }
        try {
            $job = Invoke-IncrementalSnapshotPolicy $script:Nightly @script:InSub @script:Night -DiskTag 'backup=yes' -Tag @{ team = 'storage' } -AsJob
            Assert-Equal 'BackgroundJob' $job.PSJobTypeName 'the kind of job'
            $night = $job | Receive-Job -Wait -AutoRemoveJob
            Assert-Equal '2 2 True 2026-11-20T01' "$($night.Made) $($night.Deleted) $($night.Complete) $($night.Slot.ToString("yyyy-MM-dd'T'HH"))" 'the summary'
            # A moment of another zone, as a parameter of this process; the name tells it in UTC.
            $slot = [DateTimeOffset]::new(2026, 11, 21, 2, 30, 0, [TimeSpan]::FromHours(1))
            $made = Get-DiskId 'data1' | New-IncrementalSnapshot @script:At -Slot $slot -NameTemplate '{disk}_{slot:yyyyMMddTHHmmssZ}' -AsJob | Receive-Job -Wait -AutoRemoveJob
            Assert-Equal 'data1_20261121T013000Z' $made.Name 'the name'
        }
        finally { & $module { Remove-Item function:script:Get-Command } }
    }

    It 'what is wrong with a call is told before anything is sent' {
        $asked = @(Get-Log).Length
        foreach ($case in @(
                @('bad_policy', @{ Policy = 'dayly=3 zone=UTC' }), @('preset_unknown', @{ Preset = 'bork'; Zone = 'UTC'; Schedule = 'at=02:00' }),
                @('bad_policy', @{ Preset = 'borg-1'; Zone = 'Atlantis/Capital'; Schedule = 'at=02:00' }), @('bad_parameters', @{ Policy = $script:Nightly; CopyToLocation = 'northeurope' }),
                @('bad_tags', @{ Policy = $script:Nightly; DiskTag = '=x' }), @('bad_template', @{ Policy = $script:Nightly; NameTemplate = '{disk}' }),
                @('file_unreadable', @{ PolicyPath = (Join-Path ([System.IO.Path]::GetTempPath()) 'snapline-none.json') }),
                @('file_unwritable', @{ Policy = $script:Nightly; StatePath = (Join-Path ([System.IO.Path]::GetTempPath()) "snapline-none-$PID/state.json") }))) {
            $call = $case[1]
            $null = Assert-Error "Snapline.$($case[0])" { Invoke-IncrementalSnapshotPolicy @call @script:InSub @script:Night }
        }
        $early = Assert-Error 'Snapline.no_slot' { Invoke-IncrementalSnapshotPolicy 'daily=3 zone=UTC at=02:00 start=2090-01-01T00:00:00Z' @script:InSub -Confirm:$false }
        Assert-Contains $early.Exception.Message 'not begun'
        Assert-Contains $early.ErrorDetails.RecommendedAction '-Slot'
        Assert-Equal $asked @(Get-Log).Length 'requests'
    }

    It 'a scope without disks is an error, and a preset brings its counts' {
        $null = Reset-Night
        $said = Invoke-Recorded { Invoke-IncrementalSnapshotPolicy -Preset default -Zone Europe/Amsterdam -Schedule 'at=02:00 id=p' @script:InSub @script:Night -DiskTag 'backup=no' -ErrorAction Continue }
        Assert-Equal @(1, 'Snapline.no_disks_found', 'ObjectNotFound') @($said.Errors.Count, $said.Errors[-1].FullyQualifiedErrorId.Split(',')[0], $said.Errors[-1].CategoryInfo.Category) 'the end, told once'
        $said = Invoke-Recorded { Invoke-IncrementalSnapshotPolicy -Preset default -Zone Europe/Amsterdam -Schedule 'at=02:00 id=p' @script:InSub @script:Night -DiskTag 'backup=no' -AllowPartial }
        Assert-Equal @(1, 'Snapline.no_disks_found') @($said.Errors.Count, $said.Errors[-1].FullyQualifiedErrorId.Split(',')[0]) 'with -AllowPartial it is told, too'
        Assert-Equal 0 @(Get-Write).Length 'writes'
        $text = & (Get-Module Snapline) { Resolve-SnaplinePolicy -Preset 'BORG-1' -Zone 'Asia/Kathmandu' -Schedule 'every=6h' }
        Assert-True ($text -cmatch '\bpreset=borg-1\b.* zone=Asia/Kathmandu every=6h\z') "the line: $text"
    }

    It 'with -StatePath a run that was broken off goes on with its slot; one of another call, or none, does not' {
        $null = Reset-Night
        $file = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-state-$([guid]::NewGuid()).json"
        $keep = { param($intent, $path)
            Import-SnaplineLibrary
            $endpoint = Resolve-SnaplineEndpoint -Environment AzureCloud -Endpoint $intent.endpoint
            $run = [pscustomobject]@{ Flow = [IntPtr]::Zero }
            $state = Open-SnaplineState -Path $path -Intent $intent
            Open-SnaplineFlow -Run $run -Request $intent
            try { Save-SnaplineState -Keep $state -Answer (Read-SnaplineFlowState -Run $run) } finally { [Snapline.Native]::snap_flow_free($run.Flow) }
        }
        # As a host leaves it that died an hour and a half ago, in the hour before.
        $began = [DateTime]::UtcNow.AddMinutes(-90)
        $intent = [ordered]@{ flow = 'run'; now = $began.ToString("yyyy-MM-dd'T'HH':'mm':'ss'Z'", [cultureinfo]::InvariantCulture); endpoint = $Endpoint; callId = 'first'; policy = 'last=3 zone=UTC id=nightly'; subscriptionId = $script:Sub }
        $hour = $began.Date.AddHours($began.Hour)
        try {
            & (Get-Module Snapline) $keep $intent $file
            Assert-Lacks ([System.IO.File]::ReadAllText($file)) $script:At.AccessToken
            $other = Invoke-IncrementalSnapshotPolicy 'last=4 zone=UTC id=nightly' @script:InSub -Confirm:$false -NoPrune -StatePath "$file.other"
            Assert-True ($other.Slot -gt $hour) 'another file, another slot'
            $gone = Invoke-IncrementalSnapshotPolicy 'last=3 zone=UTC id=nightly' @script:InSub -Confirm:$false -StatePath $file
            Assert-Equal $hour $gone.Slot 'the slot of the first life'
            Assert-Equal $false ([System.IO.File]::Exists($file)) 'the file is gone with the run'
            & (Get-Module Snapline) $keep $intent $file
            $changed = Invoke-IncrementalSnapshotPolicy 'last=3 zone=UTC id=other' @script:InSub -Confirm:$false -NoPrune -NameTemplate 'other_{disk}_{slot:yyyyMMddHHmm}' -StatePath $file
            Assert-True ($changed.Slot -gt $hour) 'another call begins anew'
            $intent.now = [DateTime]::UtcNow.AddHours(-3).ToString("yyyy-MM-dd'T'HH':'mm':'ss'Z'", [cultureinfo]::InvariantCulture)
            & (Get-Module Snapline) $keep $intent $file
            $old = Invoke-IncrementalSnapshotPolicy 'last=3 zone=UTC id=nightly' @script:InSub -Confirm:$false -NoPrune -StatePath $file
            Assert-True ($old.Slot -gt $hour) 'one past its budget begins anew'
            [System.IO.File]::WriteAllText($file, 'not a run')
            $said = Invoke-Recorded { Invoke-IncrementalSnapshotPolicy 'last=3 zone=UTC id=nightly' @script:InSub -Confirm:$false -NoPrune -StatePath $file }
            Assert-Equal 1 @($said.Warnings | Where-Object { $_ -like '*holds no run*' }).Length "warnings: $($said.Warnings)"
            Assert-Equal $true $said.Output[0].Complete 'and is done all the same'
        }
        finally { Remove-Item -LiteralPath $file, "$file.other", "$file.next" -ErrorAction SilentlyContinue }
    }

    It 'without -Confirm:$false a run asks before anything is sent, and no one there to answer is an error' {
        $asked = @(Get-Log).Length
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('param($module, $call) Import-Module $module; Invoke-IncrementalSnapshotPolicy @call').AddArgument($ModulePath).AddArgument($script:InSub + @{ Policy = $script:Nightly })
            $refused = $null
            try { $null = $shell.Invoke() } catch { $refused = $_ }
            Assert-True ($null -ne $refused -or $shell.HadErrors) 'an error'
        }
        finally { $shell.Dispose() }
        Assert-Equal $asked @(Get-Log).Length 'requests'
    }
}
