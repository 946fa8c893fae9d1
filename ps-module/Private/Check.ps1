# The parts of Test-SnaplineHost.

function New-SnaplineCheck {
    param([string] $Check, [bool] $Ok, [string] $Detail)
    return [pscustomobject]@{ PSTypeName = 'Snapline.HostCheck'; Check = $Check; Ok = $Ok; Detail = $Detail }
}

# A call that every identity may make, to see that the endpoint is reached and takes the token; then what may be read.
function Test-SnaplineEndpoint {
    param($Endpoint, [string] $Token, [string[]] $SubscriptionId, [string] $ApiVersion)
    $probe = [pscustomobject]@{ Base = $Endpoint.Text; Token = $Token; ApiVersion = $ApiVersion; Client = (New-SnaplineHttpClient -Endpoint $Endpoint.Uri -TimeoutSeconds 30); Stop = [System.Threading.CancellationTokenSource]::new() }
    try {
        $answer = Read-SnaplineProbe -Probe $probe -Path '/subscriptions?api-version=2022-12-01'
        New-SnaplineCheck -Check 'Endpoint' -Ok ($answer -ceq 'HTTP 200') -Detail "$($Endpoint.Text) answered $answer"
        foreach ($one in $SubscriptionId) { Test-SnaplineRight -Probe $probe -SubscriptionId $one }
    }
    finally {
        $probe.Stop.Cancel()
        $probe.Client.Dispose()
    }
}

# What was answered: `HTTP 403`, or `nothing (timeout)`.
function Read-SnaplineProbe {
    param($Probe, [string] $Path)
    $step = [pscustomobject]@{ method = 'GET'; url = "$($Probe.Base)$Path"; headers = @(, @('Accept', 'application/json')); body = $null }
    $reply = Wait-SnaplineTask -Task (Start-SnaplineRequest -Client $Probe.Client -Step $step -Token $Probe.Token -Cancellation $Probe.Stop)
    if ($reply.Kind) { return "nothing ($($reply.Kind))" }
    return "HTTP $($reply.Status)"
}

# What of a subscription may be read (U14). What may be written shows when it is written. Without the right to read locks the
# service's refusal is what keeps a locked snapshot.
function Test-SnaplineRight {
    param($Probe, [string] $SubscriptionId)
    $may = [System.Collections.Generic.List[string]]::new()
    $not = [System.Collections.Generic.List[string]]::new()
    $lists = [ordered]@{ disks = "Compute/disks?api-version=$($Probe.ApiVersion)"; snapshots = "Compute/snapshots?api-version=$($Probe.ApiVersion)"; locks = 'Authorization/locks?api-version=2020-05-01' }
    foreach ($name in $lists.Keys) {
        $answer = Read-SnaplineProbe -Probe $Probe -Path "/subscriptions/$([uri]::EscapeDataString($SubscriptionId))/providers/Microsoft.$($lists[$name])"
        if ($answer -ceq 'HTTP 200') { $may.Add($name) } else { $not.Add("$name ($answer)") }
    }
    $detail = "subscription ${SubscriptionId}: may read $($may -join ', ')"
    if ($may.Count -eq 0) { $detail = "subscription ${SubscriptionId}: may read nothing" }
    if ($not.Count -gt 0) { $detail = "$detail; not $($not -join ', ')" }
    New-SnaplineCheck -Check 'Rights' -Ok ($may.Contains('disks') -and $may.Contains('snapshots')) -Detail $detail
}
