# What Windows PowerShell 5.1 and .NET Framework 4.7.2 do not have, found in the syntax tree. Code that only runs on
# PowerShell 7 is left alone: a branch of `if ($PSVersionTable.PSEdition ...)`, and what follows such an `if` that returns.

. (Join-Path $PSScriptRoot 'lint51/words.ps1')

# True for a node that 5.1 never comes to.
function Test-Beyond51 {
    param($Node)
    $below = $Node
    for ($at = $Node.Parent; $null -ne $at; $at = $at.Parent) {
        if ($at -is [System.Management.Automation.Language.IfStatementAst]) {
            $asked = -join @($at.Clauses | ForEach-Object { $_.Item1.Extent.Text })
            # Which branch is whose is for the reader: what is asked for here is that somebody thought of it.
            if (($asked -match 'PSEdition|PSVersion\.Major|\$desktop\b') -and @($at.Clauses | ForEach-Object { $_.Item1 }) -notcontains $below) { return $true }
        }
        $statements = $null
        if ($at -is [System.Management.Automation.Language.StatementBlockAst] -or $at -is [System.Management.Automation.Language.NamedBlockAst]) { $statements = $at.Statements }
        foreach ($statement in $statements) {
            if ($statement -eq $below) { break }
            if ($statement -is [System.Management.Automation.Language.IfStatementAst] -and $statement.Clauses[0].Item1.Extent.Text -match "PSEdition -c?eq 'Desktop'|\`$desktop$" -and
                $statement.Clauses[0].Item2.Statements[-1] -is [System.Management.Automation.Language.ReturnStatementAst]) { return $true }
        }
        $below = $at
    }
    return $false
}

# The faults of one script, each as `line: what`.
function Get-Fault51 {
    param([Parameter(Mandatory)] [AllowEmptyString()] [string] $Text)
    $tokens = $null
    $errors = $null
    $tree = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref]$tokens, [ref]$errors)
    foreach ($one in $errors) { "$($one.Extent.StartLineNumber): $($one.Message)" }
    $lang = 'System.Management.Automation.Language'
    $script:Loaded51 = @(Get-LoadedAssembly51 -Text $Text)
    foreach ($node in $tree.FindAll({ $true }, $true)) {
        $what = switch ($node.GetType().FullName) {
            "$lang.TernaryExpressionAst" { 'a ternary operator' }
            "$lang.PipelineChainAst" { 'a chain of && or ||' }
            "$lang.BinaryExpressionAst" { if ($node.Operator -eq 'QuestionQuestion') { 'the operator ??' } }
            "$lang.AssignmentStatementAst" { if ($node.Operator -eq 'QuestionQuestionEquals') { 'the operator ??=' } }
            "$lang.IndexExpressionAst" { if ($node.NullConditional) { 'the operator ?[]' } }
            "$lang.PipelineAst" { if ($node.Background) { 'a background pipeline' } }
            "$lang.ScriptBlockAst" { if ($null -ne $node.CleanBlock) { 'a clean block' } }
            "$lang.VariableExpressionAst" { if ($node.VariablePath.UserPath -in $script:Newer51Variables) { "the variable `$$($node.VariablePath.UserPath)" } }
            "$lang.TypeExpressionAst" { Get-NewerType51 $node.TypeName; if ($node.TypeName.FullName -eq 'ordered') { '[ordered] that is no literal' } }
            "$lang.TypeConstraintAst" { Get-NewerType51 $node.TypeName; if ($node.TypeName.FullName -eq 'ordered' -and $node.Parent.Child -isnot [System.Management.Automation.Language.HashtableAst]) { '[ordered] that is no literal' } }
            "$lang.AttributeAst" { Get-NewerType51 $node.TypeName; if (@($node.NamedArguments | ForEach-Object { $_.ArgumentName }) -contains 'ErrorMessage') { "ErrorMessage of [$($node.TypeName.FullName)]" } }
            "$lang.MemberExpressionAst" { Get-NewerMember51 $node }
            "$lang.InvokeMemberExpressionAst" { Get-NewerMember51 $node }
            "$lang.CommandAst" { Get-NewerCommand51 $node }
        }
        if ($what -and -not (Test-Beyond51 $node)) { foreach ($one in $what) { "$($node.Extent.StartLineNumber): $one" } }
    }
    $last = $null
    foreach ($token in $tokens) {
        if ($token.Kind -eq 'Pipe' -and $null -ne $last -and $last.Kind -eq 'NewLine') { "$($token.Extent.StartLineNumber): a line that begins with a pipe" }
        if ($token.Kind -eq 'Number' -and $token.Text -match '^(0b|[-+]?(0x[0-9a-f]+|[0-9.]+)(u|ul|us|uy|y|s|n)(kb|mb|gb|tb|pb)?$)') { "$($token.Extent.StartLineNumber): the number $($token.Text)" }
        if ($token -is [System.Management.Automation.Language.StringExpandableToken] -and $token.Text -match '(?<!`)(``)*`(u\{|e)') { "$($token.Extent.StartLineNumber): the escape ``u or ``e" }
        if ($token.Kind -notin 'LineContinuation', 'Comment') { $last = $token }
    }
}

# What a script loads with Add-Type.
function Get-LoadedAssembly51 {
    param([string] $Text)
    foreach ($found in [regex]::Matches($Text, '(?m)^[^#\r\n]*\bAdd-Type\s+-AssemblyName\s+[''"]?([\w.]+)')) { $found.Groups[1].Value }
}

function Get-NewerType51 {
    param($TypeName)
    $part = $TypeName
    while ($part.IsArray) { $part = $part.ElementType }
    if ($part.IsGeneric) {
        foreach ($argument in $part.GenericArguments) { Get-NewerType51 $argument }
        $part = $part.TypeName
    }
    $name = $part.FullName -replace '`.*$', ''
    foreach ($newer in $script:Newer51Types) {
        $short = $newer -replace '^System\.', ''
        if ($newer.EndsWith('.')) { if ($name.StartsWith($newer, 'OrdinalIgnoreCase') -or $name.StartsWith($short, 'OrdinalIgnoreCase')) { return "the type [$name]" } }
        elseif ($name -eq $newer -or $name -eq $short -or $name -eq "${newer}Attribute") { return "the type [$name]" }
    }
    foreach ($start in $script:Unloaded51.Keys) {
        if (-not "System.$($name -replace '^System\.', '')".StartsWith($start, 'OrdinalIgnoreCase')) { continue }
        if ($script:Unloaded51[$start] -notin $script:Loaded51) { return "the type [$name] without Add-Type -AssemblyName $($script:Unloaded51[$start])" }
        return
    }
}

function Get-NewerMember51 {
    param($Node)
    if ($Node.NullConditional) { return 'the operator ?.' }
    if ($Node.Member -isnot [System.Management.Automation.Language.StringConstantExpressionAst]) { return }
    $member = $Node.Member.Value
    if ($Node.Static) {
        if ($Node.Expression -isnot [System.Management.Automation.Language.TypeExpressionAst]) { return }
        # [int] is Int32 in the lists.
        $type = $Node.Expression.TypeName.GetReflectionType()
        $last = if ($null -ne $type) { $type.Name } else { ($Node.Expression.TypeName.FullName -split '\.')[-1] }
        $name = "${last}::$member"
        if ($name -in $script:Newer51Statics -or "*::$member" -in $script:Newer51Statics) { return "[$name]" }
        $given = Get-ArgumentCount51 $Node
        if ($script:Newer51Calls.ContainsKey($name) -and $given -in $script:Newer51Calls[$name]) { return "[$name] with $given arguments" }
        return
    }
    # 5.1 splits at each of the characters, 7 at the whole text.
    if ($member -eq 'Split' -and (Get-ArgumentCount51 $Node) -ge 1 -and $Node.Arguments[0] -is [System.Management.Automation.Language.StringConstantExpressionAst] -and $Node.Arguments[0].Value.Length -ne 1) { return 'Split at a text that is not one character' }
    if (-not $script:Newer51Members.ContainsKey($member)) { return }
    $from = $script:Newer51Members[$member]
    $called = $Node -is [System.Management.Automation.Language.InvokeMemberExpressionAst]
    if ($null -eq $from) { if (-not $called) { return "the property $member" } }
    elseif ($called -and (Get-ArgumentCount51 $Node) -ge $from) { return "the method $member with $from or more arguments" }
}

# How many arguments a call has; -1 where nothing is called.
function Get-ArgumentCount51 {
    param($Node)
    if ($Node -isnot [System.Management.Automation.Language.InvokeMemberExpressionAst]) { return -1 }
    return @($Node.Arguments | Where-Object { $null -ne $_ }).Count
}

function Get-NewerCommand51 {
    param($Node)
    $name = $Node.GetCommandName()
    if ($name -eq 'New-Object') {
        foreach ($element in $Node.CommandElements | Select-Object -Skip 1) {
            if ($element -isnot [System.Management.Automation.Language.StringConstantExpressionAst]) { continue }
            $named = [System.Management.Automation.Language.Parser]::ParseInput("[$($element.Value)]", [ref]$null, [ref]$null).Find({ param($one) $one -is [System.Management.Automation.Language.TypeExpressionAst] }, $true)
            if ($null -ne $named) { Get-NewerType51 $named.TypeName }
            return
        }
    }
    if (-not $name -or -not $script:Newer51Commands.ContainsKey($name)) { return }
    $newer = $script:Newer51Commands[$name]
    if ($null -eq $newer) { return "the command $name" }
    foreach ($element in $Node.CommandElements) {
        if ($element -isnot [System.Management.Automation.Language.CommandParameterAst]) { continue }
        # A parameter may be cut short, in this list as in a script.
        $hit = @($newer | Where-Object { $_.StartsWith($element.ParameterName, 'OrdinalIgnoreCase') -and $element.ParameterName.Length -ge 3 })
        if ($hit.Count -gt 0) { "$name -$($hit[0])" }
    }
}
