# The HTTP side of the pump: one client for one run, requests as tasks, failures as the flow's words.

# ARM pages are a few megabytes at most; a reply beyond this is not one of them.
$script:SnaplineMaxReply = 256MB
# A piece of a download is 4 MiB at most (G8); a reply beyond this is the whole file, and nothing to hold in memory.
$script:SnaplineMaxPiece = 8MB

# With -Piece for the pieces of a download, which are bytes of a file: nothing on the way may pack them.
function New-SnaplineHttpClient {
    param([Parameter(Mandatory)] [uri] $Endpoint, [int] $TimeoutSeconds = 100, [switch] $Piece)
    if ($PSVersionTable.PSEdition -eq 'Desktop') { Add-Type -AssemblyName System.Net.Http }
    $handler = [System.Net.Http.HttpClientHandler]::new()
    # A redirect is the flow's to judge (the token must not follow it), and replies set no cookies that we would send.
    $handler.AllowAutoRedirect = $false
    $handler.UseCookies = $false
    $handler.AutomaticDecompression = [System.Net.DecompressionMethods]::GZip -bor [System.Net.DecompressionMethods]::Deflate
    $handler.MaxConnectionsPerServer = 16
    # What is on this machine is never reached through a proxy, which would also see the token in clear.
    if ($Endpoint.IsLoopback) { $handler.UseProxy = $false }
    # 7.x leaves the choice to the system, which offers TLS 1.2 and 1.3; 5.1 would follow a process-wide setting (U7).
    if ($PSVersionTable.PSEdition -eq 'Desktop') { $handler.SslProtocols = [System.Security.Authentication.SslProtocols]::Tls12 }
    $client = [System.Net.Http.HttpClient]::new($handler, $true)
    $client.Timeout = [TimeSpan]::FromSeconds($TimeoutSeconds)
    $client.MaxResponseContentBufferSize = $script:SnaplineMaxReply
    $null = $client.DefaultRequestHeaders.TryAddWithoutValidation('User-Agent', "Snapline/$($script:SnaplineVersion) PowerShell/$($PSVersionTable.PSVersion)")
    if ($Piece) {
        $handler.AutomaticDecompression = [System.Net.DecompressionMethods]::None
        $client.MaxResponseContentBufferSize = $script:SnaplineMaxPiece
    }
    return $client
}

# Sends a `request` step; the task ends when the whole body is here. $Token goes into the request and nowhere else.
function Start-SnaplineRequest {
    param($Client, $Step, [string] $Token, $Cancellation)
    $address = $null
    # A cast would put the address into its error, and it may be an access link.
    if (-not [uri]::TryCreate($Step.url, [UriKind]::Absolute, [ref]$address)) {
        throw (New-SnaplineError -Code 'internal' -Message "request $($Step.id) of the flow has an address that this host cannot read; it was not sent.")
    }
    $message = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::new($Step.method), $address)
    if ($null -ne $Step.body -and $Step.body.Length -gt 0) {
        $message.Content = [System.Net.Http.ByteArrayContent]::new([System.Text.Encoding]::UTF8.GetBytes($Step.body))
    }
    foreach ($header in $Step.headers) {
        if (-not $message.Headers.TryAddWithoutValidation($header[0], $header[1]) -and $null -ne $message.Content) {
            $null = $message.Content.Headers.TryAddWithoutValidation($header[0], $header[1])
        }
    }
    if ($Token) { $null = $message.Headers.TryAddWithoutValidation('Authorization', "Bearer $Token") }
    return $Client.SendAsync($message, [System.Net.Http.HttpCompletionOption]::ResponseContentRead, $Cancellation.Token)
}

# A finished task as {Status, Headers (string[][]: pairs), Body (bytes)}, or {Kind} when no whole reply came.
function Receive-SnaplineReply {
    param($Task)
    if ($Task.IsCanceled) { return [pscustomobject]@{ Kind = 'timeout'; Status = 0; Headers = @(); Body = [byte[]]@() } }
    if ($Task.IsFaulted) {
        $kind = Get-SnaplineFailureKind -Exception $Task.Exception.GetBaseException() -Outer $Task.Exception.InnerException
        return [pscustomobject]@{ Kind = $kind; Status = 0; Headers = @(); Body = [byte[]]@() }
    }
    $response = $Task.Result
    try {
        $pairs = [System.Collections.Generic.List[string[]]]::new()
        # HttpClient keeps Content-Type, Content-Length and their kin apart from the rest.
        foreach ($set in $response.Headers, $response.Content.Headers) {
            foreach ($header in $set) {
                foreach ($value in $header.Value) { $pairs.Add([string[]]@($header.Key, $value)) }
            }
        }
        $body = $response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult()
        return [pscustomobject]@{ Kind = $null; Status = [int]$response.StatusCode; Headers = $pairs.ToArray(); Body = $body }
    }
    finally {
        $response.Dispose()
    }
}

# Waits for one request, in short steps so that Ctrl+C is heard, and receives its reply.
function Wait-SnaplineTask {
    param([Parameter(Mandatory)] $Task)
    while ([System.Threading.Tasks.Task]::WaitAny([System.Threading.Tasks.Task[]]@($Task), 100) -lt 0) { continue }
    return Receive-SnaplineReply -Task $Task
}

# Why no reply came, in the flow's words. `not_sent` is only said where the connection was never made: the flow may
# then send a write again, so in doubt it is `cut` or `other`.
function Get-SnaplineFailureKind {
    param([Parameter(Mandatory)] [System.Exception] $Exception, [System.Exception] $Outer)
    $named = $null
    if ($null -ne $Outer) { $named = $Outer.PSObject.Properties['HttpRequestError'] }
    if ($null -ne $named -and $null -ne $named.Value) {
        switch ([string]$named.Value) {
            'NameResolutionError' { return 'not_sent' }
            'ConnectionError' { return 'not_sent' }
            'ProxyTunnelError' { return 'not_sent' }
            'SecureConnectionError' { return 'tls' }
            'ResponseEnded' { return 'cut' }
            'ConfigurationLimitExceeded' { return 'too_large' }
        }
    }
    for ($cause = $Outer; $null -ne $cause; $cause = $cause.InnerException) {
        if ($cause -is [System.Security.Authentication.AuthenticationException]) { return 'tls' }
        if ($cause -is [System.OperationCanceledException] -or $cause -is [System.TimeoutException]) { return 'timeout' }
        if ($cause -is [System.Net.WebException]) {
            switch ([string]$cause.Status) {
                'ConnectFailure' { return 'not_sent' }
                'NameResolutionFailure' { return 'not_sent' }
                'ProxyNameResolutionFailure' { return 'not_sent' }
                'TrustFailure' { return 'tls' }
                'SecureChannelFailure' { return 'tls' }
                'Timeout' { return 'timeout' }
                'MessageLengthLimitExceeded' { return 'too_large' }
                default { return 'cut' }
            }
        }
    }
    if ($Exception -is [System.Net.Sockets.SocketException]) {
        if ([string]$Exception.SocketErrorCode -in 'ConnectionRefused', 'HostNotFound', 'HostUnreachable', 'NetworkUnreachable', 'NoData', 'TryAgain') { return 'not_sent' }
        return 'cut'
    }
    if ($Exception -is [System.IO.IOException]) { return 'cut' }
    # On 5.1 a body over MaxResponseContentBufferSize has no type of its own; the limit's number is in its text.
    foreach ($limit in $script:SnaplineMaxReply, $script:SnaplineMaxPiece) { if ($Exception.Message.Contains([string]$limit)) { return 'too_large' } }
    return 'other'
}
