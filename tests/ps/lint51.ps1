# What Windows PowerShell 5.1 and .NET Framework 4.7.2 do not have, found in the syntax tree. Code that only runs on
# PowerShell 7 is left alone: a branch of `if ($PSVersionTable.PSEdition ...)`, and what follows such an `if` that returns.

# Commands that came later; with a list: parameters that came later.
$script:Newer51Commands = @{
    'Start-ThreadJob' = $null; 'Get-Error' = $null; 'Test-Json' = $null; 'Join-String' = $null; 'Get-Uptime' = $null; 'Remove-Alias' = $null
    'ConvertFrom-Markdown' = $null; 'Show-Markdown' = $null; 'ConvertTo-CliXml' = $null; 'ConvertFrom-CliXml' = $null; 'Get-SecureRandom' = $null
    'Get-ExperimentalFeature' = $null; 'Enable-ExperimentalFeature' = $null; 'Get-PSSubsystem' = $null; 'Switch-Process' = $null; 'Get-Verb' = @('Group')
    'ForEach-Object' = @('Parallel', 'ThrottleLimit', 'TimeoutSeconds', 'AsJob', 'UseNewRunspace'); 'Where-Object' = @('Not')
    'ConvertFrom-Json' = @('AsHashtable', 'Depth', 'NoEnumerate', 'DateKind'); 'ConvertTo-Json' = @('AsArray', 'EnumsAsStrings', 'EscapeHandling')
    'Get-Content' = @('AsByteStream'); 'Set-Content' = @('AsByteStream'); 'Add-Content' = @('AsByteStream'); 'Out-String' = @('NoNewline')
    'Invoke-WebRequest' = @('SkipCertificateCheck', 'NoProxy', 'SkipHttpErrorCheck', 'Authentication', 'Token', 'Form', 'MaximumRetryCount', 'RetryIntervalSec', 'SslProtocol', 'CustomMethod', 'AllowUnencryptedAuthentication', 'SkipHeaderValidation', 'Resume', 'ConnectionTimeoutSeconds', 'OperationTimeoutSeconds')
    'Sort-Object' = @('Top', 'Bottom', 'Stable'); 'Select-Object' = @('SkipIndex'); 'Select-String' = @('Raw', 'NoEmphasis', 'Culture')
    'Measure-Object' = @('StandardDeviation', 'AllStats'); 'Join-Path' = @('AdditionalChildPath'); 'Split-Path' = @('LeafBase', 'Extension')
    'Get-Date' = @('AsUTC', 'UnixTimeSeconds'); 'New-Guid' = @('Empty', 'InputObject'); 'Get-ChildItem' = @('FollowSymlink'); 'Get-Random' = @('Shuffle')
    'Resolve-Path' = @('RelativeBasePath', 'Force'); 'Tee-Object' = @('Encoding'); 'Start-Job' = @('WorkingDirectory'); 'Import-Module' = @('UseWindowsPowerShell', 'SkipEditionCheck')
    'Import-PowerShellDataFile' = @('SkipLimitCheck'); 'ConvertTo-Csv' = @('UseQuotes', 'QuoteFields', 'NoHeader'); 'Export-Csv' = @('UseQuotes', 'QuoteFields', 'NoHeader')
    'Start-Sleep' = @('Duration'); 'New-TemporaryFile' = @('Extension'); 'Set-Clipboard' = @('AsOSC52'); 'Group-Object' = @('UseCulture')
}
$script:Newer51Commands['Invoke-RestMethod'] = $script:Newer51Commands['Invoke-WebRequest'] + @('StatusCodeVariable', 'ResponseHeadersVariable', 'FollowRelLink', 'MaximumFollowRelLink')

# Types, or beginnings of their names with a dot at the end.
$script:Newer51Types = @(
    'System.Text.Json.', 'System.Buffers.', 'System.Threading.Channels.', 'System.Formats.', 'System.IO.Pipelines.', 'System.Runtime.Loader.', 'System.Numerics.Tensors.', 'System.Collections.Frozen.'
    'System.Span', 'System.ReadOnlySpan', 'System.Memory', 'System.ReadOnlyMemory', 'System.HashCode', 'System.Half', 'System.Index', 'System.Range', 'System.DateOnly', 'System.TimeOnly', 'System.Text.Rune'
    'System.TimeProvider', 'System.Net.Http.SocketsHttpHandler', 'System.Runtime.InteropServices.NativeLibrary', 'System.Collections.Generic.PriorityQueue', 'System.IO.Compression.BrotliStream', 'System.IO.FileStreamOptions', 'System.IO.RandomAccess'
    'System.Threading.Tasks.ValueTask', 'System.Threading.PeriodicTimer', 'System.Threading.Lock', 'System.Security.Cryptography.AesGcm', 'System.Diagnostics.ActivitySource', 'System.Management.Automation.SemanticVersion', 'semver'
)

# Static members as Type::Member, the type without its namespace.
$script:Newer51Statics = @(
    'Convert::ToHexString', 'Convert::FromHexString', 'Convert::ToHexStringLower', 'Path::Join', 'Path::TryJoin', 'Path::GetRelativePath', 'Path::IsPathFullyQualified', 'Path::EndsInDirectorySeparator', 'Path::TrimEndingDirectorySeparator', 'Path::Exists'
    'File::ReadAllTextAsync', 'File::ReadAllBytesAsync', 'File::ReadAllLinesAsync', 'File::WriteAllTextAsync', 'File::WriteAllBytesAsync', 'File::WriteAllLinesAsync', 'File::AppendAllTextAsync', 'File::AppendAllBytes', 'File::CreateSymbolicLink', 'File::SetUnixFileMode', 'File::GetUnixFileMode', 'File::OpenHandle', 'File::ReadLinesAsync'
    'Directory::CreateTempSubdirectory', 'Directory::CreateSymbolicLink', 'Math::Clamp', 'Math::Cbrt', 'Math::Log2', 'Math::CopySign', 'Math::ScaleB', 'Math::BitIncrement', 'Environment::ProcessId', 'Environment::ProcessPath', 'Environment::TickCount64', 'Environment::IsPrivilegedProcess', 'Environment::CpuUsage'
    'Array::Fill', 'DateTime::UnixEpoch', 'DateTimeOffset::UnixEpoch', 'Random::Shared', 'Guid::CreateVersion7', 'SHA256::HashData', 'SHA1::HashData', 'MD5::HashData', 'SHA512::HashData', 'HMACSHA256::HashData', 'RandomNumberGenerator::Fill', 'RandomNumberGenerator::GetInt32', 'RandomNumberGenerator::GetBytes', 'RandomNumberGenerator::GetHexString', 'CryptographicOperations::FixedTimeEquals'
    'Encoding::Latin1', 'Marshal::PtrToStringUTF8', 'Marshal::StringToCoTaskMemUTF8', 'HttpMethod::Patch', 'HttpMethod::Connect', 'HttpClientHandler::DangerousAcceptAnyServerCertificateValidator', 'HttpStatusCode::TooManyRequests', 'HttpStatusCode::PermanentRedirect', 'HttpStatusCode::UnprocessableEntity', 'HttpStatusCode::MisdirectedRequest', 'HttpStatusCode::Locked', 'HttpStatusCode::FailedDependency', 'HttpStatusCode::PreconditionRequired', 'HttpVersion::Version20', 'HttpVersion::Version30'
    'SslProtocols::Tls13', 'SecurityProtocolType::Tls13', 'StringSplitOptions::TrimEntries', 'CompressionLevel::SmallestSize', 'ArgumentNullException::ThrowIfNull', 'ArgumentException::ThrowIfNullOrEmpty', 'ObjectDisposedException::ThrowIf', 'Task::WhenEach', 'ValueTask::CompletedTask', 'Stopwatch::GetElapsedTime', 'Enum::GetValuesAsUnderlyingType', 'TimeSpan::FromMicroseconds', 'OperatingSystem::IsWindows', 'OperatingSystem::IsLinux', 'OperatingSystem::IsMacOS', 'Regex::EnumerateMatches', 'Regex::Count'
)

# Members of objects: from so many arguments on, where a number is given; without one, at all.
$script:Newer51Members = @{
    'ReplaceLineEndings' = 0; 'EnumerateRunes' = 0; 'AsSpan' = 0; 'AsMemory' = 0; 'TryAdd' = 0; 'EnsureCapacity' = 0; 'GetValueOrDefault' = 1; 'WaitAsync' = 0; 'CancelAsync' = 0; 'TryReset' = 0; 'ReadExactly' = 0; 'ReadAtLeast' = 0; 'AppendJoin' = 0; 'GetChunks' = 0
    'IsCompletedSuccessfully' = $null; 'TrailingHeaders' = $null; 'VersionPolicy' = $null; 'DefaultVersionPolicy' = $null; 'DefaultRequestVersion' = $null; 'TotalMicroseconds' = $null; 'TotalNanoseconds' = $null; 'Microsecond' = $null; 'Microseconds' = $null; 'Nanosecond' = $null
    'ReadAsStringAsync' = 1; 'ReadAsByteArrayAsync' = 1; 'ReadAsStreamAsync' = 1; 'ReadAsStream' = 0; 'Contains' = 2; 'Replace' = 3; 'Kill' = 1; 'WaitForExitAsync' = 0; 'ReadToEndAsync' = 1; 'ReadLineAsync' = 1; 'DisposeAsync' = 0; 'Dequeue' = 1
}
$script:Newer51Variables = @('IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'EnabledExperimentalFeatures')

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
            "$lang.TypeExpressionAst" { Get-NewerType51 $node.TypeName }
            "$lang.TypeConstraintAst" { Get-NewerType51 $node.TypeName }
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

function Get-NewerType51 {
    param($TypeName)
    $name = $TypeName.FullName -replace '`.*$', ''
    foreach ($newer in $script:Newer51Types) {
        $short = $newer -replace '^System\.', ''
        if ($newer.EndsWith('.')) { if ($name.StartsWith($newer, 'OrdinalIgnoreCase') -or $name.StartsWith($short, 'OrdinalIgnoreCase')) { return "the type [$name]" } }
        elseif ($name -eq $newer -or $name -eq $short) { return "the type [$name]" }
    }
}

function Get-NewerMember51 {
    param($Node)
    if ($Node.NullConditional) { return 'the operator ?.' }
    if ($Node.Member -isnot [System.Management.Automation.Language.StringConstantExpressionAst]) { return }
    $member = $Node.Member.Value
    if ($Node.Static) {
        if ($Node.Expression -isnot [System.Management.Automation.Language.TypeExpressionAst]) { return }
        $name = "$(($Node.Expression.TypeName.FullName -split '\.')[-1])::$member"
        if ($name -in $script:Newer51Statics) { return "[$name]" }
        return
    }
    if (-not $script:Newer51Members.ContainsKey($member)) { return }
    $from = $script:Newer51Members[$member]
    $called = $Node -is [System.Management.Automation.Language.InvokeMemberExpressionAst]
    if ($null -eq $from) { if (-not $called) { return "the property $member" } }
    elseif ($called -and @($Node.Arguments | Where-Object { $null -ne $_ }).Count -ge $from) { return "the method $member with $from or more arguments" }
}

function Get-NewerCommand51 {
    param($Node)
    $name = $Node.GetCommandName()
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
