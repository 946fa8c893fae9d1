<#
Help in its other forms. The comment-based help of the commands in ps-module/Public is the only source; this writes
  -Maml   the external help that a package has in its place,
  -Pages  a page for each command and one that lists them.
Nothing is imported: the scripts are read, and each function defined here for what PowerShell itself says of its parameters.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Source,
    [string] $Maml,
    [string] $Pages,
    # The folder of the commands' pages on the web, for Get-Help -Online; left out, there is no such link.
    [string] $HelpUri,
    # What the commands really print, one file a command, for the pages.
    [string] $Output
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0
# Names of types and numbers come out the same on every machine.
[cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture

$common = [System.Management.Automation.PSCmdlet]::CommonParameters

# Paragraphs of a text that was broken into lines where it stood: lines that begin with a space or a dash keep their break.
function Split-Paragraph {
    param([string] $Text)
    foreach ($block in ("$Text".Trim() -split '\r?\n\s*\r?\n')) { ($block.Trim() -replace '\r?\n(?![ -])', ' ') }
}

function Read-Example {
    param([string] $Text)
    $code, $rest = "$Text".Trim() -split '\r?\n\s*\r?\n', 2
    [pscustomobject]@{ Code = $code.Trim(); Remarks = @(Split-Paragraph "$rest") }
}

function Get-TypeText {
    param([type] $Type)
    if ($Type -eq [switch]) { return 'switch' }
    if ($Type.IsArray) { return "$(Get-TypeText $Type.GetElementType())[]" }
    $short = @{ 'System.Int32' = 'int'; 'System.Int64' = 'long'; 'System.String' = 'string'; 'System.Object' = 'object'; 'System.Boolean' = 'bool'; 'System.Double' = 'double'; 'System.Collections.IDictionary' = 'IDictionary' }
    if ($short.ContainsKey($Type.FullName)) { return $short[$Type.FullName] }
    return $Type.Name
}

# One command: its help as it was written, and its parameters as PowerShell binds them.
function Read-Command {
    param([System.IO.FileInfo] $File)
    $tokens = $null
    $errors = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseFile($File.FullName, [ref]$tokens, [ref]$errors)
    if ($errors) { throw "$($File.Name): $($errors[0].Message)" }
    $function = $tree.Find({ param($node) $node -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $false)
    $help = $function.GetHelpContent()
    if ($null -eq $help) { throw "$($function.Name) has no help" }
    . $File.FullName
    $command = Get-Command $function.Name -CommandType Function
    $defaults = @{}
    foreach ($one in $function.Body.ParamBlock.Parameters) { if ($null -ne $one.DefaultValue) { $defaults[$one.Name.VariablePath.UserPath] = $one.DefaultValue.Extent.Text.Trim("'") } }
    $parameters = foreach ($name in $command.Parameters.Keys | Where-Object { $_ -notin $common }) {
        $one = $command.Parameters[$name]
        $sets = @($one.ParameterSets.Values)
        $values = @($one.Attributes | Where-Object { $_ -is [System.Management.Automation.ValidateSetAttribute] } | ForEach-Object { $_.ValidValues })
        $text = ''
        if ($help.Parameters.ContainsKey($name.ToUpperInvariant())) { $text = $help.Parameters[$name.ToUpperInvariant()] }
        elseif ($name -eq 'WhatIf') { $text = 'Shows what would be done, and does nothing.' }
        elseif ($name -eq 'Confirm') { $text = 'Asks before anything is done.' }
        [pscustomobject]@{
            Name = $name; Type = $one.ParameterType; TypeText = (Get-TypeText $one.ParameterType); Text = @(Split-Paragraph $text); Aliases = @($one.Aliases); Values = $values
            Required = @($sets | Where-Object IsMandatory).Count -gt 0; Always = @($sets | Where-Object { -not $_.IsMandatory }).Count -eq 0
            Everywhere = $one.ParameterSets.ContainsKey('__AllParameterSets') -or $sets.Count -eq $command.ParameterSets.Count
            Position = @($sets | Where-Object { $_.Position -ge 0 } | ForEach-Object Position | Select-Object -First 1)
            Pipe = @($sets | Where-Object ValueFromPipeline).Count -gt 0; PipeName = @($sets | Where-Object ValueFromPipelineByPropertyName).Count -gt 0
            Default = $defaults[$name]; Wildcard = ($text -match '[Ww]ildcards')
        }
    }
    [pscustomobject]@{
        Name = $function.Name; Synopsis = (@(Split-Paragraph $help.Synopsis) -join ' '); Description = @(Split-Paragraph $help.Description); Notes = @(Split-Paragraph "$($help.Notes)" | Where-Object { $_ })
        Sets = @($command.ParameterSets | Sort-Object { -not $_.IsDefault }, Name); Parameters = @($parameters)
        Examples = @($help.Examples | ForEach-Object { Read-Example $_ })
        Outputs = @($help.Outputs | ForEach-Object { @(Split-Paragraph $_) -join ' ' }); Inputs = @($help.Inputs | ForEach-Object { @(Split-Paragraph $_) -join ' ' }); Links = @($help.Links | ForEach-Object { $_.Trim() })
    }
}

. (Join-Path $PSScriptRoot 'maml.ps1')
. (Join-Path $PSScriptRoot 'pages.ps1')

$commands = @(Get-ChildItem -LiteralPath $Source -Filter '*.ps1' | Sort-Object { $_.BaseName } -Culture '' | ForEach-Object { Read-Command $_ })
$utf8 = [System.Text.UTF8Encoding]::new($false)
if ($Maml) { [System.IO.File]::WriteAllText($Maml, (ConvertTo-Maml -Command $commands -HelpUri $HelpUri), $utf8) }
if ($Pages) {
    $null = [System.IO.Directory]::CreateDirectory($Pages)
    [System.IO.File]::WriteAllText((Join-Path $Pages 'README.md'), (ConvertTo-IndexPage -Command $commands), $utf8)
    foreach ($command in $commands) {
        $printed = ''
        if ($Output -and (Test-Path -LiteralPath (Join-Path $Output "$($command.Name).txt"))) { $printed = [System.IO.File]::ReadAllText((Join-Path $Output "$($command.Name).txt")).Replace("`r`n", "`n").TrimEnd() }
        [System.IO.File]::WriteAllText((Join-Path $Pages "$($command.Name).md"), (ConvertTo-CommandPage -Command $command -Printed $printed), $utf8)
    }
}
