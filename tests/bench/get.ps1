# Get-IncrementalSnapshot over the whole subscription, and the filter.
param($Endpoint, $Management, $Key, $Subscription, $Disk, $Module)
$token = . "$PSScriptRoot/prepare.ps1" -Management $Management -Key $Key
Import-Module $Module

. "$PSScriptRoot/twice.ps1" {
    $all = @(Get-IncrementalSnapshot -SubscriptionId $Subscription -Endpoint $Endpoint -AccessToken $token)
    $all.Length
    @($all | Where-Object SourceResourceId -eq $Disk).Length
}
