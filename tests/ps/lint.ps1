# What Windows PowerShell 5.1 does not know in the scripts of some folders, as lines `file:line: what`: for `cargo xtask check`.
[CmdletBinding()]
param([Parameter(Mandatory, ValueFromRemainingArguments)] [string[]] $Path)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

. (Join-Path $PSScriptRoot 'lint51.ps1')

foreach ($folder in $Path) {
    foreach ($file in Get-ChildItem -LiteralPath $folder -Recurse -Include '*.ps1', '*.psm1', '*.psd1' | Sort-Object FullName) {
        $name = [System.IO.Path]::GetRelativePath((Get-Location).ProviderPath, $file.FullName).Replace('\', '/')
        foreach ($fault in @(Get-Fault51 -Text ([System.IO.File]::ReadAllText($file.FullName)))) { "${name}:${fault}, which Windows PowerShell 5.1 does not know" }
    }
}
