# Every command once in a plain culture; then in two that write dates and numbers otherwise, and of which one has another small
# letter for I, with the token refused in the middle: what comes out is the same, with the same types.

BeforeDiscovery {
    # Run later, among the variables of BeforeAll.
    $read = [ordered]@{
        'Get-IncrementalSnapshot'        = { Get-IncrementalSnapshot @ours }
        'Wait-IncrementalSnapshot'       = { Wait-IncrementalSnapshot @ours -ResourceGroupName rg-prod -Name 'INDIGO-02' }
        'Compare-IncrementalSnapshot'    = { Compare-IncrementalSnapshot @id -SnapshotId (Get-SnapshotId 'whole') }
        'Export-IncrementalSnapshot'     = { Export-IncrementalSnapshot @id -SnapshotId (Get-SnapshotId 'whole') -Path (Join-Path $script:Out "$([guid]::NewGuid()).vhd") }
        'Get-IncrementalSnapshotPlan'    = { Get-IncrementalSnapshotPlan 'last=1 zone=Europe/Istanbul id=nightly' @ours }
        'Export-IncrementalSnapshotPlan' = { Export-IncrementalSnapshotPlan -Format Bicep -Policy 'daily=2 zone=Europe/Amsterdam at=02:00 id=nightly' @ours -Destination (Join-Path $script:Out ([guid]::NewGuid())) | ForEach-Object { [System.IO.File]::ReadAllText($_.FullName) } }
        'Test-IncrementalSnapshotPolicy' = { Test-IncrementalSnapshotPolicy 'hourly=720 zone=Europe/Istanbul every=1h' }
        'Test-SnaplineHost'              = { Test-SnaplineHost @id | Where-Object Check -NE 'Culture' }
    }
    $write = [ordered]@{
        'New-IncrementalSnapshot'          = { New-IncrementalSnapshot @id -DiskId (Get-DiskId 'INDIGO') -SnapshotName 'ISTANBUL-2026-11-20' -Slot '2026-11-20T02:00:00Z' -Tag $script:Odd -Wait }
        'Copy-IncrementalSnapshot'         = { Invoke-WithClock -Seconds 600 { Copy-IncrementalSnapshot @id @away -Id (Get-SnapshotId 'Indigo-01') } }
        'Invoke-IncrementalSnapshotPolicy' = { Invoke-IncrementalSnapshotPolicy 'last=2 zone=Europe/Istanbul at=02:00 id=nightly' @ours -Slot '2026-11-20T02:00:00Z' -Confirm:$false }
        'Remove-IncrementalSnapshot'       = { Remove-IncrementalSnapshot @id -Id (Get-SnapshotId 'Indigo-01') -Confirm:$false }
    }
}

Describe 'Every command in every culture' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $script:Odd = @{ iso = '2026-02-03T00:00:00Z'; nl = '20-11-2026'; tr = '20.11.2026'; number = '1.000,50'; percent = '%'; INFO = ([string][char]0x131 + [char]0x130 + 'iI') }
        $script:Out = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-every-$([guid]::NewGuid())"
        $null = [System.IO.Directory]::CreateDirectory($script:Out)
        # No token is given: the managed identity has another one when the first is refused.
        $id = @{ Endpoint = $Endpoint }
        $ours = $id + @{ SubscriptionId = $script:Sub }
        $away = @{ Location = 'northeurope'; DestinationResourceGroupName = 'rg-away'; TimeoutSeconds = 3600; WarningAction = 'SilentlyContinue' }

        function Reset-Fleet {
            $null = Reset-Emulator
            $null = Add-Disk -Name 'INDIGO' -UniqueId 'u-1' -Tags $script:Odd
            foreach ($day in 1..3) { Add-Snapshot -Name "Indigo-0$day" -Disk 'INDIGO' -UniqueId 'u-1' -Taken "2026-10-0${day}T02:00:00.5Z" -Tags ($script:Odd + @{ 'snapline-policy' = 'nightly' }) -Extra @{ uniqueId = "us-$day" } }
            $null = Add-Disk -Name 'other' -Group 'rg-away' -UniqueId 'u-2'
        }

        # A value as a text that no culture changes, with its type; what is new in every run is left out.
        function Show-Value {
            param($Value, [int] $Depth = 0)
            if ($null -eq $Value) { return 'null' }
            $base = $Value
            if ($Value -is [psobject]) { $base = $Value.PSObject.BaseObject }
            if ($base -is [string]) {
                $text = $base -replace '[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{32}\b|\b[0-9a-f]{64}\b', 'guid' -replace '(?<!\d)\d{8}T\d{6}Z', 'stamp'
                # Of now.
                return "'$([regex]::Replace($text, '\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?', { param($one) if ([Math]::Abs(([DateTimeOffset]::Parse($one.Value, [cultureinfo]::InvariantCulture, 'AssumeUniversal') - [DateTimeOffset]::UtcNow).TotalHours) -lt 12) { 'now' } else { $one.Value } }))'"
            }
            if ($base -is [datetime]) {
                if ([Math]::Abs(([datetime]::UtcNow - $base).TotalDays) -lt 2) { return "datetime $($base.Kind)" }
                return "datetime $($base.Kind) $($base.ToString('o', [cultureinfo]::InvariantCulture))"
            }
            if ($base -is [timespan]) { return 'timespan' }
            if ($base -is [ValueType]) { return "$($base.GetType().Name) $([Convert]::ToString($base, [cultureinfo]::InvariantCulture))" }
            if ($Depth -gt 4) { return 'deeper' }
            if ($base -is [System.Collections.IDictionary]) { return "{$(@($base.Keys | Sort-Object -CaseSensitive -Culture '' | ForEach-Object { "$_=$(Show-Value $base[$_] ($Depth + 1))" }) -join '; ')}" }
            if ($base -is [System.Collections.IEnumerable]) { return "[$(@($base | ForEach-Object { Show-Value $_ ($Depth + 1) }) -join ', ')]" }
            # Paths and hashes are of the run; PlannedAt is its instant as a text.
            $properties = $Value.PSObject.Properties | Where-Object { $_.Name -cnotin 'Path', 'Hash', 'PlannedAt', 'Detail' } | Sort-Object Name -CaseSensitive -Culture ''
            return "$($Value.PSObject.TypeNames[0]){$(@($properties | ForEach-Object { "$($_.Name)=$(Show-Value $_.Value ($Depth + 1))" }) -join '; ')}"
        }

        # {Shown: one line an object, Calls: how many requests of the service, Tokens: how many tokens were asked for}.
        function Invoke-In {
            param([scriptblock] $Run, [string] $Culture)
            $kept = [cultureinfo]::CurrentCulture
            $before = @(Get-Log).Length
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo($Culture)
            $global:VerbosePreference = 'Continue'
            try { $said = Invoke-Recorded $Run }
            finally { [cultureinfo]::CurrentCulture = $kept; $global:VerbosePreference = 'SilentlyContinue' }
            Assert-Equal @() @($said.Errors | ForEach-Object { "$($_.FullyQualifiedErrorId): $($_.Exception.Message)" }) "errors in '$Culture'"
            Assert-Lacks $said.All 'eyJ'
            $log = @(Get-Log | Select-Object -Skip $before)
            return [pscustomobject]@{ Shown = @($said.Output | ForEach-Object { Show-Value $_ }); Calls = @($log | Where-Object { $_.path -like '/subscriptions/*' }).Length; Tokens = @($said.Verbose -clike 'Signed in by *').Length }
        }

        # What a command gives in every culture, and when the token has ended in the middle.
        function Assert-Same {
            param([string] $Name, [scriptblock] $Run, [switch] $Writes)
            if ($Writes) { Reset-Fleet }
            $plain = Invoke-In $Run ''
            Assert-True ($plain.Shown.Length -gt 0) 'output'
            if ($Name -cin 'Get-IncrementalSnapshot', 'Wait-IncrementalSnapshot', 'New-IncrementalSnapshot') {
                foreach ($text in "iso='2026-02-03T00:00:00Z'", "nl='20-11-2026'", "number='1.000,50'", "INFO='$($script:Odd.INFO)'", 'DiskSizeBytes=Int64 ', 'Restorable=Boolean True') { Assert-Contains $plain.Shown[-1] $text }
            }
            # The first request may be all there is; else the second is refused, and then the last.
            $places = @('tr-TR', [Math]::Min(1, [Math]::Max(0, $plain.Calls - 1))), @('nl-NL', [Math]::Max(0, $plain.Calls - 1))
            foreach ($place in $places) {
                if ($Writes) { Reset-Fleet }
                if ($plain.Calls -gt 0) { Add-Fault -When @{ pathContains = '/subscriptions/'; skip = $place[1] } -Fault @{ kind = 'status'; status = 401; code = 'ExpiredAuthenticationToken'; message = 'The access token expired.' } }
                $other = Invoke-In $Run $place[0]
                $null = Invoke-Manage -Method DELETE -Path 'faults'
                Assert-Equal $plain.Shown $other.Shown "output in $($place[0]), with request $($place[1] + 1) of $($plain.Calls) refused"
                if ($plain.Calls -gt 0) { Assert-Equal ($plain.Tokens + 1) $other.Tokens 'tokens' }
            }
        }
    }

    It 'no command is left out' -ForEach @{ names = @($read.Keys) + @($write.Keys) } {
        Assert-Equal @(Import-PowerShellDataFile -LiteralPath $ModulePath).FunctionsToExport @($names | Sort-Object -Culture '') 'commands'
    }

    It '<name> gives the same in every culture, and when the token has ended in the middle' -ForEach @($write.Keys | ForEach-Object { @{ name = $_; run = $write[$_] } }) { Assert-Same -Name $name -Run $run -Writes }

    Context 'that reads' {
        BeforeAll {
            Reset-Fleet
            $null = Invoke-Manage -Method POST -Path 'disks' -Body @{
                id = (Get-DiskId 'bytes'); name = 'bytes'; type = 'Microsoft.Compute/disks'; location = 'westeurope'; tags = @{}; sku = @{ name = 'Premium_LRS' }
                properties = @{ creationData = @{ createOption = 'Empty' }; diskSizeGB = 1; diskSizeBytes = 1MB; uniqueId = 'u-3'; timeCreated = '2026-01-01T00:00:00.0000000+00:00'; provisioningState = 'Succeeded'; diskState = 'Unattached' }
            }
            $null = Invoke-Manage -Method POST -Path 'write' -Body @{ disk = (Get-DiskId 'bytes'); start = 0; end = 65535; kind = 'written' }
            $null = New-IncrementalSnapshot @id -DiskId (Get-DiskId 'bytes') -SnapshotName 'whole' -Tag $script:Odd -Wait
        }

        It '<name> gives the same in every culture, and when the token has ended in the middle' -ForEach @($read.Keys | ForEach-Object { @{ name = $_; run = $read[$_] } }) { Assert-Same -Name $name -Run $run }
    }

    AfterAll { Remove-Item -LiteralPath $script:Out -Recurse -Force }
}
