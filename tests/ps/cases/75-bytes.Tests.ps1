# Compare-IncrementalSnapshot and Export-IncrementalSnapshot: ranges and bytes as the service has them, whole and by what
# changed.

Describe 'Compare-IncrementalSnapshot and Export-IncrementalSnapshot' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        . (Join-Path $PSScriptRoot '../images.ps1')
    }

    It 'what changed between two snapshots is told as ranges, sorted, with their sums' {
        $said = Invoke-Recorded { Compare-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-2') -PreviousId (Get-SnapshotId 's-1') -Verbose -Debug }
        Assert-Equal @('changed 0 131071', 'cleared 1048576 1572863', 'changed 5242880 5308415') @($said.Output | Where-Object { $_.PSObject.TypeNames[0] -ceq 'Snapline.Range' } | ForEach-Object { "$($_.Kind) $($_.Start) $($_.End)" }) 'ranges'
        foreach ($secret in 'sig=', '/md-') { Assert-Lacks $said.All $secret }
        $sums = Compare-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -SnapshotName s-2 -PreviousName s-1 -Summary
        Assert-Equal @('Snapline.Comparison', 196608, 524288, 2, 1, $script:DiskBytes, 'vhd') @($sums.PSObject.TypeNames[0], $sums.ChangedBytes, $sums.ClearedBytes, $sums.ChangedRanges, $sums.ClearedRanges, $sums.DiskSizeBytes, $sums.Format) 'sums'
        Assert-Contains ($sums | Out-String -Width 120) '192 KiB'
        Assert-Closed
    }

    It 'whole: the image is the service''s file byte for byte, verified, and says which snapshot it is' {
        $path = Join-Path $script:Images 'whole.vhd'
        # Before 7.5 -Debug asks, as -Confirm does.
        $said = Invoke-Recorded { Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-1') -Path $path -Verbose -Debug -Confirm:$false }
        Assert-Equal @() @($said.Errors | ForEach-Object { $_.Exception.Message }) 'errors'
        $image = $said.Output[-1]
        Assert-Equal @('Snapline.Image', 'whole', ($script:DiskBytes + 512), 'vhd', $false) @($image.PSObject.TypeNames[0], $image.Done, $image.Length, $image.Format, $image.Resumed) 'report'
        Assert-Equal $script:Truth['s-1'] (Get-FileSha $path) 'bytes'
        Assert-True ($image.DownloadedBytes -lt $image.Length -and $image.VerifiedBytes -eq $image.DownloadedBytes) "downloaded $($image.DownloadedBytes), verified $($image.VerifiedBytes)"
        Assert-Equal @('whole.vhd', 'whole.vhd.snapline') (Get-Beside $path) 'files'
        foreach ($secret in 'sig=', '/md-', $script:At.AccessToken, 'Bearer') {
            Assert-Lacks $said.All $secret
            Assert-Lacks ([System.IO.File]::ReadAllText("$path.snapline")) $secret
        }
        Assert-Closed
    }

    It 'run again there is nothing to do; with -WhatIf nothing is asked; another snapshot is refused' {
        $path = Join-Path $script:Images 'whole.vhd'
        $asked = @(Get-Log).Length
        $again = Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 'S-1') -Path $path
        Assert-Equal @('already', 0) @($again.Done, $again.DownloadedBytes) 'again'
        Assert-Equal 0 @(Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-1') -Path (Join-Path $script:Images 'what-if.vhd') -WhatIf).Length 'WhatIf'
        $exists = Assert-Error 'Snapline.file_exists' { Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-2') -Path $path }
        Assert-Equal 'ResourceExists' $exists.CategoryInfo.Category 'category'
        Assert-Contains $exists.ErrorDetails.RecommendedAction '-Update'
        Assert-Equal $asked @(Get-Log).Length 'requests'
        Assert-Equal 0 @(Get-Beside (Join-Path $script:Images 'what-if.vhd')).Length 'files of WhatIf'
    }

    It 'changes into a copy: the new image is the later snapshot byte for byte, and the earlier one stays' {
        $base = Join-Path $script:Images 'whole.vhd'
        $path = Join-Path $script:Images 'copy.vhd'
        $image = Export-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -SnapshotName s-2 -Path $path -BasePath $base
        Assert-Equal @('changes', 197120, (Get-SnapshotId 's-1')) @($image.Done, $image.DownloadedBytes, $image.PreviousId) 'report: two ranges and the footer'
        # What was cleared is read back as well.
        Assert-Equal (197120 + 524288) $image.VerifiedBytes 'verified'
        Assert-Equal $script:Truth['s-2'] (Get-FileSha $path) 'bytes'
        Assert-Equal $script:Truth['s-1'] (Get-FileSha $base) 'the earlier image'
        Assert-Closed
    }

    It 'changes in place: -Update is whole the first time and the changes from then on' {
        $path = Join-Path $script:Images 'kept.vhd'
        $done = foreach ($name in 's-1', 's-3') {
            $image = Get-IncrementalSnapshot @script:At -DiskId (Get-SnapshotId $name) | Export-IncrementalSnapshot @script:At -Path $path -Update
            Assert-Equal $script:Truth[$name] (Get-FileSha $path) "bytes of $name"
            $image.Done
        }
        Assert-Equal @('whole', 'changes') $done 'what was done'
        Assert-Equal @('kept.vhd', 'kept.vhd.snapline') (Get-Beside $path) 'files'
    }

    It 'changes are not applied to an image that was written to since, nor to one of which nothing is known' {
        $path = Join-Path $script:Images 'kept.vhd'
        $stream = [System.IO.File]::OpenWrite($path)
        try { $stream.WriteByte(1) } finally { $stream.Dispose() }
        # A file system's clock can be coarse; the test's must not decide.
        [System.IO.File]::SetLastWriteTimeUtc($path, [DateTime]::UtcNow.AddSeconds(5))
        foreach ($call in @{ Path = $path; Update = $true; SnapshotId = (Get-SnapshotId 's-2') }, @{ Path = $path; SnapshotId = (Get-SnapshotId 's-3') }, @{ Path = (Join-Path $script:Images 'other.vhd'); BasePath = $path; SnapshotId = (Get-SnapshotId 's-2') }) {
            $altered = Assert-Error 'Snapline.image_altered' { Export-IncrementalSnapshot @script:At @call }
            Assert-Equal $path $altered.TargetObject 'target'
        }
        Remove-Item -LiteralPath "$path.snapline"
        $null = Assert-Error 'Snapline.image_unknown' { Export-IncrementalSnapshot @script:At -Path $path -Update -SnapshotId (Get-SnapshotId 's-3') }
        # Replaced whole, and known again.
        $forced = Export-IncrementalSnapshot @script:At -Path $path -Force -SnapshotId (Get-SnapshotId 's-1')
        Assert-Equal @('whole', $script:Truth['s-1']) @($forced.Done, (Get-FileSha $path)) 'forced'
        Remove-Item -LiteralPath "$path.snapline"
        $said = Export-IncrementalSnapshot @script:At -Path $path -Update -SnapshotId (Get-SnapshotId 's-2') -PreviousId (Get-SnapshotId 's-1')
        Assert-Equal @('changes', $script:Truth['s-2']) @($said.Done, (Get-FileSha $path)) 'with -PreviousId'
    }

    It 'a snapshot of 4096-byte sectors is a VHDX, downloaded whole each time (R16)' {
        $creation = @{ createOption = 'Empty'; logicalSectorSize = 4096 }
        $null = Invoke-Manage -Method POST -Path 'disks' -Body @{
            id = (Get-DiskId 'fast1'); name = 'fast1'; type = 'Microsoft.Compute/disks'; location = 'westeurope'; tags = @{}; sku = @{ name = 'PremiumV2_LRS' }
            properties = @{ creationData = $creation; diskSizeGB = 1; diskSizeBytes = 1MB; uniqueId = 'u-4k'; timeCreated = '2026-01-01T00:00:00.0000000+00:00'; provisioningState = 'Succeeded'; diskState = 'Unattached' }
        }
        foreach ($day in 1, 2) {
            Add-Snapshot -Name "x-$day" -Disk 'fast1' -UniqueId 'u-4k' -Taken "2026-11-0${day}T00:00:00Z" -Extra @{
                diskSizeGB = 1; diskSizeBytes = 1MB; completionPercent = 100.0
                creationData = @{ createOption = 'Copy'; sourceResourceId = (Get-DiskId 'fast1'); sourceUniqueId = 'u-4k'; logicalSectorSize = 4096 }
            }
        }
        $path = Join-Path $script:Images 'fast.vhdx'
        foreach ($name in 'x-1', 'x-2') {
            $image = Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId $name) -Path $path -Update -WarningVariable warned -WarningAction SilentlyContinue
            Assert-Equal @('whole', 'vhdx') @($image.Done, $image.Format) $name
        }
        Assert-Equal (Get-Sha (Read-Truth 'x-2')) (Get-FileSha $path) 'bytes'
        Assert-True ("$warned" -like '*VHDX*') "told why: $warned"
        Assert-Equal @('fast.vhdx', 'fast.vhdx.snapline') (Get-Beside $path) 'files'
    }

    It 'what the core refuses, and places that cannot be written, are told before a byte is fetched' {
        $path = Join-Path $script:Images 'refused.vhd'
        $null = Assert-Error 'Snapline.not_found' { Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 'nope') -Path $path }
        $null = Assert-Error 'Snapline.not_in_order' { Compare-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-1') -PreviousId (Get-SnapshotId 's-2') }
        $null = Assert-Error 'Snapline.bad_link_seconds' { Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-1') -Path $path -LinkSeconds 5 }
        $null = Assert-Error 'Snapline.bad_parameters' { Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-1') -Path $path -Update -Force }
        $null = Assert-Error 'Snapline.bad_parameters' { (Get-SnapshotId 's-1'), (Get-SnapshotId 's-2') | Export-IncrementalSnapshot @script:At -Path $path }
        $null = Assert-Error 'Snapline.bad_parameters' { 's-1', 's-2', 's-3' | ForEach-Object { Get-SnapshotId $_ } | Compare-IncrementalSnapshot @script:At }
        $file = Join-Path $script:Images 'a-file'
        [System.IO.File]::WriteAllText($file, '')
        $unwritable = Assert-Error 'Snapline.file_unwritable' { Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-1') -Path (Join-Path $file 'below.vhd') }
        Assert-Equal 'WriteError' $unwritable.CategoryInfo.Category 'category'
        Assert-Contains $unwritable.Exception.Message "no folder ``$file``"
        Assert-Equal 0 @(Get-Beside $path).Length 'files'
        Assert-Closed
    }

    It 'room is looked for first, and what a file''s error means is told' {
        $module = Get-Module Snapline
        $path = Join-Path $script:Images 'no-room.vhd'
        $kept = & $module { ${function:Get-SnaplineFreeSpace} }
        & $module { Set-Item -Path function:script:Get-SnaplineFreeSpace -Value { [long]1000 } }
        try { $full = Assert-Error 'Snapline.disk_full' { Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-1') -Path $path } }
        finally { & $module { param($kept) Set-Item -Path function:script:Get-SnaplineFreeSpace -Value $kept } $kept }
        Assert-Contains $full.Exception.Message '1000 are free'
        Assert-Equal 0 @(Get-Beside $path).Length 'files'
        Assert-Closed
        Assert-True ((& $module { param($path) Get-SnaplineFreeSpace -Path $path } $path) -gt 1000) 'the real one knows'
        foreach ($case in @(-2147024784, 'disk_full'), @(-2147024864, 'image_in_use'), @(-2147024891, 'file_unwritable')) {
            $record = & $module { param($number) try { throw [System.IO.IOException]::new('words of the system', $number) } catch { ConvertTo-SnaplineFileError -Path 'x' -ErrorRecord $_ } } $case[0]
            Assert-Equal "Snapline.$($case[1])" $record.FullyQualifiedErrorId "$($case[0])"
        }
    }

    It 'of an image whose disk grew the old footer does not stay, and what was cleared is zeros' {
        $path = Join-Path $script:Images 'grown.vhd'
        $bytes = [byte[]]::new(1MB + 512)
        [System.Random]::new(7).NextBytes($bytes)
        [System.IO.File]::WriteAllBytes($path, $bytes)
        & (Get-Module Snapline) {
            param($path)
            $image = New-SnaplineImage -Path $path
            $image.State = $script:SnaplineTypes.ImageState::new()
            $image.State.phase = 'downloading'
            $step = $script:SnaplineTypes.Step::new()
            $step.previous = 'earlier'; $step.changedBytes = '0'; $step.fileBytes = [string](2MB + 512); $step.keptBytes = [string]1MB; $step.format = 'vhd'
            $step.cleared = [string[][]]@(, [string[]]@('512', '1023'))
            try { Initialize-SnaplineImage -Image $image -Step $step } finally { Close-SnaplineImage -Image $image }
        } $path
        Assert-True (-not (Test-Path -LiteralPath $path)) 'it has not the image''s name'
        $now = [System.IO.File]::ReadAllBytes("$path.partial")
        [Array]::Clear($bytes, 512, 512)
        [Array]::Clear($bytes, 1MB, 512)
        [Array]::Resize([ref]$bytes, 2MB + 512)
        Assert-Equal (Get-Sha $bytes) (Get-Sha $now) 'bytes'
    }

    It 'qemu-img takes the image for a VHD of the disk''s size' {
        if (-not (Get-Command qemu-img -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'no qemu-img on this machine' }
        $path = Join-Path $script:Images 'whole.vhd'
        $said = & qemu-img info -f vpc --output json $path | Out-String | ConvertFrom-Json
        Assert-Equal 'vpc' $said.format 'format'
        & qemu-img compare -f vpc -F vpc -q $path (Join-Path $script:Images 'copy.vhd')
        Assert-Equal 1 $LASTEXITCODE 'two snapshots differ'
    }

    AfterAll { Remove-Item -LiteralPath $script:Images -Recurse -Force -ErrorAction SilentlyContinue }
}
