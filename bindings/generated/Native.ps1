# The imports of Snapline's native library, for PowerShell 7 and Windows PowerShell 5.1.
#
# Written by `cargo xtask bindings` from the library's own description. Do not edit.
#
# Each import is a static method of [Snapline.Native] with the name that it has in snapline.h, which is its manual.
# Handles and answers are IntPtr, inputs byte[] with their length, outputs [ref] variables: [IntPtr] or [uint64].
# SNAP_STATUS_IN_USE is $SnaplineNative.StatusInUse, and so on: fields of a type take longer to define than all imports.

$script:SnaplineNative = @{
    AbiVersion = [uint32]1
    MaxBytes = [uint64]1073741824
    StatusAnswered = [int32]0
    StatusNull = [int32]1
    StatusTooLarge = [int32]2
    StatusPanicked = [int32]3
    StatusInUse = [int32]4
}

function Initialize-SnaplineNative {
    <#
    .SYNOPSIS
    Defines [Snapline.Native] for this process. Does nothing when it was done before.

    .DESCRIPTION
    Nothing is loaded until the first import is called. Compare [Snapline.Native]::snap_abi_version() with
    $SnaplineNative.AbiVersion first. A process keeps the library that it met first: another path is an error.

    .PARAMETER LibraryPath
    The library. It is bound by its full path: a bare name is not found from an assembly that exists in memory only.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [ValidateNotNullOrEmpty()]
        [string] $LibraryPath
    )

    if (-not [System.IO.Path]::IsPathRooted($LibraryPath)) {
        throw "the library path ``$LibraryPath`` is relative; give the whole path"
    }
    $path = [System.IO.Path]::GetFullPath($LibraryPath)
    # Kept beside the type: a type that is not there takes longer to look for than all imports to define.
    $bound = [AppDomain]::CurrentDomain.GetData('Snapline.Native')
    if ($null -ne $bound) {
        if ($bound -ne $path) {
            throw "this process already uses the library ``$bound`` and cannot change to ``$path``; start a new session"
        }
        return
    }
    if (-not [System.IO.File]::Exists($path)) {
        throw "the library ``$path`` is not there; name the file that belongs to this platform"
    }

    $handleOut = [IntPtr].MakeByRefType()
    $lengthOut = [uint64].MakeByRefType()
    $imports = [ordered]@{
        snap_abi_version = [uint32], [ordered]@{}
        snap_buffer_free = [void], [ordered]@{ ptr = [IntPtr]; len = [uint64] }
        snap_flow_new = [int32], [ordered]@{
            req = [byte[]]
            len = [uint64]
            flow = $handleOut
            answer = $handleOut
            answer_len = $lengthOut
        }
        snap_flow_step = [int32], [ordered]@{
            flow = [IntPtr]
            input = [byte[]]
            len = [uint64]
            body = [byte[]]
            body_len = [uint64]
            answer = $handleOut
            answer_len = $lengthOut
        }
        snap_flow_free = [void], [ordered]@{ flow = [IntPtr] }
        snap_session_new = [int32], [ordered]@{ session = $handleOut }
        snap_session_add = [int32], [ordered]@{
            session = [IntPtr]
            name = [byte[]]
            name_len = [uint64]
            doc = [byte[]]
            doc_len = [uint64]
            answer = $handleOut
            answer_len = $lengthOut
        }
        snap_session_call = [int32], [ordered]@{
            session = [IntPtr]
            req = [byte[]]
            len = [uint64]
            answer = $handleOut
            answer_len = $lengthOut
        }
        snap_session_free = [void], [ordered]@{ session = [IntPtr] }
    }

    $name = [System.Reflection.AssemblyName]::new('Snapline.Native')
    $access = [System.Reflection.Emit.AssemblyBuilderAccess]::Run
    $assembly = if ($PSVersionTable.PSVersion.Major -lt 6) {
        [AppDomain]::CurrentDomain.DefineDynamicAssembly($name, $access)
    }
    else {
        [System.Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly($name, $access)
    }
    $type = $assembly.DefineDynamicModule('Snapline.Native').DefineType(
        'Snapline.Native', [System.Reflection.TypeAttributes]'Public, Abstract, Sealed')

    # The parameters' names are for the reader: to define them takes its time too.
    $static = [System.Reflection.MethodAttributes]'Public, Static, PinvokeImpl'
    foreach ($entry in $imports.GetEnumerator()) {
        $result, $parameters = $entry.Value
        $method = $type.DefinePInvokeMethod(
            $entry.Key, $path, $static, [System.Reflection.CallingConventions]::Standard, $result,
            [type[]]@($parameters.Values), [System.Runtime.InteropServices.CallingConvention]::Cdecl,
            [System.Runtime.InteropServices.CharSet]::Ansi)
        $method.SetImplementationFlags([System.Reflection.MethodImplAttributes]::PreserveSig)
    }
    $null = $type.CreateType()
    [AppDomain]::CurrentDomain.SetData('Snapline.Native', $path)
}
