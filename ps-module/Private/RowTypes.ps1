# The objects that commands put out by the thousand: types of their own, under the names that their users see. A name put on
# each object (PSTypeNames) would cost four kilobytes, and more time than all the rest of a row.

# Defines them for this process, once; before Types.ps1 is read, which names them. Fields and nothing else, which need no code
# of their own: PowerShell and the serialisers of both editions take them for members.
function Initialize-SnaplineRowType {
    if ($null -ne ('Snapline.Snapshot' -as [type])) { return }
    # Members in the order in which a list view shows them; hidden ones are the core's names for others. The core's rows are
    # read straight into them; ConvertTo-SnaplineSnapshot then turns the untyped members from JSON text into objects.
    $types = [ordered]@{
        'Snapline.Snapshot' = @{
            Shown = [ordered]@{
                ResourceGroupName = [string]; Name = [string]; Id = [string]; Location = [string]
                SourceDiskName = [string]; SourceResourceId = [string]; SourceUniqueId = [string]
                Generation = [Nullable[long]]; Sequence = [Nullable[long]]
                TimeCreated = [Nullable[datetime]]; Instant = [Nullable[datetime]]; Age = [Nullable[timespan]]
                State = [string]; Restorable = [Nullable[bool]]; Durable = [Nullable[bool]]; ReadyCode = [string]; ReadyReason = [string]
                CompletionPercent = [Nullable[double]]; ProvisioningState = [string]; SnapshotAccessState = [string]; DiskState = [string]
                DiskSizeGB = [Nullable[long]]; DiskSizeBytes = [Nullable[long]]; LogicalSectorSize = [Nullable[long]]
                Sku = [string]; Incremental = [Nullable[bool]]; CreateOption = [string]
                IncrementalSnapshotFamilyId = [string]; UniqueId = [string]
                Labels = [object]; Tags = [object]; SubscriptionId = [string]
            }
            Hidden = [ordered]@{ AgeSeconds = [Nullable[double]] }
        }
        'Snapline.PlanItem' = @{
            Shown = [ordered]@{
                DiskName = [string]; Generation = [Nullable[long]]; Sequence = [Nullable[long]]; Name = [string]; Instant = [Nullable[datetime]]
                Keep = [string]; Reason = [string]; State = [string]
                Id = [string]; UniqueId = [string]; ResourceGroupName = [string]; Location = [string]; DiskId = [string]
                Unit = [string]; PlannedAt = [string]; Policy = [string]; Hash = [string]
            }
            Hidden = [ordered]@{ SourceDiskName = [string]; SourceResourceId = [string] }
        }
    }

    $name = [System.Reflection.AssemblyName]::new('Snapline.Rows')
    $assembly = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly($name, [System.Reflection.Emit.AssemblyBuilderAccess]::Run)
    $module = $assembly.DefineDynamicModule('Snapline.Rows')
    $hide = [System.Reflection.Emit.CustomAttributeBuilder]::new([System.Management.Automation.HiddenAttribute].GetConstructor([type]::EmptyTypes), [object[]]@())
    $public = [System.Reflection.FieldAttributes]::Public
    foreach ($row in $types.GetEnumerator()) {
        $type = $module.DefineType($row.Key, [System.Reflection.TypeAttributes]'Public, Sealed')
        foreach ($member in $row.Value.Shown.GetEnumerator()) { $null = $type.DefineField($member.Key, $member.Value, $public) }
        foreach ($member in $row.Value.Hidden.GetEnumerator()) { $type.DefineField($member.Key, $member.Value, $public).SetCustomAttribute($hide) }
        $null = $type.CreateType()
    }
}
