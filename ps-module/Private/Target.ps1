# Where to go: cloud, endpoint, subscription, and ids from names.

$script:SnaplineClouds = @{
    AzureCloud        = 'https://management.azure.com'
    AzureUSGovernment = 'https://management.usgovcloudapi.net'
    AzureChinaCloud   = 'https://management.chinacloudapi.cn'
}

# The address to call, and the resource that a token must be for. An -Endpoint of one's own still takes the token of
# the named cloud.
function Resolve-SnaplineEndpoint {
    param([string] $Environment, [string] $Endpoint)
    $cloud = $script:SnaplineClouds[$Environment]
    if (-not $Endpoint) { $Endpoint = $cloud }
    $address = $null
    if (-not [uri]::TryCreate($Endpoint, [UriKind]::Absolute, [ref]$address) -or $address.Scheme -notin 'https', 'http') {
        throw (New-SnaplineError -Code 'bad_endpoint' -Target $Endpoint -Message "-Endpoint ``$Endpoint`` is not an address. Give it as https://host, or leave it out and choose a cloud with -Environment.")
    }
    return [pscustomobject]@{ Uri = $address; Text = $Endpoint.TrimEnd('/'); Resource = "$cloud/" }
}

# The subscription that names are looked up in: as given, of the Az context, or of the environment.
function Resolve-SnaplineSubscription {
    param([string] $SubscriptionId)
    if ($SubscriptionId) { return $SubscriptionId }
    if (Get-Command -Name Get-AzContext -ErrorAction Ignore) {
        $context = Get-AzContext -ErrorAction Ignore
        if ($null -ne $context -and $null -ne $context.Subscription -and $context.Subscription.Id) { return [string]$context.Subscription.Id }
    }
    if ($env:AZURE_SUBSCRIPTION_ID) { return $env:AZURE_SUBSCRIPTION_ID }
    throw (New-SnaplineError -Code 'subscription_unknown' -Message 'which subscription is meant is not known: none was given, Az PowerShell has no context here, and AZURE_SUBSCRIPTION_ID is not set.')
}

# Those that were given, each once, else the one.
function Resolve-SnaplineSubscriptionList {
    param([string[]] $SubscriptionId)
    # Most give one: no cmdlet has to be found for it.
    if ($null -ne $SubscriptionId -and $SubscriptionId.Length -eq 1 -and $SubscriptionId[0]) { return $SubscriptionId[0] }
    $given = @($SubscriptionId | Where-Object { $_ } | Sort-Object -Unique)
    if ($given.Length -gt 0) { return $given }
    return Resolve-SnaplineSubscription
}

# The id of a disk or a snapshot by its names (A64). Whether the names are valid is the core's to say.
function Get-SnaplineDiskId {
    param([string] $SubscriptionId, [string] $ResourceGroupName, [string] $DiskName)
    Assert-SnaplinePlain -Text $DiskName, $ResourceGroupName -From 'Get-AzDisk'
    return "/subscriptions/$SubscriptionId/resourceGroups/$ResourceGroupName/providers/Microsoft.Compute/disks/$DiskName"
}

function Get-SnaplineMachineId {
    param([string] $SubscriptionId, [string] $ResourceGroupName, [string] $VMName)
    return "/subscriptions/$SubscriptionId/resourceGroups/$ResourceGroupName/providers/Microsoft.Compute/virtualMachines/$VMName"
}

function Get-SnaplineSnapshotId {
    param([string] $SubscriptionId, [string] $ResourceGroupName, [string] $Name)
    Assert-SnaplinePlain -Text $Name, $ResourceGroupName -From 'Get-IncrementalSnapshot'
    return "/subscriptions/$SubscriptionId/resourceGroups/$ResourceGroupName/providers/Microsoft.Compute/snapshots/$Name"
}

# An id has no place for patterns, which would be looked up as if they were names.
function Assert-SnaplinePlain {
    param([string[]] $Text, [string] $From)
    foreach ($one in $Text) {
        if (-not [WildcardPattern]::ContainsWildcardCharacters($one)) { continue }
        throw (New-SnaplineError -Code 'bad_parameters' -Target $one -Message "``$one`` is a pattern, and this takes names. $From takes patterns, and what it gives goes into the pipe of this command.")
    }
}

# The id that was given, where it is one of these types; an error that shows the form where it is not.
function Assert-SnaplineId {
    param([string] $Id, [Parameter(Mandatory)] [string[]] $Type)
    $parts = Split-SnaplineId -Id $Id
    if ($null -ne $parts -and $parts.Type -cin $Type) { return $parts }
    $words = @{ disks = 'a disk'; snapshots = 'a snapshot' }
    $wanted = @($Type | ForEach-Object { $words[$_] }) -join ' or '
    throw (New-SnaplineError -Code 'bad_id' -Target $Id -Message "``$Id`` is not the id of $wanted. It has the form /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/$($Type[0])/<name>.")
}

# The words of an id for a message or a choice of list: {Subscription, Group, Type, Name}; $null where it is not an id
# of a disk or a snapshot. The fixed words come in any casing, and the leading slash may be missing (A60, A64).
function Split-SnaplineId {
    param([string] $Id)
    $parts = $Id.Trim('/').Split('/')
    if ($parts.Length -ne 8) { return $null }
    foreach ($check in @(@(0, 'subscriptions'), @(2, 'resourceGroups'), @(4, 'providers'), @(5, 'Microsoft.Compute'))) {
        if (-not [string]::Equals($parts[$check[0]], $check[1], [StringComparison]::OrdinalIgnoreCase)) { return $null }
    }
    $type = $parts[6].ToLowerInvariant()
    if ($type -cnotin 'disks', 'snapshots') { return $null }
    return [pscustomobject]@{ Subscription = $parts[1]; Group = $parts[3]; Type = $type; Name = $parts[7] }
}
