# The pump: drives a flow of the core. The core says what to send and what it means; this sends it, waits and reports.

# Runs a flow to its end. `document` steps go into $Session; the answer is {Items, Summary}. Waits in short steps, so
# that Ctrl+C is heard; then the flow is cancelled and what may have been written is named.
function Invoke-SnaplineFlow {
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Request,
        [IntPtr] $Session,
        [Parameter(Mandatory)] $SignIn,
        [Parameter(Mandatory)] [string] $Activity
    )
    Import-SnaplineLibrary
    $run = [pscustomobject]@{
        Flow = [IntPtr]::Zero; Session = $Session; SignIn = $SignIn; Activity = $Activity
        Client = $null; Cancellation = $null
        Pending = [System.Collections.Generic.List[object]]::new()
        Items = [System.Collections.Generic.List[object]]::new()
        Summary = $null; Until = $null; LastBody = [byte[]]@()
        ProgressShown = $false; ProgressAt = [DateTime]::MinValue
    }
    try {
        Open-SnaplineFlow -Run $run -Request $Request
        $run.Client = New-SnaplineHttpClient -Endpoint $SignIn.Endpoint
        $run.Cancellation = [System.Threading.CancellationTokenSource]::new()
        Step-SnaplineFlow -Run $run -Signal ([ordered]@{ op = 'poll' })
        while ($null -eq $run.Summary) {
            $finished = Wait-SnaplineEvent -Run $run
            if ($null -eq $finished) {
                Step-SnaplineFlow -Run $run -Signal ([ordered]@{ op = 'poll' })
                continue
            }
            $reply = Receive-SnaplineReply -Task $finished.Task
            $took = [int]([DateTime]::UtcNow - $finished.Started).TotalMilliseconds
            if ($reply.Kind) {
                Write-Verbose "#$($finished.Id) no reply ($($reply.Kind)) after $took ms"
                Step-SnaplineFlow -Run $run -Signal ([ordered]@{ op = 'failed'; id = $finished.Id; kind = $reply.Kind })
            }
            else {
                Write-Verbose "#$($finished.Id) $($reply.Status), $($reply.Body.Length) bytes in $took ms"
                Step-SnaplineFlow -Run $run -Signal ([ordered]@{ op = 'reply'; id = $finished.Id; status = $reply.Status; headers = $reply.Headers }) -Body $reply.Body
            }
        }
        return [pscustomobject]@{ Items = $run.Items; Summary = $run.Summary }
    }
    finally {
        Close-SnaplineFlow -Run $run
    }
}

function Open-SnaplineFlow {
    param($Run, [System.Collections.IDictionary] $Request)
    $bytes = ConvertTo-SnaplineJson -Value $Request
    $flow = [IntPtr]::Zero
    $out = [IntPtr]::Zero
    $length = [uint64]0
    $status = [Snapline.Native]::snap_flow_new($bytes, [uint64]$bytes.Length, [ref]$flow, [ref]$out, [ref]$length)
    # Before the answer is read: an answer that cannot be read must not leak the handle.
    $Run.Flow = $flow
    $answer = ConvertFrom-SnaplineJson -Bytes (Receive-SnaplineAnswer -Status $status -Pointer $out -Length $length) -As $script:SnaplineTypes.Answer
    Assert-SnaplineAnswer -Answer $answer
}

# Hands one event to the flow and acts on the steps that follow from it.
function Step-SnaplineFlow {
    param($Run, [System.Collections.IDictionary] $Signal, [byte[]] $Body = [byte[]]@(), [switch] $Quiet)
    $Signal['now'] = Get-SnaplineNow
    $bytes = ConvertTo-SnaplineJson -Value $Signal
    $out = [IntPtr]::Zero
    $length = [uint64]0
    $status = [Snapline.Native]::snap_flow_step($Run.Flow, $bytes, [uint64]$bytes.Length, $Body, [uint64]$Body.Length, [ref]$out, [ref]$length)
    $answer = ConvertFrom-SnaplineJson -Bytes (Receive-SnaplineAnswer -Status $status -Pointer $out -Length $length) -As $script:SnaplineTypes.Steps
    Assert-SnaplineAnswer -Answer $answer
    $Run.Until = $null
    if ($null -ne $answer.ok.until) { $Run.Until = ([DateTime]$answer.ok.until).ToUniversalTime() }
    foreach ($step in @($answer.ok.steps)) {
        if ($null -eq $step) { continue }
        switch -CaseSensitive ($step.step) {
            'request' { if (-not $Quiet) { Send-SnaplineStep -Run $Run -Step $step } }
            'document' { if ($Run.Session -ne [IntPtr]::Zero) { $null = Add-SnaplineDocument -Session $Run.Session -Name $step.name -Body $Body -FromFlow } }
            'item' { $Run.Items.Add($step) }
            'progress' { if (-not $Quiet) { Show-SnaplineProgress -Run $Run -Step $step } }
            'done' { $Run.Summary = $step.summary }
        }
    }
}

function Send-SnaplineStep {
    param($Run, $Step)
    $token = $null
    if ($null -ne $Step.auth -and $Step.auth.kind -ceq 'arm') { $token = Get-SnaplineToken -SignIn $Run.SignIn -Fresh:$Step.auth.fresh }
    # The path only: a query can hold a signature (A32).
    Write-Verbose "#$($Step.id) $($Step.method) $(([uri]$Step.url).AbsolutePath)"
    $task = Start-SnaplineRequest -Client $Run.Client -Step $Step -Token $token -Cancellation $Run.Cancellation
    $Run.Pending.Add([pscustomobject]@{ Id = $Step.id; Task = $task; Started = [DateTime]::UtcNow })
}

# Waits for the first finished request, or returns $null when the flow's own time has come.
function Wait-SnaplineEvent {
    param($Run)
    if ($Run.Pending.Count -eq 0 -and $null -eq $Run.Until) {
        throw (New-SnaplineError -Code 'internal' -Message 'the flow waits for nothing and is not done; nothing more was sent.')
    }
    while ($true) {
        $pause = 100
        if ($null -ne $Run.Until) {
            $left = ($Run.Until - [DateTime]::UtcNow).TotalMilliseconds
            $pause = [int][Math]::Max(0, [Math]::Min(100, [Math]::Ceiling($left)))
        }
        if ($Run.Pending.Count -gt 0) {
            $tasks = [System.Threading.Tasks.Task[]]@($Run.Pending | ForEach-Object { $_.Task })
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
        if ($null -ne $Run.Until -and [DateTime]::UtcNow -ge $Run.Until) { return $null }
    }
}

# At most five times a second: Windows PowerShell spends more on a progress bar than on the work.
function Show-SnaplineProgress {
    param($Run, $Step)
    if (Test-SnaplineAutomation) { return }
    $now = [DateTime]::UtcNow
    if (($now - $Run.ProgressAt).TotalMilliseconds -lt 200) { return }
    $Run.ProgressAt = $now
    $Run.ProgressShown = $true
    $percent = -1
    if ($null -ne $Step.percent) { $percent = [int][Math]::Max(0, [Math]::Min(100, $Step.percent)) }
    $text = $Step.text
    if (-not $text) { $text = $Run.Activity }
    Write-Progress -Activity $Run.Activity -Status $text -PercentComplete $percent
}

# Ends a flow in any case. Not done yet means that the run was stopped: the flow then tells what may have been written.
function Close-SnaplineFlow {
    param($Run)
    try {
        if ($Run.Flow -ne [IntPtr]::Zero -and $null -eq $Run.Summary) {
            Step-SnaplineFlow -Run $Run -Signal ([ordered]@{ op = 'cancel' }) -Quiet
            $taken = @($Run.Items | Where-Object { $_.kind -ceq 'made' } | ForEach-Object { "'$($_.name)'" })
            if ($taken.Length -gt 0) { Write-Warning "Stopped. Taken before that: $($taken -join ', ')." }
            foreach ($item in $Run.Items) {
                if ($item.kind -ceq 'unknown') { Write-Warning "Stopped while snapshot '$($item.name)' was being taken. $($item.message)" }
            }
        }
    }
    finally {
        if ($Run.Flow -ne [IntPtr]::Zero) {
            [Snapline.Native]::snap_flow_free($Run.Flow)
            $Run.Flow = [IntPtr]::Zero
        }
        if ($null -ne $Run.Cancellation) { $Run.Cancellation.Cancel() }
        if ($null -ne $Run.Client) { $Run.Client.Dispose() }
        if ($Run.ProgressShown) { Write-Progress -Activity $Run.Activity -Completed }
    }
}
