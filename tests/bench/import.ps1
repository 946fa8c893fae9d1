# How long a fresh PowerShell takes to import a module and, where it is ours, then to call its library for the first time, and then
# to ask it something and read the answer.
param($Module)
$watch = [System.Diagnostics.Stopwatch]::StartNew()
$imported = Import-Module $Module -PassThru
$import = $watch.Elapsed.TotalMilliseconds
$call = $answer = $version = $null
if ($imported.Name -eq 'Snapline') {
    $watch.Restart()
    # Finds and binds the library, and calls it to learn whether it is that of this module.
    & $imported { Import-SnaplineLibrary }
    $call = $watch.Elapsed.TotalMilliseconds
    $version = & $imported { (Invoke-SnaplineVerb -Session ([IntPtr]::Zero) -Request ([ordered]@{ verb = 'version' }) -As $script:SnaplineTypes.Version).version }
    $answer = $watch.Elapsed.TotalMilliseconds
}
[pscustomobject]@{ import = $import; call = $call; answer = $answer; version = $version } | ConvertTo-Json -Compress
