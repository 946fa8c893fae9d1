# -AsJob: the same command once more, in a job of its own.

# What a job runs: the module, the command, its parameters, and what came down the pipe. Nothing of it is put into a
# text, so that a token never is.
$script:SnaplineJobBody = {
    param($Module, $Command, $Call, $Pipe)
    Import-Module -Name $Module
    # An error that ends the command is to end the job as well, or its state would be Completed.
    try { if ($null -ne $Pipe) { $Pipe | & $Command @Call } else { & $Command @Call } }
    catch { throw }
}

# Starts the job and gives it: a thread of this process where there is Start-ThreadJob, as in PowerShell 7, else a
# process. What was to be confirmed has been.
function Start-SnaplineJob {
    param([Parameter(Mandatory)] [string] $Command, [Parameter(Mandatory)] [System.Collections.IDictionary] $Bound, [object[]] $Pipe)
    if (Test-SnaplineAutomation) {
        throw (New-SnaplineError -Code 'job_not_allowed' -Target 'AsJob' -Message '-AsJob does not work in Azure Automation, where a job ends with its runbook. Leave it out, or start a child runbook.')
    }
    $without = @('AsJob', 'Confirm')
    # What the pipe brings was made of these.
    if ($null -ne $Pipe) { $without += 'Id', 'DiskId', 'ResourceGroupName', 'Name', 'DiskName', 'SubscriptionId' }
    $call = @{}
    foreach ($name in $Bound.Keys) {
        if ($name -cin $without) { continue }
        $call[$name] = $Bound[$name]
        # To another process it would come as a copy that no parameter takes.
        if ($call[$name] -is [DateTimeOffset]) { $call[$name] = $call[$name].ToString('o', [cultureinfo]::InvariantCulture) }
    }
    if ($Bound.ContainsKey('AccessToken')) {
        $token = [securestring]::new()
        foreach ($letter in (ConvertTo-SnaplineTokenText -Token $Bound['AccessToken']).ToCharArray()) { $token.AppendChar($letter) }
        $token.MakeReadOnly()
        $call['AccessToken'] = $token
    }
    if ((Get-Command -Name $Command -Module Snapline).Parameters.ContainsKey('Confirm')) { $call['Confirm'] = $false }
    $module = [System.IO.Path]::Combine($script:SnaplineRoot, 'Snapline.psd1')
    $start = Get-Command -Name Start-ThreadJob -ErrorAction Ignore
    if ($null -eq $start) { $start = Get-Command -Name Start-Job }
    return & $start -Name $Command -ScriptBlock $script:SnaplineJobBody -ArgumentList $module, $Command, $call, $Pipe
}
