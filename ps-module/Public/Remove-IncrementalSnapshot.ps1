function Remove-IncrementalSnapshot {
    <#
    .SYNOPSIS
    Deletes incremental snapshots of Azure managed disks, and none that must stay.

    .DESCRIPTION
    Deletes the snapshots that are named, or those that a plan drops. First locks, disks and snapshots of their
    subscriptions are read anew, and each snapshot is read once more right before it is deleted: one that is not the one
    that was named, or that has been locked, opened or put under an immutability policy since, stays.

    Never deleted are the newest durable snapshot of a disk, whatever is locked, immutable, open, a source of a copy under
    way or not incremental, and nothing at all where a list cannot be read whole. A snapshot that Snapline did not make is
    deleted with -Adopt only. What stays is named with the reason, as an error of its own.

    -Retire ends whole families, the last snapshot included: every snapshot of the disk has to be given.

    .PARAMETER Id
    The resource id of a snapshot, or of several. Takes ids, what Get-IncrementalSnapshot and Get-AzSnapshot give, and the
    items of Get-IncrementalSnapshotPlan from the pipe. Of a plan only what it drops is deleted, and only where a plan that
    is made anew drops it too.

    .PARAMETER ResourceGroupName
    The resource group that the snapshot is in.

    .PARAMETER Name
    The name of the snapshot, or of several in that resource group.

    .PARAMETER SubscriptionId
    The subscription of the snapshot. Left out: that of the Az context, else the environment variable
    AZURE_SUBSCRIPTION_ID.

    .PARAMETER Adopt
    Delete these snapshots though Snapline did not make them.

    .PARAMETER Retire
    The snapshots that are given are whole families that are given up, the newest ones included.

    .PARAMETER CopySubscriptionId
    Other subscriptions that copies go to. They are read as well, because a copy under way there needs its source.

    .PARAMETER TimeoutSeconds
    How long to work on all of them together before giving up. The default is 3600.

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
    Get-IncrementalSnapshot -ResourceGroupName rg-prod -DiskName vm-sql-01_data1 | Where-Object Age -gt '365.00:00:00' | Remove-IncrementalSnapshot -WhatIf

    Shows which snapshots of a disk that are older than a year would be deleted, and which would stay and why. It reads,
    and deletes nothing.

    .EXAMPLE
    Get-IncrementalSnapshotPlan -PolicyPath nightly.json | Remove-IncrementalSnapshot

    Deletes what a policy drops, after asking for each.

    .EXAMPLE
    Get-IncrementalSnapshot -Orphan -ResourceGroupName rg-old | Remove-IncrementalSnapshot -Retire

    Ends the families of disks that no longer exist, after asking.

    .OUTPUTS
    Snapline.Result, one for each snapshot: what became of it and why.

    .LINK
    Get-IncrementalSnapshot

    .LINK
    Get-IncrementalSnapshotPlan
    #>
    [CmdletBinding(DefaultParameterSetName = 'ById', SupportsShouldProcess, ConfirmImpact = 'High')]
    [OutputType('Snapline.Result')]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'ById', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('ResourceId')] [ValidateNotNullOrEmpty()] [string[]] $Id,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string] $ResourceGroupName,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [Alias('SnapshotName')] [ValidateNotNullOrEmpty()] [string[]] $Name,
        [Parameter(ParameterSetName = 'ByName')] [string] $SubscriptionId,
        [switch] $Adopt,
        [switch] $Retire,
        [string[]] $CopySubscriptionId,
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
        $given = [System.Collections.Generic.List[object]]::new()
    }
    process {
        if ($PSCmdlet.ParameterSetName -eq 'ById') {
            $from = $null
            if ($PSCmdlet.MyInvocation.ExpectingInput) { $from = $_ }
            foreach ($one in $Id) { $given.Add([pscustomobject]@{ Id = $one; From = $from }) }
        }
    }
    end {
        $outcome = $null
        try {
            if ($PSCmdlet.ParameterSetName -eq 'ByName') {
                $subscription = Resolve-SnaplineSubscription -SubscriptionId $SubscriptionId
                foreach ($one in $Name) { $given.Add([pscustomobject]@{ Id = (Get-SnaplineSnapshotId -SubscriptionId $subscription -ResourceGroupName $ResourceGroupName -Name $one); From = $null }) }
            }
            # Nothing came down the pipe: there is nothing to delete.
            if ($given.Count -eq 0) { return }
            if ($AsJob -and -not $WhatIfPreference) {
                if (-not $PSCmdlet.ShouldProcess("$($given.Count) snapshots", 'Delete for good, in a job')) { return }
                return Start-SnaplineJob -Command $PSCmdlet.MyInvocation.MyCommand.Name -Bound $PSBoundParameters -Pipe @($given | ForEach-Object { if ($null -ne $_.From) { $_.From } else { $_.Id } })
            }
            $at = Open-SnaplineTarget -Bound $PSBoundParameters
            $call = New-SnaplinePruneCall -Given $given -Bound $PSBoundParameters -At $at
            $asked = @($call.Subjects)
            if ($WhatIfPreference) { $call.Intent['whatIf'] = $true }
            elseif ($Retire) {
                $names = Format-SnaplineNameList -Name @($asked | ForEach-Object { $_.Parts.Name })
                if ($asked.Length -gt 0 -and -not $PSCmdlet.ShouldProcess("$($asked.Length) snapshots, whole families with their newest ones: $names", 'Delete for good')) { return }
            }
            else {
                $asked = @($asked | Where-Object { $PSCmdlet.ShouldProcess("snapshot '$($_.Parts.Name)' in resource group '$($_.Parts.Group)'", 'Delete for good') })
                if ($asked.Length -eq 0 -and $call.Errors.Count -eq 0) { return }
            }
            Set-SnaplineDrop -Intent $call.Intent -Subject $asked -Adopt:$Adopt
            $outcome = Invoke-SnaplineRun -Intent $call.Intent -SignIn $at.SignIn -Activity 'Deleting incremental snapshots' -Before $call.Errors
            if ($WhatIfPreference) {
                foreach ($line in (Format-SnaplinePrunePlan -Item $outcome.Items)) { $null = $PSCmdlet.ShouldProcess($line, $line, 'Delete incremental snapshots') }
            }
        }
        catch {
            $PSCmdlet.ThrowTerminatingError((Get-SnaplineErrorRecord -ErrorRecord $_))
        }
        if ($WhatIfPreference) { Remove-SnaplineSkippedError -Outcome $outcome }
        else { ConvertTo-SnaplineResult -Item $outcome.Items }
        Complete-SnaplineRun -Outcome $outcome -Cmdlet $PSCmdlet -AllowPartial:($AllowPartial -or $WhatIfPreference)
    }
}
