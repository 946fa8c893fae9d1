# The module's front: finds its files and shows its commands. Types and the native library come at first use, so
# that an import stays quick and also works where the library will not load: Test-SnaplineHost can then say why.
# Private/Native.ps1 and Private/Types.ps1 are those; Import-SnaplineLibrary loads them.
Set-StrictMode -Version 3.0

$script:SnaplineRoot = $PSScriptRoot
$script:SnaplineVersion = '0.1.0'
$script:SnaplineTypes = $null
$script:SnaplineRowsReady = $false
$script:SnaplineJson = $null

# <files>: a package has the commands in place of these lines, and reads a file of Private when a function of it is first
# called, since most of an import was the reading of what only commands need. So what stands in such a file outside its
# functions is for that file alone, or behind a call of one of them.
foreach ($folder in 'Private', 'Public') {
    foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, $folder), '*.ps1')) {
        if ([System.IO.Path]::GetFileName($file) -cnotin 'Native.ps1', 'Types.ps1') { . $file }
    }
}
# </files>

# What Tab offers where a parameter of these commands has such a name. Given are the command, the parameter, the word, its
# syntax tree and what is bound.
$complete = { Get-SnaplineCompletion -Parameter $args[1] -Word $args[2] -Bound $args[4] }
foreach ($parameter in 'ResourceGroupName', 'SnapshotResourceGroupName', 'DestinationResourceGroupName', 'CopyToResourceGroupName', 'DiskName', 'Location', 'CopyToLocation', 'Preset', 'Zone') {
    Register-ArgumentCompleter -ParameterName $parameter -ScriptBlock $complete -CommandName @(
        'New-IncrementalSnapshot', 'Get-IncrementalSnapshot', 'Wait-IncrementalSnapshot', 'Copy-IncrementalSnapshot', 'Remove-IncrementalSnapshot'
        'Get-IncrementalSnapshotPlan', 'Test-IncrementalSnapshotPolicy', 'Export-IncrementalSnapshotPlan', 'Invoke-IncrementalSnapshotPolicy'
    )
}

# What is seen outside is listed once, in the manifest.
