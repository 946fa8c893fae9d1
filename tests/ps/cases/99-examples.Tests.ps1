# The examples of the help, run as they stand, last of all since they let the clock run far ahead. What they speak of is planted.
# Not run: what calls az or throws by design; and what reads the bytes of snapshots, which planted ones do not have.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot '../environment.ps1')
    $cases = @(@(Import-PowerShellDataFile -LiteralPath $ModulePath).FunctionsToExport | Where-Object { $_ -notin 'Compare-IncrementalSnapshot', 'Export-IncrementalSnapshot' } | ForEach-Object { @{ command = $_ } })
}

Describe 'The examples of the help' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        # As Get-AzDisk gives them, and as many as the examples speak of.
        function Get-AzDisk {
            param([string] $ResourceGroupName = 'rg-prod')
            foreach ($name in 'vm-sql-01_data1', 'vm-data1') { [pscustomobject]@{ Id = Get-DiskId $name $ResourceGroupName; Name = $name; ResourceGroupName = $ResourceGroupName } }
        }

        # Disks with a week and a year behind them, groups to go to, and the files of a saved inventory in $Folder.
        function Add-ExampleFleet {
            param([string] $Folder)
            Reset-Emulator
            foreach ($name in 'vm-sql-01_data1', 'vm-data1') {
                $id = Add-Disk -Name $name -Tags @{ backup = 'nightly' }
                foreach ($age in 400, 2) { Add-Snapshot -Name "$name-$age" -Disk $name -UniqueId $id -Taken ([DateTimeOffset]::UtcNow.AddDays(-$age).ToString('o')) -Tags @{ 'snapline-policy' = 'nightly' } }
            }
            Add-Snapshot -Name 'nightly-1' -Disk 'vm-data1' -UniqueId $id -Taken ([DateTimeOffset]::UtcNow.AddDays(-3).ToString('o'))
            Add-Snapshot -Name 'before-patch' -Group 'rg-backup' -Disk 'vm-data1' -UniqueId $id -Taken ([DateTimeOffset]::UtcNow.AddDays(-1).ToString('o'))
            # A group is there when something is in it.
            foreach ($group in 'rg-away', 'rg-dr', 'rg-old') { $null = Add-Disk -Name 'other' -Group $group }
            [System.IO.File]::WriteAllText((Join-Path $Folder 'nightly.json'), '{"id":"nightly","zone":"UTC","keep":{"daily":7},"schedule":{"times":["02:00"]}}')
            foreach ($kind in 'disks', 'snapshots') {
                $list = Invoke-WebRequest -Uri "$Endpoint/subscriptions/$script:Sub/providers/Microsoft.Compute/${kind}?api-version=2024-03-02" -Headers @{ Authorization = "Bearer $($script:At.AccessToken)" } -NoProxy
                [System.IO.File]::WriteAllText((Join-Path $Folder "$kind.json"), $list.Content)
            }
        }

        # Runs one example as a user would, who has signed in and put the defaults into the session.
        function Invoke-Example {
            param([string] $Text)
            $kept = @{ Location = (Get-Location).Path; Defaults = $global:PSDefaultParameterValues; Confirm = $global:ConfirmPreference }
            $folder = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-examples-$([guid]::NewGuid())"
            $null = [System.IO.Directory]::CreateDirectory($folder)
            try {
                Add-ExampleFleet -Folder $folder
                $env:AZURE_SUBSCRIPTION_ID = $script:Sub
                $global:PSDefaultParameterValues = @{}
                foreach ($name in '*-IncrementalSnapshot*', 'Test-SnaplineHost') { $global:PSDefaultParameterValues["${name}:Endpoint"] = $Endpoint; $global:PSDefaultParameterValues["${name}:AccessToken"] = $script:At.AccessToken }
                $global:ConfirmPreference = 'None'
                Set-Location -LiteralPath $folder
                $example = [scriptblock]::Create($Text)
                # A copy takes the service hours; here seconds.
                if ($Text -match '^(Copy-|Invoke-).*Copy' -or $Text -match '^Copy-') { return Invoke-WithClock -Seconds 600 -Body { & $example 3>$null 6>$null } }
                return & $example 3>$null 6>$null
            }
            finally {
                Set-Location -LiteralPath $kept.Location
                $global:PSDefaultParameterValues = $kept.Defaults
                $global:ConfirmPreference = $kept.Confirm
                $env:AZURE_SUBSCRIPTION_ID = $null
                Remove-Item -LiteralPath $folder -Recurse -Force
            }
        }
    }

    It 'the examples of <command> run, and give what it says' -ForEach $cases {
        $types = @((Get-Command $command).OutputType | ForEach-Object Name)
        $texts = @((Get-Help $command -Full).examples.example | ForEach-Object { "$($_.code)".Trim() } | Where-Object { $_ -notmatch '\baz |\bthrow\b' })
        Assert-True ($texts.Length -ge 1) 'an example that can be run'
        foreach ($text in $texts) {
            $given = @(Invoke-Example $text)
            if ($text -notmatch '\| (Format|Select|Group)-') {
                foreach ($one in $given) { Assert-True (@($one.PSObject.TypeNames | Where-Object { $_ -in $types }).Length -gt 0) "$text gave $($one.PSObject.TypeNames[0]), which is one of $($types -join ', ')," }
            }
        }
    }
}
