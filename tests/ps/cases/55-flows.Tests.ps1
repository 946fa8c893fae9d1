# What the pump promises the flows that no command begins yet: access links stay secret and are closed, a step that it does
# not know stops the flow, and what is told of the time left is shown.

Describe 'Flows in the pump' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $null = Reset-Emulator
        $null = Add-Disk -Name 'data1' -UniqueId 'u-1'
        Add-Snapshot -Name 's-1' -Disk 'data1' -UniqueId 'u-1'
        $null = Add-Disk -Name 'fast1' -Sku 'PremiumV2_LRS' -UniqueId 'u-2'

        # Runs a flow through the module's own pump.
        $script:RunFlow = {
            param($request, $at)
            $endpoint = Resolve-SnaplineEndpoint -Environment AzureCloud -Endpoint $at.Endpoint
            $request['now'] = Get-SnaplineNow
            $request['endpoint'] = $endpoint.Text
            Invoke-SnaplineFlow -Request $request -SignIn (New-SnaplineSignIn -Endpoint $endpoint -AccessToken $at.AccessToken) -Activity 'Reading'
        }

        function Get-LinkCall { return @(Get-Log | Where-Object { $_.path -like '*/s-1/*GetAccess' } | ForEach-Object { $_.path.Split('/')[-1] }) }
        function Get-DiskState { return (Invoke-RestMethod -Uri "$Endpoint$(Get-SnapshotId 's-1')?api-version=2025-01-02" -Headers @{ Authorization = "Bearer $($script:At.AccessToken)" } -NoProxy).properties.diskState }
    }

    It 'an access link is in no stream, is read without a token, and is closed when the flow asks for what the module cannot do' {
        $said = Invoke-Recorded { & (Get-Module Snapline) $script:RunFlow @{ flow = 'download'; snapshotId = (Get-SnapshotId 's-1') } $script:At -Verbose -Debug }
        Assert-Equal @('Snapline.step_unknown') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Equal 'NotImplemented' $said.Errors[0].CategoryInfo.Category 'category'
        # The emulator answers 400 where a link comes with a token, so that the flow came this far is the proof.
        Assert-Equal @('beginGetAccess', 'endGetAccess') @(Get-LinkCall) 'calls'
        Assert-Equal 'Unattached' (Get-DiskState) 'the state after it'
        foreach ($secret in 'sig=', '/md-', $script:At.AccessToken, 'Bearer') { Assert-Lacks $said.All $secret }
    }

    It 'Ctrl+C with an open link: the link is closed before the flow is let go' {
        Add-Fault -When @{ method = 'GET'; pathContains = '/md-'; times = 9 } -Fault @{ kind = 'delay'; milliseconds = 60000 }
        $read = @(Get-Log | Where-Object { $_.path -like '/md-*' }).Length
        try {
            $stopped = Stop-When -Link -Script 'param($body, $request, $at) & (Get-Module Snapline) ([scriptblock]::Create($body)) $request $at' -Arguments "$script:RunFlow", @{ flow = 'ranges'; snapshotId = (Get-SnapshotId 's-1') }, $script:At -When {
                (Get-DiskState) -eq 'ActiveSAS' -and @(Get-Log | Where-Object { $_.path -like '/md-*' }).Length -gt $read
            }
            Assert-Equal 0 $stopped.Warnings.Length "warnings: $($stopped.Warnings)"
        }
        finally { $null = Invoke-Manage -Method DELETE -Path 'faults' }
        Assert-Equal 'Unattached' (Get-DiskState) 'the state after it'
    }

    It 'a wait shows the time left as soon as there is a rate' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddCommand('Import-Module').AddParameter('Name', $ModulePath).AddStatement().AddCommand('New-IncrementalSnapshot').AddParameters($script:At + @{ DiskId = (Get-DiskId 'fast1'); Wait = $true; TimeoutSeconds = 90 })
            $made = Invoke-WithClock { $shell.Invoke() }
            $shown = @($shell.Streams.Progress | Where-Object { $_.Activity -like 'Taking*' -and $_.RecordType -eq 'Processing' })
            Assert-Equal 1 @($made).Length "made; $($shell.Streams.Error)"
            $told = @($shown | Where-Object { $_.SecondsRemaining -ge 0 })
            Assert-True ($told.Length -gt 0) "a time left in $($shown.Length) records"
            Assert-True ($shown[0].SecondsRemaining -lt 0) 'none before there is a rate'
            Assert-True ($told[-1].PercentComplete -gt 0) 'percent'
        }
        finally { $shell.Dispose() }
    }

    It 'of many disks the bar counts, and names the one that it speaks of' {
        $show = {
            param($steps)
            . "$script:SnaplineRoot/Private/Flow.ps1"
            foreach ($step in $steps) {
                Show-SnaplineProgress -Run ([pscustomobject]@{ Activity = 'Waiting'; ProgressAt = [DateTime]::MinValue; ProgressShown = $false; Quiet = $false }) -Step ([pscustomobject]$step)
            }
        }
        $shell = [powershell]::Create()
        try {
            $steps = @{ target = (Get-DiskId 'data1'); text = 'Copying.'; percent = 80.0; secondsLeft = 30; done = 1; of = 4 }, @{ target = $null; text = 'Read.'; percent = $null; secondsLeft = $null; done = 500; of = $null }
            $null = $shell.AddScript('param($module, $body, $steps) & (Import-Module $module -PassThru) ([scriptblock]::Create($body)) $steps').AddArgument($ModulePath).AddArgument("$show").AddArgument($steps)
            $null = $shell.Invoke()
            $shown = @($shell.Streams.Progress | Where-Object Activity -EQ 'Waiting')
        }
        finally { $shell.Dispose() }
        Assert-Equal @('data1: Copying.', 'Read.') @($shown | ForEach-Object StatusDescription) 'texts'
        Assert-Equal @(25, -1) @($shown | ForEach-Object PercentComplete) 'percents'
        Assert-Equal @(-1, -1) @($shown | ForEach-Object SecondsRemaining) 'one disk''s time is not that of all'
    }
}
