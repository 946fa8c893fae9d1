# A local image being written: laid out, filled piece by piece, read back and compared, and given its name.

# How much is copied, zeroed and read back at a time.
$script:SnaplineChunk = 4MB

# Prepares the image when it is known what comes (G7): a new file of the right length, which is zeros until written; or the
# earlier image, with what was cleared made zeros. Done once; a run that goes on finds it done.
function Initialize-SnaplineImage {
    param($Image, $Step, [switch] $Changed)
    $state = $Image.State
    $length = [long]$Step.fileBytes
    $whole = $null -eq $Step.previous
    try {
        if ($state.laid -and $Changed -and -not $whole) {
            throw (New-SnaplineError -Code 'changes_differ' -Target $Image.Partial -Message "the service now tells other changes than when ``$($Image.Partial)`` was begun, so what it holds is not known. Download the snapshot whole with -Force.")
        }
        if ($state.laid -and -not $Changed) {
            $Image.Stream = [System.IO.FileStream]::new($Image.Partial, [System.IO.FileMode]::Open, [System.IO.FileAccess]::ReadWrite, [System.IO.FileShare]::Read)
            if ($Image.Stream.Length -ne $length) {
                throw (New-SnaplineError -Code 'image_altered' -Target $Image.Partial -Message "``$($Image.Partial)`` is $($Image.Stream.Length) bytes long where $length were laid out: something else has written to it. Download the snapshot whole with -Force.")
            }
            $Image.Resumed = $true
            Open-SnaplinePieceNote -Image $Image
            return
        }
        Assert-SnaplineFreeSpace -Image $Image -Step $Step
        $state.format = $Step.format
        $state.uniqueId = $Step.uniqueId
        $state.length = $length
        $state.laid = $false
        $state.whole = $whole
        # From here on the image is told to be unfinished, whatever happens.
        $Image.Continued = $true
        Write-SnaplineImageState -Image $Image
        if ([System.IO.File]::Exists($Image.PiecesPath)) { [System.IO.File]::Delete($Image.PiecesPath) }
        if ($whole) {
            $Image.Stream = [System.IO.FileStream]::new($Image.Partial, [System.IO.FileMode]::Create, [System.IO.FileAccess]::ReadWrite, [System.IO.FileShare]::Read)
            $Image.Stream.SetLength($length)
            $Image.Fresh = $true
        }
        else {
            Open-SnaplineEarlier -Image $Image -Kept ([long]$Step.keptBytes) -Length $length
        }
        Open-SnaplinePieceNote -Image $Image
        if (-not $whole) { foreach ($range in $Step.cleared) { Clear-SnaplineImageRange -Image $Image -First ([long]$range[0]) -Last ([long]$range[1]) } }
        Sync-SnaplineImage -Image $Image
        $state.laid = $true
        Write-SnaplineImageState -Image $Image
    }
    catch { throw (ConvertTo-SnaplineFileError -Path $Image.Partial -ErrorRecord $_) }
}

# The earlier image under the partial name: itself, or a copy of it. Cut to what of it is the disk: what lies behind that,
# an old footer, is no part of the new image.
function Open-SnaplineEarlier {
    param($Image, [long] $Kept, [long] $Length)
    if ($Image.State.base) {
        $Image.Stream = [System.IO.FileStream]::new($Image.Partial, [System.IO.FileMode]::Create, [System.IO.FileAccess]::ReadWrite, [System.IO.FileShare]::Read)
        $Image.Stream.SetLength($Length)
        Copy-SnaplineImage -Image $Image -From $Image.State.base -Bytes $Kept
        return
    }
    if (-not [System.IO.File]::Exists($Image.Partial)) { [System.IO.File]::Move($Image.Path, $Image.Partial) }
    $Image.Stream = [System.IO.FileStream]::new($Image.Partial, [System.IO.FileMode]::Open, [System.IO.FileAccess]::ReadWrite, [System.IO.FileShare]::Read)
    if ($Image.Stream.Length -lt $Kept) {
        throw (New-SnaplineError -Code 'image_altered' -Target $Image.Partial -Message "``$($Image.Partial)`` is $($Image.Stream.Length) bytes long, which is less than the $Kept of the disk that it was made of. Download the snapshot whole with -Force.")
    }
    $Image.Stream.SetLength($Kept)
    $Image.Stream.SetLength($Length)
}

# Copies the first bytes of a file into a new image. What is zeros there is left a hole here.
function Copy-SnaplineImage {
    param($Image, [string] $From, [long] $Bytes)
    $source = [System.IO.FileStream]::new($From, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, [System.IO.FileShare]::Read)
    try {
        if ($source.Length -lt $Bytes) {
            throw (New-SnaplineError -Code 'image_altered' -Target $From -Message "``$From`` is $($source.Length) bytes long, which is less than the $Bytes of the disk that it was made of. Download the snapshot whole.")
        }
        $buffer = [byte[]]::new($script:SnaplineChunk)
        for ($at = [long]0; $at -lt $Bytes; $at += $count) {
            $count = Read-SnaplineBlock -Stream $source -Buffer $buffer -Count ([int][Math]::Min([long]$buffer.Length, $Bytes - $at))
            if ((Get-SnaplineHash -Image $Image -Buffer $buffer -Count $count) -cne (Get-SnaplineZeroHash -Image $Image -Count $count)) {
                $Image.Stream.Position = $at
                $Image.Stream.Write($buffer, 0, $count)
            }
            Show-SnaplineImageProgress -Image $Image -Text 'Copying the earlier image' -Done $at -Of $Bytes
        }
    }
    finally { $source.Dispose() }
}

# Makes a range zeros, and notes it like a piece, so that it is read back like one.
function Clear-SnaplineImageRange {
    param($Image, [long] $First, [long] $Last)
    $zeros = [byte[]]::new($script:SnaplineChunk)
    for ($at = $First; $at -le $Last; $at += $count) {
        $count = [int][Math]::Min([long]$zeros.Length, $Last - $at + 1)
        $Image.Stream.Position = $at
        $Image.Stream.Write($zeros, 0, $count)
        Add-SnaplinePieceNote -Image $Image -Offset $at -Count $count -Hash (Get-SnaplineZeroHash -Image $Image -Count $count)
    }
}

# Writes one piece and notes its hash. In a new file zeros are there already.
function Add-SnaplineImagePiece {
    param($Image, [long] $Offset, [byte[]] $Bytes)
    try {
        $hash = Get-SnaplineHash -Image $Image -Buffer $Bytes -Count $Bytes.Length
        if (-not $Image.Fresh -or $hash -cne (Get-SnaplineZeroHash -Image $Image -Count $Bytes.Length)) {
            $Image.Stream.Position = $Offset
            $Image.Stream.Write($Bytes, 0, $Bytes.Length)
        }
        Add-SnaplinePieceNote -Image $Image -Offset $Offset -Count $Bytes.Length -Hash $hash
        $Image.Written += $Bytes.Length
    }
    catch { throw (ConvertTo-SnaplineFileError -Path $Image.Partial -ErrorRecord $_) }
}

# The notes of pieces are lines `offset length hash`; of two about one offset the later counts.
function Open-SnaplinePieceNote {
    param($Image)
    $stream = [System.IO.FileStream]::new($Image.PiecesPath, [System.IO.FileMode]::Append, [System.IO.FileAccess]::Write, [System.IO.FileShare]::Read)
    $Image.PieceStream = [System.IO.StreamWriter]::new($stream, [System.Text.UTF8Encoding]::new($false))
}

function Add-SnaplinePieceNote {
    param($Image, [long] $Offset, [int] $Count, [string] $Hash)
    $Image.PieceStream.Write("$Offset $Count $Hash`n")
}

# What was written is on the disk when this returns.
function Sync-SnaplineImage {
    param($Image)
    if ($null -eq $Image.Stream) { return }
    $Image.Stream.Flush($true)
    $Image.PieceStream.Flush()
    $Image.PieceStream.BaseStream.Flush($true)
}

function Close-SnaplineImage {
    param($Image)
    foreach ($stream in $Image.PieceStream, $Image.Stream) {
        if ($null -eq $stream) { continue }
        # What a full disk does not take any more is missed when all is read back, or fetched again.
        try { $stream.Dispose() } catch { Write-Verbose "``$($Image.Partial)``: $($_.Exception.GetBaseException().Message)" }
    }
    $Image.PieceStream = $null
    $Image.Stream = $null
    if ($null -ne $Image.Hash) { $Image.Hash.Dispose(); $Image.Hash = $null }
    if ($Image.ActivityShown) { Write-Progress -Activity 'Exporting a snapshot' -Completed }
}

# Reads back all that was written, by this run and by those before it, and compares: what does not hold is told and is
# fetched again by the next run.
function Confirm-SnaplineImage {
    param($Image)
    $pieces = [System.Collections.Generic.SortedDictionary[long, object]]::new()
    foreach ($line in [System.IO.File]::ReadAllLines($Image.PiecesPath)) {
        $words = $line.Split(' ')
        # The last line of a run that was killed can be half a line: its piece was fetched again.
        if ($words.Length -eq 3 -and $words[2].Length -eq 64) { $pieces[[long]$words[0]] = @([int]$words[1], $words[2]) }
    }
    $buffer = [byte[]]::new($script:SnaplineChunk)
    $stream = [System.IO.FileStream]::new($Image.Partial, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, [System.IO.FileShare]::Read)
    try {
        foreach ($piece in $pieces.GetEnumerator()) {
            $stream.Position = $piece.Key
            $count = Read-SnaplineBlock -Stream $stream -Buffer $buffer -Count $piece.Value[0]
            if ($count -ne $piece.Value[0] -or (Get-SnaplineHash -Image $Image -Buffer $buffer -Count $count) -cne $piece.Value[1]) {
                $Image.State.saved = $null
                $Image.State.laid = $false
                Write-SnaplineImageState -Image $Image
                throw (New-SnaplineError -Code 'verify_failed' -Target $Image.Partial -Message "bytes $($piece.Key)-$($piece.Key + $piece.Value[0] - 1) of ``$($Image.Partial)`` are not what was downloaded: the disk, or something that writes to the file, has changed them. Nothing was given the image's name. Run the same command again, which fetches them anew.")
            }
            $Image.Verified += $count
            Show-SnaplineImageProgress -Image $Image -Text 'Reading back' -Done $piece.Key -Of $stream.Length
        }
    }
    finally { $stream.Dispose() }
}

# The verified image gets its name. Each step can be the last before a crash: the next run sees which it was.
function Complete-SnaplineImage {
    param($Image)
    try {
        if ($Image.State.phase -ceq 'downloading') {
            Confirm-SnaplineImage -Image $Image
            $Image.State.written = [string][System.IO.FileInfo]::new($Image.Partial).LastWriteTimeUtc.Ticks
            $Image.State.phase = 'renaming'
            $Image.State.saved = $null
            Write-SnaplineImageState -Image $Image
        }
        if ([System.IO.File]::Exists($Image.Partial)) {
            if ([System.IO.File]::Exists($Image.Path)) { [System.IO.File]::Delete($Image.Path) }
            [System.IO.File]::Move($Image.Partial, $Image.Path)
        }
        $Image.State.phase = 'complete'
        Write-SnaplineImageState -Image $Image
        if ([System.IO.File]::Exists($Image.PiecesPath)) { [System.IO.File]::Delete($Image.PiecesPath) }
    }
    catch { throw (ConvertTo-SnaplineFileError -Path $Image.Path -ErrorRecord $_) }
    finally { Close-SnaplineImage -Image $Image }
}

# What has to fit is known before the first piece. Elsewhere than on Windows a new file takes only what is written to it.
function Assert-SnaplineFreeSpace {
    param($Image, $Step)
    $needed = [long]$Step.changedBytes
    if ([System.IO.Path]::DirectorySeparatorChar -eq '\') { $needed = [long]$Step.fileBytes }
    # The changes go where the image is already; only what it grows by is new.
    if ($null -ne $Step.previous -and -not $Image.State.base) { $needed = [Math]::Max([long]0, [long]$Step.fileBytes - [long]$Step.keptBytes) }
    $free = Get-SnaplineFreeSpace -Path $Image.Path
    if ($null -ne $free -and $free -lt $needed) {
        throw (New-SnaplineError -Code 'disk_full' -Target $Image.Path -Message "the image needs $needed bytes where ``$($Image.Path)`` will be, and $free are free. Nothing was written. Make room, or choose another -Path.")
    }
}

function Read-SnaplineBlock {
    param($Stream, [byte[]] $Buffer, [int] $Count)
    $done = 0
    while ($done -lt $Count) {
        $read = $Stream.Read($Buffer, $done, $Count - $done)
        if ($read -eq 0) { break }
        $done += $read
    }
    return $done
}

function Get-SnaplineHash {
    param($Image, [byte[]] $Buffer, [int] $Count)
    if ($null -eq $Image.Hash) { $Image.Hash = [System.Security.Cryptography.SHA256]::Create() }
    return [System.BitConverter]::ToString($Image.Hash.ComputeHash($Buffer, 0, $Count)).Replace('-', '')
}

# The hash of so many zeros; a download has few lengths.
function Get-SnaplineZeroHash {
    param($Image, [int] $Count)
    if (-not $Image.ZeroHashes.ContainsKey($Count)) { $Image.ZeroHashes[$Count] = Get-SnaplineHash -Image $Image -Buffer ([byte[]]::new($Count)) -Count $Count }
    return $Image.ZeroHashes[$Count]
}

# At most five times a second, as the pump does it.
function Show-SnaplineImageProgress {
    param($Image, [string] $Text, [long] $Done, [long] $Of)
    if (Test-SnaplineAutomation) { return }
    $now = [DateTime]::UtcNow
    if (($now - $Image.ActivityAt).TotalMilliseconds -lt 200) { return }
    $Image.ActivityAt = $now
    $Image.ActivityShown = $true
    Write-Progress -Activity 'Exporting a snapshot' -Status $Text -PercentComplete ([int][Math]::Min(100, [Math]::Floor(100.0 * $Done / [Math]::Max([long]1, $Of))))
}
