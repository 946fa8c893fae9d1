# Times a reader of the list in this process: the first time, when PowerShell has yet to compile all of it, and once more, as in a
# session that goes on. The reader gives how many snapshots it found in all, and of the disk.
param([Parameter(Mandatory)] [scriptblock] $Reader)
$all = $found = $null
$milliseconds = foreach ($time in 1, 2) {
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $all, $found = & $Reader
    $watch.Elapsed.TotalMilliseconds
}
[pscustomobject]@{ all = $all; found = $found; first = $milliseconds[0]; again = $milliseconds[1] } | ConvertTo-Json -Compress
