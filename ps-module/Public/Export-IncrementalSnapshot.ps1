function Export-IncrementalSnapshot {
    <#
    .SYNOPSIS
    Downloads an incremental snapshot into a local disk image, and later only what changed since.

    .DESCRIPTION
    The first time the snapshot is downloaded whole: what is in use of it, into an image that is as long as the disk and
    takes no room where the disk is empty. With -Update an image that holds an earlier snapshot of the same disk is brought
    up to a later one by what changed between the two; with -BasePath the earlier image stays and a changed copy of it is
    made. Snapshots of disks with sectors of 4096 bytes are VHDX files, which are downloaded whole each time.

    Every piece is read back from the file and compared before the image gets its name. Until then it is called
    <path>.partial, also when it is an image that is being updated: what has the image's name is whole. Beside the image
    lies <path>.snapline, which says which snapshot it holds. It has no address and no token in it.

    A download that was broken off, by Ctrl+C, a full disk or a crash, is gone on with by running the same command again.
    The access links that it needs are opened for as long as it runs, closed on every path, and never shown. What a killed
    process left open is closed by the next call about the snapshot.

    .PARAMETER ResourceGroupName
    The resource group of the snapshot.

    .PARAMETER SnapshotName
    The name of the snapshot.

    .PARAMETER SnapshotId
    The resource id of the snapshot. Takes ids and what Get-IncrementalSnapshot and Get-AzSnapshot give from the pipe.

    .PARAMETER Path
    The image to write. Of several snapshots from the pipe each needs its own: -Path { "$($_.SourceDiskName).vhd" }.

    .PARAMETER Update
    Where the image is there already: change it in place. Where it is not, download it whole.

    .PARAMETER BasePath
    An image of an earlier snapshot: make a changed copy of it at -Path, and leave it as it is.

    .PARAMETER PreviousId
    The snapshot that the earlier image holds, where no <path>.snapline beside it says so.

    .PARAMETER Force
    Download the snapshot whole, and replace whatever is at -Path, unfinished downloads too.

    .PARAMETER LinkSeconds
    How long the access link is asked for, 60 to 86400. One that ends too early is opened again. The default is 3600.

    .PARAMETER TimeoutSeconds
    How long to work before giving up. The default is a day.

    .PARAMETER AsJob
    Run in the background and give the job: a thread job in PowerShell 7, a job in Windows PowerShell. Not in Azure
    Automation. What is to be confirmed is asked before it starts.

    .PARAMETER ThrottleLimit
    How many requests may be under way at once, 1 to 64. How fast they follow each other is bounded by what the service
    allows, whatever this is.

    .PARAMETER SubscriptionId
    The subscription of the snapshot. Left out: that of the Az context, else the environment variable AZURE_SUBSCRIPTION_ID.

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
    Export-IncrementalSnapshot -ResourceGroupName rg-prod -SnapshotName vm-data1_20261120T020000Z -Path D:\images\data1.vhd

    Downloads the snapshot whole, or goes on with a download that was broken off.

    .EXAMPLE
    Get-IncrementalSnapshot -ResourceGroupName rg-prod -DiskName vm-data1 -Newest | Export-IncrementalSnapshot -Path data1.vhd -Update

    Keeps a local image of a disk up to date: whole the first time, and what changed from then on.

    .EXAMPLE
    Export-IncrementalSnapshot -ResourceGroupName rg-prod -SnapshotName monday -Path monday.vhd -BasePath sunday.vhd

    Makes Monday's image out of Sunday's and what changed, and keeps both.

    .OUTPUTS
    Snapline.Image: Done is whole, changes or already.

    .LINK
    Compare-IncrementalSnapshot
    #>
    [CmdletBinding(DefaultParameterSetName = 'ByName', SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('Snapline.Image')]
    param(
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string] $ResourceGroupName,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string] $SnapshotName,
        [Parameter(Mandatory, ParameterSetName = 'ById', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Id', 'ResourceId')] [ValidateNotNullOrEmpty()] [string] $SnapshotId,
        [Parameter(Mandatory, ValueFromPipelineByPropertyName)] [ValidateNotNullOrEmpty()] [string] $Path,
        [switch] $Update,
        [ValidateNotNullOrEmpty()] [string] $BasePath,
        [ValidateNotNullOrEmpty()] [string] $PreviousId,
        [switch] $Force,
        [int] $LinkSeconds,
        [ValidateRange(1, 604800)] [int] $TimeoutSeconds = 86400,
        [switch] $AsJob,
        [ValidateRange(1, 64)] [int] $ThrottleLimit,
        [Parameter(ParameterSetName = 'ByName')] [string] $SubscriptionId,
        [string] $ApiVersion,
        [ValidateSet('AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud')] [string] $Environment = 'AzureCloud',
        [string] $Endpoint,
        [ValidateNotNull()] [object] $AccessToken,
        [switch] $UseAzContext
    )
    begin {
        $asked = [System.Collections.Generic.List[object]]::new()
    }
    process {
        if ($PSCmdlet.ParameterSetName -eq 'ById') { $asked.Add(@($SnapshotId, $Path)) }
    }
    end {
        try {
            if ($PSCmdlet.ParameterSetName -eq 'ByName') {
                $subscription = Resolve-SnaplineSubscription -SubscriptionId $SubscriptionId
                $asked.Add(@((Get-SnaplineSnapshotId -SubscriptionId $subscription -ResourceGroupName $ResourceGroupName -Name $SnapshotName), $Path))
            }
            if ($asked.Count -eq 0) { return }
            Import-SnaplineLibrary
            Assert-SnaplineExportCall -Asked $asked -Update:$Update -Force:$Force -BasePath $BasePath
            $base = ''
            if ($BasePath) { $base = Resolve-SnaplinePlace -Path $BasePath -Parameter 'BasePath' }
            if ($AsJob -and -not $WhatIfPreference) {
                if (-not $PSCmdlet.ShouldProcess("$($asked.Count) images", 'Download in a job')) { return }
                # A job may begin in another folder.
                $pipe = @(foreach ($one in $asked) { [pscustomobject]@{ SnapshotId = $one[0]; Path = (Resolve-SnaplinePlace -Path $one[1]) } })
                return Start-SnaplineJob -Command $PSCmdlet.MyInvocation.MyCommand.Name -Bound (Copy-SnaplineExportBound -Bound $PSBoundParameters -BasePath $base) -Pipe $pipe
            }
            $at = Open-SnaplineTarget -Bound $PSBoundParameters
        }
        catch {
            $PSCmdlet.ThrowTerminatingError((Get-SnaplineErrorRecord -ErrorRecord $_))
        }
        foreach ($one in $asked) {
            try {
                $full = Resolve-SnaplinePlace -Path $one[1]
                $export = Resolve-SnaplineExport -Id $one[0] -Path $full -BasePath $base -PreviousId $PreviousId -Update:$Update -Force:$Force -Endpoint $at.Endpoint.Text
                if (-not $PSCmdlet.ShouldProcess($full, $export.Action)) { continue }
                $intent = New-SnaplineIntent -Flow 'download' -Endpoint $at.Endpoint -Bound $PSBoundParameters -Member @{ LinkSeconds = 'linkSeconds' }
                $outcome = Invoke-SnaplineExport -Export $export -Intent $intent -SignIn $at.SignIn
            }
            catch {
                $record = Get-SnaplineErrorRecord -ErrorRecord $_
                # One snapshot that cannot be downloaded does not keep the others from it.
                if ($asked.Count -eq 1) { $PSCmdlet.ThrowTerminatingError($record) }
                $PSCmdlet.WriteError($record)
                continue
            }
            $outcome.Report
            foreach ($record in $outcome.Errors) { $PSCmdlet.WriteError($record) }
        }
    }
}
