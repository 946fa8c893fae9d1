# A job as Automation runs it: a fresh PowerShell with the environment of a sandbox (U4, U12, U13), little memory, and
# nobody who answers. Linux only: `exec` keeps the process id, so that a kill meets PowerShell itself.

# What a sandbox has in all (U4), and what is left of it for the garbage collector's heap beside the runtime.
$script:SandboxBytes = 400MB
$script:HeapBytes = 200MB

# Starts a script with parameters. $Prefix runs it under another program; $Code runs text in place of a file.
function Start-Job {
    param([string] $File, [System.Collections.IDictionary] $Parameters = @{}, [string[]] $Prefix = @(), [string] $Code, [hashtable] $Environment = @{})
    $out = Join-Path $script:Folder "$([guid]::NewGuid()).log"
    $words = [System.Collections.Generic.List[string]]::new()
    $words.AddRange([string[]]$Prefix)
    $words.AddRange([string[]]@((Get-Process -Id $PID).Path, '-NoProfile', '-NonInteractive'))
    if ($Code) { $words.AddRange([string[]]@('-Command', $Code)) } else { $words.AddRange([string[]]@('-File', $File)) }
    foreach ($name in $Parameters.Keys) { $words.Add("-$name"); $words.Add([string]$Parameters[$name]) }
    $start = [System.Diagnostics.ProcessStartInfo]::new('/bin/sh')
    foreach ($word in @('-c', 'out=$1; shift; exec "$@" >"$out" 2>&1 </dev/null', 'sh', $out) + $words.ToArray()) { $start.ArgumentList.Add($word) }
    $start.Environment.Clear()
    $set = @{
        PATH = $env:PATH; HOME = $script:Folder; TZ = 'UTC'; LANG = 'C.UTF-8'; NO_COLOR = '1'; POWERSHELL_TELEMETRY_OPTOUT = '1'
        PSModulePath = $script:Modules; AZUREPS_HOST_ENVIRONMENT = 'AzureAutomation/'; AUTOMATION_ASSET_ACCOUNTID = [guid]::NewGuid().ToString()
        IDENTITY_ENDPOINT = $IdentityEndpoint; IDENTITY_HEADER = $IdentityHeader
        DOTNET_GCHeapHardLimit = '0x{0:x}' -f [long]$script:HeapBytes
    }
    foreach ($table in $set, $Environment) { foreach ($name in $table.Keys) { $start.Environment[$name] = $table[$name] } }
    return [pscustomobject]@{ Process = [System.Diagnostics.Process]::Start($start); Out = $out; Peak = [long]0; Killed = $false }
}

# Notes how much memory the job has had at most; the kernel keeps the peak.
function Read-Peak {
    param($Job)
    try { $lines = [System.IO.File]::ReadAllLines("/proc/$($Job.Process.Id)/status") } catch { return }
    foreach ($line in $lines) {
        if ($line -match '\AVmHWM:\s+(\d+) kB') { $Job.Peak = [Math]::Max($Job.Peak, 1024 * [long]$Matches[1]) }
    }
}

# Waits for the end: {Code, Text, Bytes, Peak, Killed}. With -KillAfter it is killed once the emulator has answered so many
# more requests; one that ends before that has just ended.
function Wait-Job {
    param($Job, [int] $KillAfter = -1, [int] $Seconds = 400)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $asked = 0
    if ($KillAfter -ge 0) { $asked = @(Get-Log).Length }
    while (-not $Job.Process.WaitForExit(60)) {
        Read-Peak -Job $Job
        if ($KillAfter -ge 0 -and @(Get-Log).Length -ge $asked + $KillAfter) { $Job.Process.Kill(); $Job.Killed = $true; $Job.Process.WaitForExit(); break }
        if ($clock.Elapsed.TotalSeconds -gt $Seconds) { $Job.Process.Kill(); throw "it did not end within $Seconds seconds: $([System.IO.File]::ReadAllText($Job.Out))" }
    }
    $text = [System.IO.File]::ReadAllText($Job.Out)
    return [pscustomobject]@{ Code = $Job.Process.ExitCode; Text = $text; Bytes = [System.IO.FileInfo]::new($Job.Out).Length; Peak = $Job.Peak; Killed = $Job.Killed }
}

# Runs a job to its end.
function Invoke-Job {
    param([string] $File, [System.Collections.IDictionary] $Parameters = @{}, [string] $Code, [hashtable] $Environment = @{})
    return Wait-Job -Job (Start-Job -File $File -Parameters $Parameters -Code $Code -Environment $Environment)
}

# What is there, as the management address of the emulator tells it, without what is new in every life: one line each.
function Get-EndState {
    # Not as Invoke-RestMethod reads it, which makes dates of tags.
    $reply = Invoke-WebRequest -Uri "$ManagementUrl/state" -Headers @{ 'x-snapline-management-key' = $ManagementKey } -NoProxy
    $state = $reply.Content | ConvertFrom-TestJson
    return @(foreach ($one in $state.snapshots) {
            # When the source of a copy was taken is another matter in every life.
            $tags = @($one.tags.Keys | Sort-Object | ForEach-Object { if ($_ -ceq 'snapline-point') { $_ } else { "$_=$($one.tags[$_])" } }) -join ','
            $properties = $one.properties
            "$($one.id.ToLowerInvariant()) $($one.location) $($one.sku.name) $($properties.incremental) $($properties.provisioningState) of $($properties.creationData.sourceResourceId.ToLowerInvariant()) [$tags]"
        }) | Sort-Object -CaseSensitive
}
