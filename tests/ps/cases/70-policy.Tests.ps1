# Test-IncrementalSnapshotPolicy: the core's lint, as objects and as a table.

Describe 'Test-IncrementalSnapshotPolicy' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '../setup.ps1')
    }

    It 'a policy that runs into L1 is told with its date, arithmetic and a fix' {
        $found = @(Test-IncrementalSnapshotPolicy 'hourly=720 zone=UTC every=1h')
        $full = @($found | Where-Object Id -EQ 'L1')
        Assert-Equal 1 $full.Length 'findings of L1'
        Assert-True ($full[0].Date -is [datetime] -and $full[0].Date.Kind -eq 'Utc') "date: $($full[0].Date)"
        Assert-Contains $full[0].Arithmetic '500' 'arithmetic'
        Assert-Contains $full[0].Fix 'hourly' 'fix'
        Assert-Equal 'limits/l1' $full[0].Page 'page'
        Assert-Contains ($full | Out-String -Width 120) $full[0].Title 'table'
    }

    It 'the hours that a zone skips and repeats are told (V10)' {
        $found = @(Test-IncrementalSnapshotPolicy 'daily=7 zone=Europe/Vienna at=02:30' -HorizonDays 400)
        $text = ($found | Out-String -Width 120)
        Assert-Contains $text '02:30' 'the time'
        Assert-True (@($found | Where-Object { $null -ne $_.Date -and $_.Date.Month -in 3, 10 }).Length -ge 1) "a date of a clock change: $text"
    }

    It 'a policy is read from the pipe and from a file, as JSON and in short' {
        $json = '{"zone": "UTC", "keep": {"daily": 7}, "schedule": {"times": ["02:00"]}}'
        $piped = @($json | Test-IncrementalSnapshotPolicy | ForEach-Object Id)
        $file = Join-Path ([System.IO.Path]::GetTempPath()) "snapline-policy-$([guid]::NewGuid()).json"
        try {
            [System.IO.File]::WriteAllText($file, $json, [System.Text.Encoding]::Unicode)
            $read = @(Test-IncrementalSnapshotPolicy -PolicyPath $file | ForEach-Object Id)
        }
        finally { Remove-Item -LiteralPath $file -ErrorAction SilentlyContinue }
        $short = @(Test-IncrementalSnapshotPolicy 'daily=7 zone=UTC at=02:00' | ForEach-Object Id)
        Assert-Equal "$piped" "$read" 'file'
        Assert-Equal "$piped" "$short" 'short form'
        Assert-Equal 0 @(Test-IncrementalSnapshotPolicy -Preset restic-0.14).Length 'findings of a preset'
        $null = Assert-Error 'Snapline.preset_unknown' { Test-IncrementalSnapshotPolicy -Preset aws }
        Assert-True ('L1' -notin $piped) 'a good policy meets no limit'
    }

    It 'of several policies one that cannot be read is an error beside the findings of the others' {
        $said = Invoke-Recorded { 'daily=x', 'hourly=720 zone=Europe/Vienna every=1h' | Test-IncrementalSnapshotPolicy -ErrorAction Continue }
        Assert-Equal @(1, 'Snapline.bad_policy') @($said.Errors.Count, $said.Errors[0].FullyQualifiedErrorId.Split(',')[0]) 'errors'
        Assert-True (@($said.Output.Id) -ccontains 'L1') 'findings'
    }

    It 'what is wrong in a policy is an error that names it' {
        $misspelt = Assert-Error 'Snapline.bad_policy' { Test-IncrementalSnapshotPolicy 'dayly=7 zone=UTC' }
        Assert-Contains $misspelt.Exception.Message 'daily' 'what was meant'
        $negative = Assert-Error 'Snapline.bad_policy' { Test-IncrementalSnapshotPolicy '{"zone": "UTC", "keep": {"daily": -1}}' }
        Assert-Contains $negative.Exception.Message '/keep/daily' 'the place'
        $none = Assert-Error 'Snapline.file_unreadable' { Test-IncrementalSnapshotPolicy -PolicyPath (Join-Path ([System.IO.Path]::GetTempPath()) 'snapline-none.json') }
        Assert-Contains $none.Exception.Message 'names no file' 'why'
    }
}
