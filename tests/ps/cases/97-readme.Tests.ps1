# What README shows of PowerShell is what comes out: its commands are run as they stand over the sample fleet, of which each test
# file has a fresh one, and compared but for numbers, which are of the day.

Describe 'README' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        $readme = [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot '../../../README.md')).Replace("`r", '')
        $session = [regex]::Match($readme, '(?s)```\nPS> (.*?)```').Groups[1].Value
        $shape = { param($text) $text.Trim() -replace '-[0-9a-f]{6}\b', '-hash' -replace '\d+(\.\d+)?', '0' -replace '-{2,}', '--' -replace '[ \n]+', ' ' }
    }

    It 'README shows what its three commands print' {
        $calls = @($session -split '(?m)^PS> ')
        Assert-Equal 3 $calls.Length 'commands'
        foreach ($call in $calls) {
            $line, $shown = $call -split "`n", 2
            # The day of which README speaks was the third day before the one on which it was written.
            $run = $line.Replace("'2026-11-18'", "'$([DateTime]::UtcNow.AddDays(-3).ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture))'")
            $words = "`$ProgressPreference = 'SilentlyContinue'; Import-Module '$ModulePath'; `$env:AZURE_SUBSCRIPTION_ID = '5eed0000-0000-4000-8000-000000000001'; `$PSDefaultParameterValues = @{ '*-IncrementalSnapshot:Endpoint' = '$Endpoint'; '*-IncrementalSnapshot:AccessToken' = '$($script:At.AccessToken)' }; $run | Out-String -Width 120"
            $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $words | Out-String -Width 400
            Assert-Equal (& $shape $shown) (& $shape $said) $line
        }
    }
}
