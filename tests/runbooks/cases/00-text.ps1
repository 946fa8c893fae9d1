# The runbooks as texts: what Automation would trip over. What Windows PowerShell 5.1 does not know is looked for beside the
# module's files (tests/ps/cases/15-edition.Tests.ps1).

function Test-InFunction {
    param($Node)
    for ($one = $Node.Parent; $null -ne $one; $one = $one.Parent) { if ($one -is [System.Management.Automation.Language.FunctionDefinitionAst]) { return $true } }
    return $false
}

foreach ($file in Get-ChildItem -LiteralPath $script:Runbooks -Filter '*.ps1') {
    Test-That "$($file.Name) is a runbook for 7.x and 5.1" {
        $tokens = $null
        $faults = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref]$tokens, [ref]$faults)
        Assert-Equal @() @($faults | ForEach-Object Message) 'faults'
        $text = [System.IO.File]::ReadAllText($file.FullName)
        Assert-True ($text -notmatch '(?m)^\s*#Requires') 'no #Requires, which is not honoured (U10)'
        Assert-Equal 1 @($tree.ParamBlock.Attributes | Where-Object { $_.TypeName.Name -eq 'OutputType' }).Length 'OutputType (U10)'
        Assert-Equal @() @($tree.ParamBlock.Parameters | Where-Object { $_.StaticType -notin [string], [int], [bool] } | ForEach-Object { $_.Name.Extent.Text }) 'parameters that a job cannot be given'
        $calls = @($tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true) | ForEach-Object { $_.GetCommandName() } | Where-Object { $_ })
        Assert-Equal @() @($calls | Where-Object { $_ -in 'Start-Process', 'Start-Job', 'Start-ThreadJob', 'Invoke-Expression', 'Invoke-Command', 'powershell', 'pwsh', 'az', 'Connect-AzAccount' }) 'what a sandbox bars'
        # Nothing is sent before the host was looked at.
        $body = @($tree.EndBlock.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true) | Where-Object { -not (Test-InFunction $_) } | ForEach-Object { $_.GetCommandName() })
        $acting = @($body | Where-Object { $_ -in 'Test-SnaplineHost', 'Invoke-IncrementalSnapshotPolicy', 'Invoke-Arm', 'Get-DiskSubscription', 'Start-Child' })
        Assert-Equal 'Test-SnaplineHost' $acting[0] 'the first that acts'
    }
}
