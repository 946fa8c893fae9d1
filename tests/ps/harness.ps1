# A small test harness: TAP on stdout, one line a test, the reason under a failed one. No module is needed.

$script:Counts = @{ Done = 0; Failed = 0; Skipped = 0 }
# Milliseconds from Ctrl+C to the end of the command: told, since a busy machine is no fault of the module's.
$script:Stops = [System.Collections.Generic.List[long]]::new()

# Runs one test. What it writes is not shown; what it throws is its failure.
function Test-That {
    param([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [scriptblock] $Body)
    $script:Counts.Done++
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    try {
        $null = & $Body
        [Console]::Out.WriteLine("ok $($script:Counts.Done) - $Name # $($clock.ElapsedMilliseconds) ms")
    }
    catch {
        $script:Counts.Failed++
        [Console]::Out.WriteLine("not ok $($script:Counts.Done) - $Name")
        foreach ($line in "$($_.Exception.Message)`n$($_.ScriptStackTrace)".Split("`n")) { [Console]::Out.WriteLine("  # $($line.TrimEnd())") }
    }
}

function Skip-That {
    param([string] $Name, [string] $Why)
    $script:Counts.Done++
    $script:Counts.Skipped++
    [Console]::Out.WriteLine("ok $($script:Counts.Done) - $Name # SKIP $Why")
}

# The plan line and the exit code: 1 when a test failed, or when none ran.
function Complete-Tests {
    [Console]::Out.WriteLine("1..$($script:Counts.Done)")
    if ($script:Stops.Count -gt 0) { [Console]::Out.WriteLine("# from Ctrl+C to the end of the command: $(@($script:Stops | ForEach-Object { "$_ ms" }) -join ', ') (the goal is 200 ms)") }
    [Console]::Out.WriteLine("# $($script:Counts.Done - $script:Counts.Failed - $script:Counts.Skipped) passed, $($script:Counts.Failed) failed, $($script:Counts.Skipped) skipped")
    if ($script:Counts.Failed -gt 0 -or $script:Counts.Done -eq 0) { return 1 }
    return 0
}

function Assert-True {
    param($Value, [string] $What = 'the condition')
    if (-not $Value) { throw "$What does not hold" }
}

# Compares texts, with case, of single values or of lists.
function Assert-Equal {
    param($Expected, $Actual, [string] $What = 'the value')
    $left = @($Expected | ForEach-Object { "$_" }) -join '|'
    $right = @($Actual | ForEach-Object { "$_" }) -join '|'
    if ($left -cne $right) { throw "${What}: expected '$left', got '$right'" }
}

function Assert-Contains {
    param([string] $Text, [string] $Part)
    if (-not $Text.Contains($Part)) { throw "'$Part' is not in: $Text" }
}

function Assert-Lacks {
    param([string] $Text, [string] $Part)
    if ($Text.Contains($Part)) { throw "'$Part' must not be in: $Text" }
}

# Runs a call that must end with a terminating error of this id, and gives its record.
function Assert-Error {
    param([Parameter(Mandatory)] [string] $Id, [Parameter(Mandatory)] [scriptblock] $Body)
    $record = $null
    try { $null = & $Body } catch { $record = $_ }
    if ($null -eq $record) { throw "no error, where $Id was due" }
    $got = $record.FullyQualifiedErrorId.Split(',')[0]
    if ($got -cne $Id) { throw "error $got, where $Id was due: $($record.Exception.Message)" }
    return $record
}

# Runs a call and gives {Output, Errors, Warnings, Verbose, Summaries, All}: each stream, of the information stream the
# objects, and all of them as one text.
function Invoke-Recorded {
    param([Parameter(Mandatory)] [scriptblock] $Body)
    $output = [System.Collections.Generic.List[object]]::new()
    $errors = [System.Collections.Generic.List[object]]::new()
    $warnings = [System.Collections.Generic.List[string]]::new()
    $verbose = [System.Collections.Generic.List[string]]::new()
    $summaries = [System.Collections.Generic.List[object]]::new()
    $all = [System.Text.StringBuilder]::new()
    $sort = {
        param($thing)
        if ($thing -is [System.Management.Automation.ErrorRecord]) {
            $errors.Add($thing)
            $null = $all.AppendLine(($thing | Format-List -Property * -Force | Out-String)).AppendLine(($thing.Exception | Format-List -Property * -Force | Out-String))
        }
        elseif ($thing -is [System.Management.Automation.WarningRecord]) { $warnings.Add($thing.Message) }
        elseif ($thing -is [System.Management.Automation.VerboseRecord]) { $verbose.Add($thing.Message) }
        elseif ($thing -is [System.Management.Automation.InformationRecord]) { $summaries.Add($thing.MessageData) }
        else { $output.Add($thing) }
        $null = $all.AppendLine(($thing | Format-List -Property * -Force | Out-String))
    }
    try { & $Body *>&1 | ForEach-Object { & $sort $_ } }
    catch { & $sort $_ }
    return [pscustomobject]@{ Output = $output; Errors = $errors; Warnings = $warnings; Verbose = $verbose; Summaries = $summaries; All = $all.ToString() }
}

# Starts a command, or a script with its arguments, in a runspace of its own, stops it as soon as -When holds (it is given the
# PowerShell that runs), and gives {Warnings, Progress}. How long the stop took is noted and told at the end, but for one that
# closes an access link first, which -Link says.
# The module is loaded by a call of its own: PowerShell plays several statements on a thread that goes on after a stop
# and brings the process down when the runspace is closed by then.
function Stop-When {
    param([scriptblock] $When, [switch] $Link, [string] $Command, [hashtable] $Parameters, [string] $Script, [object[]] $Arguments)
    $runspace = [runspacefactory]::CreateRunspace()
    $runspace.Open()
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    try {
        $null = $shell.AddCommand('Import-Module').AddParameter('Name', $ModulePath).Invoke()
        $shell.Commands.Clear()
        if ($Command) { $null = $shell.AddCommand($Command).AddParameters($Parameters) }
        else {
            $null = $shell.AddScript($Script)
            foreach ($one in $Arguments) { $null = $shell.AddArgument($one) }
        }
        $running = $shell.BeginInvoke()
        foreach ($round in 1..600) { if ($running.IsCompleted -or (& $When $shell)) { break }; Start-Sleep -Milliseconds 50 }
        if ($running.IsCompleted) { throw "it ended before it was stopped: $($shell.Streams.Error)" }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        if (-not $Link) { $script:Stops.Add($clock.ElapsedMilliseconds) }
        # Twenty-five times the goal, for busy machines: what takes longer waits for something.
        if (-not $Link -and $clock.ElapsedMilliseconds -gt 5000) { throw "from Ctrl+C to the end of the command it took $($clock.ElapsedMilliseconds) ms" }
        return [pscustomobject]@{ Warnings = @($shell.Streams.Warning | ForEach-Object Message); Progress = @($shell.Streams.Progress) }
    }
    finally {
        $shell.Dispose()
        $runspace.Dispose()
    }
}

# JSON as tables, lists and plain values, every text as it is written: ConvertFrom-Json makes dates of some, but for its
# -DateKind, which PowerShell 7.4 has not.
function ConvertFrom-TestJson {
    param([Parameter(Mandatory, ValueFromPipeline)] [string] $Text)
    process {
        $document = [System.Text.Json.JsonDocument]::Parse($Text)
        try { return , (ConvertFrom-TestElement $document.RootElement) } finally { $document.Dispose() }
    }
}

function ConvertFrom-TestElement {
    param([System.Text.Json.JsonElement] $Element)
    switch ("$($Element.ValueKind)") {
        'Object' {
            $table = [System.Management.Automation.OrderedHashtable]::new()
            foreach ($member in $Element.EnumerateObject()) { $table[$member.Name] = ConvertFrom-TestElement $member.Value }
            return $table
        }
        'Array' { return , @(foreach ($one in $Element.EnumerateArray()) { , (ConvertFrom-TestElement $one) }) }
        'String' { return $Element.GetString() }
        'Number' {
            $whole = [long]0
            if ($Element.TryGetInt64([ref] $whole)) { return $whole }
            return $Element.GetDouble()
        }
        'True' { return $true }
        'False' { return $false }
        default { return $null }
    }
}
