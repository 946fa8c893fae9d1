<#
Stands in for Pester 5, which nobody must have to build this: what the files in `cases` use of it, with its order. The bodies of a
file, of Describe and of Context are run first, to find the tests; then BeforeAll, the tests and AfterAll, block by block. What the
first part sets is gone in the second: only BeforeAll and -ForEach reach a test. Writes TAP by tap.ps1.
Variables begin with `Pester` where a file's own blocks run among them.
#>

# The block whose body is being run: of a file, of Describe or of Context.
$script:PesterBlock = $null

function New-PesterBlock {
    param([string] $Name, $Data)
    return [pscustomobject]@{ Name = $Name; Data = $Data; BeforeAll = $null; AfterAll = $null; Items = [System.Collections.Generic.List[object]]::new() }
}

# One block or test, or with -ForEach one for each of these: a list with a single $null stands for none given.
function Get-PesterData {
    param([System.Collections.IDictionary] $Bound)
    if (-not $Bound.ContainsKey('ForEach')) { return , @(, $null) }
    if (@($Bound['ForEach']).Length -eq 0) { throw "-ForEach of '$($Bound['Name'])' is empty" }
    return , @($Bound['ForEach'])
}

function Describe {
    param([Parameter(Mandatory, Position = 0)] [string] $Name, [Parameter(Mandatory, Position = 1)] [scriptblock] $Fixture, [AllowEmptyCollection()] [object[]] $ForEach)
    $PesterOuter = $script:PesterBlock
    foreach ($PesterData in (Get-PesterData $PSBoundParameters)) {
        $script:PesterBlock = New-PesterBlock -Name $Name -Data $PesterData
        $PesterOuter.Items.Add($script:PesterBlock)
        Set-PesterData $PesterData
        try { $null = & $Fixture }
        finally { $script:PesterBlock = $PesterOuter }
    }
}

Set-Alias -Name Context -Value Describe

function It {
    param([Parameter(Mandatory, Position = 0)] [string] $Name, [Parameter(Mandatory, Position = 1)] [scriptblock] $Test, [AllowEmptyCollection()] [object[]] $ForEach)
    foreach ($PesterData in (Get-PesterData $PSBoundParameters)) {
        $script:PesterBlock.Items.Add([pscustomobject]@{ Name = $Name; Data = $PesterData; Test = $Test })
    }
}

function BeforeAll {
    param([Parameter(Mandatory)] [scriptblock] $Scriptblock)
    if ($null -ne $script:PesterBlock.BeforeAll) { throw "'$($script:PesterBlock.Name)' has BeforeAll twice" }
    $script:PesterBlock.BeforeAll = $Scriptblock
}

function AfterAll {
    param([Parameter(Mandatory)] [scriptblock] $Scriptblock)
    if ($null -ne $script:PesterBlock.AfterAll) { throw "'$($script:PesterBlock.Name)' has AfterAll twice" }
    $script:PesterBlock.AfterAll = $Scriptblock
}

# What is set in it is for the body that it stands in.
function BeforeDiscovery {
    param([Parameter(Mandatory)] [scriptblock] $Scriptblock)
    $PesterKnown = @(Get-Variable -Scope 0 | ForEach-Object Name) + 'PesterKnown', 'PesterOne', 'foreach', '_'
    $null = . $Scriptblock
    foreach ($PesterOne in Get-Variable -Scope 0) {
        if ($PesterOne.Name -notin $PesterKnown) { Set-Variable -Scope 1 -Name $PesterOne.Name -Value $PesterOne.Value }
    }
}

# Ends the test that calls it.
function Set-ItResult {
    param([Parameter(Mandatory)] [switch] $Skipped, [Parameter(Mandatory)] [string] $Because)
    throw [System.Management.Automation.ErrorRecord]::new([System.OperationCanceledException]::new($Because), 'PesterTestSkipped', 'OperationStopped', $Skipped)
}

# Gives the caller what -ForEach gave it: as $_ and, of a table, each value by its name.
function Set-PesterData {
    param($Data)
    if ($null -eq $Data) { return }
    Set-Variable -Scope 1 -Name '_' -Value $Data
    if ($Data -is [System.Collections.IDictionary]) { foreach ($key in $Data.Keys) { Set-Variable -Scope 1 -Name $key -Value $Data[$key] } }
}

function Invoke-PesterTest {
    param($PesterTest)
    Set-PesterData $PesterTest.Data
    $PesterName = $PesterTest.Name
    $PesterClock = [System.Diagnostics.Stopwatch]::StartNew()
    try {
        foreach ($PesterWord in [regex]::Matches($PesterName, '<(\w+)>')) { $PesterName = $PesterName.Replace($PesterWord.Value, "$(Get-Variable -Name $PesterWord.Groups[1].Value -ValueOnly)") }
        $null = & $PesterTest.Test
        Write-TapResult -Name $PesterName -Milliseconds $PesterClock.ElapsedMilliseconds
    }
    catch {
        if ($_.FullyQualifiedErrorId -ceq 'PesterTestSkipped') { Write-TapResult -Name $PesterName -Skipped $_.Exception.Message }
        else { Write-TapResult -Name $PesterName -Fault $_ }
    }
}

# Without what BeforeAll sets up no test of the block means anything: each has failed.
function Write-PesterFault {
    param($Block, $Fault)
    foreach ($item in $Block.Items) {
        if ($item.PSObject.Properties['Items']) { Write-PesterFault $item $Fault }
        else { Write-TapResult -Name $item.Name -Fault $Fault }
    }
}

function Invoke-PesterBlock {
    param($PesterBlock)
    Set-PesterData $PesterBlock.Data
    $PesterReady = $false
    try {
        if ($PesterBlock.BeforeAll) { $null = . $PesterBlock.BeforeAll }
        $PesterReady = $true
    }
    catch { Write-PesterFault $PesterBlock $_ }
    foreach ($PesterItem in $PesterBlock.Items) {
        if (-not $PesterReady) { break }
        if ($PesterItem.PSObject.Properties['Items']) { Invoke-PesterBlock $PesterItem }
        else { Invoke-PesterTest $PesterItem }
    }
    try { if ($PesterBlock.AfterAll) { $null = & $PesterBlock.AfterAll } }
    catch { Write-TapResult -Name "after the tests of $($PesterBlock.Name)" -Fault $_ }
}

# One file, without Pester.
function Invoke-PesterFile {
    param([string] $PesterPath)
    $script:PesterBlock = New-PesterBlock -Name ([System.IO.Path]::GetFileName($PesterPath))
    try {
        # Not called: it would have a script scope of its own.
        $null = & { . $PesterPath }
        Invoke-PesterBlock $script:PesterBlock
    }
    catch { Write-TapResult -Name $script:PesterBlock.Name -Fault $_ }
}
