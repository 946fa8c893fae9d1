# The shapes of the core's answers that this module reads. Loaded at first use; the script's value is the table of the
# types that are read by name; RowTypes.ps1 adds those of rows. Members are named as in the vocabulary; one that is not named here is not needed here.

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

class SnaplineDiskRow { [string]$id; [string]$name }
class SnaplineDiskRowsAnswer : SnaplineAnswer { [SnaplineDiskRow[]]$ok }

class SnaplineFix { [string]$text }
class SnaplineFinding {
    [string]$level; [string]$id; [string]$unit; [Nullable[datetime]]$date; [string]$title; [string]$text
    [string]$arithmetic; [SnaplineFix]$fix; [string]$page
}
class SnaplineLint { [SnaplineFinding[]]$findings }
class SnaplineLintAnswer : SnaplineAnswer { [SnaplineLint]$ok }

# The verb `plan`. `policy` is handed on as it came.
class SnaplineTally { [long]$keep; [long]$drop; [long]$hold; [long]$notCounted; [string]$sentence }
class SnaplinePlan { [string]$hash; [object]$policy; [SnaplineTally]$summary; [SnaplineFinding[]]$findings }
class SnaplinePlanAnswer : SnaplineAnswer { [SnaplinePlan]$ok }

class SnaplineUnitRow { [string]$unit; [string]$label }
class SnaplineUnitRowsAnswer : SnaplineAnswer { [SnaplineUnitRow[]]$ok }

class SnaplinePreset { [string]$name; [string]$text; [string]$line; [object]$policy }
class SnaplinePresets { [SnaplinePreset[]]$presets; [string[]]$zones }
class SnaplinePresetsAnswer : SnaplineAnswer { [SnaplinePresets]$ok }
class SnaplinePolicyMembers { [System.Collections.Generic.Dictionary[string, object]]$policy; [string]$text }
class SnaplinePolicyMembersAnswer : SnaplineAnswer { [SnaplinePolicyMembers]$ok }

class SnaplineExportFile { [string]$name; [string]$mediaType; [string]$text }
class SnaplineSays {
    [string]$what; [string]$where; [string]$when; [string]$how; [string[]]$rights
    [string[]] Lines() { return @("What: $($this.what)", "Where: $($this.where)", "When: $($this.when)", "How: $($this.how)", "Rights: $($this.rights -join ', ')") }
    [string] ToString() { return $this.Lines() -join [Environment]::NewLine }
}
class SnaplineExported { [SnaplineExportFile[]]$files; [SnaplineSays]$says }
class SnaplineExportAnswer : SnaplineAnswer { [SnaplineExported]$ok }

class SnaplineAuth { [string]$kind; [bool]$fresh }
class SnaplineSummary {
    [long]$made; [long]$alreadyMade; [long]$deleted; [long]$alreadyGone; [long]$planned; [long]$ready
    [long]$skipped; [long]$failed; [long]$unknown; [long]$notReady; [long]$pages
    [Nullable[double]]$skewSeconds; [bool]$complete; [string]$sentence; [Nullable[datetime]]$slot
}
class SnaplineStep {
    [string]$step; [Nullable[long]]$id
    [string]$method; [string]$url; [string[][]]$headers; [string]$body; [SnaplineAuth]$auth
    [string]$name; [string]$kind; [string]$target; [string]$snapshot; [string]$part
    [string]$code; [string]$message; [Nullable[long]]$status; [string]$requestId; [string]$correlationId
    [string]$text; [Nullable[double]]$percent; [Nullable[long]]$secondsLeft; [Nullable[long]]$done; [Nullable[long]]$of
    [SnaplineSummary]$summary
    [long[]]$range; [long]$offset
    [string]$previous; [string]$uniqueId; [string]$diskSizeBytes; [string]$format; [string]$changedBytes; [string]$clearedBytes
    [string]$fileBytes; [string]$keptBytes; [string[][]]$changed; [string[][]]$cleared
}
class SnaplineSteps { [SnaplineStep[]]$steps; [Nullable[datetime]]$until }
class SnaplineStepsAnswer : SnaplineAnswer { [SnaplineSteps]$ok }

# What a run keeps in a file of its own (State.ps1).
class SnaplineState { [string]$call; [datetime]$began; [string]$answer }

# What lies beside a local image. `saved` is a flow as the core writes it down.
class SnaplineImageState {
    [long]$version = 1; [string]$phase; [string]$snapshotId; [string]$uniqueId; [string]$previousId; [string]$previousUniqueId
    [string]$endpoint; [string]$base; [bool]$laid; [bool]$whole; [string]$format; [long]$length; [string]$written; [string]$saved
}

# What Compare-IncrementalSnapshot and Export-IncrementalSnapshot put out.
class SnaplineRange { [long]$Start; [long]$End; [long]$Length; [string]$Kind }
class SnaplineComparison {
    [string]$SnapshotId; [string]$PreviousId; [string]$Format; [long]$DiskSizeBytes
    [long]$ChangedBytes; [long]$ClearedBytes; [long]$ChangedRanges; [long]$ClearedRanges; [string]$Sentence
    [string] ToString() { return $this.Sentence }
}
class SnaplineImageReport {
    [string]$Path; [string]$SnapshotId; [string]$PreviousId; [string]$Done; [string]$Format; [long]$Length
    [long]$DownloadedBytes; [long]$VerifiedBytes; [bool]$Resumed; [timespan]$Duration
}

class SnaplineTokenReply { [string]$access_token; [object]$expires_on; [string]$accessToken; [string]$error; [string]$error_description }
class SnaplineClaims { [string]$tid; [string]$oid; [string]$appid; [string]$upn; [Nullable[double]]$exp }

@{
    Answer      = [SnaplineAnswer]
    Version     = [SnaplineVersionAnswer]
    Name        = [SnaplineNameAnswer]
    Add         = [SnaplineAddAnswer]
    DiskRows    = [SnaplineDiskRowsAnswer]
    Lint        = [SnaplineLintAnswer]
    Plan        = [SnaplinePlanAnswer]
    UnitRows    = [SnaplineUnitRowsAnswer]
    Presets     = [SnaplinePresetsAnswer]
    Policy      = [SnaplinePolicyMembersAnswer]
    Export      = [SnaplineExportAnswer]
    State       = [SnaplineState]
    Step        = [SnaplineStep]
    Steps       = [SnaplineStepsAnswer]
    ImageState  = [SnaplineImageState]
    Range       = [SnaplineRange]
    Comparison  = [SnaplineComparison]
    ImageReport = [SnaplineImageReport]
    Token       = [SnaplineTokenReply]
    Claims      = [SnaplineClaims]
    StringMap   = [System.Collections.Generic.Dictionary[string, string]]
    Strings     = [string[]]
}
