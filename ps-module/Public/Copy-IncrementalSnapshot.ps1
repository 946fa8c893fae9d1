function Copy-IncrementalSnapshot {
    <#
    .SYNOPSIS
    Copies incremental snapshots of Azure managed disks to another region or subscription.

    .DESCRIPTION
    Copies all snapshots of a disk, or those that are named, as incremental snapshots. Those of one disk go oldest first
    and one after the other, which is how the service can send only the changes between them; several disks go side by
    side. Each copy is waited for until it is whole.

    Nothing is copied twice. A run that was broken off, or whose time was up, is repeated with the same command: what is
    there is found by its name and its source, what is under way is waited for, and the rest follows. Snapshots that are
    older than the newest copy already there are never copied afterwards.

    .PARAMETER Id
    The resource id of a disk, whose whole family is copied, or of a snapshot. Takes ids, and what Get-AzDisk,
    Get-IncrementalSnapshot and Get-AzSnapshot give from the pipe; either disks or snapshots.

    .PARAMETER ResourceGroupName
    The resource group of the disk.

    .PARAMETER DiskName
    The name of the disk, or of several disks in that resource group.

    .PARAMETER SubscriptionId
    The subscription of the disk. Left out: that of the Az context, else the environment variable AZURE_SUBSCRIPTION_ID.

    .PARAMETER Location
    The region that the copies go to, such as northeurope.

    .PARAMETER DestinationResourceGroupName
    The resource group that the copies go to. It must be there.

    .PARAMETER DestinationSubscriptionId
    The subscription that the copies go to. Left out: the one of the sources.

    .PARAMETER Tag
    Tags for the copies, as a hashtable of names and texts. A copy of a snapshot of a policy always carries its policy's
    tag.

    .PARAMETER PolicyId
    The policy that the copies belong to, where it is another than that of their sources.

    .PARAMETER Sku
    Standard_LRS or Standard_ZRS. Left out, which is best, the service chooses zone-redundant storage where the region has it.

    .PARAMETER EnhancedSpeed
    Ask the service for its enhanced copy speed, which costs more.

    .PARAMETER TimeoutSeconds
    How long to work on all of them together before giving up. The default is 3600. What has begun goes on in the service,
    and the same command goes on from there.

    .PARAMETER AllowPartial
    With several snapshots: do not end with an error when some of them failed. Each failure is still an error of its own.

    .PARAMETER AsJob
    Run in the background and give the job: a thread job in PowerShell 7, a job in Windows PowerShell. Not in Azure
    Automation. What is to be confirmed is asked before it starts.

    .PARAMETER ThrottleLimit
    How many requests may be under way at once, 1 to 64. How fast they follow each other is bounded by what the service
    allows, whatever this is.

    .PARAMETER ApiVersion
    The api-version to use. Left out: the one that Snapline was tested with.

    .PARAMETER Environment
    The cloud: AzureCloud, AzureUSGovernment or AzureChinaCloud.

    .PARAMETER Endpoint
    The address of the management endpoint, where it is not that of the cloud. Plain http is for this machine only.

    .PARAMETER AccessToken
    A token for the management endpoint, as a string or SecureString. Left out: Az PowerShell, a managed identity or
    Azure CLI gives it.

    .PARAMETER UseAzContext
    In Azure Automation: take the token of Az PowerShell, not of the managed identity.

    .EXAMPLE
    Copy-IncrementalSnapshot -ResourceGroupName rg-prod -DiskName vm-sql-01_data1 -Location northeurope -DestinationResourceGroupName rg-away

    Copies the family of one disk to another region.

    .EXAMPLE
    Get-AzDisk -ResourceGroupName rg-prod | Copy-IncrementalSnapshot -Location northeurope -DestinationResourceGroupName rg-away -WhatIf

    Shows what would be copied, disk by disk. It reads, and writes nothing.

    .OUTPUTS
    Snapline.Snapshot: the copies, those that were there already included.

    .LINK
    Get-IncrementalSnapshot

    .LINK
    Wait-IncrementalSnapshot
    #>
    [CmdletBinding(DefaultParameterSetName = 'ById', SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('Snapline.Snapshot')]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'ById', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('ResourceId', 'SnapshotId', 'DiskId')] [ValidateNotNullOrEmpty()] [string[]] $Id,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string] $ResourceGroupName,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string[]] $DiskName,
        [Parameter(ParameterSetName = 'ByName')] [string] $SubscriptionId,
        [Parameter(Mandatory)] [ValidateNotNullOrEmpty()] [string] $Location,
        [Parameter(Mandatory)] [Alias('SnapshotResourceGroupName')] [ValidateNotNullOrEmpty()] [string] $DestinationResourceGroupName,
        [string] $DestinationSubscriptionId,
        [Alias('Tags')] [System.Collections.IDictionary] $Tag,
        [string] $PolicyId,
        [string] $Sku,
        [switch] $EnhancedSpeed,
        [ValidateRange(1, 604800)] [int] $TimeoutSeconds = 3600,
        [switch] $AllowPartial,
        [ValidateRange(1, 64)] [int] $ThrottleLimit,
        [switch] $AsJob,
        [string] $ApiVersion,
        [ValidateSet('AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud')] [string] $Environment = 'AzureCloud',
        [string] $Endpoint,
        [ValidateNotNull()] [object] $AccessToken,
        [switch] $UseAzContext
    )
    begin {
        $given = [System.Collections.Generic.List[string]]::new()
    }
    process {
        if ($PSCmdlet.ParameterSetName -eq 'ById') { foreach ($one in $Id) { $given.Add($one) } }
    }
    end {
        $outcome = $null
        $rows = @()
        try {
            if ($PSCmdlet.ParameterSetName -eq 'ByName') {
                $subscription = Resolve-SnaplineSubscription -SubscriptionId $SubscriptionId
                foreach ($one in $DiskName) { $given.Add((Get-SnaplineDiskId -SubscriptionId $subscription -ResourceGroupName $ResourceGroupName -DiskName $one)) }
            }
            # Nothing came down the pipe: there is nothing to copy.
            if ($given.Count -eq 0) { return }
            if ($AsJob -and -not $WhatIfPreference) {
                if (-not $PSCmdlet.ShouldProcess("$($given.Count) disks or snapshots", "Copy in a job to region '$Location' into resource group '$DestinationResourceGroupName'")) { return }
                return Start-SnaplineJob -Command $PSCmdlet.MyInvocation.MyCommand.Name -Bound $PSBoundParameters -Pipe $given.ToArray()
            }
            $at = Open-SnaplineTarget -Bound $PSBoundParameters
            $intent = New-SnaplineCopyIntent -Id $given -Bound $PSBoundParameters -Endpoint $at.Endpoint
            if ($WhatIfPreference) { $intent['whatIf'] = $true }
            else {
                $kind = @('disks', 'snapshots' | Where-Object { $intent.Contains($_) })[0]
                $intent[$kind] = @($intent[$kind] | Where-Object { $PSCmdlet.ShouldProcess((Format-SnaplineCopySource -Id $_), "Copy to region '$Location' into resource group '$DestinationResourceGroupName'") })
                if ($intent[$kind].Length -eq 0) { return }
            }
            $outcome = Invoke-SnaplineRun -Intent $intent -SignIn $at.SignIn -Activity 'Copying incremental snapshots'
            if ($WhatIfPreference) {
                foreach ($line in (Format-SnaplineCopyPlan -Item $outcome.Items)) { $null = $PSCmdlet.ShouldProcess($line, $line, 'Copy incremental snapshots') }
            }
            else { $rows = @(Get-SnaplineCopyRow -Outcome $outcome -At $at -ApiVersion $ApiVersion) }
        }
        catch {
            $PSCmdlet.ThrowTerminatingError((Get-SnaplineErrorRecord -ErrorRecord $_))
        }
        ConvertTo-SnaplineSnapshot -Row $rows
        Complete-SnaplineRun -Outcome $outcome -Cmdlet $PSCmdlet -AllowPartial:($AllowPartial -or $WhatIfPreference)
    }
}
