# TAP on stdout: one line a test, the reason under a failed one. Test-That and Skip-That are the runbooks'; the module's tests are
# Pester's (run.ps1).

$script:Counts = @{ Done = 0; Failed = 0; Skipped = 0 }

# The line of one test: -Fault, the error record that ended it, or -Skipped, why it was not run, or neither.
function Write-TapResult {
    param([Parameter(Mandatory)] [string] $Name, [long] $Milliseconds, $Fault, [string] $Skipped)
    $script:Counts.Done++
    if ($Skipped) {
        $script:Counts.Skipped++
        [Console]::Out.WriteLine("ok $($script:Counts.Done) - $Name # SKIP $Skipped")
    }
    elseif ($null -eq $Fault) { [Console]::Out.WriteLine("ok $($script:Counts.Done) - $Name # $Milliseconds ms") }
    else {
        $script:Counts.Failed++
        [Console]::Out.WriteLine("not ok $($script:Counts.Done) - $Name")
        foreach ($line in "$($Fault.Exception.Message)`n$($Fault.ScriptStackTrace)".Split("`n")) { [Console]::Out.WriteLine("  # $($line.TrimEnd())") }
    }
}

# Runs one test. What it writes is not shown; what it throws is its failure.
function Test-That {
    param([Parameter(Mandatory)] [string] $Name, [Parameter(Mandatory)] [scriptblock] $Body)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    try {
        $null = & $Body
        Write-TapResult -Name $Name -Milliseconds $clock.ElapsedMilliseconds
    }
    catch { Write-TapResult -Name $Name -Fault $_ }
}

function Skip-That {
    param([string] $Name, [string] $Why)
    Write-TapResult -Name $Name -Skipped $Why
}

# The plan line and the exit code: 1 when a test failed, or when none ran.
function Complete-Tests {
    [Console]::Out.WriteLine("1..$($script:Counts.Done)")
    [Console]::Out.WriteLine("# $($script:Counts.Done - $script:Counts.Failed - $script:Counts.Skipped) passed, $($script:Counts.Failed) failed, $($script:Counts.Skipped) skipped")
    if ($script:Counts.Failed -gt 0 -or $script:Counts.Done -eq 0) { return 1 }
    return 0
}
