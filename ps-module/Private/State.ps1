# What a run keeps in a file so that another process can go on with it: the core's own words, and whose run it was.

# What identifies a call: everything that was asked for, but for when and the call's own number.
function Get-SnaplineCallHash {
    param([System.Collections.IDictionary] $Intent)
    $same = [ordered]@{}
    foreach ($key in $Intent.Keys) { if ($key -cnotin 'now', 'callId') { $same[$key] = $Intent[$key] } }
    return Get-SnaplineSha256 -Bytes (ConvertTo-SnaplineJson -Value $same)
}

# SHA-256 as hexadecimal text.
function Get-SnaplineSha256 {
    param([byte[]] $Bytes)
    $sha = [System.Security.Cryptography.SHA256]::Create()
    try { return [BitConverter]::ToString($sha.ComputeHash($Bytes)).Replace('-', '') }
    finally { $sha.Dispose() }
}

# {Path, Call, Began, Request}: Request goes on with the run in the file, or is $null where there is none to go on with.
# One that began longer ago than its budget is over: whoever ran it is gone, and its night may be.
function Open-SnaplineState {
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [System.Collections.IDictionary] $Intent)
    Import-SnaplineLibrary
    $full = Resolve-SnaplinePlace -Path $Path -Parameter 'StatePath'
    $keep = [pscustomobject]@{ Path = $full; Call = (Get-SnaplineCallHash -Intent $Intent); Began = $Intent['now']; Request = $null }
    if (-not [System.IO.File]::Exists($full)) { return $keep }
    $found = $null
    try { $found = ConvertFrom-SnaplineJson -Bytes ([System.IO.File]::ReadAllBytes($full)) -As $script:SnaplineTypes.State } catch { $found = $null }
    if ($null -eq $found -or -not $found.answer) {
        Write-Warning "-StatePath ``$full`` holds no run of Snapline's: the run begins from the top."
        return $keep
    }
    $budget = 9000
    if ($Intent.Contains('budgetSeconds')) { $budget = $Intent['budgetSeconds'] }
    $age = [DateTime]::UtcNow - $found.began.ToUniversalTime()
    if ($found.call -cne $keep.Call -or $age.TotalSeconds -gt $budget) {
        Write-Verbose "The run in $full is of another call, or over: the run begins from the top."
        return $keep
    }
    $keep.Began = ConvertTo-SnaplineInstant -Value $found.began.ToUniversalTime()
    $keep.Request = [ordered]@{ flow = 'resume'; now = $Intent['now']; saved = $found.answer }
    Write-Verbose "Going on with the run of $($keep.Began) in $full."
    return $keep
}

# Writes the file anew, whole or not at all.
function Save-SnaplineState {
    param([Parameter(Mandatory)] $Keep, [Parameter(Mandatory)] [byte[]] $Answer)
    $bytes = ConvertTo-SnaplineJson -Value ([ordered]@{ call = $Keep.Call; began = $Keep.Began; answer = [System.Text.Encoding]::UTF8.GetString($Answer) })
    try { Write-SnaplineByte -File $Keep.Path -Bytes $bytes }
    catch { throw (New-SnaplineError -Code 'file_unwritable' -Target $Keep.Path -Message "-StatePath ``$($Keep.Path)`` cannot be written: $($_.Exception.GetBaseException().Message) Nothing was begun.") }
}

function Remove-SnaplineState {
    param([Parameter(Mandatory)] $Keep)
    [System.IO.File]::Delete($Keep.Path)
}
