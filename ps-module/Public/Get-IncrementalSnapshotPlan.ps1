function Get-IncrementalSnapshotPlan {
    <#
    .SYNOPSIS
    Shows which incremental snapshots a retention policy would keep and which it would drop, each with its reason.

    .DESCRIPTION
    Reads all snapshots and disks of the subscription, or saved files, and decides for each snapshot what the policy means
    for it at this moment. Nothing is deleted: the plan is for looking at, for Export-IncrementalSnapshotPlan and for
    Remove-IncrementalSnapshot, which reads and decides anew and deletes only what both plans drop.

    Keep is the verdict: keep, drop, hold (the rules would drop it, or may not touch it, and something holds it) or
    not_counted (not complete, so it is neither dropped nor a reason to drop another). Reason says why, in words. Only
    snapshots that the policy made (tag snapline-policy) and those named by -Adopt are ever dropped.

    Locks are not listed here. Remove-IncrementalSnapshot lists them before it deletes anything.

    What stands in the way of a disk's next snapshot is a warning for each finding; -Findings puts the findings out as
    objects in place of the plan.

    .PARAMETER Policy
    The policy, as JSON or in its short form: 'daily=7 weekly=4 zone=Europe/Amsterdam'.

    .PARAMETER PolicyPath
    A file that holds the policy.

    .PARAMETER Preset
    A policy that comes with Snapline: default, restic, borg-2, proxmox and others. Tab lists them. Its zone is UTC.

    .PARAMETER Adopt
    Snapshots to treat as the policy's own, although something else made them: ids, or names and ids with wildcards.

    .PARAMETER ResourceGroupName
    With -DiskName: the resource group of the disk; its snapshots are found in whatever group they are.
    Without: show the snapshots that are in this resource group. The plan is over all of them either way.

    .PARAMETER DiskName
    The name of the disk, or of several disks in that resource group. It may have been deleted since.

    .PARAMETER DiskId
    The resource id of a disk. Takes ids and what Get-AzDisk gives from the pipe, and what Get-IncrementalSnapshot gives:
    of that its disk.

    .PARAMETER Path
    Files to read in place of the service, as for Get-IncrementalSnapshot. Wildcards are allowed. Nothing is sent.

    .PARAMETER At
    The moment to plan for. Left out: now. A plan for another moment is for looking at only.

    .PARAMETER Findings
    Put out what stands in the way of the next snapshots, and not the plan.

    .PARAMETER SubscriptionId
    The subscription. Left out: that of the Az context, else the environment variable AZURE_SUBSCRIPTION_ID.

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
    Get-IncrementalSnapshotPlan 'daily=7 weekly=4 id=nightly zone=Europe/Vienna'

    What the policy nightly would do in the subscription now.

    .EXAMPLE
    az snapshot list > snapshots.json; az disk list > disks.json; Get-IncrementalSnapshotPlan -PolicyPath nightly.json -Path *.json | Where-Object Keep -eq drop

    What it would drop, from saved files.

    .EXAMPLE
    Get-IncrementalSnapshotPlan 'daily=7 zone=UTC' -ResourceGroupName rg-prod -DiskName vm-data1 -Adopt 'nightly-*' | Format-Wide

    The chain of one disk, with snapshots that a script made taken as the policy's own.

    .OUTPUTS
    Snapline.PlanItem, one for each incremental snapshot, sorted by disk, generation and sequence; with -Findings
    Snapline.Finding.

    .LINK
    Export-IncrementalSnapshotPlan

    .LINK
    Test-IncrementalSnapshotPolicy
    #>
    [CmdletBinding(DefaultParameterSetName = 'Subscription')]
    [OutputType('Snapline.PlanItem', 'Snapline.Finding')]
    param(
        [Parameter(Position = 0)] [ValidateNotNullOrEmpty()] [string] $Policy,
        [ValidateNotNullOrEmpty()] [string] $PolicyPath,
        [ValidateNotNullOrEmpty()] [string] $Preset,
        [ValidateNotNullOrEmpty()] [string[]] $Adopt,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [Parameter(ParameterSetName = 'Subscription')] [Parameter(ParameterSetName = 'Path')]
        [ValidateNotNullOrEmpty()] [string] $ResourceGroupName,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string[]] $DiskName,
        [Parameter(Mandatory, ParameterSetName = 'ById', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('Id', 'ResourceId')] [ValidateNotNullOrEmpty()] [string[]] $DiskId,
        [Parameter(Mandatory, ParameterSetName = 'Path')] [ValidateNotNullOrEmpty()] [string[]] $Path,
        [DateTimeOffset] $At,
        [switch] $Findings,
        [Parameter(ParameterSetName = 'ByName')] [Parameter(ParameterSetName = 'Subscription')] [string] $SubscriptionId,
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
        if ($PSCmdlet.ParameterSetName -eq 'ById') { $ids.AddRange((Select-SnaplinePipedDisk -DiskId $DiskId -InputObject $_ -Piped:$PSCmdlet.MyInvocation.ExpectingInput)) }
    }
    end {
        $planned = $null
        $session = [IntPtr]::Zero
        try {
            if ($PSCmdlet.ParameterSetName -eq 'ById' -and $ids.Count -eq 0) { return }
            Import-SnaplineLibrary
            $text = Resolve-SnaplinePolicy -Policy $Policy -PolicyPath $PolicyPath -Preset $Preset
            $scope = Resolve-SnaplinePlanScope -Set $PSCmdlet.ParameterSetName -Path $Path -SubscriptionId $SubscriptionId -ResourceGroupName $ResourceGroupName -DiskName $DiskName -DiskId $ids
            # A policy that cannot be read is told before the first call.
            $null = Invoke-SnaplineVerb -Session ([IntPtr]::Zero) -Request ([ordered]@{ verb = 'policy'; policy = $text }) -As $script:SnaplineTypes.Policy
            $session = New-SnaplineSession
            Add-SnaplinePlanSource -Session $session -Scope $scope -Bound $PSBoundParameters
            if ($Adopt) { $text = Add-SnaplineAdopted -Policy $text -Adopt $Adopt -Session $session }
            $now = Get-SnaplineNow
            if ($PSBoundParameters.ContainsKey('At')) { $now = ConvertTo-SnaplineInstant -Value $At }
            $units = Get-SnaplineUnit -Session $session -DiskId $scope.Disks -Now $now
            $filter = [ordered]@{}
            if ($ResourceGroupName -and $PSCmdlet.ParameterSetName -ne 'ByName') { $filter['resourceGroup'] = $ResourceGroupName }
            $planned = Get-SnaplinePlan -Session $session -Policy $text -Now $now -Unit $units -Filter $filter
            $labels = @{}
            if ($planned.Plan.findings.Length -gt 0) { $labels = Get-SnaplineUnitLabel -Session $session -Now $now }
        }
        catch {
            $PSCmdlet.ThrowTerminatingError((Get-SnaplineErrorRecord -ErrorRecord $_))
        }
        finally {
            Remove-SnaplineSession -Session $session
        }
        Write-Verbose $planned.Plan.summary.sentence
        if ($filter.Count -gt 0 -and $planned.Rows.Length -eq 0) { Write-SnaplineEmptyGroup -ResourceGroupName $ResourceGroupName }
        foreach ($finding in $planned.Plan.findings) {
            if ($Findings) { ConvertTo-SnaplineFinding -Finding $finding -Label $labels }
            else { Write-Warning "$($labels["$($finding.unit)"]): $($finding.title): $($finding.text)" }
        }
        if (-not $Findings) { ConvertTo-SnaplinePlanItem -Row $planned.Rows -Plan $planned.Plan -Now $now }
    }
}
