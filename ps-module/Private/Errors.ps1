# Error records: `Snapline.<code>`, PowerShell's own category, what it is about, and what to do.

# Codes whose category neither the status nor the code's first word tells.
$script:SnaplineCategories = @{
    name_in_use = 'ResourceExists'; file_exists = 'ResourceExists'; same_name_twice = 'ResourceExists'; not_as_asked = 'ResourceExists'
    disk_not_found = 'ObjectNotFound'; not_found = 'ObjectNotFound'; snapshot_not_found = 'ObjectNotFound'
    library_missing = 'ResourceUnavailable'; library_load = 'ResourceUnavailable'; library_version = 'ResourceUnavailable'
    host_language_mode = 'PermissionDenied'; host_platform = 'NotImplemented'; step_unknown = 'NotImplemented'; job_not_allowed = 'NotImplemented'
    sign_in_failed = 'AuthenticationError'; subscription_unknown = 'InvalidArgument'; file_unreadable = 'ReadError'; file_unwritable = 'WriteError'
    preset_unknown = 'InvalidArgument'; disk_full = 'LimitsExceeded'; image_in_use = 'ResourceBusy'; verify_failed = 'InvalidData'
    image_altered = 'InvalidData'; image_unknown = 'InvalidArgument'; image_unfinished = 'ResourceBusy'; bad_image_state = 'InvalidData'; changes_differ = 'InvalidData'
    sku_not_allowed = 'InvalidArgument'; instant_access_not_allowed = 'InvalidArgument'; api_version_too_old = 'InvalidArgument'
    foreign_link = 'SecurityError'; redirect = 'SecurityError'; tls_failed = 'SecurityError'
    bad_reply = 'InvalidResult'; next_link_loop = 'InvalidResult'; too_many_pages = 'InvalidResult'; reply_too_large = 'InvalidResult'
    connection_failed = 'ConnectionError'; connection_cut = 'ConnectionError'; no_reply = 'ConnectionError'
    timeout = 'OperationTimeout'; timed_out = 'OperationTimeout'; not_ready = 'OperationTimeout'
    run_incomplete = 'OperationStopped'; cancelled = 'OperationStopped'
}

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
    links_full           = 'Five access links of this family are open. Wait for one to end, or revoke one with Revoke-AzSnapshotAccess.'
}

$script:SnaplineAdviceByStatus = @{
    401 = 'The token was refused. Sign in again, and check that it is for this cloud and tenant.'
    403 = 'Reading takes Microsoft.Compute/disks/read and Microsoft.Compute/snapshots/read; taking and copying also Microsoft.Compute/snapshots/write; deleting Microsoft.Compute/snapshots/delete and Microsoft.Authorization/locks/read; reading bytes Microsoft.Compute/snapshots/beginGetAccess/action and Microsoft.Compute/snapshots/endGetAccess/action. Ask for what is missing at the group or the subscription that the message names.'
    429 = 'The service asks for fewer calls. Wait for the time it names and run the same command again.'
}

# One ErrorRecord. $Status is the service's HTTP status, when one was received.
function New-SnaplineError {
    param(
        [Parameter(Mandatory)] [string] $Code,
        [Parameter(Mandatory)] [string] $Message,
        $Target,
        [Nullable[long]] $Status,
        [string] $RequestId,
        [string] $CorrelationId
    )
    $facts = [System.Collections.Generic.List[string]]::new()
    if ($null -ne $Status) { $facts.Add("HTTP $Status") }
    if ($RequestId) { $facts.Add("request id $RequestId") }
    if ($CorrelationId) { $facts.Add("correlation id $CorrelationId") }
    $text = $Message.TrimEnd()
    if ($text.Length -gt 0) { $text = $text.Substring(0, 1).ToUpperInvariant() + $text.Substring(1) }
    # The service's request ids (A76) are what its support asks for.
    if ($facts.Count -gt 0) { $text = "$text ($($facts -join ', '))" }

    $exception = [System.InvalidOperationException]::new($text)
    $exception.Data['Code'] = $Code
    if ($null -ne $Status) { $exception.Data['Status'] = [int]$Status }
    if ($RequestId) { $exception.Data['RequestId'] = $RequestId }
    if ($CorrelationId) { $exception.Data['CorrelationId'] = $CorrelationId }

    $record = [System.Management.Automation.ErrorRecord]::new($exception, "Snapline.$Code", (Get-SnaplineCategory -Code $Code -Status $Status), $Target)
    $advice = $script:SnaplineAdvice[$Code]
    if (-not $advice -and $null -ne $Status) { $advice = $script:SnaplineAdviceByStatus[[int]$Status] }
    if ($advice) {
        $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($text)
        $record.ErrorDetails.RecommendedAction = $advice
    }
    return $record
}

function Get-SnaplineCategory {
    param([string] $Code, [Nullable[long]] $Status)
    if ($script:SnaplineCategories.ContainsKey($Code)) { return $script:SnaplineCategories[$Code] }
    switch ($Status) {
        401 { return 'AuthenticationError' }
        403 { return 'PermissionDenied' }
        404 { return 'ObjectNotFound' }
        409 { return 'ResourceBusy' }
        429 { return 'LimitsExceeded' }
    }
    if ($Status -ge 500) { return 'ResourceUnavailable' }
    if ($Code.StartsWith('bad_', [StringComparison]::Ordinal) -or $Code.StartsWith('document_', [StringComparison]::Ordinal)) { return 'InvalidArgument' }
    return 'InvalidOperation'
}

# A flow's `item` step as an error record. $Prefix says what could not be done.
function ConvertTo-SnaplineItemError {
    param([Parameter(Mandatory)] $Item, [string] $Prefix)
    $code = $Item.code
    # Of a wait that ran out the code says what was still missing; to a script it is one case. One that failed is another.
    if (-not $code -or ($Item.kind -ceq 'not_ready' -and $code -cnotin 'copy_failed', 'provisioning_failed')) { $code = $Item.kind }
    $message = $Item.message
    if (-not $message) { $message = $code }
    if ($Prefix) { $message = "${Prefix}: $message" }
    return New-SnaplineError -Code $code -Message $message -Target $Item.target -Status $Item.status -RequestId $Item.requestId -CorrelationId $Item.correlationId
}

# Whatever was caught, as a record of ours: our own unchanged, anything else as `Snapline.internal` with its first cause.
function Get-SnaplineErrorRecord {
    param([Parameter(Mandatory)] [System.Management.Automation.ErrorRecord] $ErrorRecord)
    if ($ErrorRecord.FullyQualifiedErrorId.StartsWith('Snapline.', [StringComparison]::Ordinal)) { return $ErrorRecord }
    $cause = $ErrorRecord.Exception.GetBaseException()
    $record = [System.Management.Automation.ErrorRecord]::new($cause, 'Snapline.internal', 'NotSpecified', $ErrorRecord.TargetObject)
    return $record
}
