# Each line that ends in `# !` and a rule is against it, and must be found; `# ! 5.1` stands for the rules that need profiles.
function Remove-Thing { # ! PSUseShouldProcessForStateChangingFunctions
    param($Name)
    Get-Item -Path $Name
}
function Get-Things { # ! PSUseSingularNouns
    [CmdletBinding()]
    param([string] $Unused) # ! PSReviewUnusedParameter
    gci # ! PSAvoidUsingCmdletAliases
    return 1 # ! PSUseOutputTypeCorrectly
}
function Get-Quiet {
    param([string] $Password) # ! PSAvoidUsingPlainTextForPassword
    try { Invoke-Expression $Password } # ! PSAvoidUsingInvokeExpression
    catch { } # ! PSAvoidUsingEmptyCatchBlock
    Write-Host 'none' # ! PSAvoidUsingWriteHost
    if (@($Password) -eq $null) { 'none' } # ! PSPossibleIncorrectComparisonWithNull
    $left = 1 # ! PSUseDeclaredVarsMoreThanAssignments
    $Password ?? 'none' # ! PSUseCompatibleSyntax
}
[System.Text.Json.JsonDocument]::Parse('{}') # ! 5.1 PSUseCompatibleTypes
[System.IO.Path]::Join('a', 'b') # ! 5.1 PSUseCompatibleTypes
1..3 | ForEach-Object -Parallel { $_ } # ! 5.1 PSUseCompatibleCommands
Get-Uptime # ! 5.1 PSUseCompatibleCommands
# Only 7.x comes here.
if ($PSVersionTable.PSEdition -eq 'Core') { [System.Text.Json.JsonDocument]::Parse('{}') }
