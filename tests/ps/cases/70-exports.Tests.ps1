# What is exported for PowerShell, read by PowerShell's own parser and run with doubles of the commands it uses.

Describe 'Exports for PowerShell' {
    # Found before a test runs, as Pester has it, so that this is one skip.
    if (-not $env:SNAPLINE_TEST_EXPORTS) {
        It 'exports: literals, scripts and runbooks' { Set-ItResult -Skipped -Because 'no file of exports; `cargo xtask test` writes one' }
        return
    }

    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $script:Cases = [System.IO.File]::ReadAllText($Exports) | ConvertFrom-TestJson

        # The script's syntax tree; its errors are failures.
        function Read-Script {
            param([string] $Text)
            $tokens = $null
            $faults = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $faults)
            if ($faults.Count -gt 0) { throw "line $($faults[0].Extent.StartLineNumber): $($faults[0].Message)" }
            return $tree
        }

        # The names of all commands that a script calls.
        function Get-Command-Used {
            param($Tree)
            $found = $Tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true)
            return @($found | ForEach-Object { $_.GetCommandName() } | Sort-Object -Unique)
        }

        function Get-Text { param($Plan, [string] $Format) return [string] $Plan.files[$Format][0].text }

        # Runs an exported script in a scope of its own, with doubles of the five cmdlets over a fake subscription.
        function Invoke-Az {
            param([string] $Text, $Fake, [hashtable] $Options = @{})
            & {
                param($Text, $Fake, $Options)
                function Set-AzContext { param([string] $Subscription, [string] $Scope) $Fake.Context = $Subscription; $Fake.Calls.Add("context $Subscription $Scope"); [pscustomobject]@{} }
                function Get-AzDisk {
                    param([string] $ResourceGroupName, [string] $DiskName)
                    $found = @($Fake.Disks | Where-Object { $_.ResourceGroupName -ieq $ResourceGroupName -and $_.Name -ieq $DiskName -and $_.Subscription -eq $Fake.Context })
                    if ($found.Count -eq 0) { throw "ResourceNotFound: $DiskName" }
                    return $found[0]
                }
                function Get-AzSnapshot { return @($Fake.Snapshots | Where-Object { $_.Subscription -eq $Fake.Context }) }
                function New-AzSnapshotConfig {
                    param([string] $SourceResourceId, [string] $CreateOption, [switch] $Incremental, [string] $Location, [hashtable] $Tag)
                    return [pscustomobject]@{ SourceResourceId = $SourceResourceId; CreateOption = $CreateOption; Incremental = [bool] $Incremental; Location = $Location; Tag = $Tag }
                }
                function New-AzSnapshot {
                    param([string] $ResourceGroupName, [string] $SnapshotName, $Snapshot)
                    $disk = @($Fake.Disks | Where-Object { $_.Id -ieq $Snapshot.SourceResourceId })[0]
                    $tags = [System.Collections.Generic.Dictionary[string, string]]::new()
                    foreach ($name in $Snapshot.Tag.Keys) { $tags[$name] = $Snapshot.Tag[$name] }
                    $made = [pscustomobject]@{
                        Name = $SnapshotName; ResourceGroupName = $ResourceGroupName; Subscription = $Fake.Context; Tags = $tags; Incremental = $Snapshot.Incremental
                        Location = $Snapshot.Location; TimeCreated = [datetime]::UtcNow; ProvisioningState = 'Succeeded'; CompletionPercent = $null
                        CreationData = [pscustomobject]@{ CreateOption = $Snapshot.CreateOption; SourceResourceId = $Snapshot.SourceResourceId; SourceUri = $null; SourceUniqueId = $disk.UniqueId }
                    }
                    $Fake.Snapshots.Add($made)
                    $Fake.Calls.Add("new $SnapshotName")
                    return $made
                }
                . ([scriptblock]::Create($Text)) @Options
            } $Text $Fake $Options
        }

        function New-Fake {
            param($Plan)
            $disks = foreach ($take in $Plan.takes) {
                $parts = $take.disk.Split('/')
                [pscustomobject]@{ Id = $take.disk; Name = $parts[-1]; ResourceGroupName = $parts[4]; Subscription = $parts[2]; UniqueId = $take.uniqueId }
            }
            return [pscustomobject]@{ Disks = @($disks); Snapshots = [System.Collections.Generic.List[object]]::new(); Calls = [System.Collections.Generic.List[string]]::new(); Context = '' }
        }
    }

    It 'every hostile text is a literal of PowerShell, in ASCII, with just that value' {
        Assert-True ($script:Cases.texts.Count -gt 200) 'many texts'
        foreach ($case in $script:Cases.texts) {
            $literal = [string] $case.powershell
            foreach ($c in $literal.ToCharArray()) { if ([int] $c -lt 32 -or [int] $c -gt 126) { throw "not ASCII: $literal" } }
            $tree = Read-Script $literal
            Assert-Equal 0 @(Get-Command-Used $tree).Count "commands in $literal"
            $value = & ([scriptblock]::Create($literal))
            Assert-True ($value -is [string]) "a text: $literal"
            Assert-True ([string]::Equals($value, [string] $case.text, [StringComparison]::Ordinal)) "the value of $literal"
        }
    }

    It 'hostile plans give scripts that parse and call five cmdlets of Az and no others' {
        foreach ($plan in $script:Cases.plans) {
            $used = Get-Command-Used (Read-Script (Get-Text $plan 'az_powershell'))
            $az = @($used | Where-Object { $_ -match '-Az' })
            Assert-Equal @('Get-AzDisk', 'Get-AzSnapshot', 'New-AzSnapshot', 'New-AzSnapshotConfig', 'Set-AzContext') $az 'cmdlets'
            $rest = @($used | Where-Object { $_ -notmatch '-Az' })
            Assert-Equal @('ForEach-Object', 'Get-State', 'Group-Object', 'Set-StrictMode', 'Sort-Object', 'Test-Made', 'Where-Object', 'Write-Error', 'Write-Information') $rest 'others'
        }
    }

    It 'the Az script takes what was planned, and a second run changes nothing' {
        foreach ($plan in $script:Cases.plans[0..11]) {
            $text = Get-Text $plan 'az_powershell'
            $fake = New-Fake $plan
            # A snapshot of a deleted disk of the same name is none of this disk's.
            $old = [pscustomobject]@{
                Name = 'old'; ResourceGroupName = 'elsewhere'; Subscription = $plan.takes[0].subscription; Tags = $null; Incremental = $true
                TimeCreated = [datetime]::UtcNow; ProvisioningState = 'Succeeded'; CompletionPercent = $null
                CreationData = [pscustomobject]@{ SourceResourceId = $plan.takes[0].disk; SourceUri = $null; SourceUniqueId = 'u-old' }
            }
            $fake.Snapshots.Add($old)
            $rows = @(Invoke-Az $text $fake 6>$null)
            Assert-Equal ($plan.takes.Count + 1) $fake.Snapshots.Count 'made'
            Assert-Equal $plan.takes.Count $rows.Count 'listed'
            foreach ($take in $plan.takes) {
                $made = @($fake.Snapshots | Where-Object { $_.Name -ceq $take.name -and $_.ResourceGroupName -ceq $take.group -and $_.Subscription -ceq $take.subscription })
                Assert-Equal 1 $made.Count $take.name
                Assert-Equal @('Copy', $true, $take.location, $take.disk) @($made[0].CreationData.CreateOption, $made[0].Incremental, $made[0].Location, $made[0].CreationData.SourceResourceId) 'what was asked'
                Assert-Equal $plan.tags.Count $made[0].Tags.Count 'tags'
                foreach ($name in $plan.tags.Keys) { Assert-True ([string]::Equals($made[0].Tags[$name], $plan.tags[$name], [StringComparison]::Ordinal)) "tag $name" }
            }
            $fake.Calls.Clear()
            $again = @(Invoke-Az $text $fake 6>$null)
            Assert-Equal 0 @($fake.Calls | Where-Object { $_ -like 'new *' }).Count 'made again'
            Assert-Equal $rows.Count $again.Count 'listed again'
        }
    }

    It 'with -WhatIf the Az script takes nothing' {
        $fake = New-Fake $script:Cases.plans[0]
        $null = Invoke-Az (Get-Text $script:Cases.plans[0] 'az_powershell') $fake @{ WhatIf = $true } 6>$null
        Assert-Equal 0 $fake.Snapshots.Count 'made'
    }

    It 'the Az script leaves a used name and a disk that was made anew alone, and does the others' {
        $plan = @($script:Cases.plans | Where-Object { $_.takes.Count -ge 3 })[0]
        $text = Get-Text $plan 'az_powershell'
        $fake = New-Fake $plan
        $null = Invoke-Az $text $fake 6>$null
        $fake.Snapshots[0].Tags['snapline-policy'] = 'Prod'
        $second = @($fake.Disks | Where-Object { $_.Id -eq $fake.Snapshots[1].CreationData.SourceResourceId })[0]
        $second.UniqueId = 'another'
        $fake.Calls.Clear()
        $said = Invoke-Recorded { Invoke-Az $text $fake }
        Assert-Contains $said.All 'in use by another snapshot'
        Assert-Contains $said.All 'another disk than the one'
        Assert-Contains $said.All "2 of $($plan.takes.Count) disks failed"
        Assert-Equal 0 @($fake.Calls | Where-Object { $_ -like 'new *' }).Count 'written'
        # Listed all the same: those of the third disk, and none of a namesake's.
        Assert-Equal ($plan.takes.Count - 2) @($said.Output | Where-Object { $_.PSObject.Properties.Name -contains 'State' }).Count 'listed'
    }

    It 'the runbook parses, checks the host first, and runs the policy as it was written' {
        foreach ($plan in $script:Cases.plans) {
            $text = Get-Text $plan 'runbook'
            $tree = Read-Script $text
            Assert-True (-not $text.Contains('#Requires')) 'no #Requires'
            Assert-True ($null -ne $tree.ParamBlock.Attributes.Where({ $_.TypeName.Name -eq 'OutputType' })) 'OutputType'
            $calls = [System.Collections.Generic.List[object]]::new()
            $output = & {
                param($Text, $Calls)
                function Test-SnaplineHost { param([switch] $Online) $Calls.Add(@{ Name = 'host' }); [pscustomobject]@{ Check = 'c'; Ok = $true; Detail = 'd' } }
                function Invoke-IncrementalSnapshotPolicy {
                    [CmdletBinding()]
                    param([string] $Policy, [string] $SubscriptionId, [string[]] $DiskId, [string] $SnapshotResourceGroupName, [string] $NameTemplate, [hashtable] $Tag, [DateTimeOffset] $Slot, [int] $BudgetSeconds, [switch] $WhatIf, [switch] $Confirm)
                    $Calls.Add(@{ Name = 'run'; Policy = $Policy; Subscription = $SubscriptionId; Disks = $DiskId; Group = $SnapshotResourceGroupName; Tag = $Tag; Budget = $BudgetSeconds; WhatIf = [bool] $WhatIf; Slot = $Slot })
                    [pscustomobject]@{ Sentence = 'done'; Complete = $true; Items = @() }
                }
                . ([scriptblock]::Create($Text)) -Slot '2026-11-21T02:00:00Z' -ShowOnly $true
            } $text $calls
            Assert-Equal 'host' $calls[0].Name 'the first call'
            $runs = @($calls | Where-Object { $_.Name -eq 'run' })
            $subscriptions = @($plan.takes | ForEach-Object { $_.subscription } | Sort-Object -Unique)
            Assert-Equal $subscriptions @($runs | ForEach-Object { $_.Subscription }) 'subscriptions'
            Assert-Equal $subscriptions.Count @($output).Count 'output'
            Assert-Equal @($plan.takes | ForEach-Object { $_.disk } | Sort-Object) @($runs | ForEach-Object { $_.Disks } | Sort-Object) 'disks'
            foreach ($run in $runs) {
                Assert-Equal ([int][math]::Floor(9000 / $subscriptions.Count)) $run.Budget 'budget'
                Assert-True ($run.WhatIf -and $run.Slot.UtcDateTime.Hour -eq 2) 'options'
                Assert-Equal "g'`$(x)" $run.Group 'group'
                $policy = $run.Policy | ConvertFrom-TestJson
                $wanted = $plan.policy | ConvertFrom-TestJson
                Assert-True ([string]::Equals($policy.note, $wanted.note, [StringComparison]::Ordinal)) 'the policy'
                Assert-Equal $plan.tags.Count $run.Tag.Count 'tags'
            }
        }
    }

    It 'the runbook stops before any write on a host that cannot, and never ends green over a hole' {
        $text = Get-Text $script:Cases.plans[0] 'runbook'
        $calls = [System.Collections.Generic.List[string]]::new()
        $stopped = Invoke-Recorded {
            function Test-SnaplineHost { param([switch] $Online) [pscustomobject]@{ Check = 'SignIn'; Ok = $false; Detail = 'no identity' } }
            function Invoke-IncrementalSnapshotPolicy { [CmdletBinding()] param() $calls.Add('run') }
            . ([scriptblock]::Create($text))
        }
        Assert-Contains $stopped.All 'SignIn: no identity'
        Assert-Equal 0 $calls.Count 'runs'
        $failed = Invoke-Recorded {
            function Test-SnaplineHost { param([switch] $Online) [pscustomobject]@{ Check = 'c'; Ok = $true; Detail = 'd' } }
            function Invoke-IncrementalSnapshotPolicy { [CmdletBinding()] param($Policy, $SubscriptionId, $DiskId, $SnapshotResourceGroupName, $NameTemplate, $Tag, $BudgetSeconds, $Confirm) throw 'one disk failed' }
            . ([scriptblock]::Create($text))
        }
        Assert-Contains $failed.All 'one disk failed'
        Assert-Contains $failed.All 'failed: sub-'
    }
}
