//! The PowerShell imports: a script that defines `[Snapline.Native]` without a compiler.

use super::{Abi, Constant, Function, Shape};

const TEMPLATE: &str = r#"# The imports of Snapline's native library, for PowerShell 7 and Windows PowerShell 5.1.
#
# Written by `cargo xtask bindings` from the library's own description. Do not edit.
#
# Each import is a static method of [Snapline.Native] with the name that it has in snapline.h, which is its manual.
# Handles and answers are IntPtr, inputs byte[] with their length, outputs [ref] variables: [IntPtr] or [uint64].
# SNAP_STATUS_IN_USE is $SnaplineNative.StatusInUse, and so on: fields of a type take longer to define than all imports.

$script:SnaplineNative = @{
@CONSTANTS@
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
@IMPORTS@
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
"#;

pub(super) fn render(abi: &Abi) -> String {
    let constants: Vec<String> = abi.constants.iter().map(constant).collect();
    let imports: Vec<String> = abi.functions.iter().map(import).collect();
    TEMPLATE.replace("@CONSTANTS@", &constants.join("\n")).replace("@IMPORTS@", &imports.join("\n"))
}

fn constant(constant: &Constant) -> String {
    format!("    {} = {}{}", member_name(&constant.name), type_name(&constant.shape), constant.value)
}

/// `SNAP_ABI_VERSION` as `AbiVersion`, as PowerShell's own members are written.
fn member_name(constant: &str) -> String {
    let words = constant.trim_start_matches("SNAP_").split('_');
    words
        .map(|word| {
            format!("{}{}", word.get(..1).unwrap_or_default(), word.get(1..).unwrap_or_default().to_lowercase())
        })
        .collect()
}

fn import(function: &Function) -> String {
    let parameters: Vec<String> =
        function.parameters.iter().map(|(name, shape)| format!("{name} = {}", type_name(shape))).collect();
    let start = format!("        {} = {}, [ordered]@{{", function.name, type_name(&function.returns));
    let whole = parameters.join("; ");
    match parameters.len() {
        0 => format!("{start}}}"),
        _ if start.len() + whole.len() + 4 <= 120 => format!("{start} {whole} }}"),
        _ => format!("{start}\n            {}\n        }}", parameters.join("\n            ")),
    }
}

/// What PowerShell calls a type, in the terms of the template. The marshaller pins byte arrays for the call.
fn type_name(shape: &Shape) -> &'static str {
    match shape {
        Shape::Void => "[void]",
        Shape::U8 => "[byte]",
        Shape::I32 => "[int32]",
        Shape::U32 => "[uint32]",
        Shape::U64 => "[uint64]",
        Shape::Const(to) if **to == Shape::U8 => "[byte[]]",
        Shape::Mut(to) => match &**to {
            Shape::Handle(_) | Shape::U8 => "[IntPtr]",
            Shape::Mut(_) => "$handleOut",
            Shape::U64 => "$lengthOut",
            _ => UNKNOWN,
        },
        Shape::Handle(_) | Shape::Const(_) | Shape::Unknown(_) => UNKNOWN,
    }
}

/// Not a type: a script that holds it does not run.
const UNKNOWN: &str = "[Snapline.CannotExpress]";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_the_abi_has_a_name_in_powershell() {
        let text = render(&Abi::read(&snap_capi::ffi_inventory()));
        for left_over in [UNKNOWN, "@CONSTANTS@", "@IMPORTS@"] {
            assert!(!text.contains(left_over), "{left_over}");
        }
        for line in [
            "    AbiVersion = [uint32]1",
            "    StatusInUse = [int32]4",
            "        snap_abi_version = [uint32], [ordered]@{}",
            "        snap_session_new = [int32], [ordered]@{ session = $handleOut }",
            "        snap_buffer_free = [void], [ordered]@{ ptr = [IntPtr]; len = [uint64] }",
        ] {
            assert!(text.lines().any(|l| l == line), "no line `{line}`");
        }
    }

    #[test]
    fn constants_stay_apart_where_case_does_not_count() {
        let abi = Abi::read(&snap_capi::ffi_inventory());
        let names: Vec<String> = abi.constants.iter().map(|constant| member_name(&constant.name)).collect();
        let folded: std::collections::BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(folded.len(), names.len(), "{names:?}");
    }
}
