# Finding and loading the native library. It is always loaded by its full path: a bare name is not found from
# generated imports, and a sandbox may look elsewhere (U11).

# Full path of the library for this host, existing or not; $null where no build for this platform is shipped.
function Get-SnaplineLibraryPath {
    if ($env:SNAPLINE_NATIVE_PATH) { return [System.IO.Path]::GetFullPath($env:SNAPLINE_NATIVE_PATH) }
    $rid = Get-SnaplineRid
    if (-not $script:SnaplineLibraryNames.ContainsKey($rid)) { return $null }
    return [System.IO.Path]::Combine($script:SnaplineRoot, 'lib', $rid, $script:SnaplineLibraryNames[$rid])
}

# Loads the library and the answer types once in a process. Every failure is one error with platform, path and way out.
function Import-SnaplineLibrary {
    if ($null -ne $script:SnaplineTypes) { return }
    $mode = $ExecutionContext.SessionState.LanguageMode
    if ($mode -ne 'FullLanguage') {
        throw (New-SnaplineError -Code 'host_language_mode' -Target "$mode" -Message "this session runs in $mode, in which PowerShell does not let a module call a native library. Run in FullLanguage, or have the module allowed by the host's application control policy. Test-SnaplineHost shows what this host offers.")
    }
    $rid = Get-SnaplineRid
    $path = Get-SnaplineLibraryPath
    if ($null -eq $path) {
        $known = ($script:SnaplineLibraryNames.Keys | Sort-Object) -join ', '
        throw (New-SnaplineError -Code 'host_platform' -Target $rid -Message "Snapline has no library for $rid. It runs on $known. Use a host of one of these, or point SNAPLINE_NATIVE_PATH at a library built for this one.")
    }
    if (-not [System.IO.File]::Exists($path)) {
        throw (New-SnaplineError -Code 'library_missing' -Target $path -Message "the library for $rid is not at $path. Install the module again from its package, with all its folders, or point SNAPLINE_NATIVE_PATH at the library.")
    }
    try {
        . ([System.IO.Path]::Combine($script:SnaplineRoot, 'Private', 'Native.ps1'))
        Initialize-SnaplineNative -LibraryPath $path
        $abi = [Snapline.Native]::snap_abi_version()
        $expected = $script:SnaplineNative.AbiVersion
    }
    catch {
        throw (New-SnaplineError -Code 'library_load' -Target $path -Message "the library at $path does not load on ${rid}: $($_.Exception.GetBaseException().Message) Test-SnaplineHost shows what this host offers.")
    }
    if ($abi -ne $expected) {
        throw (New-SnaplineError -Code 'library_version' -Target $path -Message "the library at $path speaks version $abi and this module version ${expected}: they are from two packages. Install the module again; if an older one was used in this process, start a new one.")
    }
    $script:SnaplineTypes = . ([System.IO.Path]::Combine($script:SnaplineRoot, 'Private', 'Types.ps1'))
}

# Loads the cmdlets that come with PowerShell in a module, by its file. Where the first of them is looked for by its name, all
# modules of the machine are looked through, which takes several times as long.
function Import-SnaplineUtility {
    if ($null -ne $ExecutionContext.InvokeCommand.GetCmdlet('Write-Verbose')) { return }
    $file = [System.IO.Path]::Combine($PSHOME, 'Modules', 'Microsoft.PowerShell.Utility', 'Microsoft.PowerShell.Utility.psd1')
    if ([System.IO.File]::Exists($file)) { Import-Module -Name $file -Scope Global -Verbose:$false }
}
