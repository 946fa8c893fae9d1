@{
    RootModule           = 'Snapline.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = 'b6f0c1de-58a7-4c0e-9a5b-0d3f7a1e24c9'
    Author               = 'The Snapline authors'
    CompanyName          = 'Snapline'
    Copyright            = '(c) The Snapline authors. MIT or Apache-2.0.'
    Description          = 'Takes, lists, copies and deletes incremental snapshots of Azure managed disks, and says which can be relied on.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    FormatsToProcess     = @('Snapline.format.ps1xml')
    FunctionsToExport    = @(
        'Compare-IncrementalSnapshot'
        'Copy-IncrementalSnapshot'
        'Export-IncrementalSnapshot'
        'Export-IncrementalSnapshotPlan'
        'Get-IncrementalSnapshot'
        'Get-IncrementalSnapshotPlan'
        'Invoke-IncrementalSnapshotPolicy'
        'New-IncrementalSnapshot'
        'Remove-IncrementalSnapshot'
        'Test-IncrementalSnapshotPolicy'
        'Test-SnaplineHost'
        'Wait-IncrementalSnapshot'
    )
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags = @('Azure', 'ManagedDisk', 'Snapshot', 'Incremental', 'Backup', 'Automation', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
        }
    }
}
