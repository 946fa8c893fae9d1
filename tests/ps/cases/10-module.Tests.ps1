# The module as a thing: what it exports, how it is imported.

Describe 'The module as a thing' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $commands = @(
            'Compare-IncrementalSnapshot'
            'Copy-IncrementalSnapshot'
            'Export-IncrementalSnapshot'
            'Export-IncrementalSnapshotPlan'
            'Get-IncrementalSnapshot'
            'Get-IncrementalSnapshotPlan'
            'Invoke-IncrementalSnapshotPolicy'
            'New-IncrementalSnapshot'
            'Remove-IncrementalSnapshot'
            'Test-IncrementalSnapshotPolicy'
            'Test-SnaplineHost'
            'Wait-IncrementalSnapshot'
        )
        function Get-ScriptTree { param([string] $File) return [System.Management.Automation.Language.Parser]::ParseFile($File, [ref]$null, [ref]$null) }
        function Find-InTree { param($Tree, [string] $Kind) return $Tree.FindAll({ param($node) $node.GetType().Name -ceq $Kind }.GetNewClosure(), $true) }

        # What an import costs is measured, not tested (N6); that it reads the commands and little else is what keeps it low.
        $script:Private = @(Get-ChildItem -LiteralPath (Join-Path (Split-Path $ModulePath) 'Private') -Filter '*.ps1')
    }

    It 'the manifest is valid and exports exactly its commands' {
        $manifest = Test-ModuleManifest -Path $ModulePath
        Assert-Equal $commands ($manifest.ExportedCommands.Keys | Sort-Object)
        Assert-Equal $commands ((Get-Command -Module Snapline).Name | Sort-Object)
    }

    It 'the import leaves no alias and no global behind' {
        Assert-Equal $before.Aliases @(Get-Alias).Length 'aliases'
        $new = @(Get-Variable -Scope Global | ForEach-Object Name | Where-Object { $_ -notin $before.Globals -and $_ -like '*snap*' })
        Assert-Equal @() $new 'global variables'
    }

    It 'the import defines no type and loads no library' {
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Import-Module '$ModulePath'; [bool]('Snapline.Native' -as [type]); @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object FullName -like 'PowerShell Class*').Length"
        Assert-Equal @('False', '0') $said
    }

    It 'the packaged module has the commands in its psm1, and doors to what they share' {
        $front = Get-ScriptTree -File ([System.IO.Path]::ChangeExtension($ModulePath, '.psm1'))
        Assert-True (-not $front.Extent.Text.Contains('# <files>')) 'the files are not read one by one'
        $doors = @{}
        foreach ($one in (Find-InTree $front 'FunctionDefinitionAst')) { if ($one.Name -cnotin $commands) { $doors[$one.Name] = $one } }
        Assert-True ($doors.Count -gt 100) 'there are doors'
        foreach ($file in $script:Private) {
            foreach ($one in (Find-InTree (Get-ScriptTree -File $file.FullName) 'FunctionDefinitionAst')) {
                $name = $one.Name -creplace '^script:', ''
                if (-not $doors.ContainsKey($name)) { continue }
                $block = $one.Body.ParamBlock
                $due = @(if ($null -ne $block) { foreach ($parameter in $block.Parameters) { "$($parameter.Name) $($parameter.StaticType -eq [switch])" } })
                $got = @(if ($null -ne $doors[$name].Body.ParamBlock) { foreach ($parameter in $doors[$name].Body.ParamBlock.Parameters) { "$($parameter.Name) $($parameter.StaticType -eq [switch])" } })
                Assert-Equal $due $got "parameters of $name"
                Assert-Contains $doors[$name].Extent.Text "/Private/$($file.Name)`";"
                $doors.Remove($name)
            }
        }
        Assert-Equal @() $doors.Keys 'doors that lead nowhere'
    }

    # A file is read when a function of it is first called; what it sets then is not there before.
    It 'a variable that a private file sets is read in that file alone' {
        # Behind a call of a function of that file.
        $behind = @{ SnaplineLibraryNames = 'Test-SnaplineHost'; SnaplineNative = 'Base.ps1' }
        $front = Get-ScriptTree -File ([System.IO.Path]::ChangeExtension($ModulePath, '.psm1'))
        $set = @{}
        foreach ($file in $script:Private) {
            foreach ($statement in (Get-ScriptTree -File $file.FullName).EndBlock.Statements) {
                if ($statement -is [System.Management.Automation.Language.AssignmentStatementAst]) { $set[$statement.Left.VariablePath.UserPath -creplace '^script:', ''] = $file.Name }
            }
        }
        Assert-True ($set.Count -gt 10) 'there are some'
        $reading = @(foreach ($file in $script:Private) { , @($file.Name, (Get-ScriptTree -File $file.FullName)) }) + @(foreach ($one in (Find-InTree $front 'FunctionDefinitionAst')) { , @($one.Name, $one.Body) })
        foreach ($pair in $reading) {
            foreach ($variable in (Find-InTree $pair[1] 'VariableExpressionAst')) {
                $name = $variable.VariablePath.UserPath -creplace '^script:', ''
                if (-not $variable.VariablePath.IsScript -or -not $set.ContainsKey($name) -or $pair[0] -ceq $set[$name] -or $behind[$name] -ccontains $pair[0]) { continue }
                Assert-Equal $set[$name] $pair[0] "where `$script:$name is read"
            }
        }
    }

    It 'Test-SnaplineHost says that this host is fit, and sends nothing' {
        $asked = @(Get-Log).Length
        $checks = @(Test-SnaplineHost @script:At)
        Assert-Equal @() @($checks | Where-Object { -not $_.Ok } | ForEach-Object { "$($_.Check): $($_.Detail)" }) 'failed checks'
        Assert-Equal @('PowerShell', 'Platform', 'LanguageMode', 'LibraryFile', 'LibraryLoads', 'Culture', 'SignInSources') $checks.Check
        Assert-Equal $asked @(Get-Log).Length 'requests'
    }

    It 'Test-SnaplineHost -Online signs in and calls the endpoint' {
        $checks = @(Test-SnaplineHost @script:At -Online)
        Assert-Equal @() @($checks | Where-Object { -not $_.Ok } | ForEach-Object { "$($_.Check): $($_.Detail)" }) 'failed checks'
        Assert-Equal @('SignIn', 'Endpoint') ($checks.Check | Select-Object -Last 2)
    }

    It 'Test-SnaplineHost -Online -SubscriptionId tells what may be read there' {
        Reset-Emulator
        $null = Add-Disk -Name 'data1'
        $rights = { Test-SnaplineHost @script:At -Online -SubscriptionId $script:Sub | Where-Object Check -eq 'Rights' }
        $all = & $rights
        Assert-Equal @($true, "subscription $($script:Sub): may read disks, snapshots, locks") @($all.Ok, $all.Detail)
        try {
            Add-Fault -When @{ method = 'GET'; pathContains = '/locks'; times = 9 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'not you' }
            $few = & $rights
            Assert-Equal @($true, "subscription $($script:Sub): may read disks, snapshots; not locks (HTTP 403)") @($few.Ok, $few.Detail) 'without locks'
            Add-Fault -When @{ method = 'GET'; pathContains = '/snapshots'; times = 9 } -Fault @{ kind = 'status'; status = 403; code = 'AuthorizationFailed'; message = 'not you' }
            $fewer = & $rights
            Assert-Equal @($false, "subscription $($script:Sub): may read disks; not snapshots (HTTP 403), locks (HTTP 403)") @($fewer.Ok, $fewer.Detail) 'without snapshots'
        }
        finally { $null = Invoke-Manage -Method DELETE -Path 'faults' }
    }

    It 'a request means the same whether it is plain or PowerShell has wrapped something in it' {
        $texts = 'ts="2026-11-20T00:00:00Z"', "a`n\u00e9<&>+", ''
        $plain = [ordered]@{ a = $texts[0]; b = [object[]]@(1, $true, $null, $texts[1]); c = [string[]]$texts; d = [ordered]@{ e = [ordered]@{ f = 1.5 } } }
        $wrapped = [ordered]@{ a = $texts[0]; b = @(1, $true, $null, ($texts[1] | Write-Output)); c = @($texts | Write-Output); d = [pscustomobject]@{ e = [pscustomobject]@{ f = 1.5 } } }
        $module = Get-Module Snapline
        $isPlain = { param($value) Test-SnaplinePlain -Value $value.Values }
        Assert-Equal @($true, $false) @((& $module $isPlain $plain), (& $module $isPlain $wrapped)) 'which is plain'
        $read = foreach ($one in $plain, $wrapped) {
            $text = [System.Text.Encoding]::UTF8.GetString((& $module { param($value) ConvertTo-SnaplineRequest -Request $value } $one))
            $text | ConvertFrom-Json | ConvertTo-Json -Depth 9 -Compress
        }
        Assert-Equal $read[0] $read[1] 'what is read back'
        Assert-True ($read[0].Contains('"f":1.5')) 'the whole depth'
    }

    It 'a library that is missing or is none is named with the way out' {
        foreach ($case in @(@('library_missing', '/nowhere/libsnap_capi.so'), @('library_load', $ModulePath))) {
            $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "`$env:SNAPLINE_NATIVE_PATH = '$($case[1])'; Import-Module '$ModulePath'; try { Get-IncrementalSnapshot -Path '$PSCommandPath' } catch { `$_.FullyQualifiedErrorId }; (Test-SnaplineHost | Where-Object Check -eq LibraryLoads).Ok"
            Assert-Equal @("Snapline.$($case[0]),Get-IncrementalSnapshot", 'False') $said
        }
    }

    It 'in a constrained session the import works and Test-SnaplineHost names the cause' {
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule($ModulePath)
        $shell = [powershell]::Create($state)
        try {
            $null = $shell.AddScript('$ExecutionContext.SessionState.LanguageMode = "ConstrainedLanguage"; Test-SnaplineHost')
            $checks = @($shell.Invoke())
            Assert-True ($checks.Check -ccontains 'LanguageMode') 'the check is there'
        }
        finally { $shell.Dispose() }
    }
}
