function Wait-IncrementalSnapshot {
    <#
    .SYNOPSIS
    Waits until incremental snapshots are ready, and says why when one is not.

    .DESCRIPTION
    Reads each snapshot until it can be relied on. Snapshots of Premium SSD v2 and Ultra disks are copied in the
    background after they were taken, which can take hours; a copy in another region is too. The progress bar shows how
    far it is, and how long it will take as soon as that can be told from the rate of the copy.

    A snapshot whose copy failed ends with the service's reason. When the time is up, what is not ready is an error that
    says how far it was; the copy goes on, and the same command waits further.

    .PARAMETER Id
    The resource id of a snapshot, or of several. Takes ids, and what Get-IncrementalSnapshot, New-IncrementalSnapshot and
    Get-AzSnapshot give from the pipe.

    .PARAMETER ResourceGroupName
    The resource group that the snapshot is in.

    .PARAMETER Name
    The name of the snapshot, or of several in that resource group.

    .PARAMETER SubscriptionId
    The subscription of the snapshot. Left out: that of the Az context, else the environment variable
    AZURE_SUBSCRIPTION_ID.

    .PARAMETER WaitFor
    Durable, which is the default: until the snapshot stands by itself, whatever happens to the disk. Restorable: until a
    disk can be made from it, which with instant access is earlier.

    .PARAMETER TimeoutSeconds
    How long to wait for all of them together before giving up. The default is 3600.

    .PARAMETER AllowPartial
    With several snapshots: do not end with an error when some of them are not ready. Each is still an error of its own.

    .PARAMETER AsJob
    Run in the background and give the job: a thread job in PowerShell 7, a job in Windows PowerShell. Not in Azure
    Automation.

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
    Get-IncrementalSnapshot -Pending | Wait-IncrementalSnapshot -TimeoutSeconds 14400

    Waits up to four hours for everything that is still being copied.

    .EXAMPLE
    Wait-IncrementalSnapshot -ResourceGroupName rg-backup -Name before-patch -WaitFor Restorable

    Waits until a disk can be made from one snapshot.

    .OUTPUTS
    Snapline.Snapshot, each as it was read last. Generation and Sequence are empty: only the snapshots themselves were
    read.

    .LINK
    New-IncrementalSnapshot

    .LINK
    Get-IncrementalSnapshot
    #>
    [CmdletBinding(DefaultParameterSetName = 'ById')]
    [OutputType('Snapline.Snapshot')]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'ById', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('ResourceId', 'SnapshotId', 'DiskId')] [ValidateNotNullOrEmpty()] [string[]] $Id,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string] $ResourceGroupName,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [Alias('SnapshotName')] [ValidateNotNullOrEmpty()] [string[]] $Name,
        [Parameter(ParameterSetName = 'ByName')] [string] $SubscriptionId,
        [ValidateSet('Durable', 'Restorable')] [string] $WaitFor = 'Durable',
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
        try {
            if ($PSCmdlet.ParameterSetName -eq 'ByName') {
                $subscription = Resolve-SnaplineSubscription -SubscriptionId $SubscriptionId
                foreach ($one in $Name) { $given.Add((Get-SnaplineSnapshotId -SubscriptionId $subscription -ResourceGroupName $ResourceGroupName -Name $one)) }
            }
            # Nothing came down the pipe: there is nothing to wait for.
            if ($given.Count -eq 0) { return }
            if ($AsJob) {
                return Start-SnaplineJob -Command $PSCmdlet.MyInvocation.MyCommand.Name -Bound $PSBoundParameters -Pipe $given.ToArray()
            }
            $at = Open-SnaplineTarget -Bound $PSBoundParameters
            $intent = New-SnaplineIntent -Flow 'wait' -Endpoint $at.Endpoint -Bound $PSBoundParameters
            $intent['targets'] = @($given | ForEach-Object { $null = Assert-SnaplineId -Id $_ -Type 'snapshots'; $_ })
            $intent['for'] = $WaitFor.ToLowerInvariant()
            $outcome = Invoke-SnaplineRun -Intent $intent -SignIn $at.SignIn -Activity 'Waiting for incremental snapshots' -Show 'ready', 'not_ready', 'failed'
        }
        catch {
            $PSCmdlet.ThrowTerminatingError((Get-SnaplineErrorRecord -ErrorRecord $_))
        }
        ConvertTo-SnaplineSnapshot -Row $outcome.Rows -Alone
        Complete-SnaplineRun -Outcome $outcome -Cmdlet $PSCmdlet -AllowPartial:$AllowPartial
    }
}
