# How long a fresh PowerShell takes to import a module, and, where it is ours, then to make the first call of its library.
param($Module)
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$imported = Import-Module $Module -PassThru
$import = $watch.Elapsed.TotalMilliseconds
$first = $version = $null
if ($imported.Name -eq 'Snapline') {
    $watch.Restart()
    $version = & $imported {
        Import-SnaplineLibrary
        (Invoke-SnaplineVerb -Session ([IntPtr]::Zero) -Request ([ordered]@{ verb = 'version' }) -As $script:SnaplineTypes.Version).version
    }
    $first = $watch.Elapsed.TotalMilliseconds
}
[pscustomobject]@{ import = $import; first = $first; version = $version } | ConvertTo-Json -Compress
