# A session of the core: documents in, verbs over them. Handles are freed by the caller's `finally`.

$script:SnaplineStatusText = @{
    1 = 'a part of the call was missing'
    2 = 'the data is larger than one call takes'
    3 = 'the core met a fault of its own and stopped; nothing more was done'
    4 = 'the core is still busy with another call'
}

# Copies an answer out of native memory and gives that memory back.
function Receive-SnaplineAnswer {
    param([int] $Status, [IntPtr] $Pointer, [uint64] $Length)
    if ($Status -ne 0) {
        $text = $script:SnaplineStatusText[$Status]
        throw (New-SnaplineError -Code 'internal' -Target "$Status" -Message "the library refused the call (status $Status): $text.")
    }
    try {
        $bytes = [byte[]]::new([int]$Length)
        if ($Length -gt 0) { [System.Runtime.InteropServices.Marshal]::Copy($Pointer, $bytes, 0, [int]$Length) }
        return , $bytes
    }
    finally {
        [Snapline.Native]::snap_buffer_free($Pointer, $Length)
    }
}

function New-SnaplineSession {
    Import-SnaplineLibrary
    $session = [IntPtr]::Zero
    $status = [Snapline.Native]::snap_session_new([ref]$session)
    if ($status -ne 0) { $null = Receive-SnaplineAnswer -Status $status -Pointer ([IntPtr]::Zero) -Length 0 }
    return $session
}

function Remove-SnaplineSession {
    param([IntPtr] $Session)
    if ($Session -ne [IntPtr]::Zero) { [Snapline.Native]::snap_session_free($Session) }
}

# Adds one document. What the core skipped becomes a warning here; what it refused, an error.
function Add-SnaplineDocument {
    param([IntPtr] $Session, [string] $Name, [byte[]] $Body, [switch] $FromFlow)
    $nameBytes = [System.Text.Encoding]::UTF8.GetBytes($Name)
    $out = [IntPtr]::Zero
    $length = [uint64]0
    $status = [Snapline.Native]::snap_session_add($Session, $nameBytes, [uint64]$nameBytes.Length, $Body, [uint64]$Body.Length, [ref]$out, [ref]$length)
    $answer = ConvertFrom-SnaplineJson -Bytes (Receive-SnaplineAnswer -Status $status -Pointer $out -Length $length) -As $script:SnaplineTypes.Add
    # A flow follows a list to its end by itself: that one page of it is not all of it is no news then.
    if ($FromFlow) { $answer.warnings = @($answer.warnings | Where-Object { $null -ne $_ -and $_.code -cne 'more_pages' }) }
    Assert-SnaplineAnswer -Answer $answer
    $skipped = $answer.ok.skipped
    if ($null -ne $skipped -and $skipped.count -gt 0) {
        $shown = @($skipped.items | Select-Object -First 5 | ForEach-Object { "$($_.pointer): $($_.message)" })
        Write-Warning "${Name}: $($skipped.count) of its entries were skipped. $($shown -join '; ')"
    }
    return $answer.ok
}

# Runs a verb to its end in slices, so that Ctrl+C is heard between two of them. $Session may be zero for verbs that
# need no documents. With $Into the answer is a table that comes in parts, and all of them end up there.
function Invoke-SnaplineVerb {
    param([IntPtr] $Session, [Parameter(Mandatory)] [System.Collections.IDictionary] $Request, [Parameter(Mandatory)] [type] $As, [System.Collections.Generic.List[object]] $Into)
    $slice = 20000
    if ($null -ne $Into) {
        $slice = 2000
        $Request['parts'] = $true
    }
    $Request['work'] = $slice
    $bytes = ConvertTo-SnaplineJson -Value $Request
    while ($true) {
        $out = [IntPtr]::Zero
        $length = [uint64]0
        $status = [Snapline.Native]::snap_session_call($Session, $bytes, [uint64]$bytes.Length, [ref]$out, [ref]$length)
        $answer = ConvertFrom-SnaplineJson -Bytes (Receive-SnaplineAnswer -Status $status -Pointer $out -Length $length) -As $As
        if ($null -ne $Into -and $null -ne $answer.ok) { $Into.AddRange($answer.ok) }
        if (-not $answer.more) { break }
        $bytes = ConvertTo-SnaplineJson -Value ([ordered]@{ verb = 'continue'; work = $slice })
    }
    Assert-SnaplineAnswer -Answer $answer
    if ($null -eq $Into) { return , $answer.ok }
}

# An `error` answer becomes an error here; warnings go to the warning stream.
function Assert-SnaplineAnswer {
    param($Answer)
    if ($null -ne $Answer.error) {
        throw (New-SnaplineError -Code $Answer.error.code -Message $Answer.error.message -Target $Answer.error.target)
    }
    foreach ($warning in @($Answer.warnings)) {
        if ($null -ne $warning) { Write-Warning $warning.message }
    }
}
