# The commands' pages, in Markdown.

$script:Written = "<!-- Written by ``cargo xtask commands`` from the help of the commands in ps-module/Public. Do not edit. -->"

function ConvertTo-IndexPage {
    param([object[]] $Command)
    $lines = [System.Collections.Generic.List[string]]::new()
    $lines.AddRange([string[]]@($script:Written, '', '# Commands', '', '| Command | Does |', '|---|---|'))
    foreach ($one in $Command) { $lines.Add("| [$($one.Name)]($($one.Name).md) | $($one.Synopsis.Replace('|', '\|')) |") }
    $lines.AddRange([string[]]@('', 'Each has the same text in `Get-Help <command> -Full`. `Get-Help about_Snapline` is about all of them.'))
    return ($lines -join "`n") + "`n"
}

# A text outside code: what Markdown would take for a tag or emphasis is kept as it is.
function ConvertTo-Prose {
    param([string] $Text)
    $parts = $Text -split '(`[^`]*`)'
    return -join @($parts | ForEach-Object { if ($_.StartsWith('`')) { $_ } else { $_.Replace('<', '&lt;').Replace('*', '\*') } })
}

function ConvertTo-CommandPage {
    param($Command, [string] $Printed)
    $lines = [System.Collections.Generic.List[string]]::new()
    $lines.AddRange([string[]]@($script:Written, '', "# $($Command.Name)", '', (ConvertTo-Prose $Command.Synopsis), '', '```'))
    foreach ($set in $Command.Sets) { $lines.Add("$($Command.Name) $($set.ToString())") }
    $lines.AddRange([string[]]@('```', ''))
    foreach ($text in $Command.Description) { $lines.Add((ConvertTo-Prose $text)); $lines.Add('') }
    $lines.AddRange([string[]]@('## Examples', ''))
    foreach ($example in $Command.Examples) {
        $lines.AddRange([string[]]@('```powershell', $example.Code, '```', ''))
        foreach ($text in $example.Remarks) { $lines.Add((ConvertTo-Prose $text)); $lines.Add('') }
    }
    if ($Printed) { $lines.AddRange([string[]]@('## What it prints', '', '```', $Printed, '```', '')) }
    $lines.AddRange([string[]]@('## Parameters', ''))
    foreach ($parameter in $Command.Parameters) {
        $facts = [System.Collections.Generic.List[string]]::new()
        $facts.Add("``$($parameter.TypeText)``")
        if ($parameter.Required) { if ($parameter.Always -and $parameter.Everywhere) { $facts.Add('required') } else { $facts.Add('required in some forms') } }
        if ($parameter.Position.Count -gt 0) { $facts.Add("position $($parameter.Position[0])") }
        if ($parameter.Pipe -and $parameter.PipeName) { $facts.Add('from the pipeline, by value or property') } elseif ($parameter.Pipe) { $facts.Add('from the pipeline') } elseif ($parameter.PipeName) { $facts.Add('from the pipeline by property') }
        if ($parameter.Values.Count -gt 0) { $facts.Add('one of ' + (($parameter.Values | ForEach-Object { '`' + $_ + '`' }) -join ', ')) }
        if ($parameter.Default) { $facts.Add("by default ``$($parameter.Default)``") }
        if ($parameter.Aliases.Count -gt 0) { $facts.Add('also ' + (($parameter.Aliases | ForEach-Object { '`-' + $_ + '`' }) -join ', ')) }
        $lines.AddRange([string[]]@("### -$($parameter.Name)", '', ($facts -join ', '), ''))
        foreach ($text in $parameter.Text) { $lines.Add((ConvertTo-Prose $text)); $lines.Add('') }
    }
    $lines.AddRange([string[]]@('## Output', ''))
    foreach ($text in $Command.Outputs) { $lines.Add((ConvertTo-Prose $text)); $lines.Add('') }
    if ($Command.Links.Count -gt 0) {
        $lines.AddRange([string[]]@('## See also', ''))
        $lines.Add((@($Command.Links | ForEach-Object { if ($_ -match '^[A-Z][A-Za-z]+-[A-Za-z]+$') { "[$_]($_.md)" } else { $_ } }) -join ', '))
        $lines.Add('')
    }
    return ($lines -join "`n").TrimEnd() + "`n"
}
