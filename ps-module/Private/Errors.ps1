# Error records: `Snapline.<code>`, PowerShell's own category, and what it is about. What to do is in Advice.ps1.

# Codes whose category neither the status nor the code's first word tells.
$script:SnaplineCategories = @{
    name_in_use = 'ResourceExists'; file_exists = 'ResourceExists'; same_name_twice = 'ResourceExists'; not_as_asked = 'ResourceExists'
    no_disks_found = 'ObjectNotFound'; no_disks_attached = 'ObjectNotFound'; disk_unknown = 'ObjectNotFound'; snapshot_unknown = 'ObjectNotFound'
    disk_not_found = 'ObjectNotFound'; not_found = 'ObjectNotFound'; snapshot_not_found = 'ObjectNotFound'
    library_missing = 'ResourceUnavailable'; library_load = 'ResourceUnavailable'; library_version = 'ResourceUnavailable'
    host_language_mode = 'PermissionDenied'; host_platform = 'NotImplemented'; step_unknown = 'NotImplemented'; job_not_allowed = 'NotImplemented'
    sign_in_failed = 'AuthenticationError'; subscription_unknown = 'InvalidArgument'; file_unreadable = 'ReadError'; file_unwritable = 'WriteError'
    preset_unknown = 'InvalidArgument'; disk_full = 'LimitsExceeded'; image_in_use = 'ResourceBusy'; verify_failed = 'InvalidData'
    image_altered = 'InvalidData'; image_unknown = 'InvalidArgument'; image_unfinished = 'ResourceBusy'; bad_image_state = 'InvalidData'; changes_differ = 'InvalidData'
    policy_missing = 'InvalidArgument'; not_in_order = 'InvalidArgument'; not_one_family = 'InvalidArgument'; family_not_whole = 'InvalidArgument'; predecessor_missing = 'InvalidArgument'
    sku_not_allowed = 'InvalidArgument'; instant_access_not_allowed = 'InvalidArgument'; api_version_too_old = 'InvalidArgument'
    foreign_link = 'SecurityError'; redirect = 'SecurityError'; tls_failed = 'SecurityError'
    bad_reply = 'InvalidResult'; next_link_loop = 'InvalidResult'; too_many_pages = 'InvalidResult'; reply_too_large = 'InvalidResult'
    connection_failed = 'ConnectionError'; connection_cut = 'ConnectionError'; no_reply = 'ConnectionError'
    timeout = 'OperationTimeout'; timed_out = 'OperationTimeout'; not_ready = 'OperationTimeout'
    run_incomplete = 'OperationStopped'; not_confirmed = 'OperationStopped'; cancelled = 'OperationStopped'
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
    return Add-SnaplineAdvice -Record $record -Code $Code -Status $Status
}

function Get-SnaplineCategory {
    param([string] $Code, [Nullable[long]] $Status)
    if ($script:SnaplineCategories.ContainsKey($Code)) { return $script:SnaplineCategories[$Code] }
    switch ($Status) {
        400 { return 'InvalidArgument' }
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
    # The host was to ask somebody, and cannot.
    if ($cause -is [System.Management.Automation.Host.HostException] -or "$($cause.StackTrace)".Contains('.PromptForChoice(')) {
        return New-SnaplineError -Code 'not_confirmed' -Target $ErrorRecord.TargetObject -Message "this has to be confirmed, and nobody can be asked here; nothing was written. PowerShell says: $($cause.Message)"
    }
    if ($cause -is [System.Management.Automation.WildcardPatternException]) {
        return New-SnaplineError -Code 'bad_parameters' -Target $ErrorRecord.TargetObject -Message $cause.Message
    }
    $record = [System.Management.Automation.ErrorRecord]::new($cause, 'Snapline.internal', 'NotSpecified', $ErrorRecord.TargetObject)
    return Add-SnaplineAdvice -Record $record -Code 'internal'
}
