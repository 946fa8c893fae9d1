# What the tests say and ask: comparisons that throw, and calls whose streams or end are looked at. No module is needed.

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
# PowerShell that runs), and gives {Warnings, Progress}. How long the stop took is told, since a busy machine is no fault of the
# module's, but for one that closes an access link first, which -Link says.
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
        if (-not $Link) { [Console]::Out.WriteLine("# from Ctrl+C to the end of the command: $($clock.ElapsedMilliseconds) ms (the goal is 200 ms)") }
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
