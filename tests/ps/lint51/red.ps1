# Each line that ends in `# !` is unknown to Windows PowerShell 5.1 or .NET Framework 4.7.2, and must be found.
param($Value)
$a = $Value ? 1 : 2 # !
$b = $Value ?? 1 # !
$Value ??= 1 # !
${Value}?.Length # !
${Value}?[0] # !
Get-Item . && Get-Item . # !
Get-Item . & # !
1, 2
| Sort-Object # !
$c = 7u, 0b101 # !
$d = "`u{1F600}" # !
if ($IsWindows) { 1 } # !
$PSStyle.OutputRendering # !
1..3 | ForEach-Object -Parallel { $_ } # !
1..3 | ForEach-Object -Para { $_ } # !
'{}' | ConvertFrom-Json -AsHashtable # !
Invoke-RestMethod -Uri $Value -NoProxy # !
Get-Content $Value -AsByteStream # !
Start-ThreadJob { 1 } # !
[System.Text.Json.JsonSerializer]::Deserialize($a, [string]) # !
[Text.Json.JsonDocument]::Parse($a) # !
[System.HashCode]::new() # !
[DateOnly] $e = $a # !
[Convert]::ToHexString($a) # !
[System.IO.Path]::Join($a, $b) # !
[System.Runtime.InteropServices.Marshal]::PtrToStringUTF8($a) # !
[System.Net.Http.HttpMethod]::Patch # !
[System.Net.HttpStatusCode]::TooManyRequests # !
[Math]::Clamp(1, 2, 3) # !
$a.ReplaceLineEndings() # !
$a.Contains('x', 'Ordinal') # !
$a.Replace('x', 'y', 'Ordinal') # !
$a.ReadAsStringAsync($b) # !
$a.IsCompletedSuccessfully # !
$a.TryAdd(1, 2) # !
$a.Split('::') # !
$f = [ulong]1 # !
[System.Collections.Generic.List[uint]]::new() # !
[int]::Max(1, 2) # !
[System.IO.File]::Move($a, $b, $true) # !
[System.Security.Cryptography.SHA384]::HashData($a) # !
[System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier # !
[System.Net.Http.HttpClient]::new() # !
New-Object 'System.Collections.Generic.PriorityQueue[string, int]' # !
New-Object -TypeName 'DateOnly' # !
$g = [ordered]$a # !
$a -is [ordered] # !
Read-Host -MaskInput # !
function Get-Offered { param([ArgumentCompletions('a', 'b')] $Value) $Value } # !
function Get-Matched { param([ValidatePattern('^a', ErrorMessage = 'a')] $Value) $Value } # !
function Get-Filled { param([ValidateNotNullOrWhiteSpace()] $Value) $Value } # !
if ($PSVersionTable.PSEdition -eq 'Desktop') { 1 }
$IsLinux # !
function Get-Cleaned { # a clean block is told at its script block, which begins here: !
    process { 1 }
    clean { 2 }
}
