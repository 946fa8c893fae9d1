# What a run writes down of the access links that it opens: one file a snapshot, in the user's own data folder, of names and
# times and never an address. Where the process is killed, the next call about the snapshot hands it to the flow, which closes
# what is still open. A run holds its files for as long as it lasts: one that can be opened is of no run that is alive.

# The notes of these snapshots: {SnapshotId, Path, Stream, Left}. Left is what a run that was killed wrote, or nothing. Where
# there can be no note the work is done without: a link that is left open then ends by itself.
function Open-SnaplineLinkNote {
    param([Parameter(Mandatory)] [string[]] $SnapshotId, [Parameter(Mandatory)] [uri] $Endpoint)
    foreach ($id in $SnapshotId) {
        try {
            $folder = [Environment]::GetFolderPath([Environment+SpecialFolder]::LocalApplicationData, [Environment+SpecialFolderOption]::Create)
            if (-not $folder) { throw 'this user has no folder for data.' }
            $folder = [System.IO.Path]::Combine($folder, 'Snapline', 'links')
            $null = [System.IO.Directory]::CreateDirectory($folder)
            # Ids compare without case (A60).
            $key = "$($Endpoint.AbsoluteUri) $($id.Trim('/'))".ToLowerInvariant()
            $name = (Get-SnaplineSha256 -Bytes ([System.Text.Encoding]::UTF8.GetBytes($key))).Substring(0, 32)
            $path = [System.IO.Path]::Combine($folder, "$name.json")
            $stream = [System.IO.FileStream]::new($path, [System.IO.FileMode]::OpenOrCreate, [System.IO.FileAccess]::ReadWrite, [System.IO.FileShare]::None)
            $bytes = [byte[]]::new($stream.Length)
            $null = Read-SnaplineBlock -Stream $stream -Buffer $bytes -Count $bytes.Length
            [pscustomobject]@{ SnapshotId = $id; Path = $path; Stream = $stream; Left = [System.Text.Encoding]::UTF8.GetString($bytes) }
        }
        catch { Write-Verbose "no note of an access link to '$($id.Split('/')[-1])': $($_.Exception.GetBaseException().Message)" }
    }
}

# Writes down which links may be open from now on: $Saved is the flow as the core writes it down. The bytes are on the disk
# before the request is sent.
function Write-SnaplineLinkNote {
    param($Run, [byte[]] $Saved)
    foreach ($note in $Run.Notes) {
        try {
            $note.Stream.Position = 0
            $note.Stream.Write($Saved, 0, $Saved.Length)
            $note.Stream.SetLength($Saved.Length)
            $note.Stream.Flush($true)
        }
        catch { Write-Verbose "``$($note.Path)`` cannot be written: $($_.Exception.GetBaseException().Message)" }
    }
}

# Lets go of the notes, and removes those of which the flow has closed the link.
function Close-SnaplineLinkNote {
    param($Run)
    $open = @($Run.Items | Where-Object { $_.code -ceq 'link_left_open' } | ForEach-Object { $_.snapshot })
    foreach ($note in $Run.Notes) {
        try {
            $done = $note.Stream.Length -eq 0 -or ($null -ne $Run.Summary -and -not @($open | Where-Object { Test-SnaplineSameId -Left $_ -Right $note.SnapshotId }))
            # Emptied while it is still ours: whoever opens it before it is gone finds nothing.
            if ($done) { $note.Stream.SetLength(0) }
            $note.Stream.Dispose()
            if ($done) { [System.IO.File]::Delete($note.Path) }
        }
        catch { Write-Verbose "``$($note.Path)`` cannot be removed: $($_.Exception.GetBaseException().Message)" }
    }
}
