# The pump's share of a download: pieces behind an access link are asked for, written to the local image and counted. The
# address is a secret (G6): it goes into the request and nowhere else.

# Seconds between two notes of how far a download is: what is written since the last is fetched again after a crash.
$script:SnaplineNoteSeconds = 5

# Takes what a flow found out about bytes. A download's image is prepared by it before the first piece is asked for.
function Receive-SnaplineRange {
    param($Run, $Step)
    $Run.Ranges = $Step
    if ($null -ne $Run.Image) { Initialize-SnaplineImage -Image $Run.Image -Step $Step -Changed:$Run.Warnings.Contains('ranges_changed') }
}

# Sends the GET of a `download` step.
function Send-SnaplinePiece {
    param($Run, $Step)
    if ($null -eq $Run.Image) {
        throw (New-SnaplineError -Code 'step_unknown' -Target $Step.step -Message 'the flow asks for a download where no image was named; the flow was stopped.')
    }
    if ($null -eq $Run.PieceClient) {
        $Run.PieceClient = New-SnaplineHttpClient -Endpoint $Run.SignIn.Endpoint -Piece
        $Run.PieceStop = [System.Threading.CancellationTokenSource]::new()
    }
    $Step.method = 'GET'
    Write-Verbose "#$($Step.id) GET bytes $($Step.range[0])-$($Step.range[1]) of an access link"
    $task = Start-SnaplineRequest -Client $Run.PieceClient -Step $Step -Cancellation $Run.PieceStop
    $Run.Pending.Add([pscustomobject]@{ Id = $Step.id; Task = $task; Started = [DateTime]::UtcNow; Piece = $Step })
}

# Writes a piece that came, and tells the flow how many bytes it was. Nothing is written that is not as long as asked: it
# would run into its neighbour. Whether it is the right piece is the flow's to judge.
function Write-SnaplinePiece {
    param($Run, $Finished, $Reply)
    $signal = [ordered]@{ op = 'reply'; id = $Finished.Id; status = $Reply.Status; headers = $Reply.Headers }
    if ($Reply.Status -notin 200, 206) {
        Step-SnaplineFlow -Run $Run -Signal $signal -Body $Reply.Body
        return
    }
    $signal['bytes'] = [long]$Reply.Body.Length
    $piece = $Finished.Piece
    if ($Reply.Body.Length -eq $piece.range[1] - $piece.range[0] + 1) {
        Add-SnaplineImagePiece -Image $Run.Image -Offset $piece.offset -Bytes $Reply.Body
    }
    Step-SnaplineFlow -Run $Run -Signal $signal
    if (([DateTime]::UtcNow - $Run.NotedAt).TotalSeconds -ge $script:SnaplineNoteSeconds) { Save-SnaplineDownload -Run $Run }
}

# Lets go of the pieces under way: a flow that is told to stop does not wait for them, and asks for them another time.
function Stop-SnaplinePiece {
    param($Run)
    if ($null -eq $Run.PieceStop) { return }
    $Run.PieceStop.Cancel()
    for ($index = $Run.Pending.Count - 1; $index -ge 0; $index--) {
        if ($null -ne $Run.Pending[$index].Piece) { $Run.Pending.RemoveAt($index) }
    }
}

# Notes beside the image how far the flow is. The bytes are on the disk before it is said that they are.
function Save-SnaplineDownload {
    param($Run, [byte[]] $Saved = (Read-SnaplineFlowState -Run $Run))
    $Run.NotedAt = [DateTime]::UtcNow
    if (-not $Run.Image.State.laid) { Save-SnaplineImageKnown -Image $Run.Image }
    Sync-SnaplineImage -Image $Run.Image
    $Run.Image.State.saved = [System.Text.Encoding]::UTF8.GetString($Saved)
    Write-SnaplineImageState -Image $Run.Image
}

# Lets go of an image whatever came: what was reached is noted, so that the same command goes on from there.
function Close-SnaplineDownload {
    param($Run)
    if ($null -eq $Run.Image) { return }
    try {
        # Where nothing was prepared there is nothing to go on with.
        if ($Run.Image.State.laid -or $Run.Image.Continued) { if ($Run.Flow -ne [IntPtr]::Zero) { Save-SnaplineDownload -Run $Run } }
        else { Undo-SnaplineImageState -Image $Run.Image }
    }
    catch {
        # A full disk, most likely, and that was told: this must not take its place. The note before this one holds.
        Write-Verbose "how far the download is could not be noted: $($_.Exception.GetBaseException().Message)"
    }
    finally {
        Close-SnaplineImage -Image $Run.Image
        if ($null -ne $Run.PieceClient) { $Run.PieceClient.Dispose() }
    }
}
