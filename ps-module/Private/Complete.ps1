# What Tab offers: names of Azure from Az where it is loaded, else none, and the core's own lists. No module is loaded, nothing
# signed in or waited for on its behalf. Snapline.psm1 names the parameters.

function Get-SnaplineCompletion {
    param([string] $Parameter, [string] $Word, [System.Collections.IDictionary] $Bound)
    $names = @()
    try {
        switch -Wildcard ($Parameter) {
            '*ResourceGroupName' { $names = @(Invoke-SnaplineAz -Command 'Get-AzResourceGroup' | ForEach-Object { $_.ResourceGroupName }) }
            '*Location' { $names = @(Invoke-SnaplineAz -Command 'Get-AzLocation' | ForEach-Object { $_.Location }) }
            'DiskName' {
                $call = @{}
                if ($null -ne $Bound -and $Bound['ResourceGroupName']) { $call['ResourceGroupName'] = [string]$Bound['ResourceGroupName'] }
                $names = @(Invoke-SnaplineAz -Command 'Get-AzDisk' -Parameters $call | ForEach-Object { $_.Name })
            }
            'Preset' { $names = @(Get-SnaplinePreset | ForEach-Object { $_.name }) }
            'Zone' { $names = @((Get-SnaplineBeginning).zones) }
        }
    }
    # A list that cannot be had offers nothing: an error would be written into the line that is being typed.
    catch { return }
    $start = $Word.Trim('''"')
    foreach ($name in @($names | Sort-Object -Unique)) {
        if (-not $name.StartsWith($start, [StringComparison]::OrdinalIgnoreCase)) { continue }
        $text = $name
        if ($name -notmatch '\A[\w./+-]+\z') { $text = "'$($name.Replace("'", "''"))'" }
        [System.Management.Automation.CompletionResult]::new($text, $name, 'ParameterValue', $name)
    }
}

# Runs a command of Az, only where its module is loaded already: loading takes seconds.
function Invoke-SnaplineAz {
    param([string] $Command, [System.Collections.IDictionary] $Parameters = @{})
    $found = Get-Command -Name $Command -ListImported -ErrorAction Ignore
    if ($null -ne $found) { & $found @Parameters -ErrorAction Stop -WarningAction SilentlyContinue }
}
