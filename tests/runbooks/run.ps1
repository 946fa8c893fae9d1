<#
The tests of the runbooks under the conditions of Azure Automation, against the hosted emulator: a fresh PowerShell with
little memory, UTC, no child process, killed and started again. They start nothing but those jobs; `snap-emulator` prints a
line with the addresses and keys that are the parameters here. Its clock must be that of this machine, and
`--operation-seconds 1 --copy-seconds 1 --retry-after 1` make them quick. Output is TAP; exit code 1 when one failed.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Endpoint,
    [Parameter(Mandatory)] [string] $ManagementUrl,
    [Parameter(Mandatory)] [string] $ManagementKey,
    [Parameter(Mandatory)] [string] $IdentityEndpoint,
    [Parameter(Mandatory)] [string] $IdentityHeader,
    # strace, to see that no process is started; without it that test is skipped.
    [string] $Strace = '',
    # Where kills fall; printed, so that a failure can be had again.
    [int] $Seed = 20261121,
    # Only the case files whose name contains this.
    [string] $Only = ''
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Set-StrictMode -Version 3.0

$tests = Split-Path $PSScriptRoot
. (Join-Path $tests 'ps/tap.ps1')
. (Join-Path $tests 'ps/harness.ps1')
. (Join-Path $tests 'ps/emulator.ps1')
. (Join-Path $PSScriptRoot 'sandbox.ps1')
$script:Runbooks = Join-Path (Split-Path $tests) 'runbooks'
$script:Modules = Split-Path ((Resolve-Path -LiteralPath $ModulePath).ProviderPath)
$script:Folder = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-jobs-$([guid]::NewGuid())"
$null = [System.IO.Directory]::CreateDirectory($script:Folder)
try {
    if (-not $IsLinux) { Skip-That 'the runbooks under Automation''s conditions' 'they are set up by means of Linux' }
    else {
        foreach ($file in Get-ChildItem (Join-Path $PSScriptRoot 'cases') -Filter '*.ps1' | Sort-Object Name) {
            if ($Only -and -not $file.Name.Contains($Only)) { continue }
            [Console]::Out.WriteLine("# $($file.Name)")
            . $file.FullName
        }
    }
}
finally { Remove-Item -LiteralPath $script:Folder -Recurse -Force -ErrorAction SilentlyContinue }
exit (Complete-Tests)
