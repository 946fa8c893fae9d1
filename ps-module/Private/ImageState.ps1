# What is written down beside a local image, as `<image>.snapline`: of which snapshot it is, and how far an unfinished
# download has come. It holds names and numbers, never an address or a token.

# The files of an image. Bytes are written to the partial one, which gets the image's name when all is verified: what has
# the image's name is whole.
function New-SnaplineImage {
    param([string] $Path)
    return [pscustomobject]@{
        Path = $Path; Partial = "$Path.partial"; StatePath = "$Path.snapline"; PiecesPath = "$Path.snapline-pieces"
        State = $null; Stream = $null; PieceStream = $null; Hash = $null; ZeroHashes = @{}
        Known = $null; Continued = $false; Fresh = $false; Resumed = $false; Written = [long]0; Verified = [long]0; ActivityShown = $false; ActivityAt = [DateTime]::MinValue
    }
}

# The state beside an image, or $null where there is none.
function Read-SnaplineImageState {
    param([string] $Path)
    if (-not [System.IO.File]::Exists($Path)) { return $null }
    try { $state = ConvertFrom-SnaplineJson -Bytes ([System.IO.File]::ReadAllBytes($Path)) -As $script:SnaplineTypes.ImageState }
    catch {
        throw (New-SnaplineError -Code 'bad_image_state' -Target $Path -Message "``$Path`` cannot be read: $($_.Exception.GetBaseException().Message) Remove it, and download the image whole.")
    }
    if ($null -eq $state -or $state.version -ne 1 -or $state.phase -cnotin 'downloading', 'renaming', 'complete') {
        throw (New-SnaplineError -Code 'bad_image_state' -Target $Path -Message "``$Path`` is not what this version of Snapline writes beside an image. Remove it, and download the image whole.")
    }
    return $state
}

# Writes the state in one move: a reader sees the old one or the new one.
function Write-SnaplineImageState {
    param($Image)
    $state = [ordered]@{}
    foreach ($property in $Image.State.PSObject.Properties) { $state[$property.Name] = $property.Value }
    try { Write-SnaplineByte -File $Image.StatePath -Bytes (ConvertTo-SnaplineJson -Value $state) }
    catch { throw (ConvertTo-SnaplineFileError -Path $Image.StatePath -ErrorRecord $_) }
}

# Keeps what was written beside the image before this run, until the run has changed the image itself.
function Save-SnaplineImageKnown {
    param($Image)
    if ($null -ne $Image.Known) { return }
    $Image.Known = [byte[]]@()
    if ([System.IO.File]::Exists($Image.StatePath)) { $Image.Known = [System.IO.File]::ReadAllBytes($Image.StatePath) }
}

# As if the run had never been.
function Undo-SnaplineImageState {
    param($Image)
    if ($null -eq $Image.Known) { return }
    if ($Image.Known.Length -gt 0) { Write-SnaplineByte -File $Image.StatePath -Bytes $Image.Known }
    else { [System.IO.File]::Delete($Image.StatePath) }
}

# Whether the image is byte for byte as long ago: by its length and the time of its last write.
function Test-SnaplineImage {
    param([string] $Path, $State)
    $file = [System.IO.FileInfo]::new($Path)
    return $file.Exists -and $file.Length -eq $State.length -and [string]$file.LastWriteTimeUtc.Ticks -ceq $State.written
}

# What a file's error means. $Path is the file that it is about.
function ConvertTo-SnaplineFileError {
    param([string] $Path, [System.Management.Automation.ErrorRecord] $ErrorRecord)
    if ($ErrorRecord.FullyQualifiedErrorId.StartsWith('Snapline.', [StringComparison]::Ordinal)) { return $ErrorRecord }
    $cause = $ErrorRecord.Exception.GetBaseException()
    # The low word is the system's own number: Windows' and, for a full disk elsewhere, ENOSPC and EDQUOT.
    $number = $cause.HResult -band 0xFFFF
    if ($cause -is [System.IO.IOException]) {
        if ($number -in 0x27, 0x70 -or ([System.IO.Path]::DirectorySeparatorChar -eq '/' -and $number -in 28, 122)) {
            return New-SnaplineError -Code 'disk_full' -Target $Path -Message "the disk of ``$Path`` is full. Make room and run the same command again: it goes on from where it was."
        }
        if ($number -in 0x20, 0x21) {
            return New-SnaplineError -Code 'image_in_use' -Target $Path -Message "``$Path`` is in use by another program, or by another run of this command. Wait for it, or choose another -Path."
        }
    }
    return New-SnaplineError -Code 'file_unwritable' -Target $Path -Message "``$Path`` cannot be written: $($cause.Message)"
}

# Bytes that are free where a file is or will be; $null where the system does not say.
function Get-SnaplineFreeSpace {
    param([string] $Path)
    $place = [System.IO.Path]::GetDirectoryName($Path)
    if ([System.IO.Path]::DirectorySeparatorChar -eq '\') { $place = [System.IO.Path]::GetPathRoot($Path) }
    try { return [System.IO.DriveInfo]::new($place).AvailableFreeSpace }
    catch { return $null }
}
