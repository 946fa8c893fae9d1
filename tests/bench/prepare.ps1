# What every reader of the emulator's fleet needs before it is timed: errors that end it, no progress bars, a token, and a
# service that does not throttle, so that the programs are compared and not the service's budgets. Dot-source it.
param([Parameter(Mandatory)] [string] $Management, [Parameter(Mandatory)] [string] $Key)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$call = @{ Method = 'POST'; Headers = @{ 'x-snapline-management-key' = $Key }; ContentType = 'application/json'; NoProxy = $true }
$null = Invoke-RestMethod @call -Uri "$Management/manners" -Body '{"buckets": false, "budgets": false}'
(Invoke-RestMethod @call -Uri "$Management/token" -Body '{"role": "reader"}').token
