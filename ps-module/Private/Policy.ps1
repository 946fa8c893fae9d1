# What the commands about policies share.

# The policy that a command was given, as a text that the core reads: exactly one of -Policy, -PolicyPath and -Preset. With
# a preset go a zone and a schedule, as in a policy's line.
function Resolve-SnaplinePolicy {
    param([string] $Policy, [string] $PolicyPath, [string] $Preset, [string] $Zone, [string] $Schedule)
    $given = @(@('Policy', $Policy), @('PolicyPath', $PolicyPath), @('Preset', $Preset) | Where-Object { $_[1] } | ForEach-Object { "-$($_[0])" })
    if ($given.Length -ne 1) {
        $what = 'none of them was given'
        if ($given.Length -gt 1) { $what = "$($given -join ' and ') were given" }
        throw (New-SnaplineError -Code 'bad_parameters' -Target 'Policy' -Message "a policy comes from -Policy, -PolicyPath or -Preset: $what. Give one of them.")
    }
    if ($Policy) { return $Policy }
    if ($PolicyPath) { return Read-SnaplineText -Path $PolicyPath }
    $presets = Get-SnaplinePreset
    $found = @($presets | Where-Object { $_.name -eq $Preset })
    if ($found.Length -gt 0 -and $Zone) { return "$($found[0].line) zone=$Zone $Schedule" }
    if ($found.Length -gt 0) { return ConvertTo-SnaplineJsonText -Value $found[0].policy }
    throw (New-SnaplineError -Code 'preset_unknown' -Target $Preset -Message "``$Preset`` is no preset. There are $(@($presets | ForEach-Object { $_.name }) -join ', ').")
}

# The policies that come with Snapline.
function Get-SnaplinePreset { return (Get-SnaplineBeginning).presets }

# What a policy can begin with: {presets, zones: the names that its zone may have}.
function Get-SnaplineBeginning {
    Import-SnaplineLibrary
    return Invoke-SnaplineVerb -Session ([IntPtr]::Zero) -Request ([ordered]@{ verb = 'presets' }) -As $script:SnaplineTypes.Presets
}

# The policy with more snapshots in its `adopt`: by id, or by a pattern over the names and ids that the session holds.
function Add-SnaplineAdopted {
    param([string] $Policy, [string[]] $Adopt, [IntPtr] $Session)
    $ids = [System.Collections.Generic.List[string]]::new()
    $rows = $null
    foreach ($one in $Adopt) {
        if ($null -ne (Split-SnaplineId -Id $one)) { $ids.Add($one); continue }
        if ($null -eq $rows) { $rows = Get-SnaplineSnapshotRow -Session $Session -WarningAction SilentlyContinue }
        $found = @($rows | Where-Object { $_.Name -like $one -or $_.Id -like $one })
        if ($found.Length -eq 0) {
            throw (New-SnaplineError -Code 'snapshot_not_found' -Target $one -Message "-Adopt ``$one`` is not the id of a snapshot, and no name or id of those that were read is like it.")
        }
        foreach ($row in $found) { $ids.Add($row.Id) }
    }
    # As members and never as words of the policy's line: an id out of a file may hold a blank and a rule behind it.
    $whole = (Invoke-SnaplineVerb -Session ([IntPtr]::Zero) -Request ([ordered]@{ verb = 'policy'; policy = $Policy }) -As $script:SnaplineTypes.Policy).policy
    if ($null -ne $whole['adopt']) { $ids.InsertRange(0, [string[]](ConvertFrom-SnaplineJson -Bytes ([System.Text.Encoding]::UTF8.GetBytes((ConvertTo-SnaplineJsonText -Value $whole['adopt']))) -As $script:SnaplineTypes.Strings)) }
    $whole['adopt'] = $ids.ToArray()
    if ($PSVersionTable.PSEdition -eq 'Desktop') { return (Get-SnaplineSerializer).Serialize($whole) }
    return [System.Text.Json.JsonSerializer]::Serialize($whole, $whole.GetType(), (Get-SnaplineSerializer))
}

# The names of the disks of units, by the units' keys: for messages and tables.
function Get-SnaplineUnitLabel {
    param([IntPtr] $Session, [string] $Now)
    $request = [ordered]@{ verb = 'rows'; of = [ordered]@{ verb = 'chains'; now = $Now }; table = 'units'; columns = @('unit', 'label') }
    $rows = Invoke-SnaplineVerb -Session $Session -Request $request -As $script:SnaplineTypes.UnitRows -WarningAction SilentlyContinue
    $labels = @{}
    foreach ($row in $rows) { $labels[$row.unit] = $row.label }
    return $labels
}

# One finding of the core as a `Snapline.Finding`; $Label are the names of the disks.
function ConvertTo-SnaplineFinding {
    param($Finding, [hashtable] $Label = @{})
    $date = $Finding.date
    # 5.1 reads an instant into local time.
    if ($null -ne $date) { $date = ([datetime]$date).ToUniversalTime() }
    $fix = $null
    if ($null -ne $Finding.fix) { $fix = $Finding.fix.text }
    [pscustomobject]@{
        PSTypeName = 'Snapline.Finding'
        Level      = $Finding.level
        Date       = $date
        Id         = $Finding.id
        Title      = $Finding.title
        Text       = $Finding.text
        Arithmetic = $Finding.arithmetic
        Fix        = $fix
        DiskName   = $Label["$($Finding.unit)"]
        Unit       = $Finding.unit
        Page       = $Finding.page
    }
}
