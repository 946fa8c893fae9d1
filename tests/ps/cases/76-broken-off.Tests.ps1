# Compare-IncrementalSnapshot and Export-IncrementalSnapshot: broken off, stopped and killed, and gone on with; never a link left
# open or shown.

Describe 'Compare-IncrementalSnapshot and Export-IncrementalSnapshot, broken off' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        . (Join-Path $PSScriptRoot '../images.ps1')

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
    }

    It 'broken off in the middle: nothing has the image''s name, and the same command goes on from there' {
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

    It 'pieces that come short, late, with an error or not at all are fetched again' {
        $path = Join-Path $script:Images 'stormy.vhd'
        foreach ($fault in @{ kind = 'truncate'; afterBytes = 1000 }, @{ kind = 'dropReply' }, @{ kind = 'status'; status = 503 }, @{ kind = 'delay'; milliseconds = 300 }, @{ kind = 'truncate'; afterBytes = 65535 }) {
            Add-Fault -When @{ method = 'GET'; pathContains = '/md-'; skip = 3 } -Fault $fault
        }
        $image = Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 's-2') -Path $path
        Clear-Fault
        Assert-Equal @('whole', $script:Truth['s-2']) @($image.Done, (Get-FileSha $path)) 'bytes'
        Assert-Closed
    }

    It 'changes in place that are broken off leave no image that could be believed, and are gone on with' {
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

    It 'a piece that was altered on the disk is found by reading back, and fetched anew by the next run' {
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

    It 'Ctrl+C in the middle: the link is closed, and the same command goes on' {
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

    It 'killed at any point and begun again: no half image has the name, the links are closed, and the bytes are right' {
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

    It 'a comparison that was killed left its links open: the next call about a snapshot closes its own' {
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

    It 'a note that cannot be read or written stops nothing, and one of a link that stays open is kept' {
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

    It 'an endpoint out of a file gets no token' {
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

    AfterAll { Remove-Item -LiteralPath $script:Images -Recurse -Force -ErrorAction SilentlyContinue }
}
