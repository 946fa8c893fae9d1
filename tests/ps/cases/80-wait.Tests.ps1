# Wait-IncrementalSnapshot. The emulator's clock runs ahead here, so this comes late.

Describe 'Wait-IncrementalSnapshot' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $null = Reset-Emulator
        foreach ($name in 'fast1', 'fast2', 'fast3') { $null = Add-Disk -Name $name -Sku 'PremiumV2_LRS' -UniqueId "u-$name" }
        $null = Add-Disk -Name 'data1' -UniqueId 'u-data1'
        Add-Snapshot -Name 'done' -Disk 'data1' -UniqueId 'u-data1' -Tags @{ when = '2026-11-20' }
    }

    It 'a snapshot that is ready is put out at once, by name and by id' {
        $row = Wait-IncrementalSnapshot @script:InSub -ResourceGroupName rg-prod -Name done
        Assert-Equal 'Snapline.Snapshot' $row.PSObject.TypeNames[0] 'type'
        Assert-Equal @('done', 'ready', $true, '2026-11-20') @($row.Name, $row.State, $row.Durable, $row.Tags['when']) 'the row'
        Assert-Equal 'done' (Wait-IncrementalSnapshot @script:At (Get-SnapshotId 'done')).Name 'by id'
    }

    It 'our rows in the pipe are waited for until the copy is whole' {
        $made = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'fast1') -SnapshotName 'f-1'
        Assert-Equal 'pending' $made.State 'before'
        $said = Invoke-WithClock { Invoke-Recorded { $made | Wait-IncrementalSnapshot @script:At -TimeoutSeconds 600 } }
        Assert-Equal @('f-1 ready True') @($said.Output | ForEach-Object { "$($_.Name) $($_.State) $($_.Durable)" }) "after; $($said.Errors)"
        Assert-Equal @(1, '1 of 1 ready.') @($said.Summaries[0].Ready, "$($said.Summaries[0])") 'summary'
    }

    It 'objects of Get-AzSnapshot bind by Id; a time that is over is an error that says how far it was, and the row is there' {
        $null = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'fast2') -SnapshotName 'f-2'
        $az = [pscustomobject]@{ PSTypeName = 'Microsoft.Azure.Commands.Compute.Automation.Models.PSSnapshotList'; Id = (Get-SnapshotId 'f-2'); Name = 'f-2'; ResourceGroupName = 'RG-PROD'; Location = 'westeurope' }
        $said = Invoke-Recorded { $az | Wait-IncrementalSnapshot @script:At -TimeoutSeconds 1 }
        Assert-Equal @('Snapline.not_ready') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Equal @('OperationTimeout', (Get-SnapshotId 'f-2')) @($said.Errors[0].CategoryInfo.Category, $said.Errors[0].TargetObject) 'category and target'
        Assert-Contains $said.Errors[0].Exception.Message "Snapshot 'f-2' is not ready"
        Assert-Contains $said.Errors[0].Exception.Message '%'
        Assert-Equal @('f-2') @($said.Output | ForEach-Object Name) 'the row'
    }

    It 'a copy that failed ends with the reason of the service, as an error of its own' {
        Add-Snapshot -Name 'broken' -Disk 'fast3' -UniqueId 'u-fast3' -Extra @{ completionPercent = 41.5; copyCompletionError = @{ errorCode = 'CopySourceNotFound'; errorMessage = 'The source is gone.' } }
        $said = Invoke-Recorded { Wait-IncrementalSnapshot @script:At (Get-SnapshotId 'broken') }
        Assert-Equal @('Snapline.copy_failed') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Contains $said.Errors[0].Exception.Message 'The source is gone.'
        Assert-Equal @('broken failed') @($said.Output | ForEach-Object { "$($_.Name) $($_.State)" }) 'the row'
    }

    It 'several, one of them not there: the others are put out, and the end is an error' {
        $said = Invoke-Recorded { (Get-SnapshotId 'done'), (Get-SnapshotId 'nothere'), (Get-SnapshotId 'DONE') | Wait-IncrementalSnapshot @script:At -ErrorAction Continue }
        Assert-Equal @('done') @($said.Output | ForEach-Object Name) 'rows, each once'
        Assert-Equal @('Snapline.not_found', 'Snapline.run_incomplete') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Equal 'ObjectNotFound' $said.Errors[0].CategoryInfo.Category 'category'
        $again = Invoke-Recorded { (Get-SnapshotId 'done'), (Get-SnapshotId 'nothere') | Wait-IncrementalSnapshot @script:At -AllowPartial -ErrorAction Continue }
        Assert-Equal 1 $again.Errors.Count 'errors with -AllowPartial'
    }

    It 'a disk is refused by name, and an empty pipe waits for nothing' {
        $asked = @(Get-Log).Length
        $record = Assert-Error 'Snapline.bad_id' { Wait-IncrementalSnapshot @script:At (Get-DiskId 'data1') }
        Assert-Equal (Get-DiskId 'data1') $record.TargetObject 'target'
        Assert-Equal @() @(@() | Wait-IncrementalSnapshot @script:At) 'an empty pipe'
        Assert-Equal $asked @(Get-Log).Length 'requests'
    }

    It 'Ctrl+C while waiting; the same command waits on' {
        $null = New-IncrementalSnapshot @script:At -DiskId (Get-DiskId 'fast3') -SnapshotName 'f-3'
        $asked = @(Get-Log | Where-Object { $_.method -eq 'GET' -and $_.path -like '*/f-3' }).Length
        $null = Stop-When -Command 'Wait-IncrementalSnapshot' -Parameters ($script:At + @{ Id = (Get-SnapshotId 'f-3') }) -When { @(Get-Log | Where-Object { $_.method -eq 'GET' -and $_.path -like '*/f-3' }).Length -gt $asked }
        Step-Clock 600
        Assert-Equal 'ready' (Wait-IncrementalSnapshot @script:At (Get-SnapshotId 'f-3') -WarningAction SilentlyContinue).State 'afterwards'
    }
}
