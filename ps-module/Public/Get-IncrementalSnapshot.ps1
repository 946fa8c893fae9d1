function Get-IncrementalSnapshot {
    <#
    .SYNOPSIS
    Lists incremental snapshots of Azure managed disks, with what each can be used for now.

    .DESCRIPTION
    Reads all snapshots and disks of the subscription, in every resource group and on every page, and puts the incremental
    ones into their chains: by the disk and the disk's unique id, so that a disk that was deleted and made again is told
    from its namesake. Each comes with Generation (which of the disks of this name, 1 for the first), Sequence (its place
    in the chain), and with whether a disk can be made from it now (Restorable), whether it stands by itself (Durable) and
    why (ReadyReason). Output is sorted by disk, generation and sequence.

    When a page cannot be read the command ends with an error and gives nothing: a short list never looks like a whole one.
    With -Raw snapshots leave as their page comes, and those of the pages before are out by then.

    .PARAMETER ResourceGroupName
    With -DiskName: the resource group of the disk; its snapshots are found in whatever group they are.
    Without: show the snapshots that are in this resource group. Wildcards are allowed.

    .PARAMETER DiskName
    The name of the disk, or of several disks in that resource group, also with wildcards. It may have been deleted since.
    A name without wildcards that no disk has, and no snapshot's disk had, is an error.

    .PARAMETER Name
    Only snapshots of these names. Wildcards are allowed. A name without them that no snapshot has is an error; the others
    are shown all the same.

    .PARAMETER DiskId
    The resource id of a disk or of a snapshot. Takes ids and what Get-AzDisk and Get-AzSnapshot give from the pipe.

    .PARAMETER SubscriptionId
    The subscription, or several. Left out: that of the Az context, else the environment variable AZURE_SUBSCRIPTION_ID.

    .PARAMETER Path
    Files to read in place of the service, as `az snapshot list`, `az disk list`, Get-AzSnapshot | ConvertTo-Json and
    Resource Graph give them, also compressed with gzip. Wildcards are allowed. Nothing is sent.

    .PARAMETER Pending
    Only snapshots that are still being copied.

    .PARAMETER Orphan
    Only snapshots whose disk no longer exists, those of an earlier disk of the same name included.

    .PARAMETER Newest
    Only the newest snapshot of each chain that a disk can be made from.

    .PARAMETER Raw
    Put the snapshots out as their pages come, in the order of the service, and keep none: for very long lists. Disks are not
    read; Generation and Sequence, which take the whole list, stay empty, and so does the mark of an orphan.

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
    Get-IncrementalSnapshot -ResourceGroupName rg-prod -DiskName vm-sql-01_data1

    The chains of one disk, oldest first.

    .EXAMPLE
    Get-IncrementalSnapshot -Pending

    What is still being copied in the whole subscription, and how far it is.

    .EXAMPLE
    Get-AzDisk -ResourceGroupName rg-prod | Get-IncrementalSnapshot -Newest | Where-Object Age -gt '1.00:00:00'

    Disks whose newest snapshot is older than a day.

    .EXAMPLE
    Get-IncrementalSnapshot -Raw | Where-Object State -eq 'failed'

    The failed ones of a very long list, while it is being read.

    .EXAMPLE
    az snapshot list > snapshots.json; az disk list > disks.json; Get-IncrementalSnapshot -Path *.json -Orphan

    Snapshots of disks that are gone, from saved files.

    .OUTPUTS
    Snapline.Snapshot

    .LINK
    New-IncrementalSnapshot
    #>
    [CmdletBinding(DefaultParameterSetName = 'Subscription')]
    [OutputType('Snapline.Snapshot')]
    param(
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [Parameter(ParameterSetName = 'Subscription')] [Parameter(ParameterSetName = 'Path')]
        [ValidateNotNullOrEmpty()] [string] $ResourceGroupName,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string[]] $DiskName,
        [Parameter(Mandatory, ParameterSetName = 'ById', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Id', 'ResourceId')] [ValidateNotNullOrEmpty()] [string[]] $DiskId,
        [Parameter(ParameterSetName = 'ByName')] [Parameter(ParameterSetName = 'Subscription')] [string[]] $SubscriptionId,
        [Parameter(Mandatory, ParameterSetName = 'Path')] [ValidateNotNullOrEmpty()] [string[]] $Path,
        [Alias('SnapshotName')] [ValidateNotNullOrEmpty()] [string[]] $Name,
        [switch] $Pending,
        [switch] $Orphan,
        [switch] $Newest,
        [Parameter(ParameterSetName = 'Subscription')] [switch] $Raw,
        [ValidateRange(1, 64)] [int] $ThrottleLimit,
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
        if ($PSCmdlet.ParameterSetName -eq 'ById') { foreach ($id in $DiskId) { $ids.Add($id) } }
    }
    end {
        $session = [IntPtr]::Zero
        $bad = [System.Collections.Generic.List[System.Management.Automation.ErrorRecord]]::new()
        # The core knows groups by their names; a pattern is looked for among the rows.
        $group = ''
        if ($ResourceGroupName -and [WildcardPattern]::ContainsWildcardCharacters($ResourceGroupName)) { $group = $ResourceGroupName }
        try {
            $found = $null
            try {
                $subscriptions = @()
                $disks = @()
                switch ($PSCmdlet.ParameterSetName) {
                    'ByName' {
                        $subscriptions = @(Resolve-SnaplineSubscriptionList -SubscriptionId $SubscriptionId)
                        # A pattern, or a name in any of several subscriptions, is looked for among the rows.
                        if ($group -or $subscriptions.Length -gt 1 -or @($DiskName | Where-Object { [WildcardPattern]::ContainsWildcardCharacters($_) }).Length -gt 0) { $disks = $DiskName }
                        else { foreach ($one in $DiskName) { $ids.Add((Get-SnaplineDiskId -SubscriptionId $subscriptions[0] -ResourceGroupName $ResourceGroupName -DiskName $one)) } }
                    }
                    'ById' {
                        # Nothing came down the pipe: nothing was asked for.
                        if ($ids.Count -eq 0) { return }
                        # What is no id is an error of its own beside the others.
                        $ids = Select-SnaplineGoodId -Id $ids -Bad $bad
                        if ($ids.Count -eq 0 -and $bad.Count -eq 1) { throw $bad[0] }
                        if ($ids.Count -eq 0) { foreach ($record in $bad) { $PSCmdlet.WriteError($record) }; return }
                        $subscriptions = @(Get-SnaplineIdSubscription -Id $ids)
                    }
                    'Subscription' { $subscriptions = @(Resolve-SnaplineSubscriptionList -SubscriptionId $SubscriptionId) }
                }
                $filter = [ordered]@{}
                if ($PSCmdlet.ParameterSetName -eq 'ByName') { $group = '' }
                elseif ($ResourceGroupName -and -not $group) { $filter['resourceGroup'] = $ResourceGroupName }
                if ($Pending) { $filter['pending'] = $true }
                if ($Orphan) { $filter['orphan'] = $true }
                if ($Newest) { $filter['newest'] = $true }
                $session = New-SnaplineSession
                if ($PSCmdlet.ParameterSetName -eq 'Path') { Add-SnaplineFile -Session $session -Path $Path }
                else {
                    if ($Raw -and ($Newest -or $Orphan)) {
                        throw (New-SnaplineError -Code 'bad_parameters' -Target 'Raw' -Message '-Newest and -Orphan take the whole list, and -Raw keeps none. Leave -Raw out.')
                    }
                    $at = Resolve-SnaplineEndpoint -Environment $Environment -Endpoint $Endpoint
                    $read = @{ Endpoint = $at; ApiVersion = $ApiVersion; ThrottleLimit = $ThrottleLimit; SignIn = (New-SnaplineSignIn -Endpoint $at -AccessToken $AccessToken -UseAzContext:$UseAzContext) }
                    if ($Raw) {
                        $page = [pscustomobject]@{ Cmdlet = $PSCmdlet; Filter = $filter; Name = $Name; Group = $group; Shown = (New-SnaplineNameSet) }
                        foreach ($one in $subscriptions) { Add-SnaplineSubscription -SubscriptionId $one -Page $page @read }
                        # What is pending was asked for, so one that is not is not shown, and may be there all the same.
                        if (-not $Pending) { foreach ($record in (New-SnaplineMissingName -Name $Name -There $page.Shown -Group $ResourceGroupName)) { $PSCmdlet.WriteError($record) } }
                        return
                    }
                    foreach ($one in $subscriptions) { Add-SnaplineSubscription -Session $session -SubscriptionId $one @read }
                }
                $named = [pscustomobject]@{ Name = $Name; DiskName = $disks; ResourceGroupName = $ResourceGroupName; Group = $group; Subscription = $subscriptions }
                $found = Open-SnaplineSelection -Session $session -Id $ids -Filter $filter -Named $named
                $part = Read-SnaplineSelection -Selection $found
            }
            catch { $PSCmdlet.ThrowTerminatingError((Get-SnaplineErrorRecord -ErrorRecord $_)) }
            if ($filter.Contains('resourceGroup') -and $filter.Count -eq 1 -and -not $found.Any) { Write-SnaplineEmptyGroup -ResourceGroupName $ResourceGroupName }
            # Part by part, so that the first are out while the others are made. What goes wrong in the rest of the pipe
            # is not caught here.
            while ($null -ne $part) {
                ConvertTo-SnaplineSnapshot -Row $part
                try { $part = Read-SnaplineSelection -Selection $found }
                catch { $PSCmdlet.ThrowTerminatingError((Get-SnaplineErrorRecord -ErrorRecord $_)) }
            }
            foreach ($record in @($bad) + @($found.Errors)) { $PSCmdlet.WriteError($record) }
        }
        finally {
            Remove-SnaplineSession -Session $session
        }
    }
}
