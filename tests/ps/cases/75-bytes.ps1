# Compare-IncrementalSnapshot and Export-IncrementalSnapshot: ranges and bytes as the service has them, whole and by what
# changed, broken off and gone on with, and never a link left open or shown.

$script:Images = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-image-$([guid]::NewGuid())"
$null = New-Item -ItemType Directory -Path $script:Images
$script:DiskBytes = 8MB
$null = Reset-Emulator
# A small disk: 2 MiB in use at its start, and runs with gaps between them, each a piece of a download.
$null = Invoke-Manage -Method POST -Path 'disks' -Body @{
    id = (Get-DiskId 'data1'); name = 'data1'; type = 'Microsoft.Compute/disks'; location = 'westeurope'; tags = @{}; sku = @{ name = 'Premium_LRS' }
    properties = @{ creationData = @{ createOption = 'Empty' }; diskSizeGB = 1; diskSizeBytes = $script:DiskBytes; uniqueId = 'u-1'; timeCreated = '2026-01-01T00:00:00.0000000+00:00'; provisioningState = 'Succeeded'; diskState = 'Unattached' }
}

function Write-Disk {
    param([long] $First, [long] $Bytes, [string] $Kind = 'written')
    $null = Invoke-Manage -Method POST -Path 'write' -Body @{ disk = (Get-DiskId 'data1'); start = $First; end = $First + $Bytes - 1; kind = $Kind }
}

# A snapshot as the service makes it, at once.
function Add-Taken {
    param([string] $Name)
    $null = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') -SnapshotName $Name -Wait -WarningAction SilentlyContinue
}

# What the service shows behind a link of the test's own: the whole file.
function Read-Truth {
    param([string] $Name)
    $call = @{ Headers = @{ Authorization = "Bearer $($script:At.AccessToken)" }; NoProxy = $true }
    $address = "$Endpoint$(Get-SnapshotId $Name)"
    $begun = Invoke-WebRequest @call -Method POST -Uri "$address/beginGetAccess?api-version=2025-01-02" -Body '{"access":"Read","durationInSeconds":600}' -ContentType 'application/json'
    try {
        do { Start-Sleep -Milliseconds 200; $polled = Invoke-WebRequest @call -Uri ([string]$begun.Headers.Location) } while ($polled.StatusCode -eq 202)
        $link = ($polled.Content | ConvertFrom-Json).accessSAS
        return , (Invoke-WebRequest -Uri $link -NoProxy).RawContentStream.ToArray()
    }
    finally { $null = Invoke-WebRequest @call -Method POST -Uri "$address/endGetAccess?api-version=2025-01-02" }
}

function Get-Sha { param([byte[]] $Bytes) return [System.BitConverter]::ToString([System.Security.Cryptography.SHA256]::Create().ComputeHash($Bytes)) }
function Get-FileSha { param([string] $Path) return Get-Sha ([System.IO.File]::ReadAllBytes($Path)) }

# Every snapshot is free: no link was left open, by success, failure or stop.
function Assert-Closed {
    $open = @((Invoke-Manage -Method GET -Path 'state').snapshots | Where-Object { $_.properties.diskState -ceq 'ActiveSAS' } | ForEach-Object name)
    Assert-Equal @() $open 'open links'
}

# The service names no pause for grants and revokes (A34), and two seconds pass before each is asked about: here one does.
function Clear-Fault {
    $null = Invoke-Manage -Method DELETE -Path 'faults'
    Add-Fault -When @{ method = 'POST'; pathContains = 'GetAccess'; times = 1000 } -Fault @{ kind = 'headers'; set = @{ 'Retry-After' = '1' } }
}

# How often a link was read.
function Get-ReadCount { return @(Get-Log | Where-Object { $_.path -like '/md-*' }).Length }

function Get-Beside { param([string] $Path) return @(Get-ChildItem -Path "$Path*" | ForEach-Object Name | Sort-Object -CaseSensitive) }

Clear-Fault
Write-Disk -First 0 -Bytes 2MB
Write-Disk -First 2MB -Bytes 6MB -Kind 'cleared'
foreach ($step in 0..11) { Write-Disk -First (4MB + $step * 256KB) -Bytes 64KB }
Add-Taken 's-1'
Write-Disk -First 0 -Bytes 128KB
Write-Disk -First 5MB -Bytes 64KB
Write-Disk -First 1MB -Bytes 512KB -Kind 'cleared'
Add-Taken 's-2'
Write-Disk -First 7.5MB -Bytes 4096
Add-Taken 's-3'
$script:Truth = @{}
foreach ($name in 's-1', 's-2', 's-3') { $script:Truth[$name] = Get-Sha (Read-Truth $name) }

Test-That 'what changed between two snapshots is told as ranges, sorted, with their sums' {
    $said = Invoke-Recorded { Compare-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-2') -PreviousId (Get-SnapshotId 's-1') -Verbose -Debug }
    Assert-Equal @('changed 0 131071', 'cleared 1048576 1572863', 'changed 5242880 5308415') @($said.Output | Where-Object { $_.PSObject.TypeNames[0] -ceq 'Snapline.Range' } | ForEach-Object { "$($_.Kind) $($_.Start) $($_.End)" }) 'ranges'
    foreach ($secret in 'sig=', '/md-') { Assert-Lacks $said.All $secret }
    $sums = Compare-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -SnapshotName s-2 -PreviousName s-1 -Summary
    Assert-Equal @('Snapline.Comparison', 196608, 524288, 2, 1, $script:DiskBytes, 'vhd') @($sums.PSObject.TypeNames[0], $sums.ChangedBytes, $sums.ClearedBytes, $sums.ChangedRanges, $sums.ClearedRanges, $sums.DiskSizeBytes, $sums.Format) 'sums'
    Assert-Contains ($sums | Out-String -Width 120) '192 KiB'
    Assert-Closed
}

Test-That 'whole: the image is the service''s file byte for byte, verified, and says which snapshot it is' {
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

Test-That 'run again there is nothing to do; with -WhatIf nothing is asked; another snapshot is refused' {
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

Test-That 'changes into a copy: the new image is the later snapshot byte for byte, and the earlier one stays' {
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

Test-That 'changes in place: -Update is whole the first time and the changes from then on' {
    $path = Join-Path $script:Images 'kept.vhd'
    $done = foreach ($name in 's-1', 's-3') {
        $image = Get-IncrementalSnapshot @script:At -DiskId (Get-SnapshotId $name) | Export-IncrementalSnapshot @script:At -Path $path -Update
        Assert-Equal $script:Truth[$name] (Get-FileSha $path) "bytes of $name"
        $image.Done
    }
    Assert-Equal @('whole', 'changes') $done 'what was done'
    Assert-Equal @('kept.vhd', 'kept.vhd.snapline') (Get-Beside $path) 'files'
}

Test-That 'changes are not applied to an image that was written to since, nor to one of which nothing is known' {
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

Test-That 'broken off in the middle: nothing has the image''s name, and the same command goes on from there' {
    $path = Join-Path $script:Images 'broken.vhd'
    $call = $script:At + @{ SnapshotId = (Get-SnapshotId 's-1'); Path = $path }
    # The list and thirteen pieces come; the last one is refused for good.
    Add-Fault -When @{ method = 'GET'; pathContains = '/md-'; skip = 14; times = 50 } -Fault @{ kind = 'status'; status = 404; code = 'Broken'; message = 'no more' }
    $failed = Assert-Error 'Snapline.Broken' { Export-IncrementalSnapshot @call }
    Clear-Fault
    Assert-Lacks "$failed $($failed.Exception)" 'sig='
    Assert-Closed
    Assert-Equal @('broken.vhd.partial', 'broken.vhd.snapline', 'broken.vhd.snapline-pieces') (Get-Beside $path) 'files'
    foreach ($file in Get-ChildItem -Path "$path.snapline*") { foreach ($secret in 'sig=', '/md-', $script:At.AccessToken) { Assert-Lacks ([System.IO.File]::ReadAllText($file.FullName)) $secret } }
    [System.IO.File]::Copy("$path.snapline", (Join-Path $script:Images 'forged-from'))
    $other = Assert-Error 'Snapline.image_unfinished' { Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-2') -Path $path -Update }
    Assert-Contains $other.Exception.Message 's-1'
    $before = Get-ReadCount
    $image = Export-IncrementalSnapshot @call
    Assert-Equal @('whole', $true, $script:Truth['s-1']) @($image.Done, $image.Resumed, (Get-FileSha $path)) 'gone on'
    # Of pieces sent together any may be the one that was refused; the first, of 2 MiB, was not among the last.
    Assert-True ($image.DownloadedBytes -lt 1MB) "downloaded $($image.DownloadedBytes) again"
    Assert-True ((Get-ReadCount) -gt $before) 'the rest was'
    Assert-Equal @('broken.vhd', 'broken.vhd.snapline') (Get-Beside $path) 'files in the end'
}

Test-That 'pieces that come short, late, with an error or not at all are fetched again' {
    $path = Join-Path $script:Images 'stormy.vhd'
    foreach ($fault in @{ kind = 'truncate'; afterBytes = 1000 }, @{ kind = 'dropReply' }, @{ kind = 'status'; status = 503 }, @{ kind = 'delay'; milliseconds = 300 }, @{ kind = 'truncate'; afterBytes = 65535 }) {
        Add-Fault -When @{ method = 'GET'; pathContains = '/md-'; skip = 3 } -Fault $fault
    }
    $image = Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-2') -Path $path
    Clear-Fault
    Assert-Equal @('whole', $script:Truth['s-2']) @($image.Done, (Get-FileSha $path)) 'bytes'
    Assert-Closed
}

Test-That 'changes in place that are broken off leave no image that could be believed, and are gone on with' {
    $path = Join-Path $script:Images 'changing.vhd'
    $null = Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-1') -Path $path
    $call = $script:At + @{ SnapshotId = (Get-SnapshotId 's-2'); Path = $path; Update = $true }
    Add-Fault -When @{ method = 'GET'; pathContains = '/md-'; skip = 2; times = 50 } -Fault @{ kind = 'status'; status = 404; code = 'Broken'; message = 'no more' }
    $null = Assert-Error 'Snapline.Broken' { Export-IncrementalSnapshot @call }
    Clear-Fault
    Assert-Equal @('changing.vhd.partial', 'changing.vhd.snapline', 'changing.vhd.snapline-pieces') (Get-Beside $path) 'files'
    $null = Assert-Error 'Snapline.image_unfinished' { Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-3') -Path $path -Update }
    $image = Export-IncrementalSnapshot @call
    Assert-Equal @('changes', $script:Truth['s-2']) @($image.Done, (Get-FileSha $path)) 'bytes'
    Assert-Closed
}

Test-That 'a snapshot of 4096-byte sectors is a VHDX, downloaded whole each time (R16)' {
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

Test-That 'a piece that was altered on the disk is found by reading back, and fetched anew by the next run' {
    $path = Join-Path $script:Images 'altered.vhd'
    $call = $script:At + @{ SnapshotId = (Get-SnapshotId 's-1'); Path = $path }
    Add-Fault -When @{ method = 'GET'; pathContains = '/md-'; skip = 14; times = 50 } -Fault @{ kind = 'status'; status = 404; code = 'Broken'; message = 'no more' }
    $null = Assert-Error 'Snapline.Broken' { Export-IncrementalSnapshot @call }
    Clear-Fault
    $stream = [System.IO.File]::Open("$path.partial", 'Open', 'ReadWrite')
    try {
        $stream.Position = 1000000
        $byte = $stream.ReadByte()
        $stream.Position = 1000000
        $stream.WriteByte($byte -bxor 1)
    }
    finally { $stream.Dispose() }
    $found = Assert-Error 'Snapline.verify_failed' { Export-IncrementalSnapshot @call }
    Assert-Contains $found.Exception.Message 'ytes 0-2097151'
    Assert-Equal 'InvalidData' $found.CategoryInfo.Category 'category'
    Assert-True (-not (Test-Path -LiteralPath $path)) 'the name was not given'
    Assert-Closed
    Assert-Equal 'whole' (Export-IncrementalSnapshot @call).Done 'the next run'
    Assert-Equal $script:Truth['s-1'] (Get-FileSha $path) 'bytes'
}

Test-That 'Ctrl+C in the middle: the link is closed, and the same command goes on' {
    $path = Join-Path $script:Images 'stopped.vhd'
    $call = $script:At + @{ SnapshotId = (Get-SnapshotId 's-1'); Path = $path }
    Add-Fault -When @{ method = 'GET'; pathContains = '/md-'; skip = 6 } -Fault @{ kind = 'delay'; milliseconds = 60000 }
    # The footer is asked for last: by then all is here but the piece that is late, which is not waited for.
    $script:Said = ''
    $footer = {
        param($shell)
        # A stream is drained, since going through it would wait for its end.
        foreach ($line in $shell.Streams.Verbose.ReadAll()) { $script:Said += $line.Message }
        $script:Said.Contains('GET bytes 8388608-')
    }
    try { $stopped = Stop-When -Link -Command 'Export-IncrementalSnapshot' -Parameters ($call + @{ Verbose = $true }) -When $footer }
    finally { Clear-Fault }
    Assert-Equal 0 $stopped.Warnings.Length "warnings: $($stopped.Warnings)"
    Assert-Closed
    Assert-Equal @('stopped.vhd.partial', 'stopped.vhd.snapline', 'stopped.vhd.snapline-pieces') (Get-Beside $path) 'files'
    $image = Export-IncrementalSnapshot @call
    Assert-Equal @($true, $script:Truth['s-1']) @($image.Resumed, (Get-FileSha $path)) 'gone on'
}

# Runs a line in a process of its own, and kills that as soon as -When holds, which is given what was asked of the service since;
# -Before is run when it holds.
function Stop-LineAt {
    param([scriptblock] $When, [string] $Line, [scriptblock] $Before = {})
    $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
    $defaults = "@{ '*-IncrementalSnapshot:Endpoint' = '$Endpoint'; '*-IncrementalSnapshot:AccessToken' = `$env:TEST_TOKEN }"
    foreach ($word in '-NoProfile', '-NonInteractive', '-Command', "`$ProgressPreference = 'SilentlyContinue'; `$PSDefaultParameterValues = $defaults; Import-Module '$ModulePath'; $Line") { $start.ArgumentList.Add($word) }
    $start.Environment['TEST_TOKEN'] = $script:At.AccessToken
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $asked = @(Get-Log).Length
    $process = [System.Diagnostics.Process]::Start($start)
    try {
        while (-not $process.HasExited -and -not (& $When @(Get-Log | Select-Object -Skip $asked))) { Start-Sleep -Milliseconds 20 }
        Assert-True (-not $process.HasExited) "it still ran: $(if ($process.HasExited) { $process.StandardOutput.ReadToEnd() + $process.StandardError.ReadToEnd() })"
        & $Before
    }
    finally {
        if (-not $process.HasExited) { $process.Kill() }
        $process.WaitForExit()
    }
}

Test-That 'killed at any point and begun again: no half image has the name, the links are closed, and the bytes are right' {
    $path = Join-Path $script:Images 'killed.vhd'
    $call = $script:At + @{ SnapshotId = (Get-SnapshotId 's-1'); Path = $path }
    # What must not come before the kill does not come at all: when the link is granted, before the first piece, in the middle.
    # The service's log has what was answered.
    $points = @(
        @{ Late = @(, @(60, 0, 200)); When = { param($new) @($new | Where-Object { $_.path -like '*/beginGetAccess*' }).Length -gt 0 } }
        @{ Late = @(, @(60, 1, 200)); When = { param($new) @($new | Where-Object { $_.path -like '/md-*' }).Length -gt 0 } }
        # Four pieces come at once, four late enough to be noted, and no more.
        @{ Late = @(@(6, 5, 4), @(60, 5, 200)); When = { $notes = [System.IO.FileInfo]::new("$path.snapline-pieces"); $notes.Exists -and $notes.Length -gt 0 } }
    )
    foreach ($point in $points) {
        foreach ($late in $point.Late) { Add-Fault -When @{ method = 'GET'; pathContains = '/md-'; skip = $late[1]; times = $late[2] } -Fault @{ kind = 'delay'; milliseconds = 1000 * $late[0] } }
        try { Stop-LineAt -When $point.When -Line "Export-IncrementalSnapshot -SnapshotId '$($call.SnapshotId)' -Path '$path'" }
        finally { Clear-Fault }
        Assert-True (-not (Test-Path -LiteralPath $path)) 'nothing has the name'
    }
    $image = Export-IncrementalSnapshot @call
    Assert-Equal @('whole', $true, $script:Truth['s-1']) @($image.Done, $image.Resumed, (Get-FileSha $path)) 'bytes'
    Assert-Equal @('killed.vhd', 'killed.vhd.snapline') (Get-Beside $path) 'files'
    Assert-Closed
}

Test-That 'a comparison that was killed left its links open: the next call about a snapshot closes its own' {
    $notes = Join-Path ([Environment]::GetFolderPath('LocalApplicationData')) 'Snapline/links'
    $open = { @((Invoke-Manage -Method GET -Path 'state').snapshots | Where-Object { $_.properties.diskState -ceq 'ActiveSAS' } | ForEach-Object name | Sort-Object) }
    $names = { @(Get-ChildItem -LiteralPath $notes -ErrorAction Ignore) }
    $pair = @{ SnapshotId = (Get-SnapshotId 's-2'); PreviousId = (Get-SnapshotId 's-1') }
    $line = "Compare-IncrementalSnapshot -SnapshotId '$($pair.SnapshotId)' -PreviousId '$($pair.PreviousId)'"
    Assert-Equal 0 @(& $names).Length 'notes before'
    $null = Invoke-Manage -Method DELETE -Path 'faults'
    # While a run is alive its links are its own, for another process of the same user too.
    Add-Fault -When @{ method = 'GET'; pathContains = '/md-' } -Fault @{ kind = 'delay'; milliseconds = 60000 }
    Stop-LineAt -Line $line -When { @(& $open).Length -eq 2 } -Before {
        $null = Assert-Error 'Snapline.open_link' { Compare-IncrementalSnapshot @script:At @pair }
        Assert-Equal @('s-1', 's-2') @(& $open) 'open while it runs'
    }
    Clear-Fault
    Assert-Equal @('s-1', 's-2') @(& $open) 'left open'
    Assert-Equal 2 @(& $names).Length 'notes'
    foreach ($file in & $names) { foreach ($secret in 'sig=', '/md-', $script:At.AccessToken) { Assert-Lacks ([System.IO.File]::ReadAllText($file.FullName)) $secret } }
    $image = Export-IncrementalSnapshot @script:At -SnapshotId $pair.SnapshotId -Path (Join-Path $script:Images 'after-killed.vhd')
    Assert-Equal $script:Truth['s-2'] (Get-FileSha $image.Path) 'bytes'
    Assert-Equal @('s-1') @(& $open) 'of the earlier snapshot nobody asked'
    $sums = Compare-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 'S-1') -Summary
    Assert-True ($sums.ChangedBytes -gt 0) 'read'
    Assert-Closed
    Assert-Equal 0 @(& $names).Length 'notes after'
    # Killed where the grants are under way, and the same command again.
    $null = Invoke-Manage -Method DELETE -Path 'faults'
    Add-Fault -When @{ method = 'GET'; pathContains = 'DiskOperations'; times = 2 } -Fault @{ kind = 'delay'; milliseconds = 60000 }
    Stop-LineAt -Line $line -When { param($new) @($new | Where-Object { $_.path -like '*/beginGetAccess*' }).Length -gt 1 }
    Clear-Fault
    Assert-Equal 2 @(& $names).Length 'notes of grants'
    Assert-Equal 196608 (Compare-IncrementalSnapshot @script:At @pair -Summary).ChangedBytes 'the same command again'
    Assert-Closed
    Assert-Equal 0 @(& $names).Length 'notes in the end'
}

Test-That 'a note that cannot be read or written stops nothing, and one of a link that stays open is kept' {
    $notes = Join-Path ([Environment]::GetFolderPath('LocalApplicationData')) 'Snapline/links'
    $call = $script:At + @{ SnapshotId = (Get-SnapshotId 's-1'); Summary = $true }
    # The link cannot be revoked for good: the note is for the next call, which can.
    $null = Invoke-Manage -Method DELETE -Path 'faults'
    Add-Fault -When @{ method = 'POST'; pathContains = 'endGetAccess' } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'no' }
    $said = Invoke-Recorded { Compare-IncrementalSnapshot @call }
    Assert-Equal @('Snapline.link_left_open') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'told'
    Clear-Fault
    $file = @(Get-ChildItem -LiteralPath $notes)
    Assert-Equal 1 $file.Length 'notes'
    Assert-True ((Compare-IncrementalSnapshot @call).ChangedBytes -gt 0) 'the next call'
    Assert-Closed
    [System.IO.File]::WriteAllText($file[0].FullName, '{"ok":')
    Assert-True ((Compare-IncrementalSnapshot @call).ChangedBytes -gt 0) 'half a note'
    Remove-Item -LiteralPath $notes -Recurse
    [System.IO.File]::WriteAllText($notes, 'a file where the folder should be')
    try { Assert-True ((Compare-IncrementalSnapshot @call).ChangedBytes -gt 0) 'no folder' }
    finally { Remove-Item -LiteralPath $notes }
    Assert-Closed
}

Test-That 'what the core refuses, and places that cannot be written, are told before a byte is fetched' {
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

Test-That 'room is looked for first, and what a file''s error means is told' {
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

Test-That 'of an image whose disk grew the old footer does not stay, and what was cleared is zeros' {
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

Test-That 'an endpoint out of a file gets no token' {
    $path = Join-Path $script:Images 'forged.vhd'
    $call = $script:At + @{ SnapshotId = (Get-SnapshotId 's-1'); Path = $path }
    $saved = [System.IO.File]::ReadAllText((Join-Path $script:Images 'forged-from'))
    [System.IO.File]::WriteAllText("$path.snapline", $saved.Replace('broken.vhd', 'forged.vhd').Replace('\"endpoint\":\"http://127.0.0.1', '\"endpoint\":\"http://localhost'))
    $null = New-Item -ItemType File -Path "$path.partial"
    $foreign = Assert-Error 'Snapline.foreign_link' { Export-IncrementalSnapshot @call }
    Assert-Equal 'SecurityError' $foreign.CategoryInfo.Category 'category'
    [System.IO.File]::WriteAllText("$path.snapline", '{"version": 7}')
    $null = Assert-Error 'Snapline.bad_image_state' { Export-IncrementalSnapshot @call }
    [System.IO.File]::WriteAllText("$path.snapline", 'not JSON')
    $null = Assert-Error 'Snapline.bad_image_state' { Export-IncrementalSnapshot @call }
}

if (Get-Command qemu-img -ErrorAction Ignore) {
    Test-That 'qemu-img takes the image for a VHD of the disk''s size' {
        $path = Join-Path $script:Images 'whole.vhd'
        $said = & qemu-img info -f vpc --output json $path | Out-String | ConvertFrom-Json
        Assert-Equal 'vpc' $said.format 'format'
        & qemu-img compare -f vpc -F vpc -q $path (Join-Path $script:Images 'copy.vhd')
        Assert-Equal 1 $LASTEXITCODE 'two snapshots differ'
    }
}
else { Skip-That 'qemu-img takes the image for a VHD of the disk''s size' 'no qemu-img on this machine' }

Remove-Item -LiteralPath $script:Images -Recurse -Force -ErrorAction SilentlyContinue
