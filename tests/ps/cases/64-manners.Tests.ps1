# How the module speaks to the service: no more at once than was allowed, packed where the service packs; and that a plan and
# what -WhatIf says of it are one (V7).

Describe 'Manners' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $script:Folder = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-manners-$([guid]::NewGuid())"
        $null = [System.IO.Directory]::CreateDirectory($script:Folder)
        Reset-Emulator
        $script:Ids = @(foreach ($n in 1..8) { $null = Add-Disk -Name "m$n" -UniqueId "u-m$n"; Get-DiskId "m$n" })

        # The most requests that were under way at once, out of what -Verbose told.
        function Measure-Parallel {
            param([string[]] $Line)
            $now = 0
            $most = 0
            foreach ($one in $Line) {
                if ($one -cmatch '\A#\d+ (GET|PUT|POST|DELETE) ') { $now++; $most = [Math]::Max($most, $now) }
                elseif ($one -cmatch '\A#\d+ (\d+,|no reply)') { $now-- }
            }
            return $most
        }

        # A service that packs its replies: {Port, Seen: what was accepted, Listener, Shell}.
        function Start-Packer {
            foreach ($round in 1..9) {
                $listener = [System.Net.HttpListener]::new()
                $port = [System.Random]::new().Next(20000, 60000)
                $listener.Prefixes.Add("http://127.0.0.1:$port/")
                try { $listener.Start(); break } catch { continue }
            }
            $seen = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
            $shell = [powershell]::Create()
            $null = $shell.AddScript({
                    param($listener, $seen, $emulator, $own)
                    $handler = [System.Net.Http.HttpClientHandler]::new()
                    $handler.UseProxy = $false
                    $client = [System.Net.Http.HttpClient]::new($handler)
                    while ($true) {
                        try { $call = $listener.GetContext() } catch { return }
                        $ask = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::Get, $emulator + $call.Request.RawUrl)
                        $null = $ask.Headers.TryAddWithoutValidation('Authorization', $call.Request.Headers['Authorization'])
                        # The next page's link is the emulator's.
                        $body = [System.Text.Encoding]::UTF8.GetBytes($client.SendAsync($ask).GetAwaiter().GetResult().Content.ReadAsStringAsync().GetAwaiter().GetResult().Replace($emulator, $own))
                        $packed = [System.IO.MemoryStream]::new()
                        $zip = [System.IO.Compression.GZipStream]::new($packed, [System.IO.Compression.CompressionMode]::Compress)
                        $zip.Write($body, 0, $body.Length)
                        $zip.Dispose()
                        $bytes = $packed.ToArray()
                        $seen.Enqueue("$($call.Request.Headers['Accept-Encoding']) $($body.Length) $($bytes.Length)")
                        $call.Response.Headers['Content-Encoding'] = 'gzip'
                        $call.Response.ContentType = 'application/json'
                        $call.Response.Close($bytes, $true)
                    }
                }).AddArgument($listener).AddArgument($seen).AddArgument($Endpoint).AddArgument("http://127.0.0.1:$port")
            $null = $shell.BeginInvoke()
            return [pscustomobject]@{ Port = $port; Seen = $seen; Listener = $listener; Shell = $shell }
        }
    }

    It '-ThrottleLimit bounds what is under way at once, and nothing else does so early' {
        Add-Fault -When @{ pathContains = '/providers/Microsoft.Compute/'; times = 200 } -Fault @{ kind = 'delay'; milliseconds = 200 }
        try {
            foreach ($case in @(1, 1), @(3, 3), @(0, 6)) {
                $limit = @{}
                if ($case[0]) { $limit['ThrottleLimit'] = $case[0] }
                $said = Invoke-Recorded { $script:Ids | New-IncrementalSnapshot @script:At @limit -Verbose }
                Assert-Equal 8 $said.Output.Count 'taken'
                $most = Measure-Parallel $said.Verbose
                if ($case[0]) { Assert-Equal $case[1] $most "under way at once with -ThrottleLimit $($case[0])" }
                else { Assert-True ($most -ge $case[1]) "more than $most under way at once without a limit" }
                Start-Sleep -Seconds 1
            }
        }
        finally { $null = Invoke-Manage -Method DELETE -Path 'faults' }
    }

    It 'replies are asked for packed, and read packed' {
        $packer = Start-Packer
        try { $rows = @(Get-IncrementalSnapshot -Endpoint "http://127.0.0.1:$($packer.Port)" -AccessToken $script:At.AccessToken -SubscriptionId $script:Sub -DiskName 'm1', 'm2' -ResourceGroupName 'rg-prod') }
        finally { $packer.Listener.Stop(); $packer.Shell.Stop(); $packer.Shell.Dispose() }
        Assert-Equal 6 $rows.Length 'rows'
        foreach ($line in $packer.Seen.ToArray()) {
            Assert-Contains $line 'gzip'
            $sizes = $line.Split(' ')[-2, -1]
            Assert-True ([int]$sizes[1] -lt [int]$sizes[0]) "what came was smaller: $line"
        }
    }

    It 'a saved list is read packed, too' {
        $list = Invoke-WebRequest -Uri "$Endpoint/subscriptions/$script:Sub/providers/Microsoft.Compute/snapshots?api-version=2024-03-02" -Headers @{ Authorization = "Bearer $($script:At.AccessToken)" } -NoProxy
        $file = Join-Path $script:Folder 'snapshots.json.gz'
        $stream = [System.IO.Compression.GZipStream]::new([System.IO.File]::Create($file), [System.IO.Compression.CompressionMode]::Compress)
        $bytes = [System.Text.Encoding]::UTF8.GetBytes($list.Content)
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Dispose()
        Assert-Equal 20 @(Get-IncrementalSnapshot -Path $file -WarningAction SilentlyContinue).Length 'rows of the one page'
    }

    It 'V7: what a plan drops, what -WhatIf says of deleting it, and what the night''s -WhatIf says are one list' {
        Reset-Emulator
        $unique = Add-Disk -Name 'v7'
        foreach ($day in 1..6) { Add-Snapshot -Name "v7-$day" -Disk 'v7' -UniqueId $unique -Taken "2026-11-0${day}T02:00:00Z" -Tags @{ 'snapline-policy' = 'nightly' } }
        # Of another: no policy drops it.
        Add-Snapshot -Name 'v7-alien' -Disk 'v7' -UniqueId $unique -Taken '2026-10-01T02:00:00Z'
        $policy = 'last=2 zone=UTC at=02:00 id=nightly'
        # The night's own snapshot is there already, so that both look at the same.
        $slot = '2026-11-07T02:00:00Z'
        $null = Invoke-IncrementalSnapshotPolicy $policy @script:InSub -Slot $slot -NoPrune -Confirm:$false
        $plan = @(Get-IncrementalSnapshotPlan $policy @script:InSub)
        $dropped = @($plan | Where-Object Keep -CEQ 'drop' | ForEach-Object Name | Sort-Object)
        Assert-Equal @(1..5 | ForEach-Object { "v7-$_" }) $dropped 'the plan'
        $told = { param($words) @([regex]::Matches((& (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Import-Module '$ModulePath'; `$at = @{ Endpoint = '$Endpoint'; AccessToken = '$($script:At.AccessToken)' }; $words" | Out-String), '(?im)^What if: delete (?:snapshot ''([\w-]+)''|([\w-]+)\.)') | ForEach-Object { "$($_.Groups[1])$($_.Groups[2])" } | Sort-Object) }
        Assert-Equal $dropped (& $told "Get-IncrementalSnapshotPlan '$policy' @at -SubscriptionId $script:Sub | Remove-IncrementalSnapshot @at -WhatIf") 'Remove-IncrementalSnapshot -WhatIf'
        Assert-Equal $dropped (& $told "Invoke-IncrementalSnapshotPolicy '$policy' @at -SubscriptionId $script:Sub -Slot '$slot' -WhatIf") 'Invoke-IncrementalSnapshotPolicy -WhatIf'
        Assert-Equal @() @(Get-Log | Where-Object method -EQ 'DELETE') 'deleted'
    }

    AfterAll { Remove-Item -LiteralPath $script:Folder -Recurse -Force }
}
