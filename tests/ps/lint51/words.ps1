# What lint51.ps1 looks for: what PowerShell 7.6 with .NET 10 has and Windows PowerShell 5.1 with .NET Framework 4.7.2 has
# not, as far as a script may come to use it. The commands and parameters are all there are in Microsoft.PowerShell.*.

# Commands that came later; with a list: parameters that came later.
$script:Newer51Commands = @{
    'Start-ThreadJob' = $null; 'Get-Error' = $null; 'Test-Json' = $null; 'Join-String' = $null; 'Get-Uptime' = $null; 'Remove-Alias' = $null
    'ConvertFrom-Markdown' = $null; 'Show-Markdown' = $null; 'Get-MarkdownOption' = $null; 'Set-MarkdownOption' = $null; 'ConvertTo-CliXml' = $null; 'ConvertFrom-CliXml' = $null; 'Get-SecureRandom' = $null
    'Get-ExperimentalFeature' = $null; 'Enable-ExperimentalFeature' = $null; 'Disable-ExperimentalFeature' = $null; 'Get-PSSubsystem' = $null; 'Switch-Process' = $null; 'Get-Verb' = @('Group')
    'ForEach-Object' = @('Parallel', 'ThrottleLimit', 'TimeoutSeconds', 'AsJob', 'UseNewRunspace'); 'Where-Object' = @('Not')
    'ConvertFrom-Json' = @('AsHashtable', 'Depth', 'NoEnumerate', 'DateKind'); 'ConvertTo-Json' = @('AsArray', 'EnumsAsStrings', 'EscapeHandling')
    'Get-Content' = @('AsByteStream'); 'Set-Content' = @('AsByteStream'); 'Add-Content' = @('AsByteStream'); 'Out-String' = @('NoNewline')
    'Invoke-WebRequest' = @('SkipCertificateCheck', 'NoProxy', 'SkipHttpErrorCheck', 'Authentication', 'Token', 'Form', 'MaximumRetryCount', 'RetryIntervalSec', 'SslProtocol', 'CustomMethod', 'AllowUnencryptedAuthentication', 'AllowInsecureRedirect', 'SkipHeaderValidation', 'Resume', 'HttpVersion', 'UnixSocket', 'ConnectionTimeoutSeconds', 'OperationTimeoutSeconds', 'PreserveAuthorizationOnRedirect', 'PreserveHttpMethodOnRedirect')
    'Sort-Object' = @('Top', 'Bottom', 'Stable'); 'Select-Object' = @('SkipIndex', 'CaseInsensitive'); 'Select-String' = @('Raw', 'NoEmphasis', 'Culture'); 'Get-Unique' = @('CaseInsensitive')
    'Measure-Object' = @('StandardDeviation', 'AllStats'); 'Join-Path' = @('AdditionalChildPath'); 'Split-Path' = @('LeafBase', 'Extension'); 'Convert-Path' = @('Force')
    'Get-Date' = @('AsUTC', 'UnixTimeSeconds'); 'New-TimeSpan' = @('Milliseconds'); 'New-Guid' = @('Empty', 'InputObject'); 'Get-ChildItem' = @('FollowSymlink'); 'Get-Random' = @('Shuffle')
    'Resolve-Path' = @('RelativeBasePath', 'Force'); 'Tee-Object' = @('Encoding'); 'Start-Job' = @('WorkingDirectory', 'ConnectingTimeout', 'Options'); 'Start-Process' = @('Environment', 'WhatIf', 'Confirm'); 'Wait-Process' = @('Any', 'PassThru')
    'Import-Module' = @('UseWindowsPowerShell', 'SkipEditionCheck'); 'Get-Module' = @('SkipEditionCheck'); 'Get-Command' = @('ExcludeModule', 'FuzzyMinimumDistance', 'UseAbbreviationExpansion', 'UseFuzzyMatching'); 'Add-Type' = @('CompilerOptions')
    'Import-PowerShellDataFile' = @('SkipLimitCheck'); 'ConvertTo-Csv' = @('UseQuotes', 'QuoteFields', 'NoHeader', 'IncludeTypeInformation'); 'Export-Csv' = @('UseQuotes', 'QuoteFields', 'NoHeader', 'IncludeTypeInformation')
    'ConvertFrom-SecureString' = @('AsPlainText'); 'ConvertFrom-StringData' = @('Delimiter'); 'ConvertTo-Html' = @('Charset', 'Meta', 'Transitional'); 'Read-Host' = @('MaskInput'); 'Get-Credential' = @('Title')
    'Start-Sleep' = @('Duration'); 'New-TemporaryFile' = @('Extension'); 'Get-Clipboard' = @('Delimiter'); 'Set-Clipboard' = @('AsOSC52', 'PassThru'); 'Set-Variable' = @('Append'); 'Get-Culture' = @('Name', 'ListAvailable', 'NoUserOverrides')
    'Compress-Archive' = @('PassThru'); 'Expand-Archive' = @('PassThru'); 'Format-Hex' = @('Count', 'Offset'); 'Format-Table' = @('RepeatHeader'); 'Get-PfxCertificate' = @('NoPromptForPassword', 'Password')
    'New-ModuleManifest' = @('ExternalModuleDependencies', 'Prerelease', 'RequireLicenseAcceptance'); 'Register-ArgumentCompleter' = @('NativeFallback'); 'Save-Help' = @('Scope'); 'Update-Help' = @('Scope')
    'Start-Transcript' = @('UseMinimalHeader'); 'Stop-Transcript' = @('WhatIf', 'Confirm'); 'Send-MailMessage' = @('ReplyTo'); 'Debug-Job' = @('BreakAll'); 'Debug-Runspace' = @('BreakAll')
    'Get-PSBreakpoint' = @('Runspace'); 'Set-PSBreakpoint' = @('Runspace'); 'Enable-PSBreakpoint' = @('Runspace'); 'Disable-PSBreakpoint' = @('Runspace'); 'Remove-PSBreakpoint' = @('Runspace')
    'Invoke-Command' = @('HostName', 'SSHConnection', 'SSHTransport', 'KeyFilePath', 'Subsystem', 'UserName', 'ConnectingTimeout', 'Options', 'RemoteDebug'); 'Enter-PSHostProcess' = @('CustomPipeName')
    'Test-Connection' = @('Ping', 'TargetName', 'TcpPort', 'TimeoutSeconds', 'Traceroute', 'MtuSize', 'Repeat', 'ResolveDestination', 'IPv4', 'IPv6', 'MaxHops', 'DontFragment', 'Detailed')
}
$script:Newer51Commands['Invoke-RestMethod'] = $script:Newer51Commands['Invoke-WebRequest'] + @('StatusCodeVariable', 'ResponseHeadersVariable', 'FollowRelLink', 'MaximumFollowRelLink')
$script:Newer51Commands['New-PSSession'] = @('HostName', 'SSHConnection', 'SSHTransport', 'KeyFilePath', 'Subsystem', 'UserName', 'ConnectingTimeout', 'Options', 'UseWindowsPowerShell')
$script:Newer51Commands['Enter-PSSession'] = $script:Newer51Commands['New-PSSession']

# Types, or beginnings of their names with a dot at the end. Short names are those of type accelerators.
$script:Newer51Types = @(
    'System.Text.Json.', 'System.Text.Encodings.Web.', 'System.Text.Unicode.', 'System.Buffers.', 'System.Threading.Channels.', 'System.Threading.Tasks.Dataflow.', 'System.Formats.', 'System.IO.Pipelines.', 'System.IO.Enumeration.', 'System.Runtime.Loader.', 'System.Numerics.Tensors.'
    'System.Collections.Frozen.', 'System.Collections.Immutable.', 'System.Diagnostics.Metrics.', 'System.Net.Http.Json.', 'System.Net.Quic.', 'System.Net.ServerSentEvents.', 'System.Management.Automation.Subsystem.'
    'System.Span', 'System.ReadOnlySpan', 'System.Memory', 'System.ReadOnlyMemory', 'System.HashCode', 'System.Half', 'System.Int128', 'System.UInt128', 'System.Index', 'System.Range', 'System.DateOnly', 'System.TimeOnly', 'System.MathF', 'System.MemoryExtensions', 'System.UriCreationOptions', 'System.GCMemoryInfo', 'System.IAsyncDisposable'
    'System.TimeProvider', 'System.Text.Rune', 'System.Text.Ascii', 'System.Text.CompositeFormat', 'System.Text.CodePagesEncodingProvider', 'System.Text.RegularExpressions.RegexParseException', 'System.Globalization.ISOWeek', 'System.Numerics.BitOperations', 'System.Linq.AsyncEnumerable'
    'System.Net.Http.SocketsHttpHandler', 'System.Net.Http.HttpVersionPolicy', 'System.Net.Http.HttpRequestOptions', 'System.Net.Http.HttpRequestError', 'System.Net.Http.HttpIOException', 'System.Net.Http.ReadOnlyMemoryContent', 'System.Net.IPNetwork', 'System.Net.Sockets.UnixDomainSocketEndPoint', 'System.Net.Security.SslClientAuthenticationOptions', 'System.Net.Security.SslStreamCertificateContext'
    'System.Collections.Generic.PriorityQueue', 'System.Collections.Generic.OrderedDictionary', 'System.Collections.Generic.CollectionExtensions', 'System.Collections.Generic.ReferenceEqualityComparer', 'System.Collections.Generic.IReadOnlySet', 'System.Collections.Generic.IAsyncEnumerable'
    'System.IO.Compression.BrotliStream', 'System.IO.Compression.ZLibStream', 'System.IO.FileStreamOptions', 'System.IO.EnumerationOptions', 'System.IO.RandomAccess', 'System.IO.UnixFileMode', 'System.IO.MatchType', 'System.IO.MatchCasing', 'System.IO.FileSystemAclExtensions'
    'System.Threading.Tasks.ValueTask', 'System.Threading.Tasks.ConfigureAwaitOptions', 'System.Threading.PeriodicTimer', 'System.Threading.Lock', 'System.Threading.ITimer', 'System.Diagnostics.Activity', 'System.Diagnostics.ActivitySource', 'System.Diagnostics.DiagnosticListener', 'System.Diagnostics.UnreachableException'
    'System.Runtime.InteropServices.NativeLibrary', 'System.Runtime.InteropServices.NativeMemory', 'System.Runtime.InteropServices.CollectionsMarshal', 'System.Runtime.InteropServices.MemoryMarshal', 'System.Runtime.InteropServices.PosixSignal', 'System.Runtime.InteropServices.PosixSignalRegistration', 'System.Runtime.JitInfo'
    'System.Security.Cryptography.AesGcm', 'System.Security.Cryptography.AesCcm', 'System.Security.Cryptography.ChaCha20Poly1305', 'System.Security.Cryptography.HKDF', 'System.Security.Cryptography.CryptographicOperations', 'System.Security.Cryptography.PemEncoding', 'System.Security.Cryptography.PbeParameters', 'System.Security.Cryptography.SHA3_256', 'System.Security.Cryptography.SHA3_384', 'System.Security.Cryptography.SHA3_512', 'System.Security.Cryptography.X509Certificates.X509CertificateLoader'
    'System.Management.Automation.SemanticVersion', 'System.Management.Automation.PSStyle', 'System.Management.Automation.OutputRendering', 'System.Management.Automation.ExperimentalFeature', 'System.Management.Automation.NativeCommandExitException', 'System.Management.Automation.IValidateSetValuesGenerator', 'System.Management.Automation.IArgumentCompleterFactory'
    'semver', 'uint', 'ulong', 'ushort', 'short', 'pspropertyexpression', 'ArgumentCompletions', 'ValidateNotNullOrWhiteSpace', 'NoRunspaceAffinity', 'Experimental', 'ExperimentAction', 'ExperimentalFeature'
)

# Types that 5.1 has, in an assembly that no session of it has loaded: beginnings of names, and what Add-Type loads.
$script:Unloaded51 = [ordered]@{
    'System.Net.Http.' = 'System.Net.Http'; 'System.Web.Script.' = 'System.Web.Extensions'; 'System.Web.' = 'System.Web'; 'System.IO.Compression.ZipFile' = 'System.IO.Compression.FileSystem'; 'System.IO.Compression.Zip' = 'System.IO.Compression'
    'System.Runtime.Caching.' = 'System.Runtime.Caching'; 'System.Security.Cryptography.ProtectedData' = 'System.Security'; 'System.Security.Cryptography.Pkcs.' = 'System.Security'; 'System.Security.Cryptography.Xml.' = 'System.Security'
    'System.Runtime.Serialization.Json.' = 'System.Runtime.Serialization'; 'System.Xml.Linq.' = 'System.Xml.Linq'; 'System.Windows.Forms.' = 'System.Windows.Forms'; 'System.Drawing.' = 'System.Drawing'
}

# Static members as Type::Member, the type without its namespace; `*` is every type.
$script:Newer51Statics = @(
    'Convert::ToHexString', 'Convert::FromHexString', 'Convert::ToHexStringLower', 'Path::Join', 'Path::TryJoin', 'Path::GetRelativePath', 'Path::IsPathFullyQualified', 'Path::EndsInDirectorySeparator', 'Path::TrimEndingDirectorySeparator', 'Path::Exists'
    'File::ReadAllTextAsync', 'File::ReadAllBytesAsync', 'File::ReadAllLinesAsync', 'File::WriteAllTextAsync', 'File::WriteAllBytesAsync', 'File::WriteAllLinesAsync', 'File::AppendAllTextAsync', 'File::AppendAllLinesAsync', 'File::AppendAllBytes', 'File::AppendAllBytesAsync', 'File::CreateSymbolicLink', 'File::ResolveLinkTarget', 'File::SetUnixFileMode', 'File::GetUnixFileMode', 'File::OpenHandle', 'File::ReadLinesAsync'
    'Directory::CreateTempSubdirectory', 'Directory::CreateSymbolicLink', 'Directory::ResolveLinkTarget', 'Environment::ProcessId', 'Environment::ProcessPath', 'Environment::TickCount64', 'Environment::IsPrivilegedProcess', 'Environment::CpuUsage', 'AppContext::SetData', 'RuntimeInformation::RuntimeIdentifier'
    'Math::Clamp', 'Math::Cbrt', 'Math::Log2', 'Math::ILogB', 'Math::CopySign', 'Math::ScaleB', 'Math::BitIncrement', 'Math::BitDecrement', 'Math::FusedMultiplyAdd', 'Math::MaxMagnitude', 'Math::MinMagnitude', 'Math::SinCos', 'Math::Tau', 'Math::Acosh', 'Math::Asinh', 'Math::Atanh'
    'Array::Fill', 'Array::MaxLength', 'String::Create', 'DateTime::UnixEpoch', 'DateTimeOffset::UnixEpoch', 'Random::Shared', 'Guid::CreateVersion7', 'Guid::AllBitsSet', '*::HashData', '*::HashDataAsync', '*::HashSizeInBytes', '*::HashSizeInBits', 'RandomNumberGenerator::Fill', 'RandomNumberGenerator::GetInt32', 'RandomNumberGenerator::GetBytes', 'RandomNumberGenerator::GetHexString', 'Rfc2898DeriveBytes::Pbkdf2', 'X509Certificate2::CreateFromPem', 'X509Certificate2::CreateFromPemFile'
    'Encoding::Latin1', 'Marshal::PtrToStringUTF8', 'Marshal::StringToCoTaskMemUTF8', 'HttpMethod::Patch', 'HttpMethod::Connect', 'HttpStatusCode::TooManyRequests', 'HttpStatusCode::PermanentRedirect', 'HttpStatusCode::UnprocessableEntity', 'HttpStatusCode::MisdirectedRequest', 'HttpStatusCode::Locked', 'HttpStatusCode::FailedDependency', 'HttpStatusCode::PreconditionRequired', 'HttpVersion::Version20', 'HttpVersion::Version30'
    'SslProtocols::Tls13', 'SecurityProtocolType::Tls13', 'StringSplitOptions::TrimEntries', 'CompressionLevel::SmallestSize', 'DecompressionMethods::Brotli', 'DecompressionMethods::All', 'ArgumentNullException::ThrowIfNull', 'ArgumentException::ThrowIfNullOrEmpty', 'ObjectDisposedException::ThrowIf', 'Task::WhenEach', 'ValueTask::CompletedTask', 'Stopwatch::GetElapsedTime', 'Enum::GetValuesAsUnderlyingType', 'TimeSpan::FromMicroseconds'
    'OperatingSystem::IsWindows', 'OperatingSystem::IsLinux', 'OperatingSystem::IsMacOS', 'Regex::EnumerateMatches', 'Regex::Count', 'Uri::UriSchemeWs', 'Uri::UriSchemeWss', 'GC::GetGCMemoryInfo', 'GC::GetTotalAllocatedBytes', 'GC::GetAllocatedBytesForCurrentThread', 'GC::AllocateUninitializedArray'
    'Enumerable::Chunk', 'Enumerable::DistinctBy', 'Enumerable::MaxBy', 'Enumerable::MinBy', 'Enumerable::ExceptBy', 'Enumerable::IntersectBy', 'Enumerable::UnionBy', 'Enumerable::CountBy', 'Enumerable::AggregateBy', 'Enumerable::Order', 'Enumerable::OrderDescending', 'Enumerable::SkipLast', 'Enumerable::TakeLast', 'Enumerable::Index', 'Enumerable::TryGetNonEnumeratedCount'
)
# What numbers can do by their own types came with .NET 7.
$script:Newer51Statics += foreach ($number in 'Byte', 'SByte', 'Int16', 'UInt16', 'Int32', 'UInt32', 'Int64', 'UInt64', 'Single', 'Double', 'Decimal') {
    foreach ($member in 'Max', 'Min', 'Clamp', 'Abs', 'Sign', 'CopySign', 'MaxMagnitude', 'MinMagnitude', 'IsNegative', 'IsPositive', 'IsPow2', 'Log2', 'PopCount', 'CreateChecked', 'CreateSaturating', 'CreateTruncating') { "${number}::$member" }
}

# Static methods and constructors that 5.1 has, but for calls with so many arguments.
$script:Newer51Calls = @{
    'File::Move' = @(3); 'Path::GetFullPath' = @(2); 'Guid::Parse' = @(2); 'Guid::TryParse' = @(3); 'DateTimeOffset::TryParse' = @(3); 'Int32::TryParse' = @(3); 'Int64::TryParse' = @(3); 'Math::DivRem' = @(2); 'Math::BigMul' = @(3); 'Array::Clear' = @(1)
    'Enum::TryParse' = @(4); 'Enumerable::Zip' = @(2); 'Enumerable::ToDictionary' = @(1); 'Enumerable::FirstOrDefault' = @(3); 'Enumerable::LastOrDefault' = @(3); 'DateTimeOffset::new' = @(3, 10)
}

# Members of objects: from so many arguments on, where a number is given; without one, at all.
$script:Newer51Members = @{
    'ReplaceLineEndings' = 0; 'EnumerateRunes' = 0; 'AsSpan' = 0; 'AsMemory' = 0; 'TryAdd' = 0; 'TryDequeue' = 0; 'TryPeek' = 0; 'EnsureCapacity' = 0; 'GetValueOrDefault' = 1; 'WaitAsync' = 0; 'CancelAsync' = 0; 'TryReset' = 0; 'ReadExactly' = 0; 'ReadExactlyAsync' = 0; 'ReadAtLeast' = 0; 'ReadAtLeastAsync' = 0; 'AppendJoin' = 0; 'GetChunks' = 0; 'AppendLine' = 2; 'Slice' = 0
    'IsCompletedSuccessfully' = $null; 'TrailingHeaders' = $null; 'NonValidated' = $null; 'VersionPolicy' = $null; 'DefaultVersionPolicy' = $null; 'DefaultRequestVersion' = $null; 'TotalMicroseconds' = $null; 'TotalNanoseconds' = $null; 'Microsecond' = $null; 'Microseconds' = $null; 'Nanosecond' = $null; 'TotalOffsetMinutes' = $null
    'ReadAsStringAsync' = 1; 'ReadAsByteArrayAsync' = 1; 'ReadAsStreamAsync' = 1; 'ReadAsStream' = 0; 'Contains' = 2; 'Replace' = 3; 'Kill' = 1; 'WaitForExitAsync' = 0; 'ReadToEndAsync' = 1; 'ReadLineAsync' = 1; 'FlushAsync' = 1; 'DisposeAsync' = 0; 'Dequeue' = 1; 'SetCanceled' = 1; 'LoadIntoBufferAsync' = 2
    'AddMicroseconds' = 0; 'Deconstruct' = 0; 'ToByteArray' = 1; 'NextInt64' = 0; 'NextSingle' = 0; 'GetItems' = 0; 'GetHexString' = 0; 'MatchesHostname' = 0; 'ExportCertificatePem' = 0
}

$script:Newer51Variables = @('IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'EnabledExperimentalFeatures', 'PSNativeCommandArgumentPassing', 'PSNativeCommandUseErrorActionPreference')
