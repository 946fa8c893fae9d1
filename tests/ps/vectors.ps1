<#
The vector driver of the PowerShell face: plays a binary script over the library and writes the answers.

A script is a row of records: one byte that says what, then its fields, each a length (4 bytes, little-endian) and so
many bytes. N: a new session. A name, document: add. C request: call. c request: call without a session. F request: a
new flow. S input, body: a step. Each but N answers with a status and a length (4 bytes each) and so many bytes.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Script,
    [Parameter(Mandatory)] [string] $Answers
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0
$module = Import-Module $ModulePath -Force -PassThru
& $module { Import-SnaplineLibrary }

$records = [System.IO.File]::ReadAllBytes((Resolve-Path $Script).ProviderPath)
$script:Place = 0
$session = [IntPtr]::Zero
$flow = [IntPtr]::Zero

function Read-Field {
    if ($script:Place + 4 -gt $records.Length) { throw "the script ends at byte $script:Place, where a length was due" }
    $length = [BitConverter]::ToInt32($records, $script:Place)
    $script:Place += 4
    if ($length -lt 0 -or $script:Place + $length -gt $records.Length) { throw "the script ends at byte $($records.Length), where $length bytes from $script:Place were due" }
    $field = [byte[]]::new($length)
    [Array]::Copy($records, $script:Place, $field, 0, $length)
    $script:Place += $length
    return , $field
}

$file = [System.IO.File]::Create([System.IO.Path]::GetFullPath([System.IO.Path]::Combine((Get-Location).ProviderPath, $Answers)))
$writer = [System.IO.BinaryWriter]::new($file)

function Write-Answer {
    param([int] $Status, [IntPtr] $Pointer, [uint64] $Length)
    $writer.Write([uint32]$Status)
    $writer.Write([uint32]$Length)
    if ($Length -eq 0) { return }
    $bytes = [byte[]]::new([int]$Length)
    [System.Runtime.InteropServices.Marshal]::Copy($Pointer, $bytes, 0, [int]$Length)
    [Snapline.Native]::snap_buffer_free($Pointer, $Length)
    $writer.Write($bytes)
}

try {
    $status = [Snapline.Native]::snap_session_new([ref]$session)
    while ($script:Place -lt $records.Length) {
        $op = [char]$records[$script:Place]
        $script:Place++
        $out = [IntPtr]::Zero
        $length = [uint64]0
        $status = 0
        switch -CaseSensitive ($op) {
            'N' {
                [Snapline.Native]::snap_session_free($session)
                $session = [IntPtr]::Zero
                $status = [Snapline.Native]::snap_session_new([ref]$session)
                if ($status -ne 0) { throw "no session: status $status" }
                continue
            }
            'A' {
                $name = Read-Field
                $document = Read-Field
                $status = [Snapline.Native]::snap_session_add($session, $name, [uint64]$name.Length, $document, [uint64]$document.Length, [ref]$out, [ref]$length)
            }
            'C' {
                $request = Read-Field
                $status = [Snapline.Native]::snap_session_call($session, $request, [uint64]$request.Length, [ref]$out, [ref]$length)
            }
            'c' {
                $request = Read-Field
                $status = [Snapline.Native]::snap_session_call([IntPtr]::Zero, $request, [uint64]$request.Length, [ref]$out, [ref]$length)
            }
            'F' {
                $request = Read-Field
                [Snapline.Native]::snap_flow_free($flow)
                $flow = [IntPtr]::Zero
                $status = [Snapline.Native]::snap_flow_new($request, [uint64]$request.Length, [ref]$flow, [ref]$out, [ref]$length)
            }
            'S' {
                $signal = Read-Field
                $body = Read-Field
                if ($flow -ne [IntPtr]::Zero) {
                    $status = [Snapline.Native]::snap_flow_step($flow, $signal, [uint64]$signal.Length, $body, [uint64]$body.Length, [ref]$out, [ref]$length)
                }
            }
            default { throw "byte $($script:Place - 1) of the script is '$op', which is no operation" }
        }
        if ($op -cne 'N') { Write-Answer -Status $status -Pointer $out -Length $length }
    }
}
finally {
    $writer.Dispose()
    [Snapline.Native]::snap_flow_free($flow)
    [Snapline.Native]::snap_session_free($session)
}
