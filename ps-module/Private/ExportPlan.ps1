# The parts of Export-IncrementalSnapshotPlan.

$script:SnaplineFormats = @{
    Bicep = 'bicep'; Arm = 'arm'; AzureCli = 'azure_cli'; AzPowerShell = 'az_powershell'; Runbook = 'runbook'
    PortalSteps = 'portal_steps'; Csv = 'csv'; ICalendar = 'icalendar'
}

# The request of the verb `export`, without its disks. What was not given is not sent.
function New-SnaplineExportRequest {
    param([System.Collections.IDictionary] $Bound)
    $now = Get-SnaplineNow
    if ($Bound.ContainsKey('At')) { $now = ConvertTo-SnaplineInstant -Value $Bound['At'] }
    $request = [ordered]@{ verb = 'export'; format = $script:SnaplineFormats[$Bound['Format']]; now = $now }
    $policy = @{}
    foreach ($name in 'Policy', 'PolicyPath', 'Preset') { if ($Bound.ContainsKey($name)) { $policy[$name] = $Bound[$name] } }
    # Whether the format needs a policy is the core's to say.
    if ($policy.Count -gt 0) { $request['policy'] = Resolve-SnaplinePolicy @policy }
    $names = [ordered]@{ SnapshotResourceGroupName = 'snapshotResourceGroup'; NameTemplate = 'template' }
    foreach ($name in $names.Keys) { if ($Bound.ContainsKey($name)) { $request[$names[$name]] = $Bound[$name] } }
    $moments = [ordered]@{ Slot = 'slot'; From = 'from'; Until = 'until' }
    foreach ($name in $moments.Keys) { if ($Bound.ContainsKey($name)) { $request[$moments[$name]] = ConvertTo-SnaplineInstant -Value $Bound[$name] } }
    if ($null -ne $Bound['Tag']) { $request['tags'] = ConvertTo-SnaplineTag -Tag $Bound['Tag'] }
    return $request
}

# Writes a text as the core gave it: UTF-8 without a byte order mark, in a folder that is made when it is missing.
function Write-SnaplineText {
    param([string] $Path, [string] $Text)
    try {
        $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($Path))
        [System.IO.File]::WriteAllText($Path, $Text, [System.Text.UTF8Encoding]::new($false))
    }
    catch {
        throw (New-SnaplineError -Code 'file_unwritable' -Target $Path -Message "``$Path`` cannot be written: $($_.Exception.GetBaseException().Message)")
    }
}
