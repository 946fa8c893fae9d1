# What the commands about policies share.

# The text of a file that holds a policy, whatever encoding Windows PowerShell or an editor gave it.
function Read-SnaplineText {
    param([string] $Path)
    $file = @(Resolve-Path -LiteralPath $Path -ErrorAction Ignore | Where-Object { $_.Provider.Name -eq 'FileSystem' })
    if ($file.Length -eq 0) {
        throw (New-SnaplineError -Code 'file_unreadable' -Target $Path -Message "``$Path`` names no file.")
    }
    # A byte order mark decides; without one it is UTF-8.
    try { return [System.IO.File]::ReadAllText($file[0].ProviderPath) }
    catch { throw (New-SnaplineError -Code 'file_unreadable' -Target $file[0].ProviderPath -Message "``$($file[0].ProviderPath)`` cannot be read: $($_.Exception.GetBaseException().Message)") }
}

# One finding of the core as a `Snapline.Finding`.
function ConvertTo-SnaplineFinding {
    param($Finding)
    $date = $Finding.date
    # 5.1 reads an instant into local time.
    if ($null -ne $date) { $date = ([datetime]$date).ToUniversalTime() }
    $fix = $null
    if ($null -ne $Finding.fix) { $fix = $Finding.fix.text }
    [pscustomobject]@{
        PSTypeName = 'Snapline.Finding'
        Level      = $Finding.level
        Date       = $date
        Id         = $Finding.id
        Title      = $Finding.title
        Text       = $Finding.text
        Arithmetic = $Finding.arithmetic
        Fix        = $fix
        Unit       = $Finding.unit
        Page       = $Finding.page
    }
}
