# The help of every command that the manifest exports: whole, true.

BeforeDiscovery {
    . (Join-Path $PSScriptRoot '../environment.ps1')
    $exported = @(Import-PowerShellDataFile -LiteralPath $ModulePath).FunctionsToExport
}

Describe 'The help of the commands' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $exported = @(Import-PowerShellDataFile -LiteralPath $ModulePath).FunctionsToExport
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        $repo = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '../../..')).ProviderPath
        # The connection parameters: one order, one form, one text wherever a command has them. Test-SnaplineHost calls no versioned API.
        $connection = 'ApiVersion', 'Environment', 'Endpoint', 'AccessToken', 'UseAzContext'

        function Get-Example { param([string] $Command) foreach ($one in @((Get-Help $Command -Full).examples.example)) { "$($one.code)".Trim() } }
        function Read-Script {
            param([string] $Text)
            $errors = $null
            $tokens = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref]$tokens, [ref]$errors)
            Assert-Equal @() @($errors | ForEach-Object Message) $Text
            return $tree
        }
    }

    Context '<command>' -ForEach @($exported | ForEach-Object { @{ command = $_ } }) {
        It '<command> has help: a synopsis, a description, every parameter, examples and an output' {
            $help = Get-Help $command -Full
            Assert-True ($help.Synopsis -and $help.Synopsis -notlike "*$command*" -and "$($help.Synopsis)".Trim().EndsWith('.')) 'a synopsis'
            Assert-True (@($help.description | Where-Object { $_.Text }).Length -ge 1) 'a description'
            Assert-True $help.returnValues 'an output'
            Assert-True (@($help.examples.example).Length -ge 1) 'an example'
            foreach ($example in $help.examples.example) { Assert-True (@($example.remarks | Where-Object { $_.Text }).Length -ge 1) "a word on the example: $($example.code)" }
            foreach ($name in (Get-Command $command).Parameters.Keys | Where-Object { $_ -notin $common }) {
                $text = Get-Help $command -Parameter $name
                Assert-True ($text.PSObject.Properties['description'] -and @($text.description | Where-Object { $_.Text }).Length -gt 0) "help for -$name"
            }
        }

        It '<command> names in its help what it gives' {
            $declared = @((Get-Command $command).OutputType | ForEach-Object Name)
            Assert-True ($declared.Length -ge 1) 'an OutputType'
            $told = "$(@((Get-Help $command -Full).returnValues.returnValue | ForEach-Object { $_.type.name }) -join ' ')"
            foreach ($type in $declared) { Assert-Contains $told $type }
        }

        It 'the examples of <command> bind: no name in them is wrong' {
            foreach ($text in Get-Example $command) {
                $calls = @((Read-Script $text).FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] -and $node.GetCommandName() -in $exported }, $true))
                Assert-True ($calls.Length -ge 1) "the command is in its example: $text"
                foreach ($call in $calls) {
                    $known = (Get-Command $call.GetCommandName()).Parameters
                    foreach ($name in @($call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] } | ForEach-Object ParameterName)) {
                        Assert-True ($known.ContainsKey($name)) "-$name of $($call.GetCommandName())"
                    }
                }
            }
        }

        It '<command> says -WhatIf and -Confirm where its verb changes something, and only there' {
            $writes = $command.Split('-')[0] -in 'New', 'Copy', 'Remove', 'Invoke', 'Export'
            Assert-Equal $writes (Get-Command $command).Parameters.ContainsKey('WhatIf') '-WhatIf'
        }

        It '<command> has the connection parameters in the form that all have' {
            $mine = (Get-Command $command).Parameters
            if ($mine.ContainsKey('Endpoint')) {
                $due = @($connection | Where-Object { $_ -ne 'ApiVersion' -or $command -ne 'Test-SnaplineHost' })
                Assert-Equal $due @($mine.Keys | Where-Object { $_ -in $connection }) 'their order'
                foreach ($name in $due) {
                    $model = (Get-Command 'Get-IncrementalSnapshot').Parameters[$name]
                    Assert-Equal $model.ParameterType $mine[$name].ParameterType "-$name"
                    Assert-Equal @($model.Attributes | ForEach-Object { if ($_ -is [System.Management.Automation.ValidateSetAttribute]) { $_.ValidValues } }) @($mine[$name].Attributes | ForEach-Object { if ($_ -is [System.Management.Automation.ValidateSetAttribute]) { $_.ValidValues } }) "-$name"
                    if ($command -ne 'Test-SnaplineHost') { Assert-Equal "$((Get-Help 'Get-IncrementalSnapshot' -Parameter $name).description.Text)" "$((Get-Help $command -Parameter $name).description.Text)" "the text of -$name" }
                }
            }
        }
    }

    It 'the same thing has the same name: no parameter is another one in another case or number' {
        $names = @($exported | ForEach-Object { (Get-Command $_).Parameters.Keys } | Sort-Object -Unique)
        $clash = @($names | Group-Object { $_.ToLowerInvariant() -replace 's$', '' } | Where-Object { @($_.Group | Sort-Object -Unique -CaseSensitive).Length -gt 1 } | ForEach-Object Name)
        Assert-Equal @() $clash 'names'
    }

    It 'help is found whatever the language of the host' {
        $before = [cultureinfo]::CurrentUICulture
        try {
            foreach ($culture in '', 'en-US', 'de-DE', 'tr-TR') {
                [cultureinfo]::CurrentUICulture = [cultureinfo]::GetCultureInfo($culture)
                Assert-True (@((Get-Help 'New-IncrementalSnapshot' -Full).examples.example).Length -ge 2) "examples in '$culture'"
            }
        }
        finally { [cultureinfo]::CurrentUICulture = $before }
    }

    It '<topic> is there, fits a screen, and names only commands that are' -ForEach @{ topic = 'about_Snapline' }, @{ topic = 'about_Snapline_Policy' }, @{ topic = 'about_Snapline_Runbooks' } {
        $file = Join-Path (Split-Path $ModulePath) "en-US/$topic.help.txt"
        Assert-True (Test-Path -LiteralPath $file) 'the file'
        $text = [System.IO.File]::ReadAllText($file)
        Assert-True ($text -match "^TOPIC\r?\n\s+$topic\r?\n") 'its name'
        Assert-Equal @() @($text.Split("`n") | Where-Object { $_.TrimEnd().Length -gt 125 }) 'long lines'
        $named = @([regex]::Matches($text, '\b[A-Z][a-z]+-(IncrementalSnapshot|Snapline)[A-Za-z]*') | ForEach-Object Value | Sort-Object -Unique)
        Assert-Equal @() @($named | Where-Object { $_ -notin $exported }) 'commands'
        if ($topic -eq 'about_Snapline') { Assert-Equal @() @($exported | Where-Object { $_ -notin $named }) 'commands that are left out' }
    }

    It 'the pages of the commands are what the help says' {
        $made = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-pages-$([guid]::NewGuid())"
        try {
            & (Join-Path $repo 'crates/xtask/help/help.ps1') -Source (Join-Path $repo 'ps-module/Public') -Pages $made -Output (Join-Path $repo 'docs/commands/output')
            $names = @(Get-ChildItem -LiteralPath $made | ForEach-Object Name | Sort-Object)
            Assert-Equal $names @(Get-ChildItem -LiteralPath (Join-Path $repo 'docs/commands') -File | ForEach-Object Name | Sort-Object) 'pages; `cargo xtask commands` writes them'
            $stale = @($names | Where-Object { [System.IO.File]::ReadAllText((Join-Path $made $_)) -cne [System.IO.File]::ReadAllText((Join-Path $repo "docs/commands/$_")).Replace("`r`n", "`n") })
            Assert-Equal @() $stale 'pages that `cargo xtask commands` writes otherwise'
        }
        finally { Remove-Item -LiteralPath $made -Recurse -Force -ErrorAction Ignore }
    }

    It 'a package that is told where the pages are opens them with Get-Help -Online' {
        $base = 'https://pages.example/commands'
        $folder = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-online-$([guid]::NewGuid())"
        try {
            Copy-Item -LiteralPath (Split-Path $ModulePath) -Destination $folder -Recurse
            $null = [System.IO.Directory]::CreateDirectory((Join-Path $folder 'en-US'))
            & (Join-Path $repo 'crates/xtask/help/help.ps1') -Source (Join-Path $repo 'ps-module/Public') -Maml (Join-Path $folder 'en-US/Snapline-help.xml') -HelpUri "$base/"
            # HelpUri is what Get-Help -Online opens.
            $said = @(& (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Import-Module '$folder/Snapline.psd1'; Get-Command -Module Snapline | ForEach-Object { `$_.HelpUri }")
            Assert-Equal @($exported | ForEach-Object { "$base/$_.md" } | Sort-Object) @($said | Sort-Object) 'addresses'
        }
        finally { Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction Ignore }
    }

    It 'every command puts something out, so that none needs -PassThru' {
        foreach ($command in $exported) {
            Assert-True (@((Get-Command $command).OutputType).Length -gt 0) "$command has an output"
            Assert-True (-not (Get-Command $command).Parameters.ContainsKey('PassThru')) "$command has no -PassThru"
        }
    }
}
