# The module's front: finds its files and shows its commands. Types and the native library come at first use, so
# that an import stays quick and also works where the library will not load: Test-SnaplineHost can then say why.
# Private/Native.ps1 and Private/Types.ps1 are those; Import-SnaplineLibrary loads them.
Set-StrictMode -Version 3.0

$script:SnaplineRoot = $PSScriptRoot
$script:SnaplineVersion = '0.1.0'
$script:SnaplineTypes = $null
$script:SnaplineTextsMade = $false
$script:SnaplineRowsReady = $false
$script:SnaplineJson = $null

# <files>: a package has the text of the files in place of these lines, which halves the time of an import.
foreach ($folder in 'Private', 'Public') {
    foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($PSScriptRoot, $folder), '*.ps1')) {
        if ([System.IO.Path]::GetFileName($file) -cnotin 'Native.ps1', 'Types.ps1') { . $file }
    }
}
# </files>

Register-SnaplineCompletion

# What is seen outside is listed once, in the manifest.
