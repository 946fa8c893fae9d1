# The external help: one XML file, in which Get-Help finds all commands of the module.

function ConvertTo-XmlText { param([string] $Text) return [System.Security.SecurityElement]::Escape($Text) }

function ConvertTo-Para {
    param([string[]] $Text)
    return -join @($Text | Where-Object { $_ } | ForEach-Object { "<maml:para>$(ConvertTo-XmlText $_)</maml:para>" })
}

# What a name in a syntax or a list of parameters says of it.
function ConvertTo-MamlParameter {
    param($Parameter, $Set)
    $required = $Parameter.Always
    $position = 'named'
    if ($Parameter.Position.Count -gt 0) { $position = "$($Parameter.Position[0])" }
    $pipe = @()
    if ($Parameter.Pipe) { $pipe += 'ByValue' }
    if ($Parameter.PipeName) { $pipe += 'ByPropertyName' }
    if ($null -ne $Set) {
        $own = $Set.Parameters | Where-Object Name -EQ $Parameter.Name
        $required = $own.IsMandatory
        $position = 'named'
        if ($own.Position -ge 0) { $position = "$($own.Position)" }
    }
    $pipeText = 'false'
    if ($pipe.Count -gt 0) { $pipeText = "true ($($pipe -join ', '))" }
    $xml = [System.Text.StringBuilder]::new()
    $aliases = 'none'
    if ($Parameter.Aliases.Count -gt 0) { $aliases = $Parameter.Aliases -join ', ' }
    $null = $xml.Append("<command:parameter required=`"$("$required".ToLowerInvariant())`" variableLength=`"$("$($Parameter.Type.IsArray)".ToLowerInvariant())`" globbing=`"$("$($Parameter.Wildcard)".ToLowerInvariant())`" pipelineInput=`"$pipeText`" position=`"$position`" aliases=`"$aliases`">")
    $null = $xml.Append("<maml:name>$($Parameter.Name)</maml:name><maml:description>$(ConvertTo-Para $Parameter.Text)</maml:description>")
    if ($null -ne $Set -and $Parameter.Values.Count -gt 0) {
        $values = @($Parameter.Values | ForEach-Object { '<command:parameterValue required="false" variableLength="false">' + (ConvertTo-XmlText $_) + '</command:parameterValue>' })
        $null = $xml.Append("<command:parameterValueGroup>$(-join $values)</command:parameterValueGroup>")
    }
    if ($Parameter.TypeText -ne 'switch' -or $null -eq $Set) { $null = $xml.Append("<command:parameterValue required=`"$("$($Parameter.TypeText -ne 'switch')".ToLowerInvariant())`" variableLength=`"false`">$($Parameter.TypeText)</command:parameterValue>") }
    $default = 'None'
    if ($Parameter.TypeText -eq 'switch') { $default = 'False' }
    if ($Parameter.Default) { $default = $Parameter.Default }
    $null = $xml.Append("<dev:type><maml:name>$($Parameter.TypeText)</maml:name><maml:uri /></dev:type><dev:defaultValue>$(ConvertTo-XmlText $default)</dev:defaultValue></command:parameter>")
    return $xml.ToString()
}

function ConvertTo-Maml {
    param([object[]] $Command, [string] $HelpUri)
    $xml = [System.Text.StringBuilder]::new()
    $null = $xml.Append("<?xml version=`"1.0`" encoding=`"utf-8`"?>`n<helpItems schema=`"maml`" xmlns=`"http://msh`">`n")
    foreach ($one in $Command) {
        $verb, $noun = $one.Name -split '-', 2
        $null = $xml.Append('<command:command xmlns:maml="http://schemas.microsoft.com/maml/2004/10" xmlns:command="http://schemas.microsoft.com/maml/dev/command/2004/10" xmlns:dev="http://schemas.microsoft.com/maml/dev/2004/10" xmlns:MSHelp="http://msdn.microsoft.com/mshelp">')
        $null = $xml.Append("<command:details><command:name>$($one.Name)</command:name><command:verb>$verb</command:verb><command:noun>$noun</command:noun><maml:description>$(ConvertTo-Para $one.Synopsis)</maml:description></command:details>")
        $null = $xml.Append("<maml:description>$(ConvertTo-Para $one.Description)</maml:description><command:syntax>")
        foreach ($set in $one.Sets) {
            $null = $xml.Append("<command:syntaxItem><maml:name>$($one.Name)</maml:name>")
            foreach ($parameter in $one.Parameters | Where-Object { $set.Parameters.Name -contains $_.Name }) { $null = $xml.Append((ConvertTo-MamlParameter $parameter $set)) }
            $null = $xml.Append('</command:syntaxItem>')
        }
        $null = $xml.Append('</command:syntax><command:parameters>')
        foreach ($parameter in $one.Parameters) { $null = $xml.Append((ConvertTo-MamlParameter $parameter $null)) }
        $null = $xml.Append('</command:parameters><command:inputTypes>')
        foreach ($text in $one.Inputs) { $null = $xml.Append("<command:inputType><dev:type><maml:name>$(ConvertTo-XmlText $text)</maml:name></dev:type></command:inputType>") }
        $null = $xml.Append('</command:inputTypes><command:returnValues>')
        foreach ($text in $one.Outputs) { $null = $xml.Append("<command:returnValue><dev:type><maml:name>$(ConvertTo-XmlText $text)</maml:name></dev:type></command:returnValue>") }
        $null = $xml.Append('</command:returnValues>')
        if ($one.Notes.Count -gt 0) { $null = $xml.Append("<maml:alertSet><maml:alert>$(ConvertTo-Para $one.Notes)</maml:alert></maml:alertSet>") }
        $null = $xml.Append('<command:examples>')
        $number = 0
        foreach ($example in $one.Examples) {
            $number++
            $null = $xml.Append("<command:example><maml:title>---------- Example $number ----------</maml:title><dev:code>$(ConvertTo-XmlText $example.Code)</dev:code><dev:remarks>$(ConvertTo-Para $example.Remarks)</dev:remarks></command:example>")
        }
        $null = $xml.Append('</command:examples><command:relatedLinks>')
        # The first link with an address is the one that Get-Help -Online opens.
        if ($HelpUri) { $null = $xml.Append("<maml:navigationLink><maml:linkText>Online version:</maml:linkText><maml:uri>$(ConvertTo-XmlText "$($HelpUri.TrimEnd('/'))/$($one.Name).md")</maml:uri></maml:navigationLink>") }
        foreach ($link in $one.Links) { $null = $xml.Append("<maml:navigationLink><maml:linkText>$(ConvertTo-XmlText $link)</maml:linkText><maml:uri /></maml:navigationLink>") }
        $null = $xml.Append("</command:relatedLinks></command:command>`n")
    }
    return $xml.Append("</helpItems>`n").ToString()
}
