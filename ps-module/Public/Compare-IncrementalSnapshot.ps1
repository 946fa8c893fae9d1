function Compare-IncrementalSnapshot {
    <#
    .SYNOPSIS
    Shows which bytes of a disk changed between two of its incremental snapshots, or which a snapshot holds.

    .DESCRIPTION
    Reads from the service which ranges of bytes were written and which were cleared from one snapshot to a later one of
    the same disk; with one snapshot alone, which ranges are in use. Nothing is downloaded. The access links that this
    needs are opened for as long as it runs, closed on every path, and never shown. Where the process is killed, the next
    Compare- or Export-IncrementalSnapshot of the same snapshot by the same user on the same machine closes what it left;
    else the link ends by itself, after ten minutes unless -LinkSeconds says otherwise.

    Each range has Start and End, the first and the last byte, and Kind: changed or cleared. The sums are a
    Snapline.Comparison object on the information stream; -Summary puts them out in place of the ranges.

    Two snapshots can be compared when they are complete, of one disk and one life of it, and when the disk was not resized
    past 4 TiB in between.

    .PARAMETER ResourceGroupName
    The resource group of the snapshots.

    .PARAMETER SnapshotName
    The name of the snapshot.

    .PARAMETER PreviousName
    The name of the earlier snapshot in that resource group. Left out: all that the snapshot holds.

    .PARAMETER SnapshotId
    The resource id of the snapshot. From the pipe one snapshot, or the earlier and then the later one.

    .PARAMETER PreviousId
    The resource id of the earlier snapshot. Left out: all that the snapshot holds.

    .PARAMETER Summary
    Put out the sums, and not the ranges.

    .PARAMETER LinkSeconds
    How long the access links are asked for, 60 to 86400. The default is 600: one that is too short is
    opened again.

    .PARAMETER TimeoutSeconds
    How long to work before giving up. The default is 3600.

    .PARAMETER SubscriptionId
    The subscription of the snapshots. Left out: that of the Az context, else the environment variable AZURE_SUBSCRIPTION_ID.

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
    Compare-IncrementalSnapshot -ResourceGroupName rg-prod -SnapshotName tuesday -PreviousName monday

    What was written between the two.

    .EXAMPLE
    Get-IncrementalSnapshot -ResourceGroupName rg-prod -DiskName vm-data1 | Select-Object -Last 2 | Compare-IncrementalSnapshot -Summary

    How much changed from the last but one snapshot of a disk to the last.

    .OUTPUTS
    Snapline.Range, sorted by Start; with -Summary Snapline.Comparison.

    .LINK
    Export-IncrementalSnapshot
    #>
    [CmdletBinding(DefaultParameterSetName = 'ByName')]
    [OutputType('Snapline.Range', 'Snapline.Comparison')]
    param(
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string] $ResourceGroupName,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string] $SnapshotName,
        [Parameter(ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string] $PreviousName,
        [Parameter(Mandatory, ParameterSetName = 'ById', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Id', 'ResourceId')] [ValidateNotNullOrEmpty()] [string] $SnapshotId,
        [Parameter(ParameterSetName = 'ById')] [ValidateNotNullOrEmpty()] [string] $PreviousId,
        [switch] $Summary,
        [int] $LinkSeconds,
        [ValidateRange(1, 604800)] [int] $TimeoutSeconds = 3600,
        [Parameter(ParameterSetName = 'ByName')] [string] $SubscriptionId,
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
        if ($PSCmdlet.ParameterSetName -eq 'ById') { $ids.Add($SnapshotId) }
    }
    end {
        try {
            $earlier = $PreviousId
            if ($PSCmdlet.ParameterSetName -eq 'ByName') {
                $subscription = Resolve-SnaplineSubscription -SubscriptionId $SubscriptionId
                $ids.Add((Get-SnaplineSnapshotId -SubscriptionId $subscription -ResourceGroupName $ResourceGroupName -Name $SnapshotName))
                if ($PreviousName) { $earlier = Get-SnaplineSnapshotId -SubscriptionId $subscription -ResourceGroupName $ResourceGroupName -Name $PreviousName }
            }
            if ($ids.Count -eq 0) { return }
            $two = Resolve-SnaplineComparison -Id $ids -PreviousId $earlier
            $at = Open-SnaplineTarget -Bound $PSBoundParameters
            $intent = New-SnaplineIntent -Flow 'ranges' -Endpoint $at.Endpoint -Bound $PSBoundParameters -Member @{ LinkSeconds = 'linkSeconds' }
            $intent['snapshotId'] = $two.Snapshot
            if ($two.Previous) { $intent['previousId'] = $two.Previous }
            $result = Invoke-SnaplineFlow -Request $intent -SignIn $at.SignIn -Activity 'Comparing snapshots' -LinkOf @($two.Snapshot, $two.Previous | Where-Object { $_ })
            Write-Verbose $result.Summary.sentence
            $errors = Get-SnaplineItemError -Item $result.Items
            # What was told before something failed is not to be relied on; a link that stayed open is another matter.
            $fatal = @($errors | Where-Object { $_.FullyQualifiedErrorId -cne 'Snapline.link_left_open' })
            if ($fatal.Length -gt 0) { throw $fatal[0] }
            $sums = ConvertTo-SnaplineComparison -Step $result.Ranges -Summary $result.Summary
        }
        catch {
            $PSCmdlet.ThrowTerminatingError((Get-SnaplineErrorRecord -ErrorRecord $_))
        }
        if ($Summary) { $sums }
        else {
            ConvertTo-SnaplineRange -Step $result.Ranges
            $PSCmdlet.WriteInformation($sums, [string[]]@('Snapline'))
        }
        foreach ($record in $errors) { $PSCmdlet.WriteError($record) }
    }
}
