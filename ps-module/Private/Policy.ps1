# What the commands about policies share.

# One finding of the core as a `Snapline.Finding`.
function ConvertTo-SnaplineFinding {
    param($Finding)
    $date = $Finding.date
    # 5.1 reads an instant into local time.
    if ($null -ne $date) { $date = ([datetime]$date).ToUniversalTime() }
    $fix = $null
    if ($null -ne $Finding.fix) { $fix = $Finding.fix.text }
    [pscustomobject]@{
        PSTypeName = 'Snapline.Finding'
        Level      = $Finding.level
        Date       = $date
        Id         = $Finding.id
        Title      = $Finding.title
        Text       = $Finding.text
        Arithmetic = $Finding.arithmetic
        Fix        = $fix
        Unit       = $Finding.unit
        Page       = $Finding.page
    }
}
