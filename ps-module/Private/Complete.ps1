# What Tab offers: names of Azure from Az where it is loaded, else none, and the core's own lists. Nothing is loaded, signed
# in or waited for on its behalf.

# Parameters by what they hold, in whatever command they are.
$script:SnaplineCompletions = @{
    Group  = 'ResourceGroupName', 'SnapshotResourceGroupName', 'DestinationResourceGroupName'
    Disk   = 'DiskName'
    Region = 'Location'
    Preset = 'Preset'
}

function Register-SnaplineCompletion {
    $complete = { param($command, $parameter, $word, $tree, $bound) Get-SnaplineCompletion -Parameter $parameter -Word $word -Bound $bound }
    foreach ($kind in $script:SnaplineCompletions.Keys) {
        foreach ($parameter in $script:SnaplineCompletions[$kind]) {
            Register-ArgumentCompleter -CommandName $script:SnaplineCompleted -ParameterName $parameter -ScriptBlock $complete
        }
    }
}

# The commands that have such parameters.
$script:SnaplineCompleted = 'New-IncrementalSnapshot', 'Get-IncrementalSnapshot', 'Wait-IncrementalSnapshot', 'Copy-IncrementalSnapshot', 'Remove-IncrementalSnapshot',
    'Get-IncrementalSnapshotPlan', 'Export-IncrementalSnapshotPlan', 'Invoke-IncrementalSnapshotPolicy'

function Get-SnaplineCompletion {
    param([string] $Parameter, [string] $Word, [System.Collections.IDictionary] $Bound)
    $names = @()
    try {
        switch (@($script:SnaplineCompletions.Keys | Where-Object { $script:SnaplineCompletions[$_] -contains $Parameter })[0]) {
            'Group' { $names = @(Invoke-SnaplineAz -Command 'Get-AzResourceGroup' | ForEach-Object { $_.ResourceGroupName }) }
            'Region' { $names = @(Invoke-SnaplineAz -Command 'Get-AzLocation' | ForEach-Object { $_.Location }) }
            'Disk' {
                $call = @{}
                if ($null -ne $Bound -and $Bound['ResourceGroupName']) { $call['ResourceGroupName'] = [string]$Bound['ResourceGroupName'] }
                $names = @(Invoke-SnaplineAz -Command 'Get-AzDisk' -Parameters $call | ForEach-Object { $_.Name })
            }
            'Preset' { $names = @(Get-SnaplinePreset | ForEach-Object { $_.name }) }
        }
    }
    # A list that cannot be had offers nothing: an error would be written into the line that is being typed.
    catch { return }
    $start = $Word.Trim('''"')
    foreach ($name in @($names | Sort-Object -Unique)) {
        if (-not $name.StartsWith($start, [StringComparison]::OrdinalIgnoreCase)) { continue }
        $text = $name
        if ($name -notmatch '\A[\w.-]+\z') { $text = "'$($name.Replace("'", "''"))'" }
        [System.Management.Automation.CompletionResult]::new($text, $name, 'ParameterValue', $name)
    }
}

# Runs a command of Az, only where its module is loaded already: loading takes seconds.
function Invoke-SnaplineAz {
    param([string] $Command, [System.Collections.IDictionary] $Parameters = @{})
    $found = Get-Command -Name $Command -ListImported -ErrorAction Ignore
    if ($null -ne $found) { & $found @Parameters -ErrorAction Stop -WarningAction SilentlyContinue }
}
