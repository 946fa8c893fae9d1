# The pump: drives a flow of the core. The core says what to send and what it means; this sends it, waits and reports.

# How long a flow that was stopped may still work at closing the access links that it opened, in seconds.
$script:SnaplineClosingSeconds = 20

# Runs a flow to its end. `document` steps go into $Session; the answer is {Items, Summary, Warnings: their codes, Ranges:
# the step of that name}. Waits in short steps, so that Ctrl+C is heard; then the flow is cancelled and what may have been
# written is named. With $Keep the flow is written down before anything is sent. A download's pieces go into $Image. With $Page
# each document is shown and let go as it comes. $LinkOf are the snapshots to which it may open access links.
function Invoke-SnaplineFlow {
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Request,
        [IntPtr] $Session,
        [Parameter(Mandatory)] $SignIn,
        [Parameter(Mandatory)] [string] $Activity,
        $Keep,
        $Image,
        $Page,
        [string[]] $LinkOf = @()
    )
    Import-SnaplineLibrary
    Import-SnaplineUtility
    $run = [pscustomobject]@{
        Flow = [IntPtr]::Zero; Session = $Session; SignIn = $SignIn; Activity = $Activity
        Client = $null; Cancellation = $null
        Pending = [System.Collections.Generic.List[object]]::new()
        Items = [System.Collections.Generic.List[object]]::new()
        Warnings = [System.Collections.Generic.List[string]]::new()
        Image = $Image; Page = $Page; Ranges = $null; PieceClient = $null; PieceStop = $null; Notes = @(); NotedAt = [DateTime]::UtcNow
        Summary = $null; Until = $null; Limit = [DateTime]::MaxValue
        ProgressShown = $false; ProgressAt = [DateTime]::MinValue; Quiet = (Test-SnaplineAutomation) -or $ProgressPreference -in 'SilentlyContinue', 'Ignore'
    }
    try {
        if ($LinkOf.Length -gt 0) {
            $run.Notes = @(Open-SnaplineLinkNote -SnapshotId $LinkOf -Endpoint $SignIn.Endpoint)
            $left = @($run.Notes | Where-Object { $_.Left } | ForEach-Object { $_.Left })
            if ($left.Length -gt 0) { $Request['left'] = $left }
        }
        Open-SnaplineFlow -Run $run -Request $Request
        if ($null -ne $Keep) { Save-SnaplineState -Keep $Keep -Answer (Read-SnaplineFlowState -Run $run) }
        $run.Client = New-SnaplineHttpClient -Endpoint $SignIn.Endpoint
        $run.Cancellation = [System.Threading.CancellationTokenSource]::new()
        Step-SnaplineFlow -Run $run -Signal ([ordered]@{ op = 'poll' })
        # While the first reply is on its way.
        if ($Session -ne [IntPtr]::Zero -or $null -ne $Page) { Initialize-SnaplineRow }
        while ($null -eq $run.Summary) { Move-SnaplineFlow -Run $run }
        return [pscustomobject]@{ Items = $run.Items; Summary = $run.Summary; Warnings = $run.Warnings; Ranges = $run.Ranges }
    }
    finally {
        Close-SnaplineFlow -Run $run
    }
}

function Open-SnaplineFlow {
    param($Run, [System.Collections.IDictionary] $Request)
    $bytes = ConvertTo-SnaplineRequest -Request $Request
    $flow = [IntPtr]::Zero
    $out = [IntPtr]::Zero
    $length = [uint64]0
    $status = [Snapline.Native]::snap_flow_new($bytes, [uint64]$bytes.Length, [ref]$flow, [ref]$out, [ref]$length)
    # Before the answer is read: an answer that cannot be read must not leak the handle.
    $Run.Flow = $flow
    $answer = ConvertFrom-SnaplineJson -Bytes (Receive-SnaplineAnswer -Status $status -Pointer $out -Length $length) -As $script:SnaplineTypes.Answer
    Assert-SnaplineAnswer -Answer $answer -Request $Request
}

# The flow as the core writes it down: bytes to be kept and handed back, and not to be read here.
function Read-SnaplineFlowState {
    param($Run)
    $bytes = ConvertTo-SnaplineSignal -Signal ([ordered]@{ op = 'save'; now = Get-SnaplineNow })
    $out = [IntPtr]::Zero
    $length = [uint64]0
    $status = [Snapline.Native]::snap_flow_step($Run.Flow, $bytes, [uint64]$bytes.Length, [byte[]]@(), [uint64]0, [ref]$out, [ref]$length)
    return , (Receive-SnaplineAnswer -Status $status -Pointer $out -Length $length)
}

# Waits for the next event, a reply or the flow's own time, and hands it on.
function Move-SnaplineFlow {
    param($Run)
    $finished = Wait-SnaplineEvent -Run $Run
    if ($null -eq $finished) {
        Step-SnaplineFlow -Run $Run -Signal ([ordered]@{ op = 'poll' })
        return
    }
    $reply = Receive-SnaplineReply -Task $finished.Task
    $took = [int]([DateTime]::UtcNow - $finished.Started).TotalMilliseconds
    if ($reply.Kind) {
        Write-Verbose "#$($finished.Id) no reply ($($reply.Kind)) after $took ms"
        Step-SnaplineFlow -Run $Run -Signal ([ordered]@{ op = 'failed'; id = $finished.Id; kind = $reply.Kind })
    }
    else {
        Write-Verbose "#$($finished.Id) $($reply.Status), $($reply.Body.Length) bytes in $took ms"
        Write-SnaplineTrace -Id $finished.Id -Header $reply.Headers
        if ($null -ne $finished.Piece) { Write-SnaplinePiece -Run $Run -Finished $finished -Reply $reply; return }
        Step-SnaplineFlow -Run $Run -Signal ([ordered]@{ op = 'reply'; id = $finished.Id; status = $reply.Status; headers = $reply.Headers }) -Body $reply.Body
    }
}

# What -Debug tells of a reply: its request ids (A76), and what the service lets one do yet and when. Nothing else of the
# headers, where an address can hold a signature (A32).
function Write-SnaplineTrace {
    param($Id, [object[]] $Header)
    if ($DebugPreference -eq 'SilentlyContinue' -or $DebugPreference -eq 'Ignore') { return }
    $told = @(foreach ($pair in $Header) {
            if ($pair[0] -in 'x-ms-request-id', 'x-ms-correlation-request-id', 'Retry-After' -or $pair[0] -like 'x-ms-ratelimit-*') { "$($pair[0]): $($pair[1])" }
        })
    if ($told.Length -gt 0) { Write-Debug "#$Id $($told -join ', ')" }
}

# Hands one event to the flow and acts on the steps that follow from it.
function Step-SnaplineFlow {
    param($Run, [System.Collections.IDictionary] $Signal, [byte[]] $Body = [byte[]]@())
    $Signal['now'] = Get-SnaplineNow
    $bytes = ConvertTo-SnaplineSignal -Signal $Signal
    $out = [IntPtr]::Zero
    $length = [uint64]0
    $status = [Snapline.Native]::snap_flow_step($Run.Flow, $bytes, [uint64]$bytes.Length, $Body, [uint64]$Body.Length, [ref]$out, [ref]$length)
    $answer = ConvertFrom-SnaplineJson -Bytes (Receive-SnaplineAnswer -Status $status -Pointer $out -Length $length) -As $script:SnaplineTypes.Steps
    Assert-SnaplineAnswer -Answer $answer
    foreach ($warning in $answer.warnings) { if ($null -ne $warning) { $Run.Warnings.Add($warning.code) } }
    $Run.Until = $null
    if ($null -ne $answer.ok.until) { $Run.Until = ([DateTime]$answer.ok.until).ToUniversalTime() }
    $steps = $answer.ok.steps
    # What is read next is on its way while this reply is worked on.
    foreach ($step in $steps) { if ($step.step -ceq 'request' -and $step.method -ceq 'GET') { Send-SnaplineStep -Run $Run -Step $step } }
    foreach ($step in $steps) {
        switch -CaseSensitive ($step.step) {
            'request' { if ($step.method -cne 'GET') { Send-SnaplineStep -Run $Run -Step $step } }
            'document' {
                if ($null -ne $Run.Page) { Write-SnaplinePage -Page $Run.Page -Name $step.name -Body $Body }
                if ($Run.Session -ne [IntPtr]::Zero) { $null = Add-SnaplineDocument -Session $Run.Session -Name $step.name -Body $Body -FromFlow }
            }
            'ranges' { Receive-SnaplineRange -Run $Run -Step $step }
            'download' { Send-SnaplinePiece -Run $Run -Step $step }
            'item' { $Run.Items.Add($step) }
            'progress' { Show-SnaplineProgress -Run $Run -Step $step }
            'done' { $Run.Summary = $step.summary }
            # Left out in silence the flow would wait for it for ever. What it had opened is closed on the way out.
            default { throw (New-SnaplineError -Code 'step_unknown' -Target $step.step -Message "the flow asks for a ``$($step.step)``, which this version of the module cannot do; the flow was stopped.") }
        }
    }
}

function Send-SnaplineStep {
    param($Run, $Step)
    $token = $null
    # The path only: a query can hold a signature (A32). Of an access link, which is whoever holds it, not even that.
    $shown = 'an access link'
    if ($null -ne $Step.auth -and $Step.auth.kind -ceq 'arm') {
        $address = [uri]$Step.url
        # A flow that was saved names its endpoint: a file must not decide where a token goes.
        if ($address.GetLeftPart([UriPartial]::Authority) -ne $Run.SignIn.Endpoint.GetLeftPart([UriPartial]::Authority)) {
            throw (New-SnaplineError -Code 'foreign_link' -Target $address.Host -Message "the flow asks ``$($address.Host)``, which is not the endpoint; no token was sent there.")
        }
        $token = Get-SnaplineToken -SignIn $Run.SignIn -Fresh:$Step.auth.fresh
        $shown = $address.AbsolutePath
    }
    Write-Verbose "#$($Step.id) $($Step.method) $shown"
    # What opens an access link is written down first: where this process is killed, the next one closes it.
    if ($Step.method -ceq 'POST' -and $Run.Limit -eq [DateTime]::MaxValue -and ($Run.Notes.Length -gt 0 -or $null -ne $Run.Image)) {
        $saved = Read-SnaplineFlowState -Run $Run
        Write-SnaplineLinkNote -Run $Run -Saved $saved
        if ($null -ne $Run.Image) { Save-SnaplineDownload -Run $Run -Saved $saved }
    }
    $task = Start-SnaplineRequest -Client $Run.Client -Step $Step -Token $token -Cancellation $Run.Cancellation
    $Run.Pending.Add([pscustomobject]@{ Id = $Step.id; Task = $task; Started = [DateTime]::UtcNow; Piece = $null })
}

# Waits for the first finished request, or returns $null when the flow's own time has come, or the run's limit.
function Wait-SnaplineEvent {
    param($Run)
    if ($Run.Pending.Count -eq 0 -and $null -eq $Run.Until) {
        throw (New-SnaplineError -Code 'internal' -Message 'the flow waits for nothing and is not done; nothing more was sent.')
    }
    $until = $Run.Limit
    if ($null -ne $Run.Until -and $Run.Until -lt $until) { $until = $Run.Until }
    while ($true) {
        $left = ($until - [DateTime]::UtcNow).TotalMilliseconds
        $pause = [int][Math]::Max(0.0, [Math]::Min(100.0, [Math]::Ceiling($left)))
        if ($Run.Pending.Count -gt 0) {
            $tasks = [System.Threading.Tasks.Task[]]@(foreach ($one in $Run.Pending) { $one.Task })
            $index = [System.Threading.Tasks.Task]::WaitAny($tasks, $pause)
            if ($index -ge 0) {
                $finished = $Run.Pending[$index]
                $Run.Pending.RemoveAt($index)
                return $finished
            }
        }
        elseif ($pause -gt 0) {
            Start-Sleep -Milliseconds $pause
        }
        if ([DateTime]::UtcNow -ge $until) { return $null }
    }
}

# At most five times a second: Windows PowerShell spends more on a progress bar than on the work.
function Show-SnaplineProgress {
    param($Run, $Step)
    $now = [DateTime]::UtcNow
    if ($Run.Quiet -or ($now - $Run.ProgressAt).TotalMilliseconds -lt 200) { return }
    $Run.ProgressAt = $now
    $Run.ProgressShown = $true
    $bar = @{ Activity = $Run.Activity; Status = $Step.text }
    if (-not $Step.text) { $bar['Status'] = $Run.Activity }
    if ($Step.of -gt 1 -and ($Step.target -or $null -eq $Step.percent)) {
        # One bar for many: it shows how many are through, and in words which one this is about.
        $bar['PercentComplete'] = [int][Math]::Max(0, [Math]::Min(100, [Math]::Floor(100.0 * $Step.done / $Step.of)))
        if ($Step.target) { $bar['Status'] = "$($Step.target.Split('/')[-1]): $($bar['Status'])" }
    }
    else {
        if ($null -ne $Step.percent) { $bar['PercentComplete'] = [int][Math]::Max(0, [Math]::Min(100, $Step.percent)) }
        if ($null -ne $Step.secondsLeft) { $bar['SecondsRemaining'] = [int][Math]::Min([int]::MaxValue, $Step.secondsLeft) }
    }
    Write-Progress @bar
}

# Ends a flow in any case. Not done yet means that the run was stopped: the flow then tells what may have been written.
function Close-SnaplineFlow {
    param($Run)
    try {
        if ($Run.Flow -ne [IntPtr]::Zero -and $null -eq $Run.Summary) {
            Stop-SnaplinePiece -Run $Run
            Step-SnaplineFlow -Run $Run -Signal ([ordered]@{ op = 'cancel' })
            # Most flows are done with that. One that opened an access link asks to have it closed.
            $Run.Limit = [DateTime]::UtcNow.AddSeconds($script:SnaplineClosingSeconds)
            while ($null -eq $Run.Summary -and [DateTime]::UtcNow -lt $Run.Limit) { Move-SnaplineFlow -Run $Run }
            if ($null -eq $Run.Summary) { Write-Warning 'Stopped before all was closed: an access link may be open until it ends by itself.' }
            foreach ($end in @(@('made', 'Made'), @('deleted', 'Deleted'))) {
                $names = @($Run.Items | Where-Object { $_.kind -ceq $end[0] } | ForEach-Object { "'$($_.name)'" })
                if ($names.Length -gt 0) { Write-Warning "Stopped. $($end[1]) before that: $($names -join ', ')." }
            }
            foreach ($item in $Run.Items) {
                if ($item.kind -ceq 'unknown') { Write-Warning "Stopped before the end of snapshot '$($item.name)' was known. $($item.message)" }
                if ($item.code -ceq 'link_left_open') { Write-Warning $item.message }
            }
        }
    }
    finally {
        try {
            Close-SnaplineLinkNote -Run $Run
            Close-SnaplineDownload -Run $Run
        }
        finally { Remove-SnaplineRun -Run $Run }
    }
}

# Gives back what a run holds.
function Remove-SnaplineRun {
    param($Run)
    if ($Run.Flow -ne [IntPtr]::Zero) {
        [Snapline.Native]::snap_flow_free($Run.Flow)
        $Run.Flow = [IntPtr]::Zero
    }
    if ($null -ne $Run.Cancellation) { $Run.Cancellation.Cancel() }
    if ($null -ne $Run.Client) { $Run.Client.Dispose() }
    if ($Run.ProgressShown) { Write-Progress -Activity $Run.Activity -Completed }
}
