# A session of the core: documents in, verbs over them. Handles are freed by the caller's `finally`.

# Rows of a part of a table: as many as are worked out within the time in which Ctrl+C has to be heard.
$script:SnaplinePartRows = 1000

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
    Import-SnaplineUtility
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
    if ($FromFlow) { $answer.warnings = @(foreach ($one in $answer.warnings) { if ($one.code -cne 'more_pages') { $one } }) }
    Assert-SnaplineAnswer -Answer $answer
    $skipped = $answer.ok.skipped
    if ($null -ne $skipped -and $skipped.count -gt 0) {
        $shown = @($skipped.items | Select-Object -First 5 | ForEach-Object { "$($_.pointer): $($_.message)" })
        Write-Warning "${Name}: $($skipped.count) of its entries were skipped. $($shown -join '; ')"
    }
    return $answer.ok
}

# One call of the library: a verb, or the next slice of one.
function Invoke-SnaplineCall {
    param([IntPtr] $Session, [System.Collections.IDictionary] $Request, [type] $As)
    $bytes = ConvertTo-SnaplineRequest -Request $Request
    $out = [IntPtr]::Zero
    $length = [uint64]0
    $status = [Snapline.Native]::snap_session_call($Session, $bytes, [uint64]$bytes.Length, [ref]$out, [ref]$length)
    return ConvertFrom-SnaplineJson -Bytes (Receive-SnaplineAnswer -Status $status -Pointer $out -Length $length) -As $As
}

# Runs a verb to its end in slices, so that Ctrl+C is heard between two of them. $Session may be zero for verbs that
# need no documents.
function Invoke-SnaplineVerb {
    [CmdletBinding()]
    [OutputType([object[]])]
    param([IntPtr] $Session, [Parameter(Mandatory)] [System.Collections.IDictionary] $Request, [Parameter(Mandatory)] [type] $As)
    $Request['work'] = 20000
    $answer = Invoke-SnaplineCall -Session $Session -Request $Request -As $As
    while ($answer.more) { $answer = Invoke-SnaplineCall -Session $Session -Request ([ordered]@{ verb = 'continue'; work = 20000 }) -As $As }
    Assert-SnaplineAnswer -Answer $answer -Request $Request
    return , $answer.ok
}

# A verb whose answer is a table of any length, to be read part by part: it never lies in memory as one text.
function New-SnaplineTable {
    param([IntPtr] $Session, [System.Collections.IDictionary] $Request, [type] $As)
    $Request['parts'] = $true
    $Request['work'] = $script:SnaplinePartRows
    return [pscustomobject]@{ Session = $Session; Next = $Request; As = $As }
}

# The next rows of a table; $null behind the last.
function Read-SnaplineTable {
    [CmdletBinding()]
    [OutputType([object[]])]
    param($Table)
    while ($null -ne $Table.Next) {
        $answer = Invoke-SnaplineCall -Session $Table.Session -Request $Table.Next -As $Table.As
        $Table.Next = $null
        if ($answer.more) { $Table.Next = [ordered]@{ verb = 'continue'; work = $script:SnaplinePartRows } }
        Assert-SnaplineAnswer -Answer $answer
        if ($null -ne $answer.ok -and $answer.ok.Length -gt 0) { return , $answer.ok }
    }
}

# An `error` answer becomes an error here; warnings go to the warning stream. Where the core names a place in the request, the
# error is about what stands there.
function Assert-SnaplineAnswer {
    param($Answer, [System.Collections.IDictionary] $Request)
    if ($null -ne $Answer.error) {
        $target = $Answer.error.target
        if ($null -ne $Request -and $Answer.error.code -cne 'bad_policy') {
            $given = Get-SnaplineGiven -Request $Request -Place $target
            if ($null -ne $given) { $target = $given }
        }
        throw (New-SnaplineError -Code $Answer.error.code -Message $Answer.error.message -Target $target)
    }
    foreach ($warning in @($Answer.warnings)) {
        if ($null -ne $warning) { Write-Warning $warning.message }
    }
}

# What stands in a request at a member's name or a JSON pointer, where it is a plain value; else $null.
function Get-SnaplineGiven {
    param([System.Collections.IDictionary] $Request, [string] $Place)
    $value = $Request
    foreach ($step in $Place.TrimStart('/').Split('/')) {
        if ($value -is [System.Collections.IDictionary] -and $value.Contains($step)) { $value = $value[$step] }
        elseif ($value -is [System.Collections.IList] -and $step -match '\A\d{1,6}\z' -and [int]$step -lt $value.Count) { $value = $value[[int]$step] }
        else { return $null }
    }
    if ($value -is [string] -or $value -is [ValueType]) { return $value }
    return $null
}
