# The objects that commands put out by the thousand: types of their own, under the names that their users see. A name put on
# each object (PSTypeNames) would cost four kilobytes, and more time than all the rest of a row.
#
# The core's rows are read straight into them; what is not as users see it is turned by setters. Tags, labels and origins read well in
# Export-Csv and in a text, and are a dictionary, a list and an object all the same. Export-Csv asks the object itself for its
# text, and a class of PowerShell would answer in the session that made it, which may be busy or gone when another thread asks.
# So all are emitted, like the imports of the library.

# Defines them for this process, once, and adds the answers that hold them to those that are read. Done before rows are asked
# for: commands without rows need none of it.
function Initialize-SnaplineRowType {
    if ($script:SnaplineTypes.ContainsKey('Rows')) { return }
    # Kept for the process: a type that is not there takes long to look for.
    $types = [AppDomain]::CurrentDomain.GetData('Snapline.Rows')
    if ($null -eq $types) {
        $types = Add-SnaplineRowType
        [AppDomain]::CurrentDomain.SetData('Snapline.Rows', $types)
    }
    # Where a row came from, in the shape that Get-AzSnapshot gives it: what reads Az's objects then reads ours too, also
    # those that were saved with ConvertTo-Json. Worked out when it is asked for. A caller's -WhatIf and -Confirm are about snapshots.
    Update-TypeData -TypeName 'Snapline.Snapshot' -MemberType ScriptProperty -MemberName 'CreationData' -Force -WhatIf:$false -Confirm:$false -Value {
        $origin = [Snapline.CreationData]::new()
        $origin.CreateOption = $this.CreateOption
        $origin.SourceResourceId = $this.SourceResourceId
        $origin.SourceUniqueId = $this.SourceUniqueId
        $origin
    }
    $script:SnaplineTypes['PlanRows'] = $types['PlanRows']
    $script:SnaplineTypes['Rows'] = $types['Rows']
}

function Add-SnaplineRowType {
    $name = [System.Reflection.AssemblyName]::new('Snapline.Rows')
    $module = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly($name, [System.Reflection.Emit.AssemblyBuilderAccess]::Run).DefineDynamicModule('Snapline.Rows')
    $labels = (Add-SnaplineLabelType -Module $module).CreateType()
    $tags = (Add-SnaplineTagType -Module $module).CreateType()
    $null = (Add-SnaplineOriginType -Module $module).CreateType()
    # Members in the order in which a list view shows them. A hidden one has the core's name for another.
    $snapshot = New-SnaplineRowType -Module $module -Name 'Snapline.Snapshot' -Member @(
        'text ResourceGroupName', 'text Name', 'text Id', 'text Location', 'text SourceDiskName', 'text SourceResourceId', 'text SourceUniqueId'
        'whole Generation', 'whole Sequence', 'moment TimeCreated', 'moment Instant', 'time Age'
        'text State', 'truth Restorable', 'truth Durable', 'text ReadyCode', 'text ReadyReason'
        'number CompletionPercent', 'text ProvisioningState', 'text SnapshotAccessState', 'text DiskState'
        'whole DiskSizeGB', 'whole DiskSizeBytes', 'whole LogicalSectorSize', 'text Sku', 'truth Incremental', 'text CreateOption'
        'text IncrementalSnapshotFamilyId', 'text UniqueId', 'any Labels', 'any Tags', 'text SubscriptionId'
    )
    Add-SnaplineAgeSetter -Row $snapshot
    if ($PSVersionTable.PSEdition -ne 'Desktop') {
        Add-SnaplineTextSetter -Row $snapshot -Name 'Labels' -As $labels
        Add-SnaplineTextSetter -Row $snapshot -Name 'Tags' -As $tags
    }
    $item = New-SnaplineRowType -Module $module -Name 'Snapline.PlanItem' -Member @(
        'text DiskName', 'whole Generation', 'whole Sequence', 'text Name', 'moment Instant', 'text Keep', 'text Reason', 'text State'
        'text Id', 'text UniqueId', 'text ResourceGroupName', 'text Location', 'text DiskId'
        'text Unit', 'text PlannedAt', 'text Policy', 'text Hash', 'hidden SourceDiskName', 'hidden SourceResourceId'
    )
    # The answers, as SnaplineAnswer of Types.ps1 has them.
    $notice = (New-SnaplineRowType -Module $module -Name 'Snapline.Rows.Notice' -Member 'text code', 'text message', 'text target').Type.CreateType()
    $types = @{}
    foreach ($one in @(@('Rows', $snapshot), @('PlanRows', $item))) {
        $answer = (New-SnaplineRowType -Module $module -Name "Snapline.Rows.$($one[0])" -Member 'truth more').Type
        foreach ($member in @(@('error', $notice), @('warnings', $notice.MakeArrayType()), @('ok', $one[1].Type.CreateType().MakeArrayType()))) {
            $null = $answer.DefineField($member[0], $member[1], [System.Reflection.FieldAttributes]::Public)
        }
        $types[$one[0]] = $answer.CreateType()
    }
    return $types
}

# Begins a type of fields and nothing else, which need no code of their own: PowerShell and the serialisers of both editions
# take them for members. Each member is its kind and its name.
function New-SnaplineRowType {
    param($Module, [string] $Name, [string[]] $Member)
    $kinds = @{
        text = [string]; hidden = [string]; whole = [Nullable[long]]; number = [Nullable[double]]; truth = [Nullable[bool]]
        moment = [Nullable[datetime]]; time = [Nullable[timespan]]; any = [object]
    }
    $type = $Module.DefineType($Name, [System.Reflection.TypeAttributes]'Public, Sealed', [object])
    $fields = @{}
    foreach ($one in $Member) {
        $kind, $name = $one.Split(' ')
        $fields[$name] = $type.DefineField($name, $kinds[$kind], [System.Reflection.FieldAttributes]::Public)
        if ($kind -ceq 'hidden') { $fields[$name].SetCustomAttribute((New-SnaplineAttribute -Type ([System.Management.Automation.HiddenAttribute]))) }
    }
    return [pscustomobject]@{ Type = $type; Fields = $fields }
}

# What marks a member; -Text is what the attribute is given.
function New-SnaplineAttribute {
    param([type] $Type, [string[]] $Text = @())
    return [System.Reflection.Emit.CustomAttributeBuilder]::new($Type.GetConstructor([type[]]@(foreach ($one in $Text) { [string] })), [object[]]$Text)
}

# Begins a hidden member that can only be set, and gives where its code goes. With -As the serialiser knows it by this name.
function Add-SnaplineSetter {
    param($Row, [string] $Name, [type] $Of, [string] $As)
    $property = $Row.Type.DefineProperty($Name, [System.Reflection.PropertyAttributes]::None, $Of, [type]::EmptyTypes)
    $property.SetCustomAttribute((New-SnaplineAttribute -Type ([System.Management.Automation.HiddenAttribute])))
    if ($As) { $property.SetCustomAttribute((New-SnaplineAttribute -Type ('System.Text.Json.Serialization.JsonPropertyNameAttribute' -as [type]) -Text $As)) }
    $method = $Row.Type.DefineMethod("set_$Name", [System.Reflection.MethodAttributes]'Public, SpecialName, HideBySig', [void], [type[]]@($Of))
    $property.SetSetMethod($method)
    return $method.GetILGenerator()
}

# `Age = TimeSpan.FromSeconds(value)`, where there is a value.
function Add-SnaplineAgeSetter {
    param($Row)
    $code = Add-SnaplineSetter -Row $Row -Name 'AgeSeconds' -Of ([Nullable[double]])
    $none = $code.DefineLabel()
    Add-SnaplineCode -Code $code -Line @(
        @('Ldarga_S', [byte]1), @('Call', [Nullable[double]].GetMethod('get_HasValue')), @('Brfalse', $none)
        @('Ldarg_0'), @('Ldarga_S', [byte]1), @('Call', [Nullable[double]].GetMethod('get_Value')), @('Call', [timespan].GetMethod('FromSeconds', [type[]]@([double])))
        @('Newobj', [Nullable[timespan]].GetConstructor([type[]]@([timespan]))), @('Stfld', $Row.Fields['Age'])
        @('', $none), @('Ret')
    )
}

# `Tags = text.Length > 2 ? JsonSerializer.Deserialize(text, typeof(Tags), null) : new Tags()`: of `{}` and `[]` nothing is read.
function Add-SnaplineTextSetter {
    param($Row, [string] $Name, [type] $As)
    $json = 'System.Text.Json.JsonSerializer' -as [type]
    $read = $json.GetMethod('Deserialize', [type[]]@([string], [type], ('System.Text.Json.JsonSerializerOptions' -as [type])))
    # What users see is not what the serialiser is to write to.
    $Row.Fields[$Name].SetCustomAttribute((New-SnaplineAttribute -Type ('System.Text.Json.Serialization.JsonIgnoreAttribute' -as [type])))
    $code = Add-SnaplineSetter -Row $Row -Name "${Name}Text" -Of ([string]) -As $Name.ToLowerInvariant()
    $empty = $code.DefineLabel()
    Add-SnaplineCode -Code $code -Line @(
        @('Ldarg_1'), @('Brfalse', $empty), @('Ldarg_1'), @('Callvirt', [string].GetMethod('get_Length')), @('Ldc_I4_2'), @('Ble', $empty)
        @('Ldarg_0'), @('Ldarg_1'), @('Ldtoken', $As), @('Call', [type].GetMethod('GetTypeFromHandle')), @('Ldnull'), @('Call', $read)
        @('Stfld', $Row.Fields[$Name]), @('Ret')
        @('', $empty), @('Ldarg_0'), @('Newobj', $As.GetConstructor([type]::EmptyTypes)), @('Stfld', $Row.Fields[$Name]), @('Ret')
    )
}
