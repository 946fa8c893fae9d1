function Test-Made {
    # The same slot of the same disk, made by this script or by Snapline.
    param($Snapshot, [string] $UniqueId)
    $found = $Snapshot.Tags
    return $null -ne $found -and $found[$ownerTag] -ceq $owner -and $found['snapline-slot'] -ceq $slot -and
        $Snapshot.CreationData.SourceUniqueId -eq $UniqueId
}

function Get-State {
    param($Snapshot, $Take)
    if ($Snapshot.ProvisioningState -in 'Failed', 'Canceled') { return 'failed' }
    if ($Snapshot.ProvisioningState -and $Snapshot.ProvisioningState -ne 'Succeeded') { return 'pending' }
    if ($null -ne $Snapshot.CompletionPercent) {
        if ($Snapshot.CompletionPercent -lt 100) { return "pending, $($Snapshot.CompletionPercent) % copied" }
        return 'ready'
    }
    if ($Take.Background -eq 'no') { return 'ready' }
    return 'not known: no percent'
}

$made = 0
$there = 0
$failed = 0
foreach ($part in $takes | Group-Object -Property SubscriptionId) {
    $null = Set-AzContext -Subscription $part.Name -Scope Process
    # All groups of the subscription: a snapshot need not lie beside its disk.
    $known = @(Get-AzSnapshot)
    foreach ($take in $part.Group) {
        try {
            $disk = Get-AzDisk -ResourceGroupName $take.DiskResourceGroupName -DiskName $take.DiskId.Split('/')[-1]
            if ($take.UniqueId -and $disk.UniqueId -ne $take.UniqueId) {
                throw 'this is another disk than the one that this script was made for'
            }
            $same = @($known | Where-Object { $_.Name -eq $take.Name -and $_.ResourceGroupName -eq $take.ResourceGroupName })
            if ($ListOnly) { }
            elseif ($same.Count -gt 0) {
                if (-not (Test-Made -Snapshot $same[0] -UniqueId $disk.UniqueId)) {
                    throw "the name $($take.Name) is in use by another snapshot in group $($take.ResourceGroupName); nothing was changed"
                }
                $there++
            }
            elseif ($PSCmdlet.ShouldProcess($take.DiskId, "Take incremental snapshot $($take.Name)")) {
                $config = New-AzSnapshotConfig -SourceResourceId $take.DiskId -CreateOption Copy -Incremental -Location $take.Location -Tag $tags
                $known += New-AzSnapshot -ResourceGroupName $take.ResourceGroupName -SnapshotName $take.Name -Snapshot $config
                $made++
            }
            # Ids compare without case here; the unique id tells a deleted namesake's snapshots from the disk's own.
            $known | Where-Object {
                $_.Incremental -and $_.CreationData.SourceUniqueId -eq $disk.UniqueId -and
                ($_.CreationData.SourceResourceId -eq $take.DiskId -or $_.CreationData.SourceUri -eq $take.DiskId)
            } | Sort-Object -Property TimeCreated | ForEach-Object {
                [pscustomobject]@{
                    Disk              = $disk.Name
                    Name              = $_.Name
                    ResourceGroupName = $_.ResourceGroupName
                    TimeCreated       = $_.TimeCreated
                    State             = Get-State -Snapshot $_ -Take $take
                }
            }
        }
        catch {
            $failed++
            Write-Error -Message "$($take.DiskId): $($_.Exception.Message)" -ErrorAction Continue
        }
    }
}
Write-Information -MessageData "made $made, already there $there, failed $failed" -InformationAction Continue
if ($failed -gt 0) { throw "$failed of $($takes.Count) disks failed; the others were done" }
