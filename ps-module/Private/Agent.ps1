# The managed identity of a machine elsewhere, by the agent that it runs (Azure Arc). The agent proves who asks by a file
# that only its group can read: the first answer names the file, the second call carries its content.

# Larger is no proof: what another program put there could be anything.
$script:SnaplineProofBytes = 4096

# Where the agent puts the file. An answer that names another place is not the agent's, and that file is not read.
function Get-SnaplineAgentFolder {
    if (Test-SnaplineWindows) { return [System.IO.Path]::Combine([Environment]::GetFolderPath('CommonApplicationData'), 'AzureConnectedMachineAgent', 'Tokens') }
    return '/var/opt/azcmagent/tokens'
}

function Get-SnaplineAgentToken {
    param([Parameter(Mandatory)] $SignIn)
    $call = @{ Address = $env:IDENTITY_ENDPOINT; ApiVersion = '2020-06-01'; Resource = $SignIn.Resource; Seconds = 30 }
    $asked = Invoke-SnaplineIdentityCall @call -Headers @{ 'Metadata' = 'true' }
    if ($asked.Kind) { throw "no answer ($($asked.Kind))." }
    $challenge = @($asked.Headers | Where-Object { $_[0] -eq 'WWW-Authenticate' } | ForEach-Object { $_[1] })
    if ($asked.Status -ne 401 -or $challenge.Length -ne 1 -or $challenge[0] -notmatch '\ABasic realm="?(?<file>[^"]+)"?\z') {
        throw "it answered HTTP $($asked.Status) without naming the file that proves who asks."
    }
    $proof = Read-SnaplineProof -File $Matches['file']
    return Invoke-SnaplineIdentity @call -Headers @{ 'Metadata' = 'true'; 'Authorization' = "Basic $proof" } -From 'the managed identity of the machine''s agent'
}

# The content of the file that the agent named, after its place, its kind and its size were checked.
function Read-SnaplineProof {
    param([string] $File)
    $comparison = [StringComparison]::Ordinal
    if (Test-SnaplineWindows) { $comparison = [StringComparison]::OrdinalIgnoreCase }
    $folder = [System.IO.Path]::GetFullPath((Get-SnaplineAgentFolder))
    $full = [System.IO.Path]::GetFullPath($File)
    if (-not [string]::Equals([System.IO.Path]::GetDirectoryName($full), $folder, $comparison) -or -not $full.EndsWith('.key', $comparison)) {
        throw "it names a file outside of $folder, or one that is no key; it was not read."
    }
    $info = [System.IO.FileInfo]::new($full)
    if (-not $info.Exists) { throw "the file that it names, $full, is not there." }
    if (($info.Attributes -band [System.IO.FileAttributes]::ReparsePoint) -ne 0) { throw "the file that it names, $full, is a link; it was not read." }
    if ($info.Length -gt $script:SnaplineProofBytes) { throw "the file that it names, $full, has $($info.Length) bytes, more than $($script:SnaplineProofBytes); it was not read." }
    try { return [System.IO.File]::ReadAllText($full).Trim() }
    catch { throw "the file that it names cannot be read: $($_.Exception.GetBaseException().Message) The account must be in the agent's group." }
}
