# A proxy on this machine, as companies have them: it takes CONNECT only. Behind it stands, in place of the service, a server
# with a certificate of its own that hands on to the emulator what it is asked. Linux only, where SSL_CERT_FILE names what
# a process trusts.

# {Port, Pem: the certificate's file, Seen: what came, in clear and in the tunnel, Shell, Listener}. With
# -Password a tunnel is only opened for `user` with that password.
function Start-Proxy {
    param([string] $Folder, [string] $HostName, [string] $Password)
    $key = [System.Security.Cryptography.ECDsa]::Create([System.Security.Cryptography.ECCurve+NamedCurves]::nistP256)
    $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$HostName", $key, [System.Security.Cryptography.HashAlgorithmName]::SHA256)
    $names = [System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    $names.AddDnsName($HostName)
    $request.CertificateExtensions.Add($names.Build())
    $certificate = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(1))
    $pem = Join-Path $Folder 'trusted.pem'
    [System.IO.File]::WriteAllText($pem, $certificate.ExportCertificatePem())
    $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $seen = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $shell = [powershell]::Create()
    $null = $shell.AddScript({
            param($listener, $certificate, $seen, $emulator, $password)
            # The lines up to the first empty one.
            function Read-Head {
                param($Stream)
                $text = [System.Text.StringBuilder]::new()
                while (-not $text.ToString().EndsWith("`r`n`r`n")) {
                    $byte = $Stream.ReadByte()
                    if ($byte -lt 0) { return @() }
                    $null = $text.Append([char]$byte)
                }
                return $text.ToString().TrimEnd().Split("`r`n")
            }
            function Write-Text { param($Stream, [string] $Text) $bytes = [System.Text.Encoding]::UTF8.GetBytes($Text); $Stream.Write($bytes, 0, $bytes.Length); $Stream.Flush() }
            $handler = [System.Net.Http.HttpClientHandler]::new()
            $handler.UseProxy = $false
            $client = [System.Net.Http.HttpClient]::new($handler)
            while ($true) {
                try { $socket = $listener.AcceptTcpClient() } catch { return }
                try {
                    $stream = $socket.GetStream()
                    $head = @(Read-Head $stream)
                    foreach ($line in $head) { $seen.Enqueue("clear: $line") }
                    $due = 'Proxy-Authorization: Basic ' + [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes("user:$password"))
                    if ($password -and $head -notcontains $due) { Write-Text $stream "HTTP/1.1 407 Proxy Authentication Required`r`nProxy-Authenticate: Basic realm=`"here`"`r`nContent-Length: 0`r`nConnection: close`r`n`r`n"; continue }
                    Write-Text $stream "HTTP/1.1 200 Connection established`r`n`r`n"
                    $inner = [System.Net.Security.SslStream]::new($stream)
                    $inner.AuthenticateAsServer($certificate)
                    $head = @(Read-Head $inner)
                    if ($head.Length -eq 0) { continue }
                    $seen.Enqueue("tunnel: $($head[0].Split('?')[0])")
                    $ask = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::new($head[0].Split(' ')[0]), $emulator + $head[0].Split(' ')[1])
                    $token = @($head | Where-Object { $_ -like 'Authorization: *' })[0]
                    $null = $ask.Headers.TryAddWithoutValidation('Authorization', $token.Substring(15))
                    $reply = $client.SendAsync($ask).GetAwaiter().GetResult()
                    $body = $reply.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult()
                    # A connection each: they are served one after the other.
                    Write-Text $inner "HTTP/1.1 $([int]$reply.StatusCode) X`r`nContent-Type: application/json`r`nContent-Length: $($body.Length)`r`nConnection: close`r`n`r`n"
                    $inner.Write($body, 0, $body.Length)
                    $inner.Flush()
                }
                catch { $seen.Enqueue("failed: $($_.Exception.GetBaseException().Message)") }
                finally { $socket.Dispose() }
            }
        }).AddArgument($listener).AddArgument($certificate).AddArgument($seen).AddArgument($Endpoint).AddArgument($Password)
    $null = $shell.BeginInvoke()
    return [pscustomobject]@{ Port = $listener.LocalEndpoint.Port; Pem = $pem; Seen = $seen; Shell = $shell; Listener = $listener }
}

function Stop-Proxy {
    param($Proxy)
    $Proxy.Listener.Stop()
    $Proxy.Shell.Stop()
    $Proxy.Shell.Dispose()
}

# What a PowerShell of its own prints that has this proxy in its environment, and trusts the server behind it.
function Invoke-BehindProxy {
    param($Proxy, [string] $Code, [string] $User = '')
    $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
    foreach ($word in '-NoProfile', '-NonInteractive', '-Command', "`$ProgressPreference = 'SilentlyContinue'; Import-Module '$ModulePath'; try { $Code } catch { `"`$(`$_.FullyQualifiedErrorId.Split(',')[0]) `$(`$_.Exception.Message) `$(`$_.ErrorDetails.RecommendedAction)`" }") { $start.ArgumentList.Add($word) }
    $address = "http://${User}127.0.0.1:$($Proxy.Port)"
    $set = @{ HTTPS_PROXY = $address; HTTP_PROXY = $address; SSL_CERT_FILE = $Proxy.Pem; SSL_CERT_DIR = '/nowhere'; NO_COLOR = '1'; TEST_TOKEN = $script:At.AccessToken }
    foreach ($name in $set.Keys) { $start.Environment[$name] = $set[$name] }
    foreach ($name in 'NO_PROXY', 'no_proxy', 'ALL_PROXY', 'all_proxy', 'https_proxy', 'http_proxy') { $null = $start.Environment.Remove($name) }
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $text = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    return $text.Trim()
}
