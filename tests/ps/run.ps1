<#
The tests of the PowerShell module, against the hosted emulator. They start nothing themselves: `snap-emulator` prints
a line with the addresses and keys that are the parameters here. They plant what they need, so that any fleet will do;
`--operation-seconds 1 --retry-after 1 --page-size 20` makes them quicker. Output is TAP; exit code 1 when one failed.
The files are Pester 5's: it runs them with -Pester, or where SNAPLINE_PESTER is 1; else a stand-in does (pester.ps1).
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Endpoint,
    [Parameter(Mandatory)] [string] $ManagementUrl,
    [Parameter(Mandatory)] [string] $ManagementKey,
    [Parameter(Mandatory)] [string] $IdentityEndpoint,
    [Parameter(Mandatory)] [string] $IdentityHeader,
    # What `exports` of snap-suite wrote; without it the tests of exports are skipped.
    [string] $Exports = '',
    # Only the case files whose name contains this.
    [string] $Only = '',
    [switch] $Pester
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Set-StrictMode -Version 3.0

$env:SNAPLINE_TEST_MODULE = $ModulePath
$env:SNAPLINE_TEST_EMULATOR = ConvertTo-Json -Compress @{ endpoint = $Endpoint; management = $ManagementUrl; managementKey = $ManagementKey; identityEndpoint = $IdentityEndpoint; identityHeader = $IdentityHeader }
$env:SNAPLINE_TEST_EXPORTS = $Exports

# One file by Pester itself: what it found, as the stand-in tells it.
function Invoke-RealPester {
    param([string] $Path)
    $done = Invoke-Pester -Configuration (New-PesterConfiguration -Hashtable @{ Run = @{ Path = $Path; PassThru = $true }; Output = @{ Verbosity = 'None' } })
    # Errors of BeforeAll and AfterAll: of the first a test that was not run has none of its own.
    $around = @(@($done.FailedBlocks) + @($done.FailedContainers) | ForEach-Object { $_.ErrorRecord })
    foreach ($test in $done.Tests) {
        $said = @($test.ErrorRecord) + $around
        if ($test.Result -ceq 'Skipped') { Write-TapResult -Name $test.ExpandedName -Skipped ("$($said[0])" -replace '^is skipped, because ', '') }
        elseif ($test.Result -ceq 'Passed') { Write-TapResult -Name $test.ExpandedName -Milliseconds $test.Duration.TotalMilliseconds }
        else { Write-TapResult -Name $test.ExpandedName -Fault $said[0] }
    }
    foreach ($fault in $around) { Write-TapResult -Name "around the tests of $([System.IO.Path]::GetFileName($Path))" -Fault $fault }
}

. (Join-Path $PSScriptRoot 'tap.ps1')
$real = $Pester -or $env:SNAPLINE_PESTER -ceq '1'
if ($real) { Import-Module Pester -MinimumVersion 5.3 } else { . (Join-Path $PSScriptRoot 'pester.ps1') }
foreach ($file in Get-ChildItem (Join-Path $PSScriptRoot 'cases') -Filter '*.Tests.ps1' | Sort-Object Name) {
    if ($Only -and -not $file.Name.Contains($Only)) { continue }
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    if ($real) { Invoke-RealPester -Path $file.FullName } else { Invoke-PesterFile $file.FullName }
    [Console]::Out.WriteLine("# $($file.Name): $([int]$clock.Elapsed.TotalSeconds) s")
}
# What setup.ps1 gave the module for a user's data.
Remove-Item -LiteralPath (Join-Path ([System.IO.Path]::GetTempPath()) "snapline-data-$PID") -Recurse -Force -ErrorAction SilentlyContinue
exit (Complete-Tests)
