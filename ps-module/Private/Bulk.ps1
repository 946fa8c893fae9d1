# What the commands that work on many targets share: where they go, what they ask, how the items of a flow become rows,
# errors and one summary, and how a call ends.

# Kinds of items with which a target is as it was asked for. Every other kind is an error of that target.
$script:SnaplineGoodKinds = 'made', 'already_made', 'ready', 'deleted', 'already_gone', 'planned'

# The connection of a call: {Endpoint, SignIn}, out of the parameters that every command that reads the service has.
# $Bound are the command's bound parameters.
function Open-SnaplineTarget {
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Bound)
    $environment = 'AzureCloud'
    if ($Bound.ContainsKey('Environment')) { $environment = $Bound['Environment'] }
    $endpoint = Resolve-SnaplineEndpoint -Environment $environment -Endpoint ([string]$Bound['Endpoint'])
    $signIn = New-SnaplineSignIn -Endpoint $endpoint -AccessToken $Bound['AccessToken'] -UseAzContext:([bool]$Bound['UseAzContext'])
    return [pscustomobject]@{ Endpoint = $endpoint; SignIn = $signIn }
}

# The beginning of a flow's request. What was not given is not sent, so that the core's defaults stay the only ones.
# $Member names more parameters and the members that they become.
function New-SnaplineIntent {
    param([Parameter(Mandatory)] [string] $Flow, [Parameter(Mandatory)] $Endpoint, [Parameter(Mandatory)] [System.Collections.IDictionary] $Bound, [System.Collections.IDictionary] $Member = @{})
    $intent = [ordered]@{ flow = $Flow; now = Get-SnaplineNow; endpoint = $Endpoint.Text }
    if ($Flow -cin 'create', 'copy', 'prune', 'run') { $intent['callId'] = [guid]::NewGuid().ToString('N') }
    $names = @{ ApiVersion = 'apiVersion'; TimeoutSeconds = 'timeoutSeconds'; ThrottleLimit = 'parallel' }
    foreach ($table in $names, $Member) {
        foreach ($name in $table.Keys) {
            if ($Bound.ContainsKey($name)) { $intent[$table[$name]] = $Bound[$name] }
        }
    }
    if ($null -ne $Bound['Tag']) { $intent['tags'] = ConvertTo-SnaplineTag -Tag $Bound['Tag'] }
    return $intent
}

# Runs an intent to its end. The outcome is
#   Items    every item of the flow
#   Errors   one record for each item that is not as it was asked for
#   Fatal    the error that the call ends with: of one target its own, of several `Snapline.run_incomplete`; else $null
#   Summary  a `Snapline.Summary`
#   Rows     with -Show: the rows of the snapshots of the items of these kinds, as far as the flow saw them
#   Alone    whether the flow saw no whole list, so that the rows' places in their chains are not known
# $Session takes what the flow saw; without one -Show makes its own. -Before are errors of targets that never came into
# the intent.
function Invoke-SnaplineRun {
    param(
        [Parameter(Mandatory)] [System.Collections.IDictionary] $Intent,
        [Parameter(Mandatory)] $SignIn,
        [Parameter(Mandatory)] [string] $Activity,
        [IntPtr] $Session = [IntPtr]::Zero,
        [string[]] $Show = @(),
        [System.Management.Automation.ErrorRecord[]] $Before = @()
    )
    $own = [IntPtr]::Zero
    try {
        if ($Show.Length -gt 0 -and $Session -eq [IntPtr]::Zero) { $own = New-SnaplineSession; $Session = $own }
        $result = Invoke-SnaplineFlow -Request $Intent -Session $Session -SignIn $SignIn -Activity $Activity
        $outcome = [pscustomobject]@{
            Items = $result.Items; Errors = (Get-SnaplineItemError -Item $result.Items -Before $Before); Fatal = $null
            Summary = (ConvertTo-SnaplineSummary -Summary $result.Summary -SignIn $SignIn); Rows = @()
            Alone = $result.Warnings.Contains('limits_not_checked')
        }
        Write-Verbose $outcome.Summary.Sentence
        $ids = @($result.Items | Where-Object { $_.kind -cin $Show -and $_.snapshot } | ForEach-Object { $_.snapshot })
        # What else is amiss in the subscription's chains is for Get-IncrementalSnapshot to say.
        if ($ids.Length -gt 0) { $outcome.Rows = Get-SnaplineSnapshotRow -Session $Session -Filter ([ordered]@{ ids = $ids }) -WarningAction SilentlyContinue }
        $outcome.Fatal = Get-SnaplineFatal -Outcome $outcome
        return $outcome
    }
    finally {
        Remove-SnaplineSession -Session $own
    }
}

# The error records of items. What was done before, and what is ready, is told in -Verbose.
function Get-SnaplineItemError {
    param([System.Collections.IEnumerable] $Item, [System.Management.Automation.ErrorRecord[]] $Before = @())
    $errors = [System.Collections.Generic.List[System.Management.Automation.ErrorRecord]]::new()
    $errors.AddRange($Before)
    foreach ($one in $Item) {
        if ($one.kind -cnotin $script:SnaplineGoodKinds) {
            $errors.Add((ConvertTo-SnaplineItemError -Item $one -Prefix (Get-SnaplineItemPrefix -Item $one)))
        }
        elseif ($one.message) {
            Write-Verbose "'$(Get-SnaplineItemName -Item $one)' ($($one.kind.Replace('_', ' '))): $($one.message)"
        }
    }
    return , $errors
}

function Get-SnaplineFatal {
    param($Outcome)
    if ($Outcome.Errors.Count -eq 0) { return $null }
    $fatal = $Outcome.Errors[0]
    $targets = @(@($Outcome.Items | ForEach-Object { $_.target }) + @($Outcome.Errors | ForEach-Object { $_.TargetObject }) | Sort-Object -Unique)
    if ($targets.Length -gt 1) {
        $bad = @($Outcome.Errors | ForEach-Object { [string]$_.TargetObject } | Select-Object -Unique)
        $names = @($bad | ForEach-Object { $_.Split('/')[-1] })
        $fatal = New-SnaplineError -Code 'run_incomplete' -Message "$($Outcome.Summary.Sentence) Not as asked: $(Format-SnaplineNameList -Name $names)." -Target $bad
    }
    # An assignment loses the output when the command ends in an error: what was done can be read here.
    $fatal.Exception.Data['Made'] = @($Outcome.Items | Where-Object { $_.kind -cin 'made', 'already_made' } | ForEach-Object { $_.snapshot })
    $fatal.Exception.Data['Summary'] = $Outcome.Summary
    return $fatal
}

# The end of a call: the summary on the information stream, each error, and the error that the call ends with. Output
# comes before it.
function Complete-SnaplineRun {
    param([Parameter(Mandatory)] $Outcome, [Parameter(Mandatory)] [System.Management.Automation.PSCmdlet] $Cmdlet, [switch] $AllowPartial)
    $Cmdlet.WriteInformation($Outcome.Summary, [string[]]@('Snapline'))
    # Of one target its error is the end of the call, and is told once.
    if ($null -ne $Outcome.Fatal -and $Outcome.Errors.Contains($Outcome.Fatal) -and $Outcome.Errors.Count -eq 1) { $Cmdlet.ThrowTerminatingError($Outcome.Fatal) }
    foreach ($record in $Outcome.Errors) { $Cmdlet.WriteError($record) }
    if ($null -ne $Outcome.Fatal -and -not $AllowPartial) { $Cmdlet.ThrowTerminatingError($Outcome.Fatal) }
}

# The flow's summary as a `Snapline.Summary`, with who did it. As a text it is its sentence.
function ConvertTo-SnaplineSummary {
    param([Parameter(Mandatory)] $Summary, $SignIn)
    $made = [pscustomobject]@{
        PSTypeName   = 'Snapline.Summary'
        Sentence     = $Summary.sentence
        Complete     = $Summary.complete
        Made         = $Summary.made
        AlreadyMade  = $Summary.alreadyMade
        Ready        = $Summary.ready
        NotReady     = $Summary.notReady
        Deleted      = $Summary.deleted
        AlreadyGone  = $Summary.alreadyGone
        Planned      = $Summary.planned
        Skipped      = $Summary.skipped
        Failed       = $Summary.failed
        Unknown      = $Summary.unknown
        SkewSeconds  = $Summary.skewSeconds
        Identity     = $null
        Tenant       = $null
        SignInSource = $null
    }
    if ($null -ne $SignIn) {
        $made.Identity = $SignIn.Identity
        $made.Tenant = $SignIn.Tenant
        $made.SignInSource = $SignIn.Source
    }
    # Made from a text, the block belongs to no session: that of a job is gone when its output is shown.
    Add-Member -InputObject $made -MemberType ScriptMethod -Name ToString -Value ([scriptblock]::Create('$this.Sentence')) -Force
    return $made
}

# Items as `Snapline.Result` objects, for commands that leave no snapshot to show.
function ConvertTo-SnaplineResult {
    param([System.Collections.IEnumerable] $Item)
    foreach ($one in $Item) {
        [pscustomobject]@{
            PSTypeName = 'Snapline.Result'
            Name       = (Get-SnaplineItemName -Item $one)
            Kind       = $one.kind
            Code       = $one.code
            Message    = $one.message
            Target     = $one.target
            Snapshot   = $one.snapshot
        }
    }
}

# Names in a sentence: the first ten, and how many more.
function Format-SnaplineNameList {
    param([string[]] $Name)
    if ($Name.Length -le 10) { return $Name -join ', ' }
    return "$(@($Name | Select-Object -First 10) -join ', ') and $($Name.Length - 10) more"
}

# The short name of what an item is about.
function Get-SnaplineItemName {
    param($Item)
    if ($Item.name) { return $Item.name }
    return ([string]$Item.target).Split('/')[-1]
}

# What could not be done, in front of the reason. An item is about a disk, whose snapshot is taken; about a snapshot
# and its copy; or about a snapshot that is deleted or waited for.
function Get-SnaplineItemPrefix {
    param($Item)
    $target = ([string]$Item.target).Split('/')[-1]
    $parts = Split-SnaplineId -Id ([string]$Item.target)
    $what = "snapshot '$target'"
    $done = 'deleted'
    if ($null -ne $parts -and $parts.Type -ceq 'disks') {
        $what = "disk '$target'"
        if ($Item.name) { $what = "snapshot '$($Item.name)' of disk '$target'" }
        $done = 'taken'
    }
    elseif ($Item.snapshot -and $Item.snapshot -ne $Item.target) {
        $what = "copy '$($Item.name)' of snapshot '$target'"
        $done = 'made'
    }
    elseif ($null -eq $parts) { $what = "'$target'" }
    switch -CaseSensitive ($Item.kind) {
        'not_ready' {
            if ($done -ceq 'deleted') { return "$what is not ready" }
            return "$what was $done but is not ready"
        }
        'unknown' { return "whether $what was $done is not known" }
        'skipped' { return "$what was skipped" }
    }
    return $what
}
