# What every error has: an id, a category, what it is about, and what to do. What a command says of input that it cannot use.

Describe 'Errors' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $module = Get-Module Snapline
        $table = Join-Path $PSScriptRoot '../../../docs/errors.md'

        Reset-Emulator
        $unique = Add-Disk -Name 'os1'
        $null = Add-Disk -Name 'os2' -Group 'rg-prod2' -UniqueId 'u-os2'
        foreach ($one in 1..2) { Add-Snapshot -Name "e-$one" -Disk 'os1' -UniqueId $unique -Taken "2026-11-0${one}T00:00:00Z" -Tags @{ 'snapline-policy' = 'nightly' } }
        Add-Snapshot -Name 'e-other' -Disk 'os2' -DiskGroup 'rg-prod2' -Group 'rg-prod2' -UniqueId 'u-os2'
        $os1 = @{ ResourceGroupName = 'rg-prod'; DiskName = 'os1' }
    }

    It 'every code of the table has something to do, and so has every status' {
        $codes = @(Get-Content -LiteralPath $table -Encoding UTF8 | Where-Object { $_ -match '^\| `([a-z0-9_]+)` \|' } | ForEach-Object { $Matches[1] })
        Assert-True ($codes.Length -gt 150) 'the table was read'
        foreach ($code in $codes) {
            $record = & $module { param($code) New-SnaplineError -Code $code -Message 'it is so.' } $code
            Assert-Equal @("Snapline.$code", 'It is so.') @($record.FullyQualifiedErrorId, $record.Exception.Message) 'id and message'
            Assert-True ($record.ErrorDetails.RecommendedAction -cmatch '\A[A-Z`0-9-].*\.\z') "advice on ${code}: $($record.ErrorDetails.RecommendedAction)"
        }
        foreach ($status in 400, 401, 403, 404, 409, 412, 429, 500, 503) {
            $record = & $module { param($status) New-SnaplineError -Code 'SomeWordOfTheService' -Message 'no.' -Status $status } $status
            Assert-True $record.ErrorDetails.RecommendedAction "advice on $status"
            Assert-True ($record.CategoryInfo.Category -ne 'NotSpecified') "category of $status"
        }
        Assert-Contains (& $module { New-SnaplineError -Code 'image_altered' -Message 'x' }).ErrorDetails.RecommendedAction '-Force'
        Assert-Contains (& $module { New-SnaplineError -Code 'too_many_pages' -Message 'x' }).ErrorDetails.RecommendedAction 'List a resource group.'
    }

    It 'what the core refuses is an error about the value that was given' {
        $cases = @(
            , @('sku_not_allowed', 'Premium_LRS', { New-IncrementalSnapshot @script:InSub @os1 -Sku Premium_LRS -WhatIf })
            , @('bad_name', 'a b', { New-IncrementalSnapshot @script:InSub @os1 -SnapshotName 'a b' -WhatIf })
            , @('bad_template', '{disk}', { New-IncrementalSnapshot @script:InSub @os1 -NameTemplate '{disk}' -WhatIf })
            , @('bad_api_version', 'foo', { Get-IncrementalSnapshot @script:InSub -ApiVersion foo })
            , @('bad_subscription', 'not-a-guid', { Get-IncrementalSnapshot @script:At -SubscriptionId 'not-a-guid' })
            , @('bad_id', 'garbage', { 'garbage' | New-IncrementalSnapshot @script:At -WhatIf })
            , @('bad_resource_group', '', { Invoke-IncrementalSnapshotPolicy 'daily=1 zone=UTC' @script:InSub -ResourceGroupName '' -WhatIf })
        )
        foreach ($case in $cases) {
            $record = Assert-Error "Snapline.$($case[0])" $case[2]
            Assert-Equal @('InvalidArgument', $case[1]) @($record.CategoryInfo.Category, $record.TargetObject) "category and target of $($case[0])"
            Assert-True $record.ErrorDetails.RecommendedAction 'advice'
        }
    }

    It 'a pattern where a name is due is told, and what takes patterns' {
        $cases = @(
            , @('os*', 'Get-AzDisk', { New-IncrementalSnapshot @script:InSub -ResourceGroupName 'rg-prod' -DiskName 'os*' })
            , @('rg-*', 'Get-AzDisk', { Get-IncrementalSnapshotPlan 'daily=1 zone=UTC' @script:InSub -ResourceGroupName 'rg-*' -DiskName 'os1' })
            , @('e-?', 'Get-IncrementalSnapshot', { Remove-IncrementalSnapshot @script:InSub -ResourceGroupName 'rg-prod' -Name 'e-?' -Confirm:$false })
            , @('e-*', 'Get-IncrementalSnapshot', { Wait-IncrementalSnapshot @script:InSub -ResourceGroupName 'rg-prod' -Name 'e-*' })
        )
        foreach ($case in $cases) {
            $record = Assert-Error 'Snapline.bad_parameters' $case[2]
            Assert-Equal $case[0] $record.TargetObject 'target'
            Assert-Contains $record.Exception.Message "$($case[1]) takes patterns"
        }
        Assert-Equal @() @(Get-Log | Where-Object method -In 'PUT', 'DELETE') 'writes'
    }

    It 'a pattern that is none, a place that is in no file system and a disk for a download are told, by -WhatIf too' {
        $null = Assert-Error 'Snapline.bad_parameters' { Get-IncrementalSnapshot @script:InSub -Name 'e[' }
        foreach ($place in 'env:x', 'nodrive:\x') {
            foreach ($call in { Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 'e-1') -Path $place -WhatIf }, { Export-IncrementalSnapshot @script:At -SnapshotId (Get-SnapshotId 'e-1') -Path 'x.vhd' -BasePath $place -WhatIf }, { Export-IncrementalSnapshotPlan Csv @script:InSub @os1 -Destination $place -WhatIf }, { Invoke-IncrementalSnapshotPolicy 'daily=1 zone=UTC id=x' @script:InSub -StatePath $place -Confirm:$false }) {
                $record = Assert-Error 'Snapline.file_unwritable' $call
                Assert-Equal @('WriteError', $place) @($record.CategoryInfo.Category, $record.TargetObject) "$call"
            }
        }
        $null = Assert-Error 'Snapline.bad_id' { [pscustomobject]@{ Id = (Get-DiskId 'os1') } | Export-IncrementalSnapshot @script:At -Path 'x.vhd' -WhatIf }
        Assert-Equal @() @(Get-Log | Where-Object method -In 'PUT', 'POST', 'DELETE') 'writes'
    }

    It 'our rows in the pipe are about their disks where disks are worked on' {
        $rows = @(Get-IncrementalSnapshot @script:InSub -Name 'e-1', 'e-2')
        Assert-Equal @('e-1', 'e-2') @($rows | Get-IncrementalSnapshotPlan 'last=1 zone=UTC id=nightly' @script:At | ForEach-Object Name) 'a plan'
        Assert-Equal 2 @(($rows | Export-IncrementalSnapshotPlan PortalSteps @script:At -AsText | Out-String) -split 'os1_' | Select-Object -First 2).Length 'an export'
        $night = $rows | Invoke-IncrementalSnapshotPolicy 'last=1 zone=UTC id=nightly' @script:At -NoPrune -WhatIf
        Assert-Equal @('os1') @($night.Items.Target | ForEach-Object { $_.Split('/')[-1] }) 'a night'
    }

    It 'Get: one id that is none does not keep the others from being shown' {
        $said = Invoke-Recorded { (Get-DiskId 'os1'), 'garbage', (Get-SnapshotId 'e-other' 'rg-prod2') | Get-IncrementalSnapshot @script:At -ErrorAction Continue }
        Assert-Equal @('e-1', 'e-2', 'e-other') $said.Output.Name 'shown'
        Assert-Equal @('Snapline.bad_id', 'garbage') @($said.Errors[0].FullyQualifiedErrorId.Split(',')[0], $said.Errors[0].TargetObject) 'the error'
        Assert-Equal 1 $said.Errors.Count 'errors'
        $said = Invoke-Recorded { 'one', 'two' | Get-IncrementalSnapshot @script:At -ErrorAction Continue }
        Assert-Equal @('one', 'two') $said.Errors.TargetObject 'nothing but bad ones'
        $null = Assert-Error 'Snapline.bad_id' { Get-IncrementalSnapshot @script:At -DiskId 'garbage' }
    }

    It 'Get: resource groups by a pattern, as Get-AzSnapshot takes them: of the snapshots, and of their disks' {
        Assert-Equal @('e-1', 'e-2', 'e-other') (Get-IncrementalSnapshot @script:InSub -ResourceGroupName 'RG-prod*').Name 'all'
        Assert-Equal @('e-other') (Get-IncrementalSnapshot @script:InSub -ResourceGroupName 'rg-prod?').Name 'one'
        Assert-Equal @('e-other') (Get-IncrementalSnapshot @script:InSub -ResourceGroupName 'rg-prod?' -Raw).Name 'raw'
        Assert-Equal @('e-2') (Get-IncrementalSnapshot @script:InSub -ResourceGroupName 'rg-*' -DiskName 'os1' -Newest).Name 'of a disk'
        $said = Invoke-Recorded { Get-IncrementalSnapshot @script:InSub -ResourceGroupName 'nowhere*'; Get-IncrementalSnapshot @script:InSub -ResourceGroupName 'rg-*' -DiskName 'none' }
        Assert-Equal @(0, 0, 0) @($said.Output.Count, $said.Errors.Count, $said.Warnings.Count) 'a pattern that fits nothing is an answer'
    }

    It 'a tag table that is $null is none, in each command that takes one' {
        $null = New-IncrementalSnapshot @script:InSub @os1 -Tag $null -WhatIf
        $null = Copy-IncrementalSnapshot @script:InSub @os1 -Tag $null -Location 'northeurope' -DestinationResourceGroupName 'rg-prod' -WhatIf
        $null = Invoke-IncrementalSnapshotPolicy 'daily=1 zone=UTC id=x' @script:InSub -Tag $null -WhatIf
        Assert-True (@(Export-IncrementalSnapshotPlan Csv @script:InSub @os1 -Tag $null -AsText).Length -gt 0) 'an export'
    }

    It 'what must be confirmed where nobody can be asked is an error of its own, which names the way' {
        foreach ($call in "Remove-IncrementalSnapshot -Id '$(Get-SnapshotId 'e-1')'", "Invoke-IncrementalSnapshotPolicy 'daily=1 zone=UTC id=x' -SubscriptionId '$script:Sub'", "New-IncrementalSnapshot -DiskId '$(Get-DiskId 'os1')' -Confirm") {
            $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Import-Module '$ModulePath'; try { $call -Endpoint '$Endpoint' -AccessToken '$($script:At.AccessToken)' } catch { `$_.FullyQualifiedErrorId.Split(',')[0]; [string]`$_.CategoryInfo.Category; `$_.ErrorDetails.RecommendedAction }" 2>&1
            Assert-Equal @('Snapline.not_confirmed', 'OperationStopped') @($said | Select-Object -First 2) $call
            Assert-Contains "$($said[2])" '-Confirm:$false'
        }
        Assert-Equal @() @(Get-Log | Where-Object method -In 'PUT', 'DELETE') 'writes'
    }

    It 'a job whose command ends with an error is Failed, with the error''s id as its reason' {
        $job = New-IncrementalSnapshot @script:InSub -ResourceGroupName 'rg-prod' -DiskName 'nope' -AsJob
        $null = Wait-Job $job -Timeout 60
        Assert-Equal @('Failed', 'Snapline.disk_not_found') @($job.State, $job.JobStateInfo.Reason.ErrorRecord.FullyQualifiedErrorId.Split(',')[0]) 'state and reason'
        Remove-Job $job
        $job = Wait-IncrementalSnapshot @script:InSub -ResourceGroupName 'rg-prod' -Name 'e-1', 'nope' -AsJob
        $null = Wait-Job $job -Timeout 60
        Assert-Equal @('Failed', 'Snapline.run_incomplete') @($job.State, $job.JobStateInfo.Reason.ErrorRecord.FullyQualifiedErrorId.Split(',')[0]) 'of several'
        Assert-Equal @('e-1') (Receive-Job $job -ErrorAction SilentlyContinue).Name 'what was done comes out all the same'
        Remove-Job $job
    }

    It '-Debug tells the request ids of each reply and no secret; without it nothing is told' {
        # Before 7.5 -Debug asks, as -Confirm does.
        $said = & { Get-IncrementalSnapshot @script:InSub -Debug; New-IncrementalSnapshot @script:InSub @os1 -Debug -Confirm:$false } 5>&1
        $told = @($said | Where-Object { $_ -is [System.Management.Automation.DebugRecord] } | ForEach-Object Message)
        $ids = @($told | ForEach-Object { if ($_ -match 'x-ms-request-id: ([0-9a-f-]{36})') { $Matches[1] } } | Select-Object -Unique)
        Assert-True ($ids.Length -ge 6) "ids: $told"
        Assert-True (@($told | Where-Object { $_ -match 'x-ms-correlation-request-id: ' }).Length -ge 6) 'correlation ids'
        Assert-True (@($told | Where-Object { $_ -match 'x-ms-ratelimit-' }).Length -ge 1) 'what is left of the budgets'
        Assert-Lacks "$told" $script:At.AccessToken
        foreach ($word in 'Bearer', 'http://', 'sig=', 't=', 'Location') { Assert-Lacks "$told" $word }
        Assert-Equal @() @(Get-IncrementalSnapshot @script:InSub 5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] }) 'without'
    }
}
