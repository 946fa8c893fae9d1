# JSON to and from the core. Reading is always into a declared type: ConvertFrom-Json would turn a tag such as
# "2026-11-20T00:00:00Z" into a date and lose how it was written.

# UTF-8 bytes of a request. Values are strings, numbers, booleans, arrays and ordered tables only, never dates.
function ConvertTo-SnaplineJson {
    param([Parameter(Mandatory)] $Value)
    return , [System.Text.Encoding]::UTF8.GetBytes((ConvertTo-Json -InputObject $Value -Depth 8 -Compress))
}

# Reads UTF-8 bytes into one of the types in $script:SnaplineTypes, member names without case.
function ConvertFrom-SnaplineJson {
    param([Parameter(Mandatory)] [AllowEmptyCollection()] [byte[]] $Bytes, [Parameter(Mandatory)] [type] $As)
    if ($PSVersionTable.PSEdition -eq 'Desktop') {
        if ($null -eq $script:SnaplineJson) {
            Add-Type -AssemblyName System.Web.Extensions
            $script:SnaplineJson = [System.Web.Script.Serialization.JavaScriptSerializer]::new()
            $script:SnaplineJson.MaxJsonLength = [int]::MaxValue
            $script:SnaplineJson.RecursionLimit = 64
        }
        return , $script:SnaplineJson.Deserialize([System.Text.Encoding]::UTF8.GetString($Bytes), $As)
    }
    if ($null -eq $script:SnaplineJson) {
        $script:SnaplineJson = [System.Text.Json.JsonSerializerOptions]::new()
        $script:SnaplineJson.PropertyNameCaseInsensitive = $true
    }
    return , [System.Text.Json.JsonSerializer]::Deserialize([System.IO.MemoryStream]::new($Bytes), $As, $script:SnaplineJson)
}

# JSON text inside a row (tags, labels) into its type; $null for a missing one.
function ConvertFrom-SnaplineJsonText {
    param([string] $Text, [Parameter(Mandatory)] [type] $As)
    if ([string]::IsNullOrEmpty($Text)) { return $null }
    return , (ConvertFrom-SnaplineJson -Bytes ([System.Text.Encoding]::UTF8.GetBytes($Text)) -As $As)
}
