# PSScriptAnalyzer, where it is installed, over all that is published: nothing is found but what the settings say why.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot '../environment.ps1')
    . (Join-Path $PSScriptRoot '../analyzer.ps1')
    $missing = ''
    $has51 = $false
    if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) { $missing = 'PSScriptAnalyzer is missing; install it with: Install-PSResource PSScriptAnalyzer' }
    else {
        # One that was built for a later PowerShell is none here.
        try { Import-Module PSScriptAnalyzer }
        catch { $missing = "PSScriptAnalyzer does not load in PowerShell $($PSVersionTable.PSVersion): $($_.Exception.Message.Split("`n")[0].Trim())" }
    }
    # Without a profile of 5.1 lint51.ps1 alone answers for it.
    if (-not $missing) { $has51 = Test-AnalyzerKnows51 }
}

Describe 'PSScriptAnalyzer' {
    if ($missing) {
        It 'PSScriptAnalyzer: the module, the runbooks, the exported scripts' -ForEach @{ missing = $missing } { Set-ItResult -Skipped -Because $missing }
        return
    }

    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        . (Join-Path $PSScriptRoot '../lint51.ps1')
        . (Join-Path $PSScriptRoot '../analyzer.ps1')
        $root = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '../../..')).ProviderPath
        $has51 = Test-AnalyzerKnows51
        $target = @(if ($has51) { Get-AnalyzerTarget })
        $all = Get-AnalyzerSetting -Path (Join-Path $root 'PSScriptAnalyzerSettings.psd1') -Target $target
        [Console]::Out.WriteLine("# PSScriptAnalyzer $((Get-Module PSScriptAnalyzer).Version) with the profiles: $(@($target | ForEach-Object { [System.IO.Path]::GetFileNameWithoutExtension($_) }) -join ', ')")

        # The rules for what is seen outside: those that helpers are let off, and help for every one of the commands.
        $seen = @{ IncludeRules = @($all.ExcludeRules) + 'PSProvideCommentHelp'; Rules = @{ PSProvideCommentHelp = @{ Enable = $true; ExportedOnly = $false; BlockComment = $true; Placement = 'begin' } } }
    }

    if (-not $has51) {
        It 'what 5.1 and 7.x have, by the profiles of PSScriptAnalyzer' { Set-ItResult -Skipped -Because 'this PSScriptAnalyzer has no profile of 5.1; install it with: Install-PSResource PSScriptAnalyzer -Reinstall' }
    }

    It 'the analyzer finds every line of the red fixture, by its rule, and no other' {
        $file = Join-Path $PSScriptRoot '../analyzer/red.ps1'
        $number = 0
        $due = @(foreach ($line in [System.IO.File]::ReadAllLines($file)) {
                $number++
                if ($line -cnotmatch '# !( 5\.1)?(( PS\w+)+)$' -or ($Matches[1] -and -not $has51)) { continue }
                foreach ($rule in $Matches[2].Trim().Split(' ')) { "red.ps1:${number}: $rule" }
            })
        Assert-True ($due.Length -ge 12) 'the fixture has its lines'
        $found = @(Get-AnalyzerFault -Path $file -Settings $all) + @(Get-AnalyzerFault -Path $file -Settings @{ IncludeRules = $all.ExcludeRules })
        # More than one profile may find a line.
        $found = @($found | ForEach-Object { ($_ -split ': ')[0, 1] -join ': ' } | Sort-Object -Unique)
        Assert-Equal @($due | Sort-Object -Unique) $found 'findings'
    }

    It 'the analyzer finds a command without help' {
        $file = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-analyzer-$([guid]::NewGuid()).ps1"
        try {
            [System.IO.File]::WriteAllText($file, "function Get-Bare { 1 }`n")
            Assert-Contains "$(Get-AnalyzerFault -Path $file -Settings $seen)" ':1: PSProvideCommentHelp:'
        }
        finally { Remove-Item -LiteralPath $file -ErrorAction Ignore }
    }

    It 'the analyzer finds nothing in the module as it is written, nor in the runbooks' {
        Assert-Equal @() @(Get-AnalyzerFault -Path (Join-Path $root 'ps-module'), (Join-Path $root 'runbooks') -Settings $all) 'findings'
    }

    It 'the analyzer finds nothing in the front that a package has' {
        Assert-Equal @() @(Get-AnalyzerFault -Path ([System.IO.Path]::ChangeExtension($ModulePath, '.psm1')) -Settings $all) 'findings'
    }

    It 'every command keeps the rules that helpers are let off, and has its help' {
        Assert-Equal @() @(Get-AnalyzerFault -Path (Join-Path $root 'ps-module/Public') -Settings $seen) 'findings'
    }

    if (-not $Exports) {
        It 'PSScriptAnalyzer: the exported scripts' { Set-ItResult -Skipped -Because 'no file of exports; `cargo xtask test` writes one' }
        return
    }

    It 'no exported script or runbook uses what 5.1 does not know, and the analyzer finds nothing in them' {
        $folder = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-analyzer-$([guid]::NewGuid())"
        $null = [System.IO.Directory]::CreateDirectory($folder)
        try {
            $plans = ([System.IO.File]::ReadAllText($Exports) | ConvertFrom-TestJson).plans
            foreach ($at in 0..($plans.Length - 1)) {
                foreach ($format in 'az_powershell', 'runbook') {
                    foreach ($file in $plans[$at].files[$format]) {
                        Assert-Equal @() @(Get-Fault51 -Text $file.text) "$format of plan $at"
                        # They differ in their data; some will do for the analyzer. A script that has no byte order mark may name a disk in any alphabet.
                        if ($at -lt 3) { [System.IO.File]::WriteAllText((Join-Path $folder "$at-$($file.name)"), $file.text, [System.Text.UTF8Encoding]::new($true)) }
                    }
                }
            }
            $settings = $all.Clone()
            # `$whole` is set in the block of ForEach-Object, which runs in the same scope: the rule takes it for another one.
            $settings.ExcludeRules = @($all.ExcludeRules) + 'PSUseDeclaredVarsMoreThanAssignments'
            Assert-Equal @() @(Get-AnalyzerFault -Path $folder -Settings $settings) 'findings'
        }
        finally { Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction Ignore }
    }
}
