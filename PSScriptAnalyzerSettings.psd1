# What PSScriptAnalyzer checks of ps-module and runbooks: all that it checks by itself, but for what stands here with its
# reason. Editors find this file; tests/ps/cases/17-analyzer.Tests.ps1 adds what 5.1 and 7.x know, by the analyzer's own profiles.
@{
    ExcludeRules = @(
        # Helpers named New-, Set-, Start- or Remove- change nothing that -WhatIf is about, or are called behind ShouldProcess.
        # The commands that are seen outside are held to this rule by the tests.
        'PSUseShouldProcessForStateChangingFunctions'
    )
    Rules        = @{
        PSUseCompatibleSyntax = @{ Enable = $true; TargetVersions = @('5.1', '7.0') }
        PSUseSingularNouns    = @{
            Enable        = $true
            # The first two are the rule's own; a metadatum is nothing that anybody would look for.
            NounAllowList = @('Data', 'Windows', 'Metadata')
        }
    }
}
