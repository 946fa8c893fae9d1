# The parts of Remove-IncrementalSnapshot. What may be deleted is decided by the core's flow and nowhere here.

# What a call asks for: {Intent, Subjects, Errors}. Ids that came without a unique id are looked up first, so that what
# is deleted is what was seen; those that are not there are errors.
function New-SnaplinePruneCall {
    param([System.Collections.IEnumerable] $Given, [System.Collections.IDictionary] $Bound, $At)
    $intent = New-SnaplineIntent -Flow 'prune' -Endpoint $At.Endpoint -Bound $Bound
    if ($Bound.ContainsKey('CopySubscriptionId')) { $intent['subscriptions'] = @($Bound['CopySubscriptionId']) }
    $plan = @($Given | Where-Object { Test-SnaplineType -InputObject $_.From -Name 'Snapline.PlanItem' })
    if ($plan.Length -gt 0) { $Given = @(Set-SnaplinePlan -Intent $intent -Item $plan -Given $Given -Bound $Bound) }
    else {
        $intent['intent'] = 'remove'
        if ($Bound['Retire']) { $intent['intent'] = 'retire' }
    }
    $subjects = @(Select-SnaplineSubject -Subject @($Given | ForEach-Object { New-SnaplineSubject -Id $_.Id -InputObject $_.From }))
    $errors = [System.Collections.Generic.List[System.Management.Automation.ErrorRecord]]::new()
    $bare = @($subjects | Where-Object { -not $_.UniqueId })
    if ($bare.Length -gt 0) {
        $ids = [System.Collections.Generic.List[string]]@($bare | ForEach-Object { $_.Id })
        $found = Read-SnaplineService -SubscriptionId (Get-SnaplineIdSubscription -Id $ids) -Endpoint $At.Endpoint -ApiVersion ([string]$Bound['ApiVersion']) -SignIn $At.SignIn -Id $ids
        $seen = [System.Collections.Generic.Dictionary[string, string]]::new([StringComparer]::OrdinalIgnoreCase)
        foreach ($row in $found.Rows) { $seen[$row.Id.Trim('/')] = $row.UniqueId }
        foreach ($one in $bare) {
            if ($seen.ContainsKey($one.Id.Trim('/'))) { $one.UniqueId = $seen[$one.Id.Trim('/')] }
        }
        foreach ($record in $found.Errors) { $errors.Add($record) }
        $subjects = @($subjects | Where-Object { $_.UniqueId -or $seen.ContainsKey($_.Id.Trim('/')) })
    }
    return [pscustomobject]@{ Intent = $intent; Subjects = $subjects; Errors = $errors }
}

# Puts a plan into the request and gives what it drops. All items have to be of one plan, since one is made anew.
function Set-SnaplinePlan {
    param([System.Collections.IDictionary] $Intent, [object[]] $Item, [System.Collections.IEnumerable] $Given, [System.Collections.IDictionary] $Bound)
    $first = $Item[0].From
    foreach ($one in $Given) {
        if (-not (Test-SnaplineType -InputObject $one.From -Name 'Snapline.PlanItem') -or $one.From.Hash -cne $first.Hash -or $one.From.PlannedAt -ne $first.PlannedAt) {
            throw (New-SnaplineError -Code 'bad_parameters' -Target $one.Id -Message "``$($one.Id)`` is not of the same plan as the item before it. Give the items of one call of Get-IncrementalSnapshotPlan, or snapshots.")
        }
    }
    if ($Bound['Retire']) {
        throw (New-SnaplineError -Code 'bad_parameters' -Target 'Retire' -Message '-Retire takes whole families, which a plan never drops. Give the snapshots, as Get-IncrementalSnapshot does.')
    }
    $Intent['intent'] = 'plan'
    $Intent['policy'] = [string]$first.Policy
    $Intent['plannedAt'] = ConvertTo-SnaplineInstant -Value ([datetime]$first.PlannedAt).ToUniversalTime()
    $Given | Where-Object { $_.From.Keep -ceq 'drop' }
}

# The snapshots that were agreed to.
function Set-SnaplineDrop {
    param([System.Collections.IDictionary] $Intent, [object[]] $Subject, [switch] $Adopt)
    $Intent['drops'] = @($Subject | ForEach-Object { [ordered]@{ id = $_.Id; uniqueId = $_.UniqueId } })
    if ($Adopt) { $Intent['adopt'] = @($Subject | ForEach-Object { $_.Id }) }
}

# One line for each snapshot of a deletion that was only planned: what would go, and what would stay and why. With its
# group, since a copy may have the name of what it was made from.
function Format-SnaplinePrunePlan {
    param([System.Collections.IEnumerable] $Item)
    foreach ($one in $Item) {
        $name = "'$(Get-SnaplineItemName -Item $one)'"
        $parts = Split-SnaplineId -Id ([string]$one.target)
        if ($null -ne $parts) { $name = "$name of '$($parts.Group)'" }
        switch -CaseSensitive ($one.kind) {
            'planned' { "Delete snapshot $name." }
            'already_gone' { "Snapshot $name is gone already." }
            'skipped' { "Snapshot $name stays: $($one.message)" }
        }
    }
}

# In a plan, what stays was told in its line and is no error.
function Remove-SnaplineSkippedError {
    param($Outcome)
    $told = @($Outcome.Items | Where-Object { $_.kind -ceq 'skipped' } | ForEach-Object { $_.target })
    foreach ($record in @($Outcome.Errors)) {
        if ($record.TargetObject -cin $told) { $null = $Outcome.Errors.Remove($record) }
    }
    $Outcome.Fatal = Get-SnaplineFatal -Outcome $Outcome
}
