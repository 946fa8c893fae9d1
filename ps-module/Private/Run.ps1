# The parts of Invoke-IncrementalSnapshotPolicy: what to ask of the core, and what came of it.

# The `run` request. What was not given is not sent, so that the core's defaults stay the only ones.
function New-SnaplineRunIntent {
    param([Parameter(Mandatory)] [string] $Policy, [System.Collections.Generic.List[string]] $DiskId, [System.Collections.IDictionary] $Bound, $Endpoint)
    $intent = New-SnaplineIntent -Flow 'run' -Endpoint $Endpoint -Bound $Bound -Member @{
        ResourceGroupName = 'resourceGroup'; DiskTag = 'tag'; SnapshotResourceGroupName = 'snapshotResourceGroup'; NameTemplate = 'template'; BudgetSeconds = 'budgetSeconds'
    }
    $intent['policy'] = $Policy
    if ($DiskId.Count -gt 0) { $intent['disks'] = $DiskId.ToArray() }
    $intent['subscriptionId'] = [string]$Bound['SubscriptionId']
    if (-not $intent['subscriptionId'] -and $DiskId.Count -gt 0) { $intent['subscriptionId'] = @(Get-SnaplineIdSubscription -Id $DiskId)[0] }
    if (-not $intent['subscriptionId']) { $intent['subscriptionId'] = Resolve-SnaplineSubscription }
    if ($Bound.ContainsKey('Slot')) { $intent['slot'] = ConvertTo-SnaplineSlot -Value $Bound['Slot'] }
    if ($Bound['NoPrune']) { $intent['prune'] = $false }
    $copy = [ordered]@{}
    foreach ($pair in @(@('CopyToLocation', 'location'), @('CopyToResourceGroupName', 'resourceGroup'), @('CopyToSubscriptionId', 'subscriptionId'))) {
        if ($Bound.ContainsKey($pair[0])) { $copy[$pair[1]] = $Bound[$pair[0]] }
    }
    if ($copy.Count -gt 0) {
        foreach ($name in 'location', 'resourceGroup') {
            if (-not $copy.Contains($name)) { throw (New-SnaplineError -Code 'bad_parameters' -Target 'CopyToLocation' -Message 'copies need both -CopyToLocation and -CopyToResourceGroupName.') }
        }
        $intent['copyTo'] = $copy
    }
    return $intent
}

# The parameters once more for a job, which may begin in another folder: with whole paths, and with what the pipe brought.
function Copy-SnaplineRunBound {
    param([System.Collections.IDictionary] $Bound, [System.Collections.Generic.List[string]] $DiskId)
    $copy = @{}
    foreach ($name in $Bound.Keys) { $copy[$name] = $Bound[$name] }
    if ($DiskId.Count -gt 0) { $copy['DiskId'] = $DiskId.ToArray() }
    foreach ($name in 'PolicyPath', 'StatePath') {
        if ($copy.ContainsKey($name)) { $copy[$name] = Resolve-SnaplinePlace -Path $copy[$name] -Parameter $name }
    }
    return $copy
}

# What a run is asked about: the disks, and what is done to them.
function Get-SnaplineRunScope {
    param([System.Collections.IDictionary] $Intent)
    $scope = 'all disks'
    if ($Intent.Contains('disks')) { $scope = "$($Intent['disks'].Length) named disks" }
    if ($Intent.Contains('tag')) { $scope = "$scope with the tag $($Intent['tag'])" }
    if ($Intent.Contains('resourceGroup')) { $scope = "$scope of resource group $($Intent['resourceGroup'])" }
    return "$scope in subscription $($Intent['subscriptionId'])"
}

function Get-SnaplineRunAction {
    param([System.Collections.IDictionary] $Intent)
    Import-SnaplineLibrary
    Import-SnaplineUtility
    $read = Invoke-SnaplineVerb -Session ([IntPtr]::Zero) -Request ([ordered]@{ verb = 'policy'; policy = $Intent['policy'] }) -As $script:SnaplineTypes.Policy
    $action = 'Take an incremental snapshot of each'
    if ($Intent.Contains('copyTo')) { $action = "$action, copy it to $($Intent['copyTo']['location'])" }
    if (-not $Intent.Contains('prune')) { $action = "$action, and delete what the policy drops" }
    return "$action ($($read.text))"
}

# A line of -WhatIf.
function Get-SnaplinePlannedLine {
    param($Item)
    $of = ([string]$Item.Target).Split('/')[-1]
    switch -CaseSensitive ($Item.Part) {
        'take' { return "take   $($Item.Name) of disk $of. $($Item.Message)" }
        'copy' { return "copy   $of as $($Item.Name). $($Item.Message)" }
    }
    return "delete $($Item.Name). $($Item.Message)"
}

# Runs the intent to its end: {Summary, Errors, Fatal}.
function Invoke-SnaplinePolicyRun {
    param([System.Collections.IDictionary] $Intent, $SignIn, [string] $StatePath)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $request = $Intent
    $keep = $null
    if ($StatePath) {
        $keep = Open-SnaplineState -Path $StatePath -Intent $Intent
        if ($null -ne $keep.Request) { $request = $keep.Request }
    }
    $result = Invoke-SnaplineFlow -Request $request -SignIn $SignIn -Activity 'Running the policy' -Keep $keep
    if ($null -ne $keep) { Remove-SnaplineState -Keep $keep }
    $outcome = [pscustomobject]@{
        Items = $result.Items; Errors = (Get-SnaplineItemError -Item $result.Items); Fatal = $null
        Summary = (ConvertTo-SnaplineRunSummary -Result $result -Intent $Intent -SignIn $SignIn -Duration $clock.Elapsed)
    }
    Write-Verbose $outcome.Summary.Sentence
    $outcome.Fatal = Get-SnaplineFatal -Outcome $outcome
    # What was not begun at all has no item.
    if ($null -eq $outcome.Fatal -and -not $outcome.Summary.Complete) {
        $outcome.Fatal = New-SnaplineError -Code 'run_incomplete' -Message $outcome.Summary.Sentence -Target $Intent['subscriptionId']
    }
    return $outcome
}

# How many items of a part have ended so.
function Measure-SnaplineItem {
    param([System.Collections.IEnumerable] $Item, [string] $Kind, [string] $Part)
    return @($Item | Where-Object { $_.kind -ceq $Kind -and (-not $Part -or $_.part -ceq $Part) }).Length
}

function ConvertTo-SnaplineRunSummary {
    param($Result, [System.Collections.IDictionary] $Intent, $SignIn, [TimeSpan] $Duration)
    $counted = $Result.Summary
    $slot = $null
    # 5.1 reads an instant into local time.
    if ($null -ne $counted.slot) { $slot = $counted.slot.ToUniversalTime() }
    $items = @(foreach ($one in $Result.Items) {
            $item = ConvertTo-SnaplineResult -Item @(, $one)
            Add-Member -InputObject $item -NotePropertyName Part -NotePropertyValue $one.part
            $item
        })
    # Requests end in any order. What a night did reads the same every time: by part, then by what it was done to, then as it
    # was told.
    $parts = 'take', 'copy', 'prune'
    $at = 0
    $keys = [string[]]@(foreach ($item in $items) { '{0:D2} {1} {2:D8}' -f ([Array]::IndexOf($parts, $item.Part) + 1), ([string]$item.Target).ToUpperInvariant(), $at++ })
    [Array]::Sort($keys, $items, [System.Collections.IComparer][StringComparer]::Ordinal)
    return [pscustomobject]@{
        PSTypeName     = 'Snapline.RunSummary'
        SubscriptionId = $Intent['subscriptionId']
        Slot           = $slot
        Made           = Measure-SnaplineItem -Item $items -Kind 'made' -Part 'take'
        AlreadyMade    = Measure-SnaplineItem -Item $items -Kind 'already_made' -Part 'take'
        Copied         = Measure-SnaplineItem -Item $items -Kind 'made' -Part 'copy'
        Deleted        = $counted.deleted
        Planned        = $counted.planned
        Skipped        = $counted.skipped
        Failed         = $counted.failed
        Unknown        = $counted.unknown
        NotReady       = $counted.notReady
        Complete       = $counted.complete
        Sentence       = $counted.sentence
        Identity       = $SignIn.Identity
        Source         = $SignIn.Source
        Duration       = $Duration
        Items          = $items
    }
}
