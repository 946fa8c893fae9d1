<#
What the tests are run on, from the environment: run.ps1 sets the variables, and who runs a single file under Pester sets them by hand.
SNAPLINE_TEST_MODULE: the folder or the manifest of a packaged module. SNAPLINE_TEST_EMULATOR: the line that `snap-emulator` prints.
SNAPLINE_TEST_EXPORTS: the file that `exports` of snap-suite wrote, without which its tests are skipped.
#>
if (-not $env:SNAPLINE_TEST_MODULE -or -not $env:SNAPLINE_TEST_EMULATOR) { throw 'SNAPLINE_TEST_MODULE and SNAPLINE_TEST_EMULATOR must say where the module and the emulator are: see CONTRIBUTING.md' }
$ModulePath = (Resolve-Path -LiteralPath $env:SNAPLINE_TEST_MODULE).ProviderPath
if (Test-Path -LiteralPath $ModulePath -PathType Container) { $ModulePath = Join-Path $ModulePath 'Snapline.psd1' }
$ready = ConvertFrom-Json $env:SNAPLINE_TEST_EMULATOR
$Endpoint = $ready.endpoint
$ManagementUrl = $ready.management
$ManagementKey = $ready.managementKey
$IdentityEndpoint = $ready.identityEndpoint
$IdentityHeader = $ready.identityHeader
$Exports = "$env:SNAPLINE_TEST_EXPORTS"
