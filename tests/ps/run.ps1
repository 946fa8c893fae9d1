<#
The tests of the PowerShell module, against the hosted emulator. They start nothing themselves: `snap-emulator` prints
a line with the addresses and keys that are the parameters here. They plant what they need, so that any fleet will do;
`--operation-seconds 1 --retry-after 1 --page-size 20` makes them quicker. Output is TAP; exit code 1 when one failed.
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
    [string] $Only = ''
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Set-StrictMode -Version 3.0

# A host's own sign-ins must not reach the tests, nor the tests' traffic a proxy.
foreach ($name in 'AZURE_SUBSCRIPTION_ID', 'AZUREPS_HOST_ENVIRONMENT', 'AUTOMATION_ASSET_SANDBOX_ID', 'AUTOMATION_ASSET_ACCOUNTID') {
    [Environment]::SetEnvironmentVariable($name, $null)
}
# Where a virtual machine's metadata would be: nobody listens there.
$env:AZURE_POD_IDENTITY_AUTHORITY_HOST = 'http://127.0.0.1:9'
$env:IDENTITY_ENDPOINT = $IdentityEndpoint
$env:IDENTITY_HEADER = $IdentityHeader
# Where .NET has a user's data outside Windows: the notes of runs that the tests kill are not the user's.
$env:XDG_DATA_HOME = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-data-$([guid]::NewGuid())"

. (Join-Path $PSScriptRoot 'harness.ps1')
. (Join-Path $PSScriptRoot 'emulator.ps1')
if (Test-Path -LiteralPath $ModulePath -PathType Container) { $ModulePath = Join-Path $ModulePath 'Snapline.psd1' }
$ModulePath = (Resolve-Path -LiteralPath $ModulePath).ProviderPath
$before = @{ Aliases = @(Get-Alias).Length; Globals = @(Get-Variable -Scope Global | ForEach-Object Name) }
Import-Module $ModulePath -Force
$script:At = @{ Endpoint = $Endpoint; AccessToken = Get-TestToken }
$script:InSub = $script:At + @{ SubscriptionId = $script:Sub }

foreach ($file in Get-ChildItem (Join-Path $PSScriptRoot 'cases') -Filter '*.ps1' | Sort-Object Name) {
    if ($Only -and -not $file.Name.Contains($Only)) { continue }
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    . $file.FullName
    [Console]::Out.WriteLine("# $($file.Name): $([int]$clock.Elapsed.TotalSeconds) s")
}
Remove-Item -LiteralPath $env:XDG_DATA_HOME -Recurse -Force -ErrorAction SilentlyContinue
exit (Complete-Tests)
