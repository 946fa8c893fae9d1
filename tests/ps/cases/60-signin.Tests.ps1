# Signing in: which source is asked when, what a failure says, and that no token shows.

Describe 'Signing in' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $null = Reset-Emulator
        $null = Add-Disk -Name 'data1' -UniqueId 'u-1'
        Add-Snapshot -Name 's-1' -Disk 'data1' -UniqueId 'u-1'

        # Runs a script inside the module with the address of the public cloud: its sources can be asked without sending.
        function Invoke-Inside {
            param([scriptblock] $Body, $With)
            return & (Get-Module Snapline) $Body $With
        }

        $order = {
            param($with)
            $at = Resolve-SnaplineEndpoint -Environment AzureCloud -Endpoint $with.Endpoint
            $signIn = New-SnaplineSignIn -Endpoint $at -AccessToken $with.Token -UseAzContext:$with.UseAz
            @(Get-SnaplineTokenSource -SignIn $signIn)
        }
    }

    It 'the order of the sources' {
        Assert-Equal @('AccessToken') (Invoke-Inside $order @{ Endpoint = ''; Token = 'abc'; UseAz = $false })
        Assert-Equal @('Az', 'IdentityEndpoint', 'Metadata', 'AzureCli') (Invoke-Inside $order @{ Endpoint = ''; Token = $null; UseAz = $false })
        Assert-Equal @('IdentityEndpoint') (Invoke-Inside $order @{ Endpoint = 'http://127.0.0.1:1'; Token = $null; UseAz = $false }) 'plain http'
        $env:AZUREPS_HOST_ENVIRONMENT = 'AzureAutomation/'
        try {
            Assert-Equal @('IdentityEndpoint') (Invoke-Inside $order @{ Endpoint = ''; Token = $null; UseAz = $false }) 'Automation'
            Assert-Equal @('Az') (Invoke-Inside $order @{ Endpoint = ''; Token = $null; UseAz = $true }) 'Automation with Az'
        }
        finally { Remove-Item Env:AZUREPS_HOST_ENVIRONMENT }
    }

    It 'a managed identity signs in by itself, and -Verbose says who' {
        $said = Invoke-Recorded { Get-IncrementalSnapshot -Endpoint $Endpoint -SubscriptionId $script:Sub -Verbose }
        Assert-Equal @('s-1') @($said.Output | ForEach-Object Name) 'rows'
        Assert-Contains ($said.Verbose -join "`n") 'Signed in by managed identity'
        Assert-Contains ($said.Verbose -join "`n") 'of tenant'
        Assert-Lacks $said.All $IdentityHeader
    }

    It 'a token as SecureString, with Bearer, and as Get-AzAccessToken gives it' {
        $text = $script:At.AccessToken
        $secure = ConvertTo-SecureString -String $text -AsPlainText -Force
        foreach ($token in $secure, "Bearer $text", [pscustomobject]@{ Token = $secure; UserId = 'x' }, [pscustomobject]@{ Token = $text }) {
            $said = Invoke-Recorded { Get-IncrementalSnapshot -Endpoint $Endpoint -SubscriptionId $script:Sub -AccessToken $token -Verbose }
            Assert-Equal @('s-1') @($said.Output | ForEach-Object Name) 'rows'
            Assert-Lacks $said.All $text
        }
    }

    It 'what cannot be a token is refused without being shown' {
        foreach ($token in "two words", "line`nbreak", '', (New-Object System.Security.SecureString), 42) {
            $record = Assert-Error 'Snapline.bad_token' { Get-IncrementalSnapshot -Endpoint $Endpoint -SubscriptionId $script:Sub -AccessToken $token }
            if ("$token".Length -gt 3) { Assert-Lacks $record.Exception.Message "$token" }
        }
    }

    It 'a failed sign-in names each source and what it answered' {
        $env:IDENTITY_HEADER = 'wrong'
        try { $record = Assert-Error 'Snapline.sign_in_failed' { Get-IncrementalSnapshot -Endpoint $Endpoint -SubscriptionId $script:Sub } }
        finally { $env:IDENTITY_HEADER = $IdentityHeader }
        Assert-Equal 'AuthenticationError' $record.CategoryInfo.Category 'category'
        Assert-Contains $record.Exception.Message 'IdentityEndpoint: it answered HTTP 4'
        Assert-Contains $record.ErrorDetails.RecommendedAction 'Connect-AzAccount'
    }

    It 'the whole chain: Az, identity, metadata address and az are asked in turn, each answer is told' {
        $inside = {
            param($with)
            $at = Resolve-SnaplineEndpoint -Environment AzureCloud -Endpoint ''
            Import-SnaplineLibrary
            Get-SnaplineToken -SignIn (New-SnaplineSignIn -Endpoint $at)
        }
        $kept = $env:PATH
        $env:IDENTITY_ENDPOINT = $null
        $env:PATH = ''
        try { $record = Assert-Error 'Snapline.sign_in_failed' { Invoke-Inside $inside } }
        finally { $env:IDENTITY_ENDPOINT = $IdentityEndpoint;  $env:PATH = $kept }
        foreach ($part in 'Az: Az.Accounts is not installed', 'IdentityEndpoint: IDENTITY_ENDPOINT is not set', 'Metadata: no answer (not_sent)', 'AzureCli: Azure CLI (az) is not on the path') { Assert-Contains $record.Exception.Message $part }
    }

    It 'Get-AzAccessToken is taken when it is there, as string or SecureString (P20)' {
        $inside = {
            param($with)
            $at = Resolve-SnaplineEndpoint -Environment AzureUSGovernment -Endpoint ''
            Import-SnaplineLibrary
            $signIn = New-SnaplineSignIn -Endpoint $at
            "$(Get-SnaplineToken -SignIn $signIn)|$($signIn.Source)"
        }
        foreach ($secure in $false, $true) {
            $global:SnaplineTestSecure = $secure
            function global:Get-AzAccessToken {
                param([string] $ResourceUrl)
                $text = "for-$($ResourceUrl.Split('/')[2])"
                if ($global:SnaplineTestSecure) { return [pscustomobject]@{ Token = (ConvertTo-SecureString $text -AsPlainText -Force); ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1) } }
                return [pscustomobject]@{ Token = $text; ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1) }
            }
            try { Assert-Equal 'for-management.usgovcloudapi.net|Az' (Invoke-Inside $inside) }
            finally { Remove-Item Function:\Get-AzAccessToken; Remove-Variable -Scope Global SnaplineTestSecure }
        }
    }

    It 'az is asked in its own words, and its complaint is passed on' {
        if ($IsWindows) { Set-ItResult -Skipped -Because 'the az that is asked here is a script of a shell' }
        $folder = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-az-$PID"
        $null = New-Item -ItemType Directory -Path $folder -Force
        $kept = $env:PATH
        $env:PATH = "${folder}:$kept"
        $inside = {
            param($with)
            $at = Resolve-SnaplineEndpoint -Environment AzureCloud -Endpoint ''
            Import-SnaplineLibrary
            (Get-SnaplineTokenFromAzureCli -SignIn (New-SnaplineSignIn -Endpoint $at)).Token
        }
        try {
            Set-Content -Path "$folder/az" -Value "#!/bin/sh`n[ `"`$*`" = 'account get-access-token --resource https://management.azure.com/ --output json' ] || exit 3`necho 'WARNING: noise' >&2`necho '{`"accessToken`": `"from-az`", `"expiresOn`": `"2026-11-21 10:00:00.000000`"}'"
            chmod +x "$folder/az"
            Assert-Equal 'from-az' (Invoke-Inside $inside)
            Set-Content -Path "$folder/az" -Value "#!/bin/sh`necho `"ERROR: Please run 'az login' to setup account.`" >&2`nexit 1"
            $text = ''
            try { $null = Invoke-Inside $inside } catch { $text = $_.Exception.Message }
            Assert-Contains $text "Please run 'az login'"
        }
        finally { $env:PATH = $kept; Remove-Item -Recurse -Force $folder }
    }

    It 'a token that may only read cannot write, and the error says so without it' {
        $token = Get-TestToken -Role 'reader'
        $said = Invoke-Recorded { New-IncrementalSnapshot -Endpoint $Endpoint -AccessToken $token -DiskId (Get-DiskId 'data1') -Verbose }
        Assert-Equal @('Snapline.AuthorizationFailed') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] })
        Assert-Lacks $said.All $token
    }

    It 'the agent of a machine elsewhere: the file that it names proves who asks, once its place, kind and size are right' {
        $kept = $env:IDENTITY_ENDPOINT
        $env:IDENTITY_ENDPOINT = "$Endpoint/arc/metadata/identity/oauth2/token"
        $env:IMDS_ENDPOINT = $Endpoint
        $module = Get-Module Snapline
        $folder = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-agent-$([guid]::NewGuid())"
        $null = New-Item -ItemType Directory -Path $folder
        try {
            # By itself the agent's folder is the installed one, which the emulator's file is not in.
            $record = Assert-Error 'Snapline.sign_in_failed' { Get-IncrementalSnapshot -Endpoint $Endpoint -SubscriptionId $script:Sub }
            Assert-Contains $record.Exception.Message 'it was not read'
            $named = & $module {
                $reply = Invoke-SnaplineIdentityCall -Address $env:IDENTITY_ENDPOINT -ApiVersion '2020-06-01' -Resource 'https://management.azure.com/' -Seconds 9 -Headers @{ Metadata = 'true' }
                @($reply.Headers | Where-Object { $_[0] -eq 'WWW-Authenticate' })[0][1].Split('=')[1].Trim('"')
            }
            $script:AgentFolder = Split-Path $named
            $said = Invoke-Recorded {
                & $module {
                    param($folder, $call)
                    function Get-SnaplineAgentFolder { return $folder }
                    Get-IncrementalSnapshot @call -Verbose
                } $script:AgentFolder @{ Endpoint = $Endpoint; SubscriptionId = $script:Sub }
            }
            Assert-Equal 0 $said.Errors.Count "errors: $($said.Errors)"
            Assert-True (@($said.Verbose -like "Signed in by the managed identity of the machine's agent*").Length -eq 1) 'the source'
            # What is not the agent's is not read.
            [System.IO.File]::WriteAllText((Join-Path $folder 'big.key'), 'x' * 5000)
            [System.IO.File]::WriteAllText((Join-Path $folder 'proof.txt'), 'x')
            [System.IO.File]::WriteAllText((Join-Path $folder 'good.key'), "secret`n")
            $read = { param($folder, $file) function Get-SnaplineAgentFolder { return $folder }; Read-SnaplineProof -File $file }
            foreach ($case in @((Join-Path $folder 'big.key'), '*5000 bytes*'), @((Join-Path $folder 'proof.txt'), '*no key*'), @((Join-Path $folder 'none.key'), '*is not there*'), @("$folder/../x.key", '*outside of*')) {
                $why = ''
                try { $null = & $module $read $folder $case[0] } catch { $why = "$_" }
                Assert-True ($why -like $case[1]) "$($case[0]): $why"
            }
            Assert-Equal 'secret' (& $module $read $folder (Join-Path $folder 'good.key')) 'the content'
        }
        finally {
            $env:IDENTITY_ENDPOINT = $kept
            Remove-Item Env:IMDS_ENDPOINT
            Remove-Item -LiteralPath $folder -Recurse
        }
    }
}
