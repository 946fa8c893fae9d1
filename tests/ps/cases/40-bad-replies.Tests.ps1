# Everything that a service or what stands before it can answer wrongly: a clear error each, on both commands, no half
# state, and no token in any stream.

BeforeDiscovery {
    $list = @{ method = 'GET'; pathContains = '/providers/Microsoft.Compute/snapshots'; skip = 1 }
    $once = @{ method = 'GET'; pathContains = '/providers/Microsoft.Compute/snapshots' }
    $many = $once + @{ times = 99 }
    # What is wrong, the fault and for which requests, the id that Get- ends with, and a part of its message.
    $cases = @(
        @{ what = '401, twice'; fault = @{ kind = 'status'; status = 401 }; requests = $many; due = 'Snapline.ExpiredAuthenticationToken'; part = 'HTTP 401' }
        @{ what = '403'; fault = @{ kind = 'status'; status = 403 }; requests = $list; due = 'Snapline.AuthorizationFailed'; part = 'HTTP 403' }
        @{ what = '404'; fault = @{ kind = 'status'; status = 404; code = 'SubscriptionNotFound'; message = 'The subscription could not be found.' }; requests = $list; due = 'Snapline.SubscriptionNotFound'; part = 'HTTP 404' }
        @{ what = 'a redirect'; fault = @{ kind = 'redirect'; location = 'http://127.0.0.1:9/elsewhere' }; requests = $list; due = 'Snapline.redirect'; part = '302' }
        @{ what = 'a nextLink to another host'; fault = @{ kind = 'foreignLink'; origin = 'https://elsewhere.invalid' }; requests = $once; due = 'Snapline.foreign_link'; part = 'elsewhere.invalid' }
        @{ what = 'JSON that is none'; fault = @{ kind = 'status'; status = 200; shape = 'garbage' }; requests = $list; due = 'Snapline.bad_reply'; part = '' }
        @{ what = 'HTML with status 200'; fault = @{ kind = 'status'; status = 200; shape = 'html' }; requests = $list; due = 'Snapline.bad_reply'; part = '' }
    )
    $passing = @(
        @{ what = 'one 401: a token is fetched anew'; fault = @{ kind = 'status'; status = 401 }; requests = @{ method = 'GET' } }
        @{ what = '429 with Retry-After'; fault = @{ kind = 'status'; status = 429; retryAfter = '1'; shape = 'bare' }; requests = $list }
        @{ what = '429 without Retry-After'; fault = @{ kind = 'status'; status = 429; shape = 'bare' }; requests = $list }
        @{ what = '500 with HTML'; fault = @{ kind = 'status'; status = 500; shape = 'html' }; requests = $list }
        @{ what = 'a connection cut in mid-body'; fault = @{ kind = 'truncate'; afterBytes = 60 }; requests = $list }
        @{ what = 'a connection closed without a reply'; fault = @{ kind = 'dropRequest' }; requests = $list }
        @{ what = 'a late reply'; fault = @{ kind = 'delay'; milliseconds = 700 }; requests = $list }
    )
}

Describe 'Bad replies' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $null = Reset-Emulator
        $null = Add-Disk -Name 'data1' -UniqueId 'u-1'
        foreach ($day in 10..22) { Add-Snapshot -Name "s-$day" -Disk 'data1' -UniqueId 'u-1' -Taken "2026-10-${day}T02:00:00Z" }
        Add-Filler
    }

    It 'Get: <what> is <due>, and no short list is shown' -ForEach $cases {
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Add-Fault -Fault $fault -When $requests
        $said = Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -Verbose }
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Assert-Equal @($due) @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Contains $said.Errors[0].Exception.Message $part
        Assert-Equal 0 $said.Output.Count 'rows'
        Assert-Lacks $said.All $script:At.AccessToken
    }

    # What goes by itself: the core waits or asks once more.
    It 'Get: once <what>: the list is whole all the same' -ForEach $passing {
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Add-Fault -Fault $fault -When $requests
        $call = @{ Endpoint = $script:At.Endpoint; SubscriptionId = $script:Sub }
        $said = Invoke-Recorded { Get-IncrementalSnapshot @call -Verbose }
        Assert-Equal @() @($said.Errors | ForEach-Object { $_.Exception.Message }) 'errors'
        Assert-Equal 133 $said.Output.Count 'rows'
        Assert-Lacks $said.All 'Bearer'
    }

    It 'New: a reply to the PUT that is lost is looked up, not written twice' {
        foreach ($fault in @{ kind = 'dropReply' }, @{ kind = 'truncate'; afterBytes = 10 }) {
            $null = Invoke-Manage -Method DELETE -Path 'faults'
            $before = @(Get-Log | Where-Object method -EQ 'PUT').Length
            Add-Fault -Fault $fault -When @{ method = 'PUT' }
            $made = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') -SnapshotName "lost-$($fault.kind)"
            Assert-Equal "lost-$($fault.kind)" $made.Name 'name'
            Assert-Equal ($before + 1) @(Get-Log | Where-Object method -EQ 'PUT').Length 'writes'
        }
    }

    It 'New: an operation address on another host is not called, and what was made is told' {
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Add-Fault -Fault @{ kind = 'foreignLink'; origin = 'https://elsewhere.invalid' } -When @{ method = 'PUT' }
        $said = Invoke-Recorded { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') -SnapshotName 'foreign-operation' -Verbose }
        Assert-Equal @('foreign-operation') @($said.Output | ForEach-Object Name) 'made'
        Assert-Lacks (@($said.Verbose | Where-Object { $_.StartsWith('#') }) -join "`n") 'elsewhere'
    }

    It 'New: the service''s refusal keeps code, words, status and request ids (A76)' {
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Add-Fault -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'The client may not do this.' } -When @{ method = 'PUT' }
        $record = Assert-Error 'Snapline.AuthorizationFailed' { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') -SnapshotName 'refused' }
        Assert-Equal 'PermissionDenied' $record.CategoryInfo.Category 'category'
        foreach ($part in 'The client may not do this.', 'HTTP 403', 'request id', 'correlation id') { Assert-Contains $record.Exception.Message $part }
        Assert-Contains $record.ErrorDetails.RecommendedAction 'Microsoft.Compute/snapshots/write'
        Assert-True $record.Exception.Data['RequestId'] 'the request id as data'
    }

    It 'New: an operation that fails tells why' {
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Add-Fault -Fault @{ kind = 'failOperation'; code = 'DiskBusy'; message = 'The disk is busy.' } -When @{ method = 'PUT' }
        $record = Assert-Error 'Snapline.DiskBusy' { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') -SnapshotName 'op-failed' }
        Assert-Contains $record.Exception.Message 'The disk is busy.'
    }

    It 'an endpoint where nobody listens: no write is in doubt' {
        $call = @{ Endpoint = 'http://127.0.0.1:9'; AccessToken = $script:At.AccessToken }
        $said = Invoke-Recorded { New-IncrementalSnapshot @call -DiskId (Get-DiskId 'data1') -TimeoutSeconds 3 -Verbose }
        Assert-Equal @('Snapline.timed_out') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Contains ($said.Verbose -join "`n") 'not_sent'
        Assert-Contains $said.Errors[0].Exception.Message 'Nothing was written'
        Assert-Lacks $said.All $script:At.AccessToken
    }

    It 'https where plain http answers: the token is not sent, and the error is of TLS' {
        $token = 'a-token-that-goes-nowhere'
        $said = Invoke-Recorded { Get-IncrementalSnapshot -Endpoint $Endpoint.Replace('http:', 'https:') -AccessToken $token -SubscriptionId $script:Sub -Verbose }
        Assert-Equal @('Snapline.tls_failed') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Lacks $said.All $token
    }

    It 'why no reply came is told apart: only a connection that was never made counts as not sent' {
        $ask = {
            param($url, $seconds, $largest)
            $kept = $script:SnaplineMaxReply
            $script:SnaplineMaxReply = $largest
            $client = New-SnaplineHttpClient -Endpoint ([uri]$url) -TimeoutSeconds $seconds
            try {
                $step = [pscustomobject]@{ method = 'GET'; url = $url; headers = @(); body = $null }
                (Wait-SnaplineTask -Task (Start-SnaplineRequest -Client $client -Step $step -Cancellation ([System.Threading.CancellationTokenSource]::new()))).Kind
            }
            finally { $client.Dispose(); $script:SnaplineMaxReply = $kept }
        }
        $module = Get-Module Snapline
        $list = "$Endpoint/subscriptions/$script:Sub/providers/Microsoft.Compute/disks?api-version=2025-01-02"
        Assert-Equal 'not_sent' (& $module $ask 'http://127.0.0.1:9/' 5 1MB) 'nobody listens'
        Assert-Equal 'not_sent' (& $module $ask 'https://nowhere.invalid/' 5 1MB) 'no such name'
        Assert-Equal 'tls' (& $module $ask $list.Replace('http:', 'https:') 5 1MB) 'no TLS'
        foreach ($case in @(@('cut', @{ kind = 'dropRequest' }), @('cut', @{ kind = 'truncate'; afterBytes = 5 }), @('timeout', @{ kind = 'delay'; milliseconds = 2500 }))) {
            $null = Invoke-Manage -Method DELETE -Path 'faults'
            # HttpClient itself repeats a GET whose connection closes at once: each time the same.
            Add-Fault -Fault $case[1] -When @{ times = 9 }
            Assert-Equal $case[0] (& $module $ask $list 1 1MB) $case[1].kind
        }
        $null = Invoke-Manage -Method DELETE -Path 'faults'
        Assert-Equal 'too_large' (& $module $ask $list 5 16) 'more than the limit'
    }

    AfterAll { $null = Invoke-Manage -Method DELETE -Path 'faults' }
}
