# What the commands put out and take: rows that go through files and pipes, names with wildcards, jobs.

Describe 'Objects, pipes and jobs' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $null = Reset-Emulator
        foreach ($name in 'data1', 'data2', 'other') { $null = Add-Disk -Name $name -UniqueId "u-$name" }
        foreach ($name in 'data1', 'data2', 'other') { foreach ($day in 1..2) { Add-Snapshot -Name "$name-$day" -Disk $name -UniqueId "u-$name" -Taken "2026-10-0${day}T02:00:00Z" -Tags @{ datum = '20-11-2026'; iso = '2026-11-20T00:00:00Z' } } }
        $script:Shelf = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-objects-$([guid]::NewGuid())"
        $null = New-Item -ItemType Directory -Path $script:Shelf
    }

    It 'tags and labels read well in a CSV and are a dictionary and a list all the same (<culture>)' -ForEach @{ culture = 'tr-TR' }, @{ culture = 'nl-NL' } {
        $kept = [cultureinfo]::CurrentCulture
        [cultureinfo]::CurrentCulture = [cultureinfo]$culture
        try {
            $row = @(Get-IncrementalSnapshot @script:InSub -Name 'data1-1')
            $csv = @($row | Select-Object Name, Tags, Labels, CreationData | ConvertTo-Csv -NoTypeInformation -Delimiter ',' | ConvertFrom-Csv -Delimiter ',')
        }
        finally { [cultureinfo]::CurrentCulture = $kept }
        Assert-Equal 'datum=20-11-2026; iso=2026-11-20T00:00:00Z' (@($csv[0].Tags.Split(';').Trim() | Sort-Object) -join '; ') 'in a CSV'
        Assert-Equal @('20-11-2026', '2026-11-20T00:00:00Z', 2) @($row[0].Tags['datum'], $row[0].Tags['iso'], $row[0].Tags.Count) 'as a dictionary'
        Assert-True ($row[0].Tags -is [System.Collections.IDictionary]) 'a dictionary'
        Assert-True ($row[0].Labels -is [System.Collections.IList]) 'a list'
        Assert-Equal @(0, '') @($row[0].Labels.Count, $csv[0].Labels) 'no label'
        Assert-Equal "Copy of $(Get-DiskId 'data1')" $csv[0].CreationData 'where it came from, in a CSV'
        Assert-Equal @('Copy', (Get-DiskId 'data1'), 'u-data1') @($row[0].CreationData.CreateOption, $row[0].CreationData.SourceResourceId, $row[0].CreationData.SourceUniqueId) 'and as an object'
    }

    It 'our rows saved with ConvertTo-Json are read back with their source' {
        $file = Join-Path $script:Shelf 'rows.json'
        Get-IncrementalSnapshot @script:InSub | ConvertTo-Json -Depth 5 | Set-Content -LiteralPath $file -Encoding utf8
        $said = Invoke-Recorded { Get-IncrementalSnapshot -Path $file }
        Assert-Equal @() $said.Warnings 'warnings'
        Assert-Equal @('data1-1', 'data1-2', 'data2-1', 'data2-2', 'other-1', 'other-2') @($said.Output | ForEach-Object Name) 'rows'
        Assert-Equal @('data1', 'u-data1', 1) @($said.Output[0].SourceDiskName, $said.Output[0].SourceUniqueId, $said.Output[0].Sequence) 'source and place'
        Assert-Equal '20-11-2026' $said.Output[0].Tags['datum'] 'tags'
    }

    It 'a row in the pipe of New- is about its disk' {
        $made = @(Get-IncrementalSnapshot @script:InSub -Name 'other-2' | New-IncrementalSnapshot @script:At -SnapshotName 'other-3')
        Assert-Equal @('other-3 other 3') @($made | ForEach-Object { "$($_.Name) $($_.SourceDiskName) $($_.Sequence)" }) 'made'
        Assert-Equal @() @(@() | New-IncrementalSnapshot @script:At) 'an empty pipe'
    }

    It 'names with wildcards, of snapshots and of disks, without case' {
        Assert-Equal @('data1-2', 'data2-2') @(Get-IncrementalSnapshot @script:InSub -Name 'DATA?-2').Name 'snapshots'
        Assert-Equal @('data1-1', 'data1-2', 'data2-1', 'data2-2') @(Get-IncrementalSnapshot @script:InSub -ResourceGroupName RG-Prod -DiskName 'data*').Name 'disks'
        Assert-Equal @() @(Get-IncrementalSnapshot @script:InSub -ResourceGroupName rg-else -DiskName 'data*') 'another group'
    }

    It 'several subscriptions are read in one call, each once' {
        $second = '22222222-2222-4333-8444-555555555555'
        $source = "/subscriptions/$second/resourceGroups/rg-prod/providers/Microsoft.Compute/disks/data1"
        $null = Invoke-Manage -Method POST -Path 'snapshots' -Body @{ id = $source.Replace('/disks/data1', '/snapshots/second-1'); name = 'second-1'; location = 'westeurope'; sku = @{ name = 'Standard_ZRS' }; properties = @{ creationData = @{ createOption = 'Copy'; sourceResourceId = $source; sourceUniqueId = 'u-second' }; incremental = $true; diskSizeGB = 4; diskSizeBytes = 4294967296; uniqueId = 'us-second'; timeCreated = '2026-10-09T02:00:00Z'; provisioningState = 'Succeeded' } }
        $rows = @(Get-IncrementalSnapshot @script:At -SubscriptionId $second, $script:Sub, $second -ResourceGroupName rg-prod -DiskName data1)
        Assert-Equal @('data1-1', 'data1-2', 'second-1') @($rows.Name | Sort-Object) 'rows'
    }

    It 'all disks of a virtual machine by its name; -WhatIf asks which and writes nothing' {
        foreach ($disk in 'data1', 'data2') { $null = Invoke-Manage -Method POST -Path 'attach' -Body @{ disk = (Get-DiskId $disk); machine = "/subscriptions/$script:Sub/resourceGroups/rg-prod/providers/Microsoft.Compute/virtualMachines/vm-1" } }
        $call = @{ ResourceGroupName = 'rg-prod'; VMName = 'vm-1'; Slot = '2026-11-20T02:00:00Z' }
        $before = @(Get-Log | Where-Object method -EQ 'PUT').Length
        $said = Invoke-Recorded { New-IncrementalSnapshot @script:InSub @call -WhatIf }
        Assert-Equal @(0, 2, 0) @($said.Output.Count, $said.Summaries[-1].Planned, (@(Get-Log | Where-Object method -EQ 'PUT').Length - $before)) 'what if'
        $made = @(New-IncrementalSnapshot @script:InSub @call -WarningAction SilentlyContinue)
        Assert-Equal @('data1_20261120T020000Z', 'data2_20261120T020000Z') @($made.Name | Sort-Object) 'made'
        Assert-Equal @('vm-1') @($made | ForEach-Object { $_.Tags['snapline-group'] } | Sort-Object -Unique) 'group'
    }

    It 'Tab offers presets of the core, and names of Az only where Az is loaded' {
        $words = { param($line) @((TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches | ForEach-Object CompletionText) }
        Assert-True (@(& $words 'Get-IncrementalSnapshotPlan -Preset re') -ccontains 'restic') 'presets'
        Assert-Equal @('restic', 'restic-0.14') @(& $words 'Test-IncrementalSnapshotPolicy -Preset res') 'presets to test'
        Assert-Equal @('Europe/Vaduz', 'Europe/Vatican', 'Europe/Vienna', 'Europe/Vilnius', 'Europe/Volgograd') @(& $words 'Invoke-IncrementalSnapshotPolicy -Zone europe/v') 'zones'
        Assert-True (@(& $words 'Copy-IncrementalSnapshot -Location nor') -cnotcontains 'northeurope') 'no regions without Az'
        function global:Get-AzLocation { param([string] $ErrorAction, $WarningAction) [pscustomobject]@{ Location = 'northeurope' }; [pscustomobject]@{ Location = 'westeurope' } }
        try {
            Assert-Equal @('northeurope') @(& $words 'Copy-IncrementalSnapshot -Location nor') 'regions'
            Assert-Equal @('westeurope') @(& $words 'Invoke-IncrementalSnapshotPolicy -CopyToLocation west') 'regions of a run'
        }
        finally { Remove-Item function:Get-AzLocation }
    }

    It '-AsJob gives a job, whose command text holds no token, with the same output' {
        $job = Get-IncrementalSnapshot @script:InSub -Name 'data1-1' | Wait-IncrementalSnapshot @script:At -AsJob
        $row = @($job | Wait-Job -Timeout 60 | Receive-Job)
        Assert-Equal @('data1-1') $row.Name "rows; $($job.ChildJobs)"
        Assert-Equal @('20-11-2026', $true) @($row[0].Tags['datum'], "$($row[0].Tags)".Contains('datum=20-11-2026')) 'tags, when the session that made them is gone'
        Assert-Equal 'data1' $row[0].CreationData.SourceResourceId.Split('/')[-1] 'source'
        Assert-Lacks $job.Command $script:At.AccessToken
        Remove-Job $job
        $env:AZUREPS_HOST_ENVIRONMENT = 'AzureAutomation/'
        try { $record = Assert-Error 'Snapline.job_not_allowed' { New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'data1') -AsJob } }
        finally { Remove-Item Env:AZUREPS_HOST_ENVIRONMENT }
        Assert-Equal @('NotImplemented', 'AsJob') @($record.CategoryInfo.Category, $record.TargetObject) 'category and target'
    }

    It 'a download runs in a job, into the images that were meant where it was begun' {
        $null = Invoke-Manage -Method POST -Path 'disks' -Body @{
            id = (Get-DiskId 'bytes'); name = 'bytes'; type = 'Microsoft.Compute/disks'; location = 'westeurope'; tags = @{}; sku = @{ name = 'Premium_LRS' }
            properties = @{ creationData = @{ createOption = 'Empty' }; diskSizeGB = 1; diskSizeBytes = 1MB; uniqueId = 'u-b'; timeCreated = '2026-01-01T00:00:00.0000000+00:00'; provisioningState = 'Succeeded'; diskState = 'Unattached' }
        }
        foreach ($name in 'bytes-1', 'bytes-2') {
            $null = Invoke-Manage -Method POST -Path 'write' -Body @{ disk = (Get-DiskId 'bytes'); start = 0; end = 65535; kind = 'written' }
            $null = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'bytes') -SnapshotName $name -Wait
        }
        Push-Location -LiteralPath $script:Shelf
        try {
            $first = Export-IncrementalSnapshot @script:InSub -ResourceGroupName 'rg-prod' -SnapshotName 'bytes-1' -Path 'first.vhd' -ThrottleLimit 2
            $calls = @(
                { Get-IncrementalSnapshot @script:InSub -Name 'bytes-*' | Export-IncrementalSnapshot @script:At -Path { "$($_.Name).vhd" } -AsJob }
                { Export-IncrementalSnapshot @script:InSub -ResourceGroupName 'rg-prod' -SnapshotName 'bytes-2' -Path 'second.vhd' -BasePath 'first.vhd' -AsJob }
            )
            # One after the other: a link that another has open is not touched. Where the caller goes meanwhile is not where the job looks.
            $images = @(foreach ($call in $calls) {
                    $job = & $call
                    Assert-Lacks $job.Command $script:At.AccessToken
                    Push-Location -LiteralPath ([System.IO.Path]::GetTempPath())
                    try { $job | Receive-Job -Wait -AutoRemoveJob }
                    finally { Pop-Location }
                })
        }
        finally { Pop-Location }
        Assert-Equal @('bytes-1.vhd whole', 'bytes-2.vhd whole', 'second.vhd changes') @($images | ForEach-Object { "$([System.IO.Path]::GetFileName($_.Path)) $($_.Done)" } | Sort-Object) 'images'
        $sum = { param($name) (Get-FileHash -LiteralPath (Join-Path $script:Shelf $name)).Hash }
        Assert-Equal (& $sum 'first.vhd') (& $sum 'bytes-1.vhd') "bytes of the first; $($first.Done)"
        Assert-Equal (& $sum 'bytes-2.vhd') (& $sum 'second.vhd') 'bytes of the second'
    }

    AfterAll { Remove-Item -LiteralPath $script:Shelf -Recurse }
}
