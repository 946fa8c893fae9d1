# PSScriptAnalyzer, where it is installed: what it finds, as lines `file:line: rule: message`. Test-Beyond51 is lint51.ps1's.

# The rules about what a PowerShell has, for the profiles of 5.1 and 7.x that the analyzer came with.
function Get-AnalyzerTarget {
    $folder = Join-Path (Get-Module PSScriptAnalyzer).ModuleBase 'compatibility_profiles'
    return @(Get-ChildItem -LiteralPath $folder -Filter '*.json' -ErrorAction Ignore | Where-Object { $_.Name -cmatch '_(5\.1|7\.\d+)[._]' } | ForEach-Object FullName)
}

function Test-AnalyzerKnows51 { return @(Get-AnalyzerTarget | Where-Object { [System.IO.Path]::GetFileName($_) -cmatch '_5\.1[._]' }).Length -gt 0 }

# The settings file with those rules; $Target may be empty.
function Get-AnalyzerSetting {
    param([Parameter(Mandatory)] [string] $Path, [string[]] $Target = @())
    $settings = Import-PowerShellDataFile -LiteralPath $Path
    if ($Target.Length -gt 0) {
        $settings.Rules['PSUseCompatibleCommands'] = @{ Enable = $true; TargetProfiles = $Target }
        $settings.Rules['PSUseCompatibleTypes'] = @{
            Enable = $true; TargetProfiles = $Target
            # No session of 5.1 has loaded their assembly: New-SnaplineHttpClient does, before any is named. lint51.ps1 holds files to that.
            IgnoreTypes = @('HttpClient', 'HttpClientHandler', 'HttpRequestMessage', 'HttpMethod', 'HttpCompletionOption', 'ByteArrayContent' | ForEach-Object { "System.Net.Http.$_" })
        }
    }
    return $settings
}

# What it finds in files and in all files of folders.
function Get-AnalyzerFault {
    param([Parameter(Mandatory)] [string[]] $Path, [Parameter(Mandatory)] [hashtable] $Settings)
    foreach ($one in $Path) {
        foreach ($found in @(Invoke-ScriptAnalyzer -Path $one -Recurse -Settings $Settings)) {
            if ($found.RuleName -in 'PSUseCompatibleTypes', 'PSUseCompatibleCommands' -and (Test-BehindEdition -Extent $found.Extent -File $found.ScriptPath)) { continue }
            "$([System.IO.Path]::GetFileName($found.ScriptPath)):$($found.Line): $($found.RuleName): $($found.Message)"
        }
    }
}

# Whether a finding is where only one edition comes to, which the analyzer does not ask.
function Test-BehindEdition {
    param($Extent, [string] $File)
    $tree = [System.Management.Automation.Language.Parser]::ParseFile($File, [ref]$null, [ref]$null)
    $node = $tree.FindAll({ param($one) $one.Extent.StartOffset -le $Extent.StartOffset -and $one.Extent.EndOffset -ge $Extent.EndOffset }.GetNewClosure(), $true) | Select-Object -Last 1
    return [bool](Test-Beyond51 $node)
}
