# What looks as if it were newer and is not, or only runs where it is known: nothing is found here.
param($Value)
if ($PSVersionTable.PSEdition -eq 'Core') { $a = [System.Text.Json.JsonDocument]::Parse($Value) } else { $a = 1 }
if ($PSVersionTable.PSVersion.Major -ge 7) { $IsWindows }
function Get-Early {
    if ($PSVersionTable.PSEdition -eq 'Desktop') { return 'win' }
    if ($IsMacOS) { return 'osx' }
    return 'linux'
}
$b = if ($Value) { 1 } else { 2 }
$c = 7, 0x10, 5l, 1.5d, 2kb
$d = "`n`t`"$Value`""
'a ? b : c', 'a ?? b', '&& ||', '$IsWindows'
1, 2 |
    Sort-Object -Unique
'{}' | ConvertFrom-Json
[Convert]::ToBase64String($a)
[System.IO.Path]::Combine($a, $b)
Add-Type -AssemblyName System.Net.Http
[System.Net.Http.HttpMethod]::new('PATCH')
$a.Contains('x'); $a.Replace('x', 'y'); $a.ReadAsStringAsync()
Get-Content $Value -Raw
Select-Object -InputObject $a -First 1
[System.Threading.Tasks.Task]::WaitAny($a, 200)
$a.Split('/'); $a.Split([char[]]'::')
[ordered]@{ a = 1 }; [uint32]1; [uint64]1; [int16]1
[Math]::Max(1, 2); [int]::Parse('1')
[System.IO.File]::Move($a, $b)
New-Object 'System.Collections.Generic.List[string]'
New-Object psobject -Property @{ A = 1 }
function Get-Matched { param([ValidatePattern('^a')] [ValidateNotNullOrEmpty()] $Value) $Value }
