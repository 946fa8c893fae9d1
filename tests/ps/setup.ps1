# What every file of tests begins with, in its BeforeAll: the emulator and the module at hand, and nothing of the host's.

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Set-StrictMode -Version 3.0
. (Join-Path $PSScriptRoot 'environment.ps1')

# A host's own sign-ins must not reach the tests, nor the tests' traffic a proxy.
foreach ($name in 'AZURE_SUBSCRIPTION_ID', 'AZUREPS_HOST_ENVIRONMENT', 'AUTOMATION_ASSET_SANDBOX_ID', 'AUTOMATION_ASSET_ACCOUNTID') {
    [Environment]::SetEnvironmentVariable($name, $null)
}
# Where a virtual machine's metadata would be: nobody listens there.
$env:AZURE_POD_IDENTITY_AUTHORITY_HOST = 'http://127.0.0.1:9'
$env:IDENTITY_ENDPOINT = $IdentityEndpoint
$env:IDENTITY_HEADER = $IdentityHeader
# Where .NET has a user's data outside Windows: the notes of runs that the tests kill are not the user's. run.ps1 removes it.
$env:XDG_DATA_HOME = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-data-$PID"

. (Join-Path $PSScriptRoot 'harness.ps1')
. (Join-Path $PSScriptRoot 'emulator.ps1')
$before = @{ Aliases = @(Get-Alias).Length; Globals = @(Get-Variable -Scope Global | ForEach-Object Name) }
Import-Module $ModulePath -Force
$script:At = @{ Endpoint = $Endpoint; AccessToken = Get-TestToken }
$script:InSub = $script:At + @{ SubscriptionId = $script:Sub }
