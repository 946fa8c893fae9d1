# The parts of Test-SnaplineHost.

function New-SnaplineCheck {
    param([string] $Check, [bool] $Ok, [string] $Detail)
    return [pscustomobject]@{ PSTypeName = 'Snapline.HostCheck'; Check = $Check; Ok = $Ok; Detail = $Detail }
}

# One call that every identity may make, to see that the endpoint is reached and takes the token.
function Test-SnaplineEndpoint {
    param($Endpoint, [string] $Token)
    $client = New-SnaplineHttpClient -Endpoint $Endpoint.Uri -TimeoutSeconds 30
    $stop = [System.Threading.CancellationTokenSource]::new()
    try {
        $step = [pscustomobject]@{ method = 'GET'; url = "$($Endpoint.Text)/subscriptions?api-version=2022-12-01"; headers = @(, @('Accept', 'application/json')); body = $null }
        $task = Start-SnaplineRequest -Client $client -Step $step -Token $Token -Cancellation $stop
        $reply = Wait-SnaplineTask -Task $task
    }
    finally {
        $stop.Cancel()
        $client.Dispose()
    }
    if ($reply.Kind) { return New-SnaplineCheck -Check 'Endpoint' -Ok $false -Detail "$($Endpoint.Text) gave no answer ($($reply.Kind))" }
    return New-SnaplineCheck -Check 'Endpoint' -Ok ($reply.Status -eq 200) -Detail "$($Endpoint.Text) answered HTTP $($reply.Status)"
}
