# Files: one way to find them and one error when they cannot be read, and one way to write what must never be half there.

# The full paths of the files that a parameter names, in order of their names. Wildcards count unless -Literal.
function Resolve-SnaplineFile {
    param([Parameter(Mandatory)] [string] $Path, [switch] $Literal, [string] $Parameter = 'Path')
    # Not by Resolve-Path, which is in a module that nothing else here needs.
    $paths = $ExecutionContext.SessionState.Path
    $provider = $drive = $null
    $files = @()
    try {
        if ($Literal) { $files = @($paths.GetUnresolvedProviderPathFromPSPath($Path, [ref]$provider, [ref]$drive) | Where-Object { [System.IO.File]::Exists($_) }) }
        else { $files = @($paths.GetResolvedProviderPathFromPSPath($Path, [ref]$provider)) }
    }
    # No such drive, or no such file: both are told below.
    catch [System.Management.Automation.RuntimeException] { $files = @() }
    if ($null -ne $provider -and $provider.Name -ne 'FileSystem') { $files = @() }
    if ($files.Length -eq 0) {
        throw (New-SnaplineError -Code 'file_unreadable' -Target $Path -Message "-$Parameter ``$Path`` names no file.")
    }
    return $files
}

# The full path of a place to write to: of a file system, whatever drive the session stands in.
function Resolve-SnaplinePlace {
    param([Parameter(Mandatory)] [string] $Path, [string] $Parameter = 'Path')
    $provider = $drive = $null
    $why = 'it is in no file system.'
    try {
        $full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path, [ref]$provider, [ref]$drive)
        if ($provider.Name -eq 'FileSystem') { return $full }
    }
    catch [System.Management.Automation.RuntimeException] { $why = $_.Exception.GetBaseException().Message }
    throw (New-SnaplineError -Code 'file_unwritable' -Target $Path -Message "-$Parameter ``$Path`` cannot be written: $why")
}

# The bytes of one file.
function Read-SnaplineByte {
    param([Parameter(Mandatory)] [string] $File)
    try { return , [System.IO.File]::ReadAllBytes($File) }
    catch { throw (New-SnaplineError -Code 'file_unreadable' -Target $File -Message "``$File`` cannot be read: $($_.Exception.GetBaseException().Message)") }
}

# The text of one file, whatever encoding Windows PowerShell or an editor gave it.
function Read-SnaplineText {
    param([Parameter(Mandatory)] [string] $Path, [string] $Parameter = 'PolicyPath')
    $bytes = Read-SnaplineByte -File @(Resolve-SnaplineFile -Path $Path -Literal -Parameter $Parameter)[0]
    # A byte order mark decides; without one it is UTF-8.
    $reader = [System.IO.StreamReader]::new([System.IO.MemoryStream]::new($bytes), [System.Text.Encoding]::UTF8, $true)
    try { return $reader.ReadToEnd() }
    finally { $reader.Dispose() }
}

# Writes a file in one move: a reader sees the old bytes or the new ones. What goes wrong is the caller's to name.
function Write-SnaplineByte {
    param([Parameter(Mandatory)] [string] $File, [Parameter(Mandatory)] [byte[]] $Bytes)
    $next = "$File.next"
    [System.IO.File]::WriteAllBytes($next, $Bytes)
    if ([System.IO.File]::Exists($File)) { [System.IO.File]::Replace($next, $File, [NullString]::Value) }
    else { [System.IO.File]::Move($next, $File) }
}
