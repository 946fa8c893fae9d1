# Many disks at once, against a service that asks for patience (V6).

Describe 'Many disks at once' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $null = Reset-Emulator
        $script:Bulk = @(foreach ($n in 1..200) { 'd{0:d3}' -f $n })
        foreach ($name in $script:Bulk) { $null = Add-Disk -Name $name -Group 'rg-bulk' -UniqueId "u-$name" }
        # The name that the last of them would get is taken by another snapshot.
        Add-Snapshot -Name 'd200_20261120T020000Z' -Group 'rg-bulk' -Disk 'd001' -DiskGroup 'rg-bulk' -UniqueId 'u-d001' -Taken '2026-10-01T02:00:00Z'
    }

    It 'V6: 200 disks, 30 % of the writes answered 429, one name in use: 199 made, one error, nothing twice' {
        foreach ($n in 0..59) { Add-Fault -When @{ method = 'PUT'; skip = 2 } -Fault @{ kind = 'status'; status = 429; retryAfter = '1'; code = 'TooManyRequests'; message = 'Slow down.' } }
        $disks = @($script:Bulk | ForEach-Object { [pscustomobject]@{ PSTypeName = 'Microsoft.Azure.Commands.Compute.Automation.Models.PSDiskList'; Id = (Get-DiskId $_ 'rg-bulk'); Name = $_; ResourceGroupName = 'RG-BULK'; Location = 'westeurope' } })
        $said = Invoke-Recorded { $disks | New-IncrementalSnapshot @script:At -Slot '2026-11-20T02:00:00Z' -ThrottleLimit 32 -ErrorAction Continue -WarningAction SilentlyContinue }
        Assert-Equal @('Snapline.name_in_use', 'Snapline.run_incomplete') @($said.Errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] }) 'errors'
        Assert-Equal 199 @($said.Output.Name | Sort-Object -Unique).Length 'rows'
        Assert-Equal @(199, 1) @($said.Summaries[0].Made, $said.Summaries[0].Failed) 'counts'
        $puts = @(Get-Log | Where-Object method -EQ 'PUT')
        Assert-Equal 199 @($puts | Where-Object { $_.status -lt 300 }).Length 'writes that were taken'
        Assert-Equal 60 @($puts | Where-Object status -EQ 429).Length 'writes that were refused'
        Assert-Contains $said.Errors[1].Exception.Message 'Not as asked: d200.'
    }
}
