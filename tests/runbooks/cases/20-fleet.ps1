# Fleet.ps1: finds the subscriptions, starts a job of Nightly in each, finds them again when it is begun again, and is green
# only when all of them are. This script is what Automation is there: it runs the jobs that the emulator was given.

$script:Fleet = Join-Path $script:Runbooks 'Fleet.ps1'
$script:Second = '22222222-3333-4444-8555-666666666666'
$script:FleetCall = [ordered]@{
    Policy = 'last=2 zone=UTC id=nightly'; DiskTag = 'Backup=yes'; Slot = '2026-11-20T02:00:00Z'; Endpoint = $Endpoint
    AutomationSubscriptionId = $script:Sub; AutomationResourceGroupName = 'rg-prod'; AutomationAccountName = 'jobs'; BudgetSeconds = 600
}

function Add-TaggedDisk {
    param([string] $Name, [string] $Subscription, [hashtable] $Tags)
    $null = Invoke-Manage -Method POST -Path 'disks' -Body @{
        id = (Get-DiskId $Name).Replace($script:Sub, $Subscription); name = $Name; type = 'Microsoft.Compute/disks'; location = 'westeurope'; tags = $Tags; sku = @{ name = 'Premium_LRS' }
        properties = @{ creationData = @{ createOption = 'Empty' }; diskSizeGB = 64; diskSizeBytes = 64GB; uniqueId = "u-$Name"; timeCreated = '2026-01-01T00:00:00.0000000+00:00'; provisioningState = 'Succeeded'; diskState = 'Unattached' }
    }
}

# Two subscriptions with a disk each that is to be taken, and a third with one that is not.
function Reset-Fleet {
    Reset-Emulator
    $null = Invoke-Manage -Method POST -Path 'manners' -Body @{ graphLagSeconds = 0 }
    Add-TaggedDisk -Name 'one' -Subscription $script:Sub -Tags @{ backup = 'yes' }
    Add-TaggedDisk -Name 'two' -Subscription $script:Second -Tags @{ BACKUP = 'yes'; other = 'x' }
    Add-TaggedDisk -Name 'three' -Subscription '33333333-4444-4555-8666-777777777777' -Tags @{ backup = 'Yes' }
}

function Get-ChildJob { return @((Invoke-Manage -Method GET -Path 'jobs') | ForEach-Object { $_ }) }

# Runs the fleet job, and the jobs that it starts, to the end of the fleet job. With -Kill it is killed as soon as jobs are
# there, before one of them has begun.
function Invoke-Fleet {
    param([System.Collections.IDictionary] $Parameters, [switch] $Kill)
    $fleet = Start-Job -File $script:Fleet -Parameters $Parameters
    $running = @{}
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not $fleet.Process.WaitForExit(100)) {
        Read-Peak -Job $fleet
        if ($clock.Elapsed.TotalSeconds -gt 400) { $fleet.Process.Kill(); throw "it did not end: $([System.IO.File]::ReadAllText($fleet.Out))" }
        $jobs = @(Get-ChildJob)
        if ($Kill -and $jobs.Length -gt 0) { $fleet.Process.Kill(); $fleet.Killed = $true; $fleet.Process.WaitForExit(); break }
        if ($Kill) { continue }
        foreach ($job in $jobs | Where-Object { $_.properties.status -ceq 'New' }) {
            $null = Invoke-Manage -Method POST -Path 'jobs' -Body @{ id = $job.id; status = 'Running' }
            $given = [ordered]@{}
            foreach ($parameter in $job.properties.parameters.PSObject.Properties) {
                $value = $parameter.Value
                # As Invoke-RestMethod reads it.
                if ($value -is [datetime]) { $value = $value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH':'mm':'ss'Z'", [cultureinfo]::InvariantCulture) }
                $given[$parameter.Name] = $value
            }
            $running[$job.id] = Start-Job -File (Join-Path $script:Runbooks "$($job.properties.runbook.name).ps1") -Parameters $given
        }
        foreach ($id in @($running.Keys)) {
            if (-not $running[$id].Process.HasExited) { continue }
            $end = 'Completed'
            if ($running[$id].Process.ExitCode -ne 0) { $end = 'Failed' }
            $null = Invoke-Manage -Method POST -Path 'jobs' -Body @{ id = $id; status = $end; exception = "exit code $($running[$id].Process.ExitCode)" }
            $running.Remove($id)
        }
    }
    foreach ($one in $running.Values) { if (-not $one.Process.HasExited) { $one.Process.Kill() } }
    return [pscustomobject]@{ Code = $fleet.Process.ExitCode; Text = [System.IO.File]::ReadAllText($fleet.Out); Peak = $fleet.Peak; Killed = $fleet.Killed }
}

function Get-Taken { return @(Get-EndState | ForEach-Object { $_.Split('/')[8].Split(' ')[0] }) }

Test-That 'killed when its jobs are put, and begun again: the same jobs are found, and one that fails fails the fleet' {
    Reset-Fleet
    $killed = Invoke-Fleet -Parameters $script:FleetCall -Kill
    Assert-True $killed.Killed "it was killed: $($killed.Text)"
    Add-Fault -When @{ method = 'PUT'; pathContains = '/two_2026'; times = 99 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'not you' }
    $again = Invoke-Fleet -Parameters $script:FleetCall
    Assert-Equal 1 $again.Code "exit code: $($again.Text)"
    Assert-Contains $again.Text '2 subscriptions have such disks.'
    Assert-Contains $again.Text "${script:Second}: Failed. exit code 1"
    Assert-Contains $again.Text "${script:Sub}: Completed."
    Assert-Equal 2 @(Get-ChildJob).Length 'jobs'
    Assert-Equal @($script:Sub, $script:Second) @(Get-ChildJob | ForEach-Object { $_.properties.parameters.SubscriptionId } | Sort-Object) 'their subscriptions'
    Assert-True ($again.Peak -gt 20MB -and $again.Peak -lt $script:SandboxBytes) "$([int]($again.Peak / 1MB)) MB at most"
    Assert-Equal @('one_20261120t020000z') @(Get-Taken) 'taken'
}

Test-That 'begun once more when the cause is gone, it runs only what had failed, and is green' {
    $null = Invoke-Manage -Method DELETE -Path 'faults'
    $once = Invoke-Fleet -Parameters $script:FleetCall
    Assert-Equal 0 $once.Code "exit code: $($once.Text)"
    Assert-Contains $once.Text 'All 2 subscriptions are whole.'
    Assert-Equal 3 @(Get-ChildJob).Length 'jobs'
    Assert-Equal @('one_20261120t020000z', 'two_20261120t020000z') @(Get-Taken | Sort-Object) 'taken'
}

Test-That 'without an account the subscriptions go one after the other in the job itself, and none is made twice' {
    $alone = [ordered]@{}
    foreach ($name in 'Policy', 'DiskTag', 'Slot', 'Endpoint') { $alone[$name] = $script:FleetCall[$name] }
    $job = Invoke-Job -File $script:Fleet -Parameters $alone
    Assert-Equal 0 $job.Code "exit code: $($job.Text)"
    Assert-Equal 2 @([regex]::Matches($job.Text, 'AlreadyMade 1')).Count 'found again'
    Add-Fault -When @{ method = 'GET'; pathContains = "$($script:Second)/providers/Microsoft.Compute/disks"; times = 99 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'not you' }
    $job = Invoke-Job -File $script:Fleet -Parameters $alone
    Assert-Equal 1 $job.Code "exit code: $($job.Text)"
    Assert-Contains ($job.Text -replace '\s*\n\s*\|\s*', ' ') "of 2 subscriptions 1 are not whole: $($script:Second)"
    $null = Invoke-Manage -Method DELETE -Path 'faults'
}

Test-That 'no subscription, an account that is not there, a plain address: the job fails and starts nothing' {
    $before = @(Get-ChildJob).Length
    foreach ($case in @(
            @(@{ DiskTag = 'backup=never' }, 'nothing was run'), @(@{ AutomationResourceGroupName = 'rg-none'; Slot = '2026-11-20T03:00:00Z' }, "there is no Automation account 'jobs'"),
            @(@{ Endpoint = 'http://192.0.2.1' }, 'is not https'))) {
        $parameters = $script:FleetCall + @{}
        foreach ($name in $case[0].Keys) { $parameters[$name] = $case[0][$name] }
        $job = Invoke-Job -File $script:Fleet -Parameters $parameters
        Assert-Equal 1 $job.Code "exit code: $($job.Text)"
        Assert-Contains ($job.Text -replace '\s*\n\s*\|\s*', ' ') $case[1]
    }
    Assert-Equal $before @(Get-ChildJob).Length 'jobs'
}
