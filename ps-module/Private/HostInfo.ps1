# What this host is: edition, platform, Automation or not.

# Where there is a library, and how it is called.
$script:SnaplineLibraryNames = @{
    'win-x64'     = 'snap_capi.dll'
    'linux-x64'   = 'libsnap_capi.so'
    'linux-arm64' = 'libsnap_capi.so'
    'osx-x64'     = 'libsnap_capi.dylib'
    'osx-arm64'   = 'libsnap_capi.dylib'
}

# The .NET runtime identifier of this process, which is also the name of the library's folder. Windows PowerShell 5.1
# has neither $IsWindows nor a reliable RuntimeInformation, hence the branch.
function Get-SnaplineRid {
    if ($PSVersionTable.PSEdition -eq 'Desktop') {
        if ([Environment]::Is64BitProcess) { return 'win-x64' }
        return 'win-x86'
    }
    # What .NET says of itself, where it is a plain name; the builds of some distributions have one of their own.
    $rid = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    if ($script:SnaplineLibraryNames.ContainsKey($rid)) { return $rid }
    $system = 'linux'
    if ($IsWindows) { $system = 'win' }
    elseif ($IsMacOS) { $system = 'osx' }
    elseif ([System.IO.Directory]::Exists('/lib') -and [System.IO.Directory]::GetFiles('/lib', 'ld-musl-*').Length -gt 0) { $system = 'linux-musl' }
    $architecture = [System.Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString().ToLowerInvariant()
    return "$system-$architecture"
}

# Whether this is Windows. Windows PowerShell has no $IsWindows, and runs nowhere else.
function Test-SnaplineWindows {
    if ($PSVersionTable.PSEdition -eq 'Desktop') { return $true }
    return $IsWindows
}

# Azure Automation sets these in its sandboxes (U4). There, child processes are barred and progress has no reader.
function Test-SnaplineAutomation {
    if ("$env:AZUREPS_HOST_ENVIRONMENT".StartsWith('AzureAutomation', [StringComparison]::OrdinalIgnoreCase)) { return $true }
    if ($env:AUTOMATION_ASSET_SANDBOX_ID -or $env:AUTOMATION_ASSET_ACCOUNTID) { return $true }
    $private = $ExecutionContext.SessionState.PSVariable.GetValue('PSPrivateMetadata')
    return [bool]($private -is [System.Collections.IDictionary] -and $private['JobId'])
}

# `now` as every request to the core carries it: UTC, in full, whatever the culture's calendar.
function Get-SnaplineNow {
    return ConvertTo-SnaplineInstant -Value ([DateTimeOffset]::UtcNow)
}

# A moment as requests carry it.
function ConvertTo-SnaplineInstant {
    param([DateTimeOffset] $Value)
    return $Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH':'mm':'ss'.'fffffff'Z'", [cultureinfo]::InvariantCulture)
}

# A slot as requests carry it: to the second, like the names that are made of it.
function ConvertTo-SnaplineSlot {
    param([DateTimeOffset] $Value)
    return $Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH':'mm':'ss'Z'", [cultureinfo]::InvariantCulture)
}
