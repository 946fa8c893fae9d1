# Where tokens come from. The first source that gives one is used for the whole run; a failure names each that was
# asked and what it answered. Tokens are held in this object only: never in a message, a stream or a static (U7).

# Seconds before its end at which a token is fetched anew.
$script:SnaplineTokenMargin = 300

function New-SnaplineSignIn {
    param([Parameter(Mandatory)] $Endpoint, $AccessToken, [switch] $UseAzContext)
    $given = $null
    if ($null -ne $AccessToken) { $given = ConvertTo-SnaplineTokenText -Token $AccessToken }
    return [pscustomobject]@{
        Endpoint = $Endpoint.Uri; Resource = $Endpoint.Resource; Given = $given; UseAzContext = [bool]$UseAzContext
        Token = $null; ExpiresOn = [DateTime]::MinValue; Source = $null; Identity = $null; Tenant = $null
    }
}

# Text of a token given as a string, a SecureString or what Get-AzAccessToken gives (a string until Az 13, a
# SecureString since: P20).
function ConvertTo-SnaplineTokenText {
    param([Parameter(Mandatory)] $Token)
    if ($Token -isnot [string] -and $Token -isnot [securestring] -and $null -ne $Token.PSObject.Properties['Token']) { $Token = $Token.Token }
    if ($Token -is [securestring]) { $Token = [System.Net.NetworkCredential]::new('', $Token).Password }
    $text = ''
    if ($Token -is [string]) { $text = $Token.Trim() }
    if ($text.StartsWith('Bearer ', [StringComparison]::OrdinalIgnoreCase)) { $text = $text.Substring(7).Trim() }
    if ($text -cnotmatch '\A[\x21-\x7e]+\z') {
        throw (New-SnaplineError -Code 'bad_token' -Message '-AccessToken holds no token: it must be one line without blanks, a string or a SecureString. Its text is not shown here.')
    }
    return $text
}

# The sources for this host, in the order in which they are asked. In Automation only the managed identity, or Az when
# asked for: no child process can be started there (U4) and an Az context may be another job's (U7).
function Get-SnaplineTokenSource {
    param([Parameter(Mandatory)] $SignIn)
    if ($SignIn.Given) { return @('AccessToken') }
    # A token from here would travel in clear to whatever listens on this machine, so only an identity endpoint that
    # was set up for this process may give one.
    if ($SignIn.Endpoint.Scheme -ceq 'http') { return @('IdentityEndpoint') }
    if (Test-SnaplineAutomation) {
        if ($SignIn.UseAzContext) { return @('Az') }
        return @('IdentityEndpoint')
    }
    return @('Az', 'IdentityEndpoint', 'Metadata', 'AzureCli')
}

# A token for the run. `-Fresh` after a 401: whatever is cached is not good any more.
function Get-SnaplineToken {
    param([Parameter(Mandatory)] $SignIn, [switch] $Fresh)
    $soon = [DateTime]::UtcNow.AddSeconds($script:SnaplineTokenMargin)
    if ($SignIn.Token -and -not $Fresh -and $SignIn.ExpiresOn -gt $soon) { return $SignIn.Token }
    $sources = @(Get-SnaplineTokenSource -SignIn $SignIn)
    # Once signed in, a run stays with its identity: another source could be another person.
    if ($SignIn.Source) { $sources = @($SignIn.Source) }
    $answers = [System.Collections.Generic.List[string]]::new()
    foreach ($source in $sources) {
        try {
            $found = & "Get-SnaplineTokenFrom$source" -SignIn $SignIn
            $claims = Read-SnaplineClaim -Token $found.Token
            $SignIn.Token = $found.Token
            $SignIn.ExpiresOn = $found.ExpiresOn
            if ($null -ne $claims -and $null -ne $claims.exp) { $SignIn.ExpiresOn = [DateTimeOffset]::FromUnixTimeSeconds([long]$claims.exp).UtcDateTime }
            $SignIn.Source = $source
            $SignIn.Identity = Get-SnaplineIdentity -Claims $claims
            if ($null -ne $claims) { $SignIn.Tenant = $claims.tid }
            Write-Verbose "Signed in by $($found.From)$(Format-SnaplineIdentity -SignIn $SignIn)."
            return $SignIn.Token
        }
        catch {
            $answers.Add("${source}: $($_.Exception.Message)")
        }
    }
    throw (New-SnaplineError -Code 'sign_in_failed' -Target $SignIn.Resource -Message "no sign-in gave a token for $($SignIn.Resource). Asked: $($answers -join ' | ')")
}

function Get-SnaplineTokenFromAccessToken {
    param($SignIn)
    return [pscustomobject]@{ Token = $SignIn.Given; ExpiresOn = [DateTime]::MaxValue; From = '-AccessToken' }
}

function Get-SnaplineTokenFromAz {
    param($SignIn)
    $command = Get-Command -Name Get-AzAccessToken -ErrorAction Ignore
    if ($null -eq $command) { throw 'Az.Accounts is not installed here.' }
    $answer = & $command -ResourceUrl $SignIn.Resource -ErrorAction Stop -WarningAction SilentlyContinue
    $token = ConvertTo-SnaplineTokenText -Token $answer
    $expires = [DateTime]::UtcNow.AddMinutes(10)
    if ($null -ne $answer.PSObject.Properties['ExpiresOn'] -and $answer.ExpiresOn -is [DateTimeOffset]) { $expires = $answer.ExpiresOn.UtcDateTime }
    return [pscustomobject]@{ Token = $token; ExpiresOn = $expires; From = 'Get-AzAccessToken' }
}

# The managed identity of Automation, App Service and their kin (U13).
function Get-SnaplineTokenFromIdentityEndpoint {
    param($SignIn)
    # The agent of a machine elsewhere sets this one as well, and has a way of its own.
    if ($env:IMDS_ENDPOINT -and $env:IDENTITY_ENDPOINT) { return Get-SnaplineAgentToken -SignIn $SignIn }
    if (-not $env:IDENTITY_ENDPOINT) { throw 'IDENTITY_ENDPOINT is not set: this host has no managed identity of its own.' }
    $headers = @{ 'Metadata' = 'True' }
    if ($env:IDENTITY_HEADER) { $headers['X-IDENTITY-HEADER'] = $env:IDENTITY_HEADER }
    return Invoke-SnaplineIdentity -Address $env:IDENTITY_ENDPOINT -ApiVersion '2019-08-01' -Resource $SignIn.Resource -Headers $headers -Seconds 30 -From 'managed identity'
}

# A virtual machine's metadata address. AZURE_POD_IDENTITY_AUTHORITY_HOST is the name under which Azure's own clients
# let it be elsewhere. Off a virtual machine nothing answers there, hence the second's patience.
function Get-SnaplineTokenFromMetadata {
    param($SignIn)
    $base = 'http://169.254.169.254'
    if ($env:AZURE_POD_IDENTITY_AUTHORITY_HOST) { $base = $env:AZURE_POD_IDENTITY_AUTHORITY_HOST.TrimEnd('/') }
    return Invoke-SnaplineIdentity -Address "$base/metadata/identity/oauth2/token" -ApiVersion '2018-02-01' -Resource $SignIn.Resource -Headers @{ 'Metadata' = 'true' } -Seconds 1 -From 'the virtual machine''s managed identity'
}

# Asks an identity endpoint. Its reply is {Status, Headers, Body, Kind}.
function Invoke-SnaplineIdentityCall {
    param([string] $Address, [string] $ApiVersion, [string] $Resource, [System.Collections.IDictionary] $Headers, [int] $Seconds)
    $joint = '?'
    if ($Address.Contains('?')) { $joint = '&' }
    $url = "$Address${joint}api-version=$ApiVersion&resource=$([uri]::EscapeDataString($Resource))"
    # An identity endpoint is on this machine: never through a proxy.
    $client = New-SnaplineHttpClient -Endpoint ([uri]'http://127.0.0.1') -TimeoutSeconds $Seconds
    $stop = [System.Threading.CancellationTokenSource]::new()
    try {
        $pairs = @(foreach ($key in $Headers.Keys) { , @([string]$key, [string]$Headers[$key]) })
        $task = Start-SnaplineRequest -Client $client -Step ([pscustomobject]@{ method = 'GET'; url = $url; headers = $pairs; body = $null }) -Cancellation $stop
        return Wait-SnaplineTask -Task $task
    }
    finally {
        $stop.Cancel()
        $client.Dispose()
    }
}

function Invoke-SnaplineIdentity {
    param([string] $Address, [string] $ApiVersion, [string] $Resource, [System.Collections.IDictionary] $Headers, [int] $Seconds, [string] $From)
    $reply = Invoke-SnaplineIdentityCall -Address $Address -ApiVersion $ApiVersion -Resource $Resource -Headers $Headers -Seconds $Seconds
    if ($reply.Kind) { throw "no answer ($($reply.Kind))." }
    $read = $null
    try { $read = ConvertFrom-SnaplineJson -Bytes $reply.Body -As $script:SnaplineTypes.Token } catch { $read = $null }
    if ($reply.Status -ne 200) {
        $why = ''
        if ($null -ne $read -and $read.error_description) { $why = ": $($read.error_description)" }
        throw "it answered HTTP $($reply.Status)$why."
    }
    if ($null -eq $read -or -not $read.access_token) { throw 'it answered without a token.' }
    $expires = [DateTime]::UtcNow.AddMinutes(10)
    $epoch = [long]0
    if ([long]::TryParse([string]$read.expires_on, [ref]$epoch)) { $expires = [DateTimeOffset]::FromUnixTimeSeconds($epoch).UtcDateTime }
    return [pscustomobject]@{ Token = (ConvertTo-SnaplineTokenText -Token $read.access_token); ExpiresOn = $expires; From = $From }
}

function Get-SnaplineTokenFromAzureCli {
    param($SignIn)
    $command = Get-Command -Name az -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if ($null -eq $command) { throw 'Azure CLI (az) is not on the path.' }
    # 5.1 makes an error record of each line on stderr, which must not end the call.
    $ErrorActionPreference = 'Continue'
    $lines = & $command.Source account get-access-token --resource $SignIn.Resource --output json 2>&1
    $failed = $LASTEXITCODE -ne 0
    $said = @($lines | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { "$_".Trim() } | Where-Object { $_ })
    if ($failed) {
        $why = 'it failed without a word.'
        if ($said.Length -gt 0) { $why = $said[0] }
        throw $why
    }
    $text = @($lines | Where-Object { $_ -is [string] }) -join "`n"
    $read = $null
    try { $read = ConvertFrom-SnaplineJson -Bytes ([System.Text.Encoding]::UTF8.GetBytes($text)) -As $script:SnaplineTypes.Token } catch { $read = $null }
    if ($null -eq $read -or -not $read.accessToken) { throw 'it answered without a token.' }
    $expires = [DateTime]::UtcNow.AddMinutes(10)
    return [pscustomobject]@{ Token = (ConvertTo-SnaplineTokenText -Token $read.accessToken); ExpiresOn = $expires; From = 'Azure CLI' }
}

# Who the token is for, out of its middle part; $null for a token that is not a JWT.
function Read-SnaplineClaim {
    param([string] $Token)
    $parts = $Token.Split('.')
    if ($parts.Length -lt 2) { return $null }
    try {
        $text = $parts[1].Replace('-', '+').Replace('_', '/')
        $text = $text.PadRight($text.Length + (4 - $text.Length % 4) % 4, '=')
        return ConvertFrom-SnaplineJson -Bytes ([Convert]::FromBase64String($text)) -As $script:SnaplineTypes.Claims
    }
    catch { return $null }
}

# Whom the token is for: a person by name, an application by its id; $null where the token does not say.
function Get-SnaplineIdentity {
    param($Claims)
    if ($null -eq $Claims) { return $null }
    foreach ($name in 'upn', 'appid', 'oid') {
        if ($Claims.$name) { return $Claims.$name }
    }
    return $null
}

# Who is signed in, as the end of a sentence.
function Format-SnaplineIdentity {
    param($SignIn)
    $text = ''
    if ($SignIn.Identity) { $text = " as $($SignIn.Identity)" }
    if ($SignIn.Tenant) { $text = "$text of tenant $($SignIn.Tenant)" }
    return $text
}
