# Tags, labels and origins that read well in Export-Csv and in a text, and are a dictionary, a list and an object all the same. Export-Csv
# asks the object itself for its text, and a class of PowerShell would answer in the session that made it, which may be
# busy or gone when another thread asks. So the types are emitted, like the imports of the library.

# The types {Tags, Labels}, once in a process; Snapline.CreationData is known by its name.
function Get-SnaplineTextType {
    $tags = 'Snapline.Tags' -as [type]
    if ($null -eq $tags) {
        $name = [System.Reflection.AssemblyName]::new('Snapline.Texts')
        $module = [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly($name, [System.Reflection.Emit.AssemblyBuilderAccess]::Run).DefineDynamicModule('Snapline.Texts')
        Add-SnaplineLabelType -Module $module
        Add-SnaplineTagType -Module $module
        Add-SnaplineOriginType -Module $module
        $tags = 'Snapline.Tags' -as [type]
    }
    return [pscustomobject]@{ Tags = $tags; Labels = ('Snapline.Labels' -as [type]) }
}

# Begins a type with an empty constructor, and its ToString.
function New-SnaplineTextType {
    param($Module, [string] $Name, [type] $Base)
    $type = $Module.DefineType($Name, [System.Reflection.TypeAttributes]'Public, Class', $Base)
    $null = $type.DefineDefaultConstructor([System.Reflection.MethodAttributes]::Public)
    $method = $type.DefineMethod('ToString', [System.Reflection.MethodAttributes]'Public, Virtual, HideBySig', [string], [type]::EmptyTypes)
    return [pscustomobject]@{ Type = $type; Code = $method.GetILGenerator() }
}

# `orphan, copy`: string.Join(", ", this).
function Add-SnaplineLabelType {
    param($Module)
    $one = New-SnaplineTextType -Module $Module -Name 'Snapline.Labels' -Base ([System.Collections.Generic.List[string]])
    $op = [System.Reflection.Emit.OpCodes]
    $one.Code.Emit($op::Ldstr, ', ')
    $one.Code.Emit($op::Ldarg_0)
    $one.Code.Emit($op::Call, [string].GetMethod('Join', [type[]]@([string], [System.Collections.Generic.IEnumerable[string]])))
    $one.Code.Emit($op::Ret)
    $null = $one.Type.CreateType()
}

# `a=b; c=d`: goes through the pairs and puts each behind what is there.
function Add-SnaplineTagType {
    param($Module)
    $base = [System.Collections.Generic.Dictionary[string, string]]
    $pair = [System.Collections.Generic.KeyValuePair[string, string]]
    $walker = $base.GetMethod('GetEnumerator').ReturnType
    $builder = [System.Text.StringBuilder]
    $append = $builder.GetMethod('Append', [type[]]@([string]))
    $one = New-SnaplineTextType -Module $Module -Name 'Snapline.Tags' -Base $base
    $code = $one.Code
    $op = [System.Reflection.Emit.OpCodes]
    $text = $code.DeclareLocal($builder)
    $walk = $code.DeclareLocal($walker)
    $current = $code.DeclareLocal($pair)
    $next = $code.DefineLabel()
    $first = $code.DefineLabel()
    $done = $code.DefineLabel()
    $code.Emit($op::Newobj, $builder.GetConstructor([type]::EmptyTypes))
    $code.Emit($op::Stloc, $text)
    $code.Emit($op::Ldarg_0)
    $code.Emit($op::Call, $base.GetMethod('GetEnumerator'))
    $code.Emit($op::Stloc, $walk)
    $code.MarkLabel($next)
    $code.Emit($op::Ldloca, $walk)
    $code.Emit($op::Call, $walker.GetMethod('MoveNext'))
    $code.Emit($op::Brfalse, $done)
    $code.Emit($op::Ldloca, $walk)
    $code.Emit($op::Call, $walker.GetProperty('Current').GetGetMethod())
    $code.Emit($op::Stloc, $current)
    $code.Emit($op::Ldloc, $text)
    $code.Emit($op::Callvirt, $builder.GetProperty('Length').GetGetMethod())
    $code.Emit($op::Brfalse, $first)
    $code.Emit($op::Ldloc, $text)
    $code.Emit($op::Ldstr, '; ')
    $code.Emit($op::Callvirt, $append)
    $code.Emit($op::Pop)
    $code.MarkLabel($first)
    $code.Emit($op::Ldloc, $text)
    $code.Emit($op::Ldloca, $current)
    $code.Emit($op::Call, $pair.GetProperty('Key').GetGetMethod())
    $code.Emit($op::Callvirt, $append)
    $code.Emit($op::Ldstr, '=')
    $code.Emit($op::Callvirt, $append)
    $code.Emit($op::Ldloca, $current)
    $code.Emit($op::Call, $pair.GetProperty('Value').GetGetMethod())
    $code.Emit($op::Callvirt, $append)
    $code.Emit($op::Pop)
    $code.Emit($op::Br, $next)
    $code.MarkLabel($done)
    $code.Emit($op::Ldloc, $text)
    $code.Emit($op::Callvirt, $builder.GetMethod('ToString', [type]::EmptyTypes))
    $code.Emit($op::Ret)
    $null = $one.Type.CreateType()
}

# `Copy of /subscriptions/...`: where a snapshot came from, under the names of Az.
function Add-SnaplineOriginType {
    param($Module)
    $one = New-SnaplineTextType -Module $Module -Name 'Snapline.CreationData' -Base ([object])
    $fields = @{}
    foreach ($name in 'CreateOption', 'SourceResourceId', 'SourceUniqueId') { $fields[$name] = $one.Type.DefineField($name, [string], [System.Reflection.FieldAttributes]::Public) }
    $op = [System.Reflection.Emit.OpCodes]
    $one.Code.Emit($op::Ldarg_0)
    $one.Code.Emit($op::Ldfld, $fields['CreateOption'])
    $one.Code.Emit($op::Ldstr, ' of ')
    $one.Code.Emit($op::Ldarg_0)
    $one.Code.Emit($op::Ldfld, $fields['SourceResourceId'])
    $one.Code.Emit($op::Call, [string].GetMethod('Concat', [type[]]@([string], [string], [string])))
    $one.Code.Emit($op::Ret)
    $null = $one.Type.CreateType()
}
