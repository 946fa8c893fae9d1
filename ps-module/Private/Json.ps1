# JSON to and from the core. Reading is always into a declared type: ConvertFrom-Json would turn a tag such as
# "2026-11-20T00:00:00Z" into a date and lose how it was written.

# UTF-8 bytes of a value: the same for the same value, however PowerShell holds it. Strings, numbers, booleans, arrays and ordered
# tables only, never dates.
function ConvertTo-SnaplineJson {
    param([Parameter(Mandatory)] $Value)
    return , [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $Value -Depth 8 -Compress))
}

# The same of a request, where nobody minds how it is written. 7.x writes what is plain without the cmdlet, which takes longer to
# be found and loaded than a whole call.
function ConvertTo-SnaplineRequest {
    param([Parameter(Mandatory)] [System.Collections.IDictionary] $Request)
    if (Test-SnaplinePlain -Value $Request.Values) { return , (ConvertTo-SnaplineSignal -Signal $Request) }
    return , (ConvertTo-SnaplineJson -Value $Request)
}

# The same of what is known to be plain, such as an event for a flow, of which a long list has hundreds.
function ConvertTo-SnaplineSignal {
    param([System.Collections.IDictionary] $Signal)
    if ($PSVersionTable.PSEdition -eq 'Desktop') { return , (ConvertTo-SnaplineJson -Value $Signal) }
    return , [System.Text.Json.JsonSerializer]::SerializeToUtf8Bytes($Signal, [System.Collections.IDictionary], (Get-SnaplineSerializer))
}

# Whether values are plain all the way down. What PowerShell has wrapped the serialiser would take for an object.
function Test-SnaplinePlain {
    param([System.Collections.ICollection] $Value)
    foreach ($one in $Value) {
        if ($null -eq $one) { continue }
        if ($one -is [psobject]) { return $false }
        if ($one -is [string] -or $one -is [ValueType] -or $one -is [string[]]) { continue }
        if ($one -is [System.Collections.IDictionary]) { $below = $one.Values }
        elseif ($one -is [System.Collections.IList]) { $below = $one }
        else { return $false }
        if (-not (Test-SnaplinePlain -Value $below)) { return $false }
    }
    return $true
}

# The serialiser of this edition: made once, since it learns the types that it reads.
function Get-SnaplineSerializer {
    if ($null -eq $script:SnaplineJson) {
        if ($PSVersionTable.PSEdition -eq 'Desktop') {
            Add-Type -AssemblyName System.Web.Extensions
            $script:SnaplineJson = [System.Web.Script.Serialization.JavaScriptSerializer]::new()
            $script:SnaplineJson.MaxJsonLength = [int]::MaxValue
            $script:SnaplineJson.RecursionLimit = 64
        }
        else {
            $script:SnaplineJson = [System.Text.Json.JsonSerializerOptions]::new()
            $script:SnaplineJson.PropertyNameCaseInsensitive = $true
            # The members of RowTypes.ps1 are fields.
            $script:SnaplineJson.IncludeFields = $true
            # Numbers that can pass 2^53 travel as text.
            $script:SnaplineJson.NumberHandling = [System.Text.Json.Serialization.JsonNumberHandling]::AllowReadingFromString
        }
    }
    return $script:SnaplineJson
}

# Reads UTF-8 bytes into one of the types in $script:SnaplineTypes, member names without case.
function ConvertFrom-SnaplineJson {
    param($Bytes, $As)
    $serializer = Get-SnaplineSerializer
    if ($PSVersionTable.PSEdition -eq 'Desktop') { return , $serializer.Deserialize([System.Text.Encoding]::UTF8.GetString($Bytes), $As) }
    return , [System.Text.Json.JsonSerializer]::Deserialize([System.IO.MemoryStream]::new([byte[]]$Bytes), $As, $serializer)
}

# A member that was read as it came (a class names it `object`), as JSON text again.
function ConvertTo-SnaplineJsonText {
    param([Parameter(Mandatory)] $Value)
    if ($PSVersionTable.PSEdition -eq 'Desktop') { return (Get-SnaplineSerializer).Serialize($Value) }
    return $Value.GetRawText()
}
