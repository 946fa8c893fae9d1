function Test-SnaplineHost {
    <#
    .SYNOPSIS
    Shows whether this host can run Snapline, check by check.

    .DESCRIPTION
    Checks PowerShell, the platform, the language mode, the native library, the culture and the sources of a sign-in.
    Nothing is sent, unless -Online is given: then it also signs in and reads the list of subscriptions once, and with
    -SubscriptionId tells whether disks, snapshots and locks may be read there. Whether they may be written shows when they are.

    A runbook calls it first and stops when a check is not Ok, before anything is written.

    .PARAMETER Online
    Also sign in and call the endpoint.

    .PARAMETER SubscriptionId
    With -Online: the subscriptions in which rights are looked at. Without the right to read locks the check is Ok all the
    same: then the service itself keeps what is locked.

    .PARAMETER Environment
    The cloud: AzureCloud, AzureUSGovernment or AzureChinaCloud.

    .PARAMETER Endpoint
    The address of the management endpoint, where it is not that of the cloud.

    .PARAMETER AccessToken
    A token for the management endpoint, as a string or SecureString.

    .PARAMETER UseAzContext
    In Azure Automation: take the token of Az PowerShell, not of the managed identity.

    .EXAMPLE
    Test-SnaplineHost

    Each check with its result.

    .EXAMPLE
    if (Test-SnaplineHost -Online -SubscriptionId $subscription | Where-Object Ok -eq $false) { throw 'This host cannot run Snapline.' }

    The first line of a runbook.

    .OUTPUTS
    Snapline.HostCheck, with Check, Ok and Detail.

    .LINK
    New-IncrementalSnapshot
    #>
    [CmdletBinding()]
    [OutputType('Snapline.HostCheck')]
    param(
        [switch] $Online,
        [string[]] $SubscriptionId,
        [ValidateSet('AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud')] [string] $Environment = 'AzureCloud',
        [string] $Endpoint,
        [ValidateNotNull()] [object] $AccessToken,
        [switch] $UseAzContext
    )
    end {
        $version = $PSVersionTable.PSVersion
        $known = ($version.Major -eq 5 -and $version.Minor -eq 1) -or ($version.Major -eq 7 -and $version.Minor -ge 4)
        New-SnaplineCheck -Check 'PowerShell' -Ok $known -Detail "$($PSVersionTable.PSEdition) $version; Snapline runs on 7.6, 7.4 and Windows PowerShell 5.1"

        $rid = Get-SnaplineRid
        $path = Get-SnaplineLibraryPath
        New-SnaplineCheck -Check 'Platform' -Ok ($script:SnaplineLibraryNames.ContainsKey($rid)) -Detail "$rid; there are libraries for $(($script:SnaplineLibraryNames.Keys | Sort-Object) -join ', ')"

        $mode = $ExecutionContext.SessionState.LanguageMode
        New-SnaplineCheck -Check 'LanguageMode' -Ok ($mode -eq 'FullLanguage') -Detail "$mode"

        $there = $null -ne $path -and [System.IO.File]::Exists($path)
        $where = 'no library for this platform'
        if ($there) { $where = $path } elseif ($path) { $where = "not there: $path" }
        New-SnaplineCheck -Check 'LibraryFile' -Ok $there -Detail $where

        $loads = $true
        try {
            Import-SnaplineLibrary
            $core = Invoke-SnaplineVerb -Session ([IntPtr]::Zero) -Request ([ordered]@{ verb = 'version' }) -As $script:SnaplineTypes.Version
            $detail = "Snapline $($core.version), interface $($core.abi), api-version $($core.apiVersion)"
        }
        catch { $loads = $false; $detail = $_.Exception.Message }
        New-SnaplineCheck -Check 'LibraryLoads' -Ok $loads -Detail $detail

        $culture = [cultureinfo]::CurrentCulture.Name
        if (-not $culture) { $culture = 'invariant' }
        New-SnaplineCheck -Check 'Culture' -Ok $true -Detail "$culture, host zone $([TimeZoneInfo]::Local.Id); names and times do not depend on either"

        $signIn = $null
        try {
            $at = Resolve-SnaplineEndpoint -Environment $Environment -Endpoint $Endpoint
            $signIn = New-SnaplineSignIn -Endpoint $at -AccessToken $AccessToken -UseAzContext:$UseAzContext
            $sources = @(Get-SnaplineTokenSource -SignIn $signIn)
            $automation = ''
            if (Test-SnaplineAutomation) { $automation = 'Azure Automation; ' }
            New-SnaplineCheck -Check 'SignInSources' -Ok $true -Detail "${automation}asked in this order: $($sources -join ', ')"
        }
        catch { New-SnaplineCheck -Check 'SignInSources' -Ok $false -Detail $_.Exception.Message }

        if (-not $Online -or $null -eq $signIn -or -not $loads) { return }
        $token = $null
        try {
            $token = Get-SnaplineToken -SignIn $signIn
            New-SnaplineCheck -Check 'SignIn' -Ok $true -Detail "by $($signIn.Source)$(Format-SnaplineIdentity -SignIn $signIn)"
        }
        catch { New-SnaplineCheck -Check 'SignIn' -Ok $false -Detail $_.Exception.Message }
        if ($null -ne $token) { Test-SnaplineEndpoint -Endpoint $at -Token $token -SubscriptionId $SubscriptionId -ApiVersion $core.apiVersion }
    }
}
