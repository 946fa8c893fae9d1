# Windows PowerShell 5.1: what it does not know is in no file that it reads. It is not at hand here; lint51.ps1 stands in.

Describe 'What Windows PowerShell 5.1 does not know' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
        . (Join-Path $PSScriptRoot '../lint51.ps1')

        function Get-Fixture51 { param([string] $Name) return [System.IO.File]::ReadAllText((Join-Path $PSScriptRoot "../lint51/$Name.ps1")) }

        $scripts = @(Get-ChildItem (Split-Path $ModulePath) -Recurse -Include '*.ps1', '*.psm1', '*.psd1')
        # Runbooks are for 5.1 too.
        $runbooks = Join-Path $PSScriptRoot '../../../runbooks'
        if (Test-Path -LiteralPath $runbooks) { $scripts += @(Get-ChildItem -LiteralPath $runbooks -Recurse -Include '*.ps1') }
    }

    It 'the check finds every line of the red fixture, and no other' {
        $text = Get-Fixture51 'red'
        $number = 0
        $due = @(foreach ($line in $text.Split("`n")) { $number++; if ($line -cmatch '# .*!\s*$') { $number } })
        $found = @(Get-Fault51 -Text $text | ForEach-Object { [int]$_.Split(':')[0] } | Sort-Object -Unique)
        Assert-True ($due.Length -ge 35) 'the fixture has its lines'
        Assert-Equal $due $found 'lines'
    }

    It 'the check leaves the green fixture alone' {
        Assert-Equal @() @(Get-Fault51 -Text (Get-Fixture51 'green')) 'faults'
    }

    It 'no file uses what Windows PowerShell 5.1 does not know' {
        foreach ($file in $scripts) { Assert-Equal @() @(Get-Fault51 -Text ([System.IO.File]::ReadAllText($file.FullName))) $file.Name }
    }

    It 'no file has a character beyond ASCII, and none reads free text with ConvertFrom-Json' {
        foreach ($file in $scripts) {
            $text = [System.IO.File]::ReadAllText($file.FullName)
            # 5.1 reads a file without a byte order mark in the machine's own code page.
            Assert-True ($text -cnotmatch '[^\x00-\x7f]') "$($file.Name) is ASCII"
            Assert-True ($text -cnotmatch '(?m)^[^#]*\bConvertFrom-Json\b') "$($file.Name) does without ConvertFrom-Json"
        }
    }
}
