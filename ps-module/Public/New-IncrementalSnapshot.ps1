function New-IncrementalSnapshot {
    <#
    .SYNOPSIS
    Takes an incremental snapshot of one or more Azure managed disks.

    .DESCRIPTION
    Takes one incremental snapshot of each disk, in the disk's own subscription and region. A name that is in use is an
    error: an existing snapshot is never replaced. With -Wait the command returns when the snapshot can be relied on, and
    says why when it cannot.

    The snapshots of many disks are taken side by side, and one disk that fails does not stop the others. When any of
    several disks failed, the command ends with the error Snapline.run_incomplete after all are done, so that a script
    does not go on over a hole; -AllowPartial leaves that last error out.

    Nothing is taken twice: the same -PolicyId and -Slot name the same snapshot, so a run that was broken off can be
    repeated from the top, and what was made already is reported and not made again.

    .PARAMETER ResourceGroupName
    The resource group of the disk.

    .PARAMETER DiskName
    The name of the disk, or of several disks in that resource group.

    .PARAMETER VMName
    The name of a virtual machine in that resource group: all disks that are attached to it are taken, as close together
    as the service allows. Several disks taken so are not a consistent set.

    .PARAMETER SubscriptionId
    The subscription of the disk. Left out: that of the Az context, else the environment variable AZURE_SUBSCRIPTION_ID.

    .PARAMETER DiskId
    The resource id of the disk. Takes ids and what Get-AzDisk gives from the pipe, and what Get-IncrementalSnapshot
    gives: of that a new snapshot of the same disk is taken.

    .PARAMETER SnapshotName
    The name of the snapshot, for one disk. 1 to 80 letters, digits, `_` and `-`, beginning with a letter or digit.

    .PARAMETER NameTemplate
    How snapshots are named: text with {disk}, {group} and {slot:yyyyMMddTHHmmssZ}, the time in UTC. The default is
    {disk}_{slot:yyyyMMddTHHmmssZ}. A name that gets too long has its disk part cut and 6 digits added that tell it apart.

    .PARAMETER SnapshotResourceGroupName
    The resource group to put the snapshot in. Left out: the disk's.

    .PARAMETER Tag
    Tags for the snapshot, as a hashtable of names and texts.

    .PARAMETER PolicyId
    The name of the policy that asks for this snapshot. It is written to the tag snapline-policy, which is what makes a
    snapshot Snapline's own.

    .PARAMETER Slot
    The time that this snapshot is for, as in its name. Left out: now. A repeated run gives the time it was planned for.

    .PARAMETER Sku
    Standard_LRS or Standard_ZRS. Left out, which is best, the service chooses zone-redundant storage where the region has it.

    .PARAMETER InstantAccessDurationMinutes
    For Premium SSD v2 and Ultra disks: how long, 60 to 300 minutes, the snapshot can be restored from before it is copied.

    .PARAMETER Wait
    Wait until the snapshot is ready.

    .PARAMETER WaitFor
    What -Wait waits for; naming it is asking to wait. Durable: the snapshot stands by itself, whatever happens to the disk. Restorable: a disk can be
    made from it, which with instant access is earlier.

    .PARAMETER TimeoutSeconds
    How long to work on all disks together, waiting included, before giving up. The default is 3600.

    .PARAMETER AllowPartial
    With several disks: do not end with an error when some of them failed. Each failure is still an error of its own.

    .PARAMETER ThrottleLimit
    How many requests may be under way at once, 1 to 64. How fast they follow each other is bounded by what the service
    allows, whatever this is.

    .PARAMETER AsJob
    Run in the background and give the job: a thread job in PowerShell 7, a job in Windows PowerShell. Not in Azure
    Automation. What is to be confirmed is asked before it starts.

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
    New-IncrementalSnapshot -ResourceGroupName rg-prod -DiskName vm-sql-01_data1 -Wait

    Takes a snapshot and waits until it stands by itself.

    .EXAMPLE
    Get-AzDisk -ResourceGroupName rg-prod | New-IncrementalSnapshot -SnapshotResourceGroupName rg-backup -Tag @{ reason = 'before patching' }

    Takes a snapshot of every disk of a group, all with the same time in their names.

    .EXAMPLE
    Get-AzDisk | New-IncrementalSnapshot -WhatIf

    Shows what would be taken, under which names. Nothing is sent.

    .OUTPUTS
    Snapline.Snapshot, as Get-IncrementalSnapshot gives. Generation and Sequence are empty where the identity may not list
    the snapshots of the subscription.

    .LINK
    Get-IncrementalSnapshot
    #>
    [CmdletBinding(DefaultParameterSetName = 'ByName', SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('Snapline.Snapshot')]
    param(
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [Parameter(Mandatory, ParameterSetName = 'ByVM')]
        [ValidateNotNullOrEmpty()] [string] $ResourceGroupName,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string[]] $DiskName,
        [Parameter(Mandatory, ParameterSetName = 'ByVM')] [ValidateNotNullOrEmpty()] [string] $VMName,
        [Parameter(ParameterSetName = 'ByName')] [Parameter(ParameterSetName = 'ByVM')] [string] $SubscriptionId,
        [Parameter(Mandatory, ParameterSetName = 'ById', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Id', 'ResourceId', 'SourceResourceId')] [ValidateNotNullOrEmpty()] [string[]] $DiskId,
        [string] $SnapshotName,
        [string] $NameTemplate,
        [string] $SnapshotResourceGroupName,
        [Alias('Tags')] [System.Collections.IDictionary] $Tag,
        [string] $PolicyId,
        [DateTimeOffset] $Slot,
        [string] $Sku,
        [int] $InstantAccessDurationMinutes,
        [switch] $Wait,
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
        $ids = [System.Collections.Generic.List[string]]::new()
    }
    process {
        if ($PSCmdlet.ParameterSetName -ne 'ById') { return }
        $ids.AddRange((Select-SnaplinePipedDisk -DiskId $DiskId -InputObject $_ -Piped:$PSCmdlet.MyInvocation.ExpectingInput))
    }
    end {
        $outcome = $null
        try {
            # Nothing came down the pipe: there is nothing to take.
            if ($PSCmdlet.ParameterSetName -eq 'ById' -and $ids.Count -eq 0) { return }
            if ($AsJob -and -not $WhatIfPreference) {
                $what = "$($ids.Count) disks"
                if ($ids.Count -eq 0) { $what = "what was named in resource group '$ResourceGroupName'" }
                if (-not $PSCmdlet.ShouldProcess($what, 'Take incremental snapshots in a job')) { return }
                $pipe = $null
                if ($ids.Count -gt 0) { $pipe = $ids.ToArray() }
                return Start-SnaplineJob -Command $PSCmdlet.MyInvocation.MyCommand.Name -Bound $PSBoundParameters -Pipe $pipe
            }
            $at = Open-SnaplineTarget -Bound $PSBoundParameters
            if ($PSCmdlet.ParameterSetName -eq 'ByName') {
                $subscription = Resolve-SnaplineSubscription -SubscriptionId $SubscriptionId
                foreach ($name in $DiskName) { $ids.Add((Get-SnaplineDiskId -SubscriptionId $subscription -ResourceGroupName $ResourceGroupName -DiskName $name)) }
            }
            $moment = [DateTimeOffset]::UtcNow
            if ($PSBoundParameters.ContainsKey('Slot')) { $moment = $Slot }
            $intent = New-SnaplineCreateIntent -DiskId $ids -Bound $PSBoundParameters -Endpoint $at.Endpoint -Slot $moment
            if ($Wait -or $PSBoundParameters.ContainsKey('WaitFor')) { $intent['wait'] = $WaitFor.ToLowerInvariant() }
            if ($PSCmdlet.ParameterSetName -eq 'ByVM') {
                $intent.Remove('disks')
                $intent['virtualMachine'] = Get-SnaplineMachineId -SubscriptionId (Resolve-SnaplineSubscription -SubscriptionId $SubscriptionId) -ResourceGroupName $ResourceGroupName -VMName $VMName
                if ($SnapshotResourceGroupName) { $intent['resourceGroup'] = $SnapshotResourceGroupName }
                Assert-SnaplineIntent -Intent $intent
                # Which disks it has, only the service knows: -WhatIf asks it.
                if ($WhatIfPreference) { $intent['whatIf'] = $true; $intent.Remove('wait') }
                elseif (-not $PSCmdlet.ShouldProcess("all disks of virtual machine '$VMName' in resource group '$ResourceGroupName'", 'Take incremental snapshots')) { return }
            }
            else {
                Assert-SnaplineIntent -Intent $intent
                $plan = @(Get-SnaplineNamePlan -Intent $intent)
                $chosen = @($plan | Where-Object { $PSCmdlet.ShouldProcess($_.Target, $_.Action) })
                if ($chosen.Length -eq 0) { return }
                $intent['disks'] = @($chosen | ForEach-Object { $_.Disk })
            }
            $outcome = Invoke-SnaplineRun -Intent $intent -SignIn $at.SignIn -Activity 'Taking incremental snapshots' -Show 'made', 'already_made'
            if ($WhatIfPreference) {
                foreach ($line in (Format-SnaplineCreatePlan -Item $outcome.Items)) { $null = $PSCmdlet.ShouldProcess($line, $line, 'Take incremental snapshots') }
            }
        }
        catch {
            $PSCmdlet.ThrowTerminatingError((Get-SnaplineErrorRecord -ErrorRecord $_))
        }
        ConvertTo-SnaplineSnapshot -Row $outcome.Rows -Alone:$outcome.Alone
        Complete-SnaplineRun -Outcome $outcome -Cmdlet $PSCmdlet -AllowPartial:$AllowPartial
    }
}
