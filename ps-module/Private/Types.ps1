# The shapes of the core's answers that this module reads. Loaded at first use; the script's value is the table of the
# types that are read by name. Members are named as in the vocabulary; one that is not named here is not needed here.

class SnaplineNotice { [string]$code; [string]$message; [string]$target }

class SnaplineAnswer { [bool]$more; [SnaplineNotice]$error; [SnaplineNotice[]]$warnings }

class SnaplineVersion { [string]$version; [long]$abi; [string]$apiVersion }
class SnaplineVersionAnswer : SnaplineAnswer { [SnaplineVersion]$ok }

class SnaplineName { [string]$name; [bool]$cut }
class SnaplineNameAnswer : SnaplineAnswer { [SnaplineName]$ok }

class SnaplineSkip { [string]$document; [string]$pointer; [string]$code; [string]$message }
class SnaplineSkipped { [long]$count; [SnaplineSkip[]]$items }
class SnaplineAdded { [string]$document; [string]$shape; [long]$disks; [long]$snapshots; [SnaplineSkipped]$skipped }
class SnaplineAddAnswer : SnaplineAnswer { [SnaplineAdded]$ok }

class SnaplineRow {
    [string]$name; [string]$resourceGroupName; [string]$id; [string]$location; [string]$subscriptionId
    [string]$sourceDiskName; [string]$sourceResourceId; [string]$sourceUniqueId
    [Nullable[long]]$generation; [Nullable[long]]$sequence
    [Nullable[datetime]]$timeCreated; [Nullable[datetime]]$instant; [Nullable[double]]$ageSeconds
    [string]$state; [Nullable[bool]]$restorable; [Nullable[bool]]$restorableAssumed; [Nullable[bool]]$durable; [Nullable[bool]]$durableAssumed
    [string]$readyCode; [string]$readyReason; [Nullable[double]]$completionPercent
    [string]$provisioningState; [string]$snapshotAccessState; [string]$diskState
    [Nullable[long]]$diskSizeGB; [string]$diskSizeBytes; [Nullable[long]]$logicalSectorSize
    [string]$sku; [Nullable[bool]]$incremental; [string]$createOption; [string]$incrementalSnapshotFamilyId; [string]$uniqueId
    [string]$labels; [string]$tags
}
class SnaplineRowsAnswer : SnaplineAnswer { [SnaplineRow[]]$ok }

class SnaplineDiskRow { [string]$id; [string]$name }
class SnaplineDiskRowsAnswer : SnaplineAnswer { [SnaplineDiskRow[]]$ok }

class SnaplineAuth { [string]$kind; [bool]$fresh }
class SnaplineSummary {
    [long]$made; [long]$alreadyMade; [long]$skipped; [long]$failed; [long]$unknown; [long]$pages
    [bool]$complete; [string]$sentence
}
class SnaplineStep {
    [string]$step; [Nullable[long]]$id
    [string]$method; [string]$url; [string[][]]$headers; [string]$body; [SnaplineAuth]$auth
    [string]$name; [string]$kind; [string]$target; [string]$snapshot
    [string]$code; [string]$message; [Nullable[long]]$status; [string]$requestId; [string]$correlationId
    [string]$text; [Nullable[double]]$percent; [SnaplineSummary]$summary
}
class SnaplineSteps { [SnaplineStep[]]$steps; [Nullable[datetime]]$until }
class SnaplineStepsAnswer : SnaplineAnswer { [SnaplineSteps]$ok }

class SnaplineTokenReply { [string]$access_token; [object]$expires_on; [string]$accessToken; [string]$error; [string]$error_description }
class SnaplineClaims { [string]$tid; [string]$oid; [string]$appid; [string]$upn; [Nullable[double]]$exp }

@{
    Answer    = [SnaplineAnswer]
    Version   = [SnaplineVersionAnswer]
    Name      = [SnaplineNameAnswer]
    Add       = [SnaplineAddAnswer]
    Rows      = [SnaplineRowsAnswer]
    DiskRows  = [SnaplineDiskRowsAnswer]
    Steps     = [SnaplineStepsAnswer]
    Token     = [SnaplineTokenReply]
    Claims    = [SnaplineClaims]
    StringMap = [System.Collections.Generic.Dictionary[string, string]]
    Strings   = [string[]]
}
