function Test-IncrementalSnapshotPolicy {
    <#
    .SYNOPSIS
    Shows what will go wrong with a policy, and when: limits of the service, rules that keep nothing, changes of the clocks.

    .DESCRIPTION
    Works the policy and its schedule out for years ahead, from nothing or from the chains in saved files, and holds them
    against the limits of the service. Each finding says what is true, on which date it bites, the arithmetic, and where
    there is one a change of the policy that was tried and helps. Worst first. No finding: nothing was found.

    The hours that the policy's zone skips or repeats are findings too: they say when a snapshot of the schedule is taken
    later, once or twice.

    Nothing is sent and nothing is changed.

    .PARAMETER Policy
    The policy, as JSON or in its short form: 'last=3 daily=7 weekly=4 zone=Europe/Amsterdam every=6h'.

    .PARAMETER PolicyPath
    A file that holds the policy.

    .PARAMETER Preset
    A policy that comes with Snapline: default, restic, borg-2, proxmox and others. Its zone is UTC.

    .PARAMETER Path
    Files with disks and snapshots to begin from, as for Get-IncrementalSnapshot. Left out: the policy alone is tested.

    .PARAMETER HorizonDays
    How many days are looked ahead. Left out: five years.

    .EXAMPLE
    Test-IncrementalSnapshotPolicy 'hourly=720 zone=Europe/Vienna every=1h'

    Hourly snapshots kept for 30 days are more than the 500 that a disk may have: the day on which that bites, and a count that fits.

    .EXAMPLE
    Test-IncrementalSnapshotPolicy -PolicyPath nightly.json -Path snapshots.json, disks.json | Where-Object Level -eq 'stop'

    What stands in the way of the next run.

    .OUTPUTS
    Snapline.Finding

    .LINK
    Get-IncrementalSnapshot
    #>
    [CmdletBinding(DefaultParameterSetName = 'Text')]
    [OutputType('Snapline.Finding')]
    param(
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Text', ValueFromPipeline)] [ValidateNotNullOrEmpty()] [string] $Policy,
        [Parameter(Mandatory, ParameterSetName = 'File')] [ValidateNotNullOrEmpty()] [string] $PolicyPath,
        [Parameter(Mandatory, ParameterSetName = 'Preset')] [ValidateNotNullOrEmpty()] [string] $Preset,
        [ValidateNotNullOrEmpty()] [string[]] $Path,
        [ValidateRange(1, 10958)] [int] $HorizonDays
    )
    begin {
        $texts = [System.Collections.Generic.List[string]]::new()
    }
    process {
        if ($PSCmdlet.ParameterSetName -eq 'Text') { $texts.Add($Policy) }
    }
    end {
        $session = [IntPtr]::Zero
        try {
            Import-SnaplineLibrary
            if ($PSCmdlet.ParameterSetName -ne 'Text') { $texts.Add((Resolve-SnaplinePolicy -PolicyPath $PolicyPath -Preset $Preset)) }
            $session = New-SnaplineSession
            if ($Path) { Add-SnaplineFile -Session $session -Path $Path }
            $labels = Get-SnaplineUnitLabel -Session $session -Now (Get-SnaplineNow)
            foreach ($text in $texts) {
                $request = [ordered]@{ verb = 'lint'; policy = $text; now = Get-SnaplineNow }
                if ($HorizonDays) { $request['horizonDays'] = $HorizonDays }
                try { $answer = Invoke-SnaplineVerb -Session $session -Request $request -As $script:SnaplineTypes.Lint }
                catch {
                    # One policy that cannot be read does not keep the others from being looked at.
                    if ($texts.Count -eq 1) { throw }
                    $PSCmdlet.WriteError((Get-SnaplineErrorRecord -ErrorRecord $_))
                    continue
                }
                foreach ($finding in $answer.findings) { ConvertTo-SnaplineFinding -Finding $finding -Label $labels }
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
