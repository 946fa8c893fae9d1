# The module as a thing: what it exports, how it is imported.

$commands = @(
    'Compare-IncrementalSnapshot'
    'Copy-IncrementalSnapshot'
    'Export-IncrementalSnapshot'
    'Export-IncrementalSnapshotPlan'
    'Get-IncrementalSnapshot'
    'Get-IncrementalSnapshotPlan'
    'Invoke-IncrementalSnapshotPolicy'
    'New-IncrementalSnapshot'
    'Remove-IncrementalSnapshot'
    'Test-IncrementalSnapshotPolicy'
    'Test-SnaplineHost'
    'Wait-IncrementalSnapshot'
)

Test-That 'the manifest is valid and exports exactly its commands' {
    $manifest = Test-ModuleManifest -Path $ModulePath
    Assert-Equal $commands ($manifest.ExportedCommands.Keys | Sort-Object)
    Assert-Equal $commands ((Get-Command -Module Snapline).Name | Sort-Object)
}

Test-That 'the import leaves no alias and no global behind' {
    Assert-Equal $before.Aliases @(Get-Alias).Length 'aliases'
    $new = @(Get-Variable -Scope Global | ForEach-Object Name | Where-Object { $_ -notin $before.Globals -and $_ -like '*snap*' })
    Assert-Equal @() $new 'global variables'
}

Test-That 'the import defines no type and loads no library' {
    $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Import-Module '$ModulePath'; [bool]('Snapline.Native' -as [type]); @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object FullName -like 'PowerShell Class*').Length"
    Assert-Equal @('False', '0') $said
}

# What an import costs is measured, not tested (N6); that it reads one file of code is what keeps it low.
Test-That 'the packaged module is one file of code, and types wait for the first command' {
    $folder = [System.IO.Path]::GetDirectoryName($ModulePath)
    Assert-True (-not [System.IO.File]::ReadAllText([System.IO.Path]::ChangeExtension($ModulePath, '.psm1')).Contains('# <files>')) 'the files are in the psm1'
    $beside = @(Get-ChildItem -LiteralPath $folder -Recurse -Filter '*.ps1' | ForEach-Object Name | Sort-Object)
    Assert-Equal @('Native.ps1', 'Types.ps1') $beside 'scripts beside it'
}

Test-That 'Test-SnaplineHost says that this host is fit, and sends nothing' {
    $asked = @(Get-Log).Length
    $checks = @(Test-SnaplineHost @script:At)
    Assert-Equal @() @($checks | Where-Object { -not $_.Ok } | ForEach-Object { "$($_.Check): $($_.Detail)" }) 'failed checks'
    Assert-Equal @('PowerShell', 'Platform', 'LanguageMode', 'LibraryFile', 'LibraryLoads', 'Culture', 'SignInSources') $checks.Check
    Assert-Equal $asked @(Get-Log).Length 'requests'
}

Test-That 'Test-SnaplineHost -Online signs in and calls the endpoint' {
    $checks = @(Test-SnaplineHost @script:At -Online)
    Assert-Equal @() @($checks | Where-Object { -not $_.Ok } | ForEach-Object { "$($_.Check): $($_.Detail)" }) 'failed checks'
    Assert-Equal @('SignIn', 'Endpoint') ($checks.Check | Select-Object -Last 2)
}

Test-That 'a library that is missing or is none is named with the way out' {
    foreach ($case in @(@('library_missing', '/nowhere/libsnap_capi.so'), @('library_load', $ModulePath))) {
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "`$env:SNAPLINE_NATIVE_PATH = '$($case[1])'; Import-Module '$ModulePath'; try { Get-IncrementalSnapshot -Path '$PSCommandPath' } catch { `$_.FullyQualifiedErrorId }; (Test-SnaplineHost | Where-Object Check -eq LibraryLoads).Ok"
        Assert-Equal @("Snapline.$($case[0]),Get-IncrementalSnapshot", 'False') $said
    }
}

Test-That 'in a constrained session the import works and Test-SnaplineHost names the cause' {
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule($ModulePath)
    $shell = [powershell]::Create($state)
    try {
        $null = $shell.AddScript('$ExecutionContext.SessionState.LanguageMode = "ConstrainedLanguage"; Test-SnaplineHost')
        $checks = @($shell.Invoke())
        Assert-True ($checks.Check -ccontains 'LanguageMode') 'the check is there'
    }
    finally { $shell.Dispose() }
}
