# What to do about an error, so that no record is without: what stands here, else what docs/errors.md says of the code, of
# which a package has a copy, else what the service's status asks for.

$script:SnaplineAdvice = @{
    name_in_use          = 'Choose another -SnapshotName, or leave it out: the default name holds the time. A snapshot that exists is never replaced.'
    disk_not_found       = 'Check the name, the resource group and the subscription; Get-AzDisk or `az disk list` shows what there is.'
    snapshot_not_found   = 'Check the name, the resource group and the subscription; Get-AzSnapshot or `az snapshot list` shows what there is, full snapshots too.'
    sign_in_failed       = 'Sign in with Connect-AzAccount or `az login`, give the runbook a managed identity, or pass -AccessToken.'
    subscription_unknown = 'Pass -SubscriptionId, or set AZURE_SUBSCRIPTION_ID, or choose one with Set-AzContext.'
    foreign_link         = 'The reply pointed to another host, where no token is sent. Check -Endpoint, -Environment and what stands between here and Azure.'
    redirect             = 'Azure does not redirect these calls. Check -Endpoint, and whether a proxy asks for a sign-in.'
    connection_failed    = 'Check -Endpoint and -Environment, the name server, and the proxy: that of the system, or of HTTPS_PROXY and NO_PROXY. Test-SnaplineHost -Online tells at once.'
    tls_failed           = 'Check what stands between here and the endpoint: a proxy with a certificate of its own, or an old TLS version.'
    timeout              = 'Try again; what was written is looked up first, so nothing is made twice.'
    timed_out            = 'Wait longer with -TimeoutSeconds and run the same command again; nothing is made twice.'
    run_incomplete       = 'The errors before this one name each target. -AllowPartial lets the command end well and keeps its output in a variable.'
    no_slot              = 'Pass -Slot for a run outside the schedule, or mend its start and end.'
    no_disks_found       = 'Check -SubscriptionId, -ResourceGroupName and -DiskTag, and whether the identity may read the disks.'
    not_ready            = 'The snapshot goes on copying. Get-IncrementalSnapshot -Pending shows how far it is; wait longer with -TimeoutSeconds.'
    file_exists          = 'Choose another place, or overwrite with -Force; an image is brought up to a later snapshot with -Update.'
    disk_full            = 'Make room and run the same command again: it goes on from where it was.'
    image_in_use         = 'Wait for the other run or program, or choose another -Path.'
    image_altered        = 'Download the snapshot whole with -Force, or choose another -Path.'
    image_unknown        = 'Name the snapshot that the image holds with -PreviousId, or download whole.'
    image_unfinished     = 'Run the command that was broken off again, which goes on; or begin anew with -Force.'
    verify_failed        = 'Run the same command again, which fetches the pieces anew, and look at the disk and at what else writes to it.'
    not_found            = 'Check the name, the resource group and the subscription, and whether the identity may read there.'
    disk_unknown         = 'Check the name, the resource group and the subscription; Get-AzDisk or `az disk list` shows what there is.'
    no_disks_attached    = 'Check -VMName, -ResourceGroupName and -SubscriptionId; or name the disks with -DiskName.'
    bad_id               = 'Give the whole id, or the names. Wildcards are for Get-IncrementalSnapshot, whose output goes into the pipe of this command.'
    bad_policy           = 'Mend what the message names. Get-Help about_Snapline_Policy has the words; Test-IncrementalSnapshotPolicy reads a policy and sends nothing.'
    policy_missing       = 'Give -Policy, -PolicyPath or -Preset.'
    sku_not_allowed      = 'Leave -Sku out: the service then chooses zone-redundant storage where the region has it.'
    not_ours             = 'Look at what it is; -Adopt deletes it all the same.'
    newest               = 'To give up the whole family, its last snapshot too, give every snapshot of it and -Retire.'
    family_not_whole     = 'Give every snapshot of the family, as Get-IncrementalSnapshot -DiskName does, or leave -Retire out.'
    not_confirmed        = 'Where nobody can answer, as in a runbook, pass -Confirm:$false; -WhatIf shows first what would be done.'
    internal             = 'This is a fault of Snapline''s own. Report it with the message and `$Error[0].ScriptStackTrace`.'
    links_full           = 'Five access links of this family are open. Wait for one to end, or revoke one with Revoke-AzSnapshotAccess.'
}

$script:SnaplineAdviceByStatus = @{
    400 = 'Correct what the message names.'
    401 = 'The token was refused. Sign in again, and check that it is for this cloud and tenant.'
    403 = 'Reading takes Microsoft.Compute/disks/read and Microsoft.Compute/snapshots/read; taking and copying also Microsoft.Compute/snapshots/write; deleting Microsoft.Compute/snapshots/delete and Microsoft.Authorization/locks/read; reading bytes Microsoft.Compute/snapshots/beginGetAccess/action and Microsoft.Compute/snapshots/endGetAccess/action. Ask for what is missing at the group or the subscription that the message names.'
    404 = 'Check the names and ids, the subscription, and whether the identity may read there.'
    409 = 'See what the message names: wait until it has ended, or change it, and run the same command again; nothing is made twice.'
    429 = 'The service asks for fewer calls. Wait for the time it names and run the same command again.'
}

# Puts the advice into a record, and gives the record.
function Add-SnaplineAdvice {
    param([Parameter(Mandatory)] [System.Management.Automation.ErrorRecord] $Record, [Parameter(Mandatory)] [string] $Code, [Nullable[long]] $Status)
    $advice = $script:SnaplineAdvice[$Code]
    if ($null -eq $advice) {
        # Kept, also where there is none: a run over many disks may end with one code for each of them.
        $advice = [string](Read-SnaplineAdvice -Code $Code)
        $script:SnaplineAdvice[$Code] = $advice
    }
    if (-not $advice -and $null -ne $Status) { $advice = $script:SnaplineAdviceByStatus[[int]$Status] }
    if (-not $advice -and $Status -ge 500) { $advice = 'The service has trouble of its own. Run the same command again in a few minutes; nothing is made twice. Its support asks for the request ids.' }
    if (-not $advice -and $Record.CategoryInfo.Category -eq 'InvalidArgument') { $advice = 'Correct what the message names.' }
    if (-not $advice) { $advice = 'Run it again with -Verbose -Debug, which tell each call and its request ids.' }
    $shown = $Record.Exception.Message
    # From 7.5 on PowerShell shows the action by itself, after this word; before, nobody would see it.
    $version = $PSVersionTable.PSVersion
    if ($version.Major -lt 7 -or ($version.Major -eq 7 -and $version.Minor -lt 5)) { $shown = "$shown`nRecommendation: $advice" }
    $Record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($shown)
    $Record.ErrorDetails.RecommendedAction = $advice
    return $Record
}

# The last cell of the code's row in errors.md, as a sentence; $null where there is none, or no word of its own in it.
function Read-SnaplineAdvice {
    param([string] $Code)
    $file = [System.IO.Path]::Combine($script:SnaplineRoot, 'errors.md')
    $row = $null
    try { $row = [System.IO.File]::ReadAllLines($file) | Where-Object { $_.StartsWith("| ``$Code`` |", [StringComparison]::Ordinal) } | Select-Object -First 1 }
    # A table that cannot be read must not hide the error that it was to explain.
    catch { Write-Verbose "$file cannot be read." }
    if (-not $row) { return $null }
    $what = $row.TrimEnd(' ', '|').Split('|')[-1].Trim() -replace '\[([^\]]+)\]\([^)]*\)', '$1'
    if ($what -cmatch '\A(nothing|see the message\z)') { return $null }
    return "$($what.Substring(0, 1).ToUpperInvariant())$($what.Substring(1).TrimEnd('.'))."
}
