function Invoke-IncrementalSnapshotPolicy {
    <#
    .SYNOPSIS
    Runs a policy over the disks of a subscription: takes, waits, copies, then deletes what the policy drops.

    .DESCRIPTION
    The nightly job. It reads the subscription, takes one incremental snapshot of each disk for the run's slot, waits until
    they stand by themselves, copies what is to be copied, plans, and deletes what the policy drops, in this order and
    under the rules of each part. A disk of which this slot has no complete snapshot loses nothing.

    It may be broken off anywhere and started again from the top: state is in the snapshots' tags, names derive from the
    slot, and what was made already is not made twice. The slot is the newest of the policy's schedule; where the policy has
    none, the hour in which the run begins.

    Before anything is written it asks once for the whole run; -Confirm:$false leaves that out. -WhatIf reads, plans, and
    shows a line for each snapshot that would be taken, copied or deleted, with the reason. It goes by what is there now: what
    would be taken is neither copied nor does it push another out.

    The output is one summary with an item for each thing that was done or left out. When a disk failed, is unknown, or was
    skipped, the command ends with the error Snapline.run_incomplete after it, so that a job does not end well over a hole;
    -AllowPartial leaves that last error out.

    .PARAMETER Policy
    The policy, as JSON or in its short form: 'daily=7 weekly=4 zone=Europe/Amsterdam at=02:00 id=nightly'.

    .PARAMETER PolicyPath
    A file that holds the policy.

    .PARAMETER Preset
    A preset of Snapline's, with its own counts; -Zone and -Schedule go with it.

    .PARAMETER Zone
    The time zone by which -Preset counts days and weeks, as an IANA name such as Europe/Amsterdam.

    .PARAMETER Schedule
    When snapshots are taken, as in the short form: 'at=02:00', 'every=6h days=mon-fri'.

    .PARAMETER SubscriptionId
    The subscription of the disks. Left out: that of the disks given, else of the Az context, else the environment variable
    AZURE_SUBSCRIPTION_ID.

    .PARAMETER ResourceGroupName
    Only the disks of this resource group.

    .PARAMETER DiskId
    Only these disks. Takes ids and what Get-AzDisk gives from the pipe, and what Get-IncrementalSnapshot gives: of that its
    disk.

    .PARAMETER DiskTag
    Only disks that carry this tag: 'backup=nightly', or 'backup' whatever its value.

    .PARAMETER Slot
    The time that the snapshots stand for, as in their names.

    .PARAMETER SnapshotResourceGroupName
    The resource group to put the snapshots in. Left out: that of each disk.

    .PARAMETER NameTemplate
    How snapshots are named, as for New-IncrementalSnapshot.

    .PARAMETER Tag
    More tags for the snapshots, as a hashtable of names and texts.

    .PARAMETER CopyToLocation
    The region to copy every snapshot to, such as northeurope.

    .PARAMETER CopyToResourceGroupName
    The resource group for the copies.

    .PARAMETER CopyToSubscriptionId
    The subscription for the copies. Left out: that of the disks.

    .PARAMETER NoPrune
    Delete nothing.

    .PARAMETER BudgetSeconds
    The time for everything. Nothing new is begun when what is left is needed to end what is under way. The default is
    9000: Azure Automation stops a job after three hours.

    .PARAMETER StatePath
    A file in which the run keeps what it needs to go on where it was. A run that finds one of the same call, not older than
    its budget, goes on with that one's slot. It is removed when the run has ended. Without it a run is repeated from the top.

    .PARAMETER AsJob
    Run in the background and give the job: a thread job in PowerShell 7, a job in Windows PowerShell. Not in Azure
    Automation. What is to be confirmed is asked before it starts.

    .PARAMETER ThrottleLimit
    How many requests may be under way at once, 1 to 64.

    .PARAMETER AllowPartial
    Do not end with an error when something was left out. Each thing left out is still an error of its own.

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
    Invoke-IncrementalSnapshotPolicy 'daily=7 weekly=4 zone=Europe/Amsterdam at=02:00 id=nightly' -DiskTag backup=nightly -WhatIf

    Shows what tonight's run would take and delete.

    .EXAMPLE
    Invoke-IncrementalSnapshotPolicy -PolicyPath nightly.json -CopyToLocation northeurope -CopyToResourceGroupName rg-dr -Confirm:$false

    A whole night: taken, copied to another region, and pruned in both.

    .EXAMPLE
    Get-AzDisk -ResourceGroupName rg-prod | Invoke-IncrementalSnapshotPolicy -Preset default -Zone UTC -Schedule 'at=02:00' -Confirm:$false

    By a preset, over the disks of the pipe.

    .OUTPUTS
    Snapline.RunSummary

    .LINK
    Test-IncrementalSnapshotPolicy
    #>
    [CmdletBinding(DefaultParameterSetName = 'Policy', SupportsShouldProcess, ConfirmImpact = 'High')]
    [OutputType('Snapline.RunSummary')]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Policy')] [ValidateNotNullOrEmpty()] [string] $Policy,
        [Parameter(Mandatory, ParameterSetName = 'PolicyPath')] [ValidateNotNullOrEmpty()] [string] $PolicyPath,
        [Parameter(Mandatory, ParameterSetName = 'Preset')] [ValidateNotNullOrEmpty()] [string] $Preset,
        [Parameter(Mandatory, ParameterSetName = 'Preset')] [ValidateNotNullOrEmpty()] [string] $Zone,
        [Parameter(Mandatory, ParameterSetName = 'Preset')] [ValidateNotNullOrEmpty()] [string] $Schedule,
        [Parameter(ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Id', 'ResourceId', 'SourceResourceId')] [ValidateNotNullOrEmpty()] [string[]] $DiskId,
        [string] $ResourceGroupName,
        [string] $DiskTag,
        [DateTimeOffset] $Slot,
        [string] $SnapshotResourceGroupName,
        [string] $NameTemplate,
        [Alias('Tags')] [System.Collections.IDictionary] $Tag,
        [string] $CopyToLocation,
        [string] $CopyToResourceGroupName,
        [string] $CopyToSubscriptionId,
        [switch] $NoPrune,
        [ValidateRange(1, 604800)] [int] $BudgetSeconds = 9000,
        [string] $StatePath,
        [ValidateRange(1, 64)] [int] $ThrottleLimit,
        [switch] $AllowPartial,
        [switch] $AsJob,
        [string] $SubscriptionId,
        [string] $ApiVersion,
        [ValidateSet('AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud')] [string] $Environment = 'AzureCloud',
        [string] $Endpoint,
        [ValidateNotNull()] [object] $AccessToken,
        [switch] $UseAzContext
    )
    begin {
        $ids = [System.Collections.Generic.List[string]]::new()
    }
    process {
        if ($DiskId) { $ids.AddRange((Select-SnaplinePipedDisk -DiskId $DiskId -InputObject $_ -Piped:$PSCmdlet.MyInvocation.ExpectingInput)) }
    }
    end {
        $outcome = $null
        try {
            # A pipe that brought nothing must not become every disk of the subscription.
            if ($MyInvocation.ExpectingInput -and $ids.Count -eq 0) { return }
            $target = Open-SnaplineTarget -Bound $PSBoundParameters
            $read = Resolve-SnaplinePolicy -Policy $Policy -PolicyPath $PolicyPath -Preset $Preset -Zone $Zone -Schedule $Schedule
            $intent = New-SnaplineRunIntent -Policy $read -DiskId $ids -Bound $PSBoundParameters -Endpoint $target.Endpoint
            if ($WhatIfPreference) { $intent['whatIf'] = $true }
            elseif (-not $PSCmdlet.ShouldProcess((Get-SnaplineRunScope -Intent $intent), (Get-SnaplineRunAction -Intent $intent))) { return }
            if ($AsJob -and -not $WhatIfPreference) {
                return Start-SnaplineJob -Command $PSCmdlet.MyInvocation.MyCommand.Name -Bound (Copy-SnaplineRunBound -Bound $PSBoundParameters -DiskId $ids)
            }
            $outcome = Invoke-SnaplinePolicyRun -Intent $intent -SignIn $target.SignIn -StatePath $StatePath
        }
        catch {
            $PSCmdlet.ThrowTerminatingError((Get-SnaplineErrorRecord -ErrorRecord $_))
        }
        foreach ($item in $outcome.Summary.Items) {
            if ($item.Kind -ceq 'planned') { $null = $PSCmdlet.ShouldProcess((Get-SnaplinePlannedLine -Item $item), $null, $null) }
        }
        $outcome.Summary
        # The one error that the call ends with is told once.
        $last = $outcome.Fatal
        if ($AllowPartial) { $last = $null }
        foreach ($record in $outcome.Errors) { if ($record -ne $last) { $PSCmdlet.WriteError($record) } }
        if ($null -ne $outcome.Fatal -and -not $AllowPartial) { $PSCmdlet.ThrowTerminatingError($outcome.Fatal) }
    }
}
