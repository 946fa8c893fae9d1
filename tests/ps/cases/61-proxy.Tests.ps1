# A company's proxy: taken from the environment, as Az takes it. It sees where a call goes, and nothing of what is said.

Describe 'A proxy of the environment' {
    # Found before a test runs, as Pester has it, so that this is one skip.
    if (-not $IsLinux) {
        It 'a proxy of the environment' { Set-ItResult -Skipped -Because 'only on Linux does a variable say which certificates a process trusts' }
        return
    }

    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        . (Join-Path $PSScriptRoot '../proxy.ps1')
        $null = Reset-Emulator
        $null = Add-Disk -Name 'data1' -UniqueId 'u-1'
        foreach ($day in 1, 2) { Add-Snapshot -Name "s-$day" -Disk 'data1' -UniqueId 'u-1' -Taken "2026-11-0${day}T02:00:00Z" }
        function Get-ListCode { param([string] $More = '') return "Get-IncrementalSnapshot -SubscriptionId '$script:Sub' -AccessToken `$env:TEST_TOKEN $More | ForEach-Object { if (`$_.Name) { `$_.Name } else { `$_ } }" }
        $azure = 'management.azure.com'

        # Runs a test with a proxy, and stops it whatever comes.
        function Test-WithProxy {
            param([hashtable] $With = @{}, [scriptblock] $Body)
            $folder = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-proxy-$([guid]::NewGuid())"
            $null = [System.IO.Directory]::CreateDirectory($folder)
            $proxy = Start-Proxy -Folder $folder -HostName $azure @With
            try { & $Body $proxy }
            finally { Stop-Proxy $proxy; Remove-Item -LiteralPath $folder -Recurse -Force }
        }
    }

    It 'the service is reached through the proxy of the environment, which gets no token' {
        Test-WithProxy -Body {
            param($proxy)
            Assert-Equal "s-1`ns-2" (Invoke-BehindProxy $proxy (Get-ListCode)) "rows; $($proxy.Seen -join "`n")"
            Assert-Equal @("clear: CONNECT ${azure}:443 HTTP/1.1") @($proxy.Seen | Where-Object { $_ -clike 'clear: * HTTP/1.1' } | Sort-Object -Unique) 'what the proxy was asked'
            Assert-Equal 2 @($proxy.Seen | Where-Object { $_ -clike 'tunnel: GET *' }).Length 'requests in the tunnel'
            Assert-Equal 0 @($proxy.Seen | Where-Object { $_ -clike 'clear: *' -and ($_ -like '*authorization*' -or $_.Contains($script:At.AccessToken)) }).Length 'tokens in clear'
        }
    }

    It 'a proxy that wants a name and a password gets those of its address, and where they are wrong the error names the way out without them' {
        Test-WithProxy -With @{ Password = 'open-sesame' } -Body {
            param($proxy)
            Assert-Equal "s-1`ns-2" (Invoke-BehindProxy $proxy (Get-ListCode) -User 'user:open-sesame@') 'rows'
            $said = Invoke-BehindProxy $proxy (Get-ListCode '-Verbose 4>&1') -User 'user:wrong-word@'
            Assert-Contains $said 'Snapline.connection_failed'
            Assert-Contains $said 'HTTPS_PROXY'
            Assert-Lacks $said 'wrong-word'
            Assert-Equal 2 @($proxy.Seen | Where-Object { $_ -clike 'tunnel: *' }).Length 'requests in tunnels: those of the right word'
        }
    }

    It 'what is on this machine is never asked through a proxy' {
        Test-WithProxy -Body {
            param($proxy)
            Assert-Equal "s-1`ns-2" (Invoke-BehindProxy $proxy (Get-ListCode "-Endpoint '$Endpoint'")) 'rows'
            Assert-Equal 0 $proxy.Seen.Count 'requests'
        }
    }
}
