function Export-IncrementalSnapshotPlan {
    <#
    .SYNOPSIS
    Writes what a policy or one round of incremental snapshots comes to as files for other tools.

    .DESCRIPTION
    One snapshot of each disk, as a Bicep or ARM template, a script for Azure CLI or Az PowerShell, a runbook, steps for the
    portal, a table, or the slots of the policy's schedule as a calendar. The files stand by themselves: they need neither
    this module nor each other, and they delete nothing. They are the same bytes that the page gives for the same disks,
    policy and moment.

    Files go into the folder -Destination, and one that exists is not overwritten without -Force: then nothing is written
    at all. Each file that is put out has a property Says: what it does, where, when, how it is run and which rights that
    needs. -AsText puts the texts out and writes nothing.

    .PARAMETER Format
    Bicep, Arm, AzureCli, AzPowerShell, Runbook, PortalSteps, Csv or ICalendar.

    .PARAMETER Policy
    The policy, as JSON or in its short form. Runbook and ICalendar need one; the other formats may have one.

    .PARAMETER PolicyPath
    A file that holds the policy.

    .PARAMETER Preset
    A policy that comes with Snapline, as for Get-IncrementalSnapshotPlan.

    .PARAMETER Destination
    The folder for the files. It is made when it is not there. Left out: the current one.

    .PARAMETER Force
    Overwrite files that exist.

    .PARAMETER AsText
    Put out the texts of the files, and write nothing.

    .PARAMETER Slot
    The time that the snapshots are for, as in their names. Left out: now.

    .PARAMETER SnapshotResourceGroupName
    The resource group to put the snapshots in. Left out: each disk's own.

    .PARAMETER NameTemplate
    How snapshots are named, as for New-IncrementalSnapshot.

    .PARAMETER Tag
    Tags for the snapshots, as a hashtable of names and texts.

    .PARAMETER From
    ICalendar: the first moment. Left out: now.

    .PARAMETER Until
    ICalendar: the moment at which it ends. Left out: 92 days after the first.

    .PARAMETER At
    The moment to plan for. Left out: now.

    .PARAMETER ResourceGroupName
    The resource group of the disks that -DiskName names.

    .PARAMETER DiskName
    The name of the disk, or of several disks in that resource group. Left out: all disks that are there.

    .PARAMETER DiskId
    The resource id of a disk. Takes ids and what Get-AzDisk gives from the pipe, and what Get-IncrementalSnapshot gives:
    of that its disk.

    .PARAMETER Path
    Files to read in place of the service, as for Get-IncrementalSnapshot. Wildcards are allowed. Nothing is sent.

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
    Export-IncrementalSnapshotPlan -Format Runbook -PolicyPath nightly.json -Path disks.json -Destination out

    A runbook that takes the policy's snapshots, from a saved list of disks.

    .EXAMPLE
    Export-IncrementalSnapshotPlan -Format AzureCli -ResourceGroupName rg-prod -DiskName vm-data1 -AsText

    A script for Azure CLI, on the screen.

    .EXAMPLE
    Export-IncrementalSnapshotPlan -Format ICalendar -Policy 'daily=7 zone=Europe/Vienna at=02:00' -Path disks.json

    The policy's slots of the next 92 days, for a calendar.

    .OUTPUTS
    System.IO.FileInfo, one for each file, with a property Says; with -AsText System.String.

    .LINK
    Get-IncrementalSnapshotPlan
    #>
    [CmdletBinding(DefaultParameterSetName = 'Subscription', SupportsShouldProcess, ConfirmImpact = 'Low')]
    [OutputType([System.IO.FileInfo], [string])]
    param(
        [Parameter(Mandatory, Position = 0)] [ValidateSet('Bicep', 'Arm', 'AzureCli', 'AzPowerShell', 'Runbook', 'PortalSteps', 'Csv', 'ICalendar')] [string] $Format,
        [ValidateNotNullOrEmpty()] [string] $Policy,
        [ValidateNotNullOrEmpty()] [string] $PolicyPath,
        [ValidateNotNullOrEmpty()] [string] $Preset,
        [Alias('OutputPath')] [ValidateNotNullOrEmpty()] [string] $Destination = '.',
        [switch] $Force,
        [switch] $AsText,
        [DateTimeOffset] $Slot,
        [string] $SnapshotResourceGroupName,
        [string] $NameTemplate,
        [Alias('Tags')] [System.Collections.IDictionary] $Tag,
        [DateTimeOffset] $From,
        [DateTimeOffset] $Until,
        [DateTimeOffset] $At,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string] $ResourceGroupName,
        [Parameter(Mandatory, ParameterSetName = 'ByName')] [ValidateNotNullOrEmpty()] [string[]] $DiskName,
        [Parameter(Mandatory, ParameterSetName = 'ById', ValueFromPipeline, ValueFromPipelineByPropertyName)] [Parameter(ParameterSetName = 'Path')]
        [Alias('Id', 'ResourceId')] [ValidateNotNullOrEmpty()] [string[]] $DiskId,
        [Parameter(Mandatory, ParameterSetName = 'Path')] [ValidateNotNullOrEmpty()] [string[]] $Path,
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
        if ($DiskId) { $ids.AddRange((Select-SnaplinePipedDisk -DiskId $DiskId -InputObject $_ -Piped:$PSCmdlet.MyInvocation.ExpectingInput)) }
    }
    end {
        $session = [IntPtr]::Zero
        try {
            if ($PSCmdlet.ParameterSetName -eq 'ById' -and $ids.Count -eq 0) { return }
            Import-SnaplineLibrary
            $request = New-SnaplineExportRequest -Bound $PSBoundParameters
            $scope = Resolve-SnaplinePlanScope -Set $PSCmdlet.ParameterSetName -Path $Path -SubscriptionId $SubscriptionId -ResourceGroupName $ResourceGroupName -DiskName $DiskName -DiskId $ids
            if ($scope.Disks.Length -gt 0) { $request['disks'] = $scope.Disks }
            $session = New-SnaplineSession
            Add-SnaplinePlanSource -Session $session -Scope $scope -Bound $PSBoundParameters
            $made = Invoke-SnaplineVerb -Session $session -Request $request -As $script:SnaplineTypes.Export
            foreach ($line in $made.says.Lines()) { Write-Verbose $line }
            if ($AsText) {
                foreach ($file in $made.files) { $file.text }
                return
            }
            $folder = Resolve-SnaplinePlace -Path $Destination -Parameter 'Destination'
            $paths = @($made.files | ForEach-Object { [System.IO.Path]::Combine($folder, $_.name) })
            if (-not $Force) {
                foreach ($one in $paths) {
                    if ([System.IO.File]::Exists($one)) {
                        throw (New-SnaplineError -Code 'file_exists' -Target $one -Message "``$one`` exists, and nothing was written. Choose another -Destination, or overwrite it with -Force.")
                    }
                }
            }
            for ($index = 0; $index -lt $paths.Length; $index++) {
                if (-not $PSCmdlet.ShouldProcess($paths[$index], 'Write file')) { continue }
                Write-SnaplineText -Path $paths[$index] -Text $made.files[$index].text
                Add-Member -InputObject ([System.IO.FileInfo]::new($paths[$index])) -NotePropertyName Says -NotePropertyValue $made.says -PassThru
            }
        }
        catch {
            $PSCmdlet.ThrowTerminatingError((Get-SnaplineErrorRecord -ErrorRecord $_))
        }
        finally {
            Remove-SnaplineSession -Session $session
        }
    }
}
