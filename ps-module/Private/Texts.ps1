# The types of tags, labels and origins, which are collections or an object, and texts (RowTypes.ps1).

# Begins a type with an empty constructor, and its ToString.
function New-SnaplineTextType {
    param($Module, [string] $Name, [type] $Base)
    $type = $Module.DefineType($Name, [System.Reflection.TypeAttributes]'Public, Class', $Base)
    $null = $type.DefineDefaultConstructor([System.Reflection.MethodAttributes]::Public)
    $method = $type.DefineMethod('ToString', [System.Reflection.MethodAttributes]'Public, Virtual, HideBySig', [string], [type]::EmptyTypes)
    return [pscustomobject]@{ Type = $type; Code = $method.GetILGenerator() }
}

# Writes instructions: each by its name, alone or with what it is about; without a name a label is set. One loop and one call
# for all, by reflection: what PowerShell spends on learning a call that is written out, anew for each type of argument, is many
# times what the call takes.
function Add-SnaplineCode {
    param($Code, [object[]] $Line)
    $call = [System.Reflection.BindingFlags]::InvokeMethod -bor [System.Reflection.BindingFlags]::Public -bor [System.Reflection.BindingFlags]::Instance
    foreach ($one in $Line) {
        $method = 'MarkLabel'
        if ($one[0]) {
            $method = 'Emit'
            $one[0] = [System.Reflection.Emit.OpCodes].GetField($one[0]).GetValue($null)
        }
        else { $one = @(, $one[1]) }
        $null = [System.Reflection.Emit.ILGenerator].InvokeMember($method, $call, $null, $Code, [object[]]$one)
    }
}

# `orphan, copy`: string.Join(", ", this).
function Add-SnaplineLabelType {
    param($Module)
    $one = New-SnaplineTextType -Module $Module -Name 'Snapline.Labels' -Base ([System.Collections.Generic.List[string]])
    $join = [string].GetMethod('Join', [type[]]@([string], [System.Collections.Generic.IEnumerable[string]]))
    Add-SnaplineCode -Code $one.Code -Line @('Ldstr', ', '), @('Ldarg_0'), @('Call', $join), @('Ret')
    return $one.Type
}

# `a=b; c=d`: goes through the pairs and puts each behind what is there.
function Add-SnaplineTagType {
    param($Module)
    $base = [System.Collections.Generic.Dictionary[string, string]]
    $pair = [System.Collections.Generic.KeyValuePair[string, string]]
    $builder = [System.Text.StringBuilder]
    $begin = $base.GetMethod('GetEnumerator')
    $append = $builder.GetMethod('Append', [type[]]@([string]))
    $one = New-SnaplineTextType -Module $Module -Name 'Snapline.Tags' -Base $base
    $text, $walk, $current = foreach ($type in $builder, $begin.ReturnType, $pair) { $one.Code.DeclareLocal($type) }
    $next, $first, $done = foreach ($label in 1..3) { $one.Code.DefineLabel() }
    Add-SnaplineCode -Code $one.Code -Line @(
        @('Newobj', $builder.GetConstructor([type]::EmptyTypes)), @('Stloc', $text)
        @('Ldarg_0'), @('Call', $begin), @('Stloc', $walk)
        @('', $next), @('Ldloca', $walk), @('Call', $begin.ReturnType.GetMethod('MoveNext')), @('Brfalse', $done)
        @('Ldloca', $walk), @('Call', $begin.ReturnType.GetMethod('get_Current')), @('Stloc', $current)
        @('Ldloc', $text), @('Callvirt', $builder.GetMethod('get_Length')), @('Brfalse', $first)
        @('Ldloc', $text), @('Ldstr', '; '), @('Callvirt', $append), @('Pop')
        @('', $first), @('Ldloc', $text)
        @('Ldloca', $current), @('Call', $pair.GetMethod('get_Key')), @('Callvirt', $append), @('Ldstr', '='), @('Callvirt', $append)
        @('Ldloca', $current), @('Call', $pair.GetMethod('get_Value')), @('Callvirt', $append), @('Pop'), @('Br', $next)
        @('', $done), @('Ldloc', $text), @('Callvirt', $builder.GetMethod('ToString', [type]::EmptyTypes)), @('Ret')
    )
    return $one.Type
}

# `Copy of /subscriptions/...`: where a snapshot came from, under the names of Az.
function Add-SnaplineOriginType {
    param($Module)
    $one = New-SnaplineTextType -Module $Module -Name 'Snapline.CreationData' -Base ([object])
    $option, $source, $null = foreach ($name in 'CreateOption', 'SourceResourceId', 'SourceUniqueId') { $one.Type.DefineField($name, [string], [System.Reflection.FieldAttributes]::Public) }
    $concat = [string].GetMethod('Concat', [type[]]@([string], [string], [string]))
    Add-SnaplineCode -Code $one.Code -Line @('Ldarg_0'), @('Ldfld', $option), @('Ldstr', ' of '), @('Ldarg_0'), @('Ldfld', $source), @('Call', $concat), @('Ret')
    return $one.Type
}
