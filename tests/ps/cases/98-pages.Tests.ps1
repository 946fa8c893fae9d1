# What the commands print, as their pages show it: recorded anew and compared. `SNAPLINE_BLESS=1` writes what was recorded;
# look at it, and then have `cargo xtask commands` put it into the pages.

Describe 'The pages of the commands' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $kept = Join-Path $PSScriptRoot '../../../docs/commands/output'
        $folder = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-record-$([guid]::NewGuid())"
        $null = [System.IO.Directory]::CreateDirectory($folder)

        # A text without what differs from day to day and from run to run: numbers, names of days and months, and the width of columns.
        function Get-Shape {
            param([string] $Text)
            return $Text.Replace("`r", '').Trim() -replace '\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b', 'day' -replace '\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b', 'month' -replace '-[0-9a-f]{6}\b', '-hash' -replace '\d+(\.\d+)?', '0' -replace '-{2,}', '--' -replace '[ \n]+', ' '
        }
    }

    It 'the pages show what the commands print' {
        try {
            $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File (Join-Path $PSScriptRoot '../record.ps1') -ModulePath $ModulePath -Endpoint $Endpoint -ManagementUrl $ManagementUrl -ManagementKey $ManagementKey -Folder $folder | Out-String -Width 400
        }
        finally { Remove-Item -LiteralPath $folder -Recurse -Force }
        $recorded = [ordered]@{}
        foreach ($part in ($said.Replace("`r", '') -split '(?m)^=== ')) {
            $name, $text = $part -split "`n", 2
            if ($name.Trim()) { $recorded[$name.Trim()] = $text.TrimEnd() + "`n" }
        }
        Assert-Equal @(Import-PowerShellDataFile -LiteralPath $ModulePath).FunctionsToExport @($recorded.Keys | Sort-Object -Culture '') 'commands'
        foreach ($name in $recorded.Keys) {
            foreach ($secret in $folder, $Endpoint, 'eyJ', 'sig=') { Assert-Lacks $recorded[$name] $secret }
            $file = Join-Path $kept "$name.txt"
            if ($env:SNAPLINE_BLESS -eq '1') { [System.IO.File]::WriteAllText($file, $recorded[$name]) }
            Assert-Equal (Get-Shape ([System.IO.File]::ReadAllText($file))) (Get-Shape $recorded[$name]) "docs/commands/output/$name.txt"
        }
    }
}
