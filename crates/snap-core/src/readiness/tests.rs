use super::*;
use crate::id::ResourceId;

const KINDS: [Option<DiskKind>; 6] = [
    None,
    Some(DiskKind::StandardHdd),
    Some(DiskKind::StandardSsd),
    Some(DiskKind::PremiumSsd),
    Some(DiskKind::PremiumSsdV2),
    Some(DiskKind::Ultra),
];
const PERCENTS: [Option<f64>; 7] = [None, Some(0.0), Some(99.9), Some(100.0), Some(-1.0), Some(100.5), Some(f64::NAN)];
const ACCESS: [Option<&str>; 8] = [
    None,
    Some("Unknown"),
    Some("Pending"),
    Some("Available"),
    Some("InstantAccess"),
    Some("AvailableWithInstantAccess"),
    Some("aVAILABLE"),
    Some("Hibernating"),
];
const PROVISIONING: [Option<&str>; 5] = [None, Some("succeeded"), Some("Updating"), Some("Failed"), Some("CANCELED")];
const SECTORS: [Option<u64>; 4] = [None, Some(512), Some(4_096), Some(8_192)];
const OPTIONS: [Option<&str>; 3] = [None, Some("copy"), Some("Import")];

fn error() -> CopyError {
    CopyError { error_code: "CopySourceNotFound".to_owned(), error_message: "The source is gone.".to_owned() }
}

fn input<'a>() -> Input<'a> {
    Input { create_option: Some("Copy"), provisioning_state: Some("Succeeded"), ..Input::default() }
}

/// The whole of V1 once more, written as a scale of promises instead of a walk through rules: everything known votes,
/// and the lowest vote wins.
mod reference {
    use super::*;

    /// State, code of restorable, code of durable, assumed.
    pub(super) type Answer = (&'static str, &'static str, &'static str, bool);

    pub(super) fn answer(i: &Input<'_>) -> Answer {
        let same = |state, code| (state, code, code, false);
        let mut votes: Vec<(u8, Answer)> = Vec::new();
        if i.copy_error.is_some() {
            votes.push((0, same("failed", "copy_failed")));
        }
        match i.provisioning_state.map(str::to_lowercase).as_deref() {
            None | Some("succeeded") => {}
            Some("failed" | "canceled") => votes.push((1, same("failed", "provisioning_failed"))),
            Some(_) => votes.push((2, same("pending", "provisioning"))),
        }
        let percent = i.percent.filter(|p| !p.is_nan());
        let partly = percent.is_some_and(|p| p < 100.0);
        let word = i.access_state.unwrap_or("unknown").to_lowercase();
        match (word.as_str(), partly) {
            ("pending", _) => votes.push((3, same("pending", "access_pending"))),
            ("instantaccess", _) => votes.push((4, ("instant_access", "instant_access", "instant_access", false))),
            ("availablewithinstantaccess", true) => {
                votes.push((4, ("instant_access", "instant_access", "copying", false)));
            }
            ("available" | "availablewithinstantaccess", false) => votes.push((6, same("ready", "access_available"))),
            _ => {}
        }
        if partly {
            votes.push((5, same("pending", "copying")));
        } else if percent.is_some() {
            votes.push((7, same("ready", "percent_100")));
        }
        let kind = i.kind.map(DiskKind::title);
        let slow = i.is_copy
            || kind == Some("Premium SSD v2")
            || kind == Some("Ultra Disk")
            || i.sector_size == Some(4_096)
            || i.instant_access_asked;
        votes.push((
            8,
            match kind {
                _ if slow => same("unknown", "percent_missing"),
                Some(_) => same("ready", "no_background_copy"),
                None if word == "unknown"
                    && i.create_option.is_some_and(|o| o.to_lowercase() == "copy")
                    && i.sector_size.unwrap_or(512) == 512 =>
                {
                    ("ready", "assumed_ordinary", "assumed_ordinary", true)
                }
                None => same("unknown", "kind_unknown"),
            },
        ));
        votes.into_iter().min_by_key(|(rank, _)| *rank).unwrap().1
    }
}

#[test]
fn the_whole_truth_table_agrees_with_the_reference() {
    let failure = error();
    let mut cases = 0_u32;
    let mut codes = std::collections::BTreeSet::new();
    for kind in KINDS {
        for (is_copy, instant_access_asked) in [(false, false), (true, false), (false, true), (true, true)] {
            for percent in PERCENTS {
                for access_state in ACCESS {
                    for copy_error in [None, Some(&failure)] {
                        for provisioning_state in PROVISIONING {
                            for sector_size in SECTORS {
                                for create_option in OPTIONS {
                                    let input = Input {
                                        kind,
                                        is_copy,
                                        create_option,
                                        sector_size,
                                        instant_access_asked,
                                        percent,
                                        access_state,
                                        copy_error,
                                        provisioning_state,
                                    };
                                    let got = judge(&input);
                                    let answer = (
                                        got.state.as_str(),
                                        got.restorable.code.as_str(),
                                        got.durable.code.as_str(),
                                        got.durable.assumed,
                                    );
                                    assert_eq!(answer, reference::answer(&input), "{input:?}");
                                    coherent(&got, &input);
                                    codes.insert(got.durable.code);
                                    cases += 1;
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    assert_eq!(cases, 6 * 4 * 7 * 8 * 2 * 5 * 4 * 3);
    assert_eq!(codes.len(), 12, "every code is reached");
}

/// What holds for every answer, whatever the rules are.
fn coherent(got: &Readiness, input: &Input<'_>) {
    let (restorable, durable) = (got.restorable.is, got.durable.is);
    let state = match (restorable, durable) {
        (true, true) => [State::Ready, State::Ready, State::Ready],
        (true, false) => [State::InstantAccess, State::InstantAccess, State::InstantAccess],
        _ => [State::Pending, State::Failed, State::Unknown],
    };
    assert!(state.contains(&got.state), "{input:?}: {got:?}");
    assert!(restorable || !durable, "durable without restorable: {input:?}");
    assert_eq!(got.restorable.assumed, got.durable.assumed, "{input:?}");
    for why in [got.restorable.why.text(), got.durable.why.text()] {
        assert!(why.ends_with('.') && !why.contains("..") && !why.contains("  "), "{why}");
        assert!(got.state == State::Ready || !why.contains("Ready."), "{input:?}: {why}");
    }
    // A36: where copies run in the background, only a percent of 100 or a word of the service is a yes.
    if durable && (input.is_copy || input.kind.is_some_and(DiskKind::copies_in_background)) {
        assert!(matches!(got.durable.code, ReadyCode::Percent100 | ReadyCode::AccessAvailable), "{input:?}");
    }
}

fn codes(input: &Input<'_>) -> (State, ReadyCode, ReadyCode) {
    let got = judge(input);
    (got.state, got.restorable.code, got.durable.code)
}

#[test]
fn a_copy_at_0_percent_is_pending() {
    // C2, V1
    let copy = Input { is_copy: true, create_option: Some("CopyStart"), percent: Some(0.0), ..input() };
    let got = judge(&copy);
    assert_eq!((got.state, got.durable.code), (State::Pending, ReadyCode::Copying));
    assert_eq!(
        got.restorable.why,
        "Not usable yet. 0 % is copied; a copy of a snapshot can be restored, copied or downloaded only at 100 %."
    );
}

#[test]
fn a_missing_percent_proves_nothing_where_copies_run_in_the_background() {
    // A36: the copy's operation ended `Succeeded` with no percent; ten seconds later it said 0.0.
    for (input, why) in [
        (Input { kind: Some(DiskKind::PremiumSsdV2), ..input() }, "on Premium SSD v2"),
        (Input { kind: Some(DiskKind::Ultra), ..input() }, "on Ultra disks"),
        (Input { is_copy: true, kind: Some(DiskKind::PremiumSsd), ..input() }, "for a copy"),
        (Input { sector_size: Some(4_096), ..input() }, "with 4,096-byte sectors"),
        (Input { instant_access_asked: true, ..input() }, "with instant access"),
    ] {
        let got = judge(&input);
        assert_eq!((got.state, got.durable.is, got.durable.code), (State::Unknown, false, ReadyCode::PercentMissing));
        assert_eq!(
            got.durable.why.text(),
            format!("Not known. The data has no percent for this snapshot; {why} that does not mean ready.")
        );
    }
}

#[test]
fn an_ordinary_snapshot_is_ready_without_a_percent() {
    // C10, R7
    let got = judge(&Input { kind: Some(DiskKind::PremiumSsd), ..input() });
    assert_eq!((got.state, got.durable.code, got.durable.assumed), (State::Ready, ReadyCode::NoBackgroundCopy, false));
    let got = judge(&input());
    assert_eq!((got.state, got.durable.code, got.durable.assumed), (State::Ready, ReadyCode::AssumedOrdinary, true));
    // A word of a later version is no ground to assume anything.
    let got = judge(&Input { access_state: Some("Hibernating"), ..input() });
    assert_eq!((got.state, got.durable.code), (State::Unknown, ReadyCode::KindUnknown));
    assert!(got.durable.why.text().contains("Hibernating"), "{}", got.durable.why);
    // R16, I1: 4,096-byte sectors and instant access belie a kind that copies nothing in the background.
    for belied in [Input { sector_size: Some(4_096), ..input() }, Input { instant_access_asked: true, ..input() }] {
        let got = judge(&Input { kind: Some(DiskKind::PremiumSsd), ..belied });
        assert_eq!((got.state, got.durable.code), (State::Unknown, ReadyCode::PercentMissing));
    }
}

#[test]
fn instant_access_is_restorable_and_not_durable() {
    // I4, whatever the percent
    for percent in PERCENTS {
        let ia = Input { kind: Some(DiskKind::Ultra), access_state: Some("InstantAccess"), percent, ..input() };
        let got = judge(&ia);
        assert_eq!((got.state, got.restorable.is, got.durable.is), (State::InstantAccess, true, false), "{percent:?}");
    }
    let both = Input { access_state: Some("AvailableWithInstantAccess"), ..input() };
    assert_eq!(codes(&both), (State::Ready, ReadyCode::AccessAvailable, ReadyCode::AccessAvailable));
    let partly = Input { percent: Some(62.5), ..both };
    assert_eq!(codes(&partly), (State::InstantAccess, ReadyCode::InstantAccess, ReadyCode::Copying));
}

#[test]
fn where_the_service_contradicts_itself_less_is_promised() {
    let pending = Input { access_state: Some("Pending"), percent: Some(100.0), ..input() };
    assert_eq!(codes(&pending), (State::Pending, ReadyCode::AccessPending, ReadyCode::AccessPending));
    let copying = Input { access_state: Some("Available"), percent: Some(99.99), ..input() };
    assert_eq!(codes(&copying), (State::Pending, ReadyCode::Copying, ReadyCode::Copying));
    assert!(judge(&copying).durable.why.text().contains("99.9 % is copied"), "never rounded up to 100");
    let failure = error();
    let failed = Input { copy_error: Some(&failure), percent: Some(100.0), access_state: Some("Available"), ..input() };
    assert_eq!(codes(&failed), (State::Failed, ReadyCode::CopyFailed, ReadyCode::CopyFailed));
    assert_eq!(judge(&failed).durable.why, "Failed. The copy ended with CopySourceNotFound: The source is gone.");
}

#[test]
fn provisioning_is_final_when_it_is_missing() {
    // A35
    let ready = Input { kind: Some(DiskKind::StandardSsd), provisioning_state: None, ..input() };
    assert_eq!(judge(&ready).state, State::Ready);
    let updating = Input { provisioning_state: Some("Updating"), percent: Some(100.0), ..ready };
    assert_eq!(codes(&updating), (State::Pending, ReadyCode::Provisioning, ReadyCode::Provisioning));
    let canceled = Input { provisioning_state: Some("canceled"), ..ready };
    assert_eq!(codes(&canceled), (State::Failed, ReadyCode::ProvisioningFailed, ReadyCode::ProvisioningFailed));
}

#[test]
fn the_pending_sentence_is_the_agreed_one() {
    let v2 = Input { kind: Some(DiskKind::PremiumSsdV2), percent: Some(62.5), ..input() };
    assert_eq!(
        judge(&v2).restorable.why,
        "Not usable yet. 62.5 % is copied; on Premium SSD v2 it can be restored, copied or downloaded only at 100 %."
    );
}

#[test]
fn reads_a_snapshot_as_it_came() {
    let id = |kind, name| {
        ResourceId::parse(&format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/{kind}/{name}"))
            .unwrap()
    };
    let mut snapshot = Snapshot::new(id("snapshots", "s"));
    snapshot.incremental = true;
    snapshot.create_option = Some("Copy".into());
    snapshot.source = Some(id("disks", "d"));
    assert_eq!(Readiness::of(&snapshot, Some(DiskKind::PremiumSsd)).durable.code, ReadyCode::NoBackgroundCopy);
    // Made from a snapshot: a copy, by whatever option.
    snapshot.source = Some(id("snapshots", "other"));
    assert!(snapshot.is_copy());
    assert_eq!(Readiness::of(&snapshot, Some(DiskKind::PremiumSsd)).durable.code, ReadyCode::PercentMissing);
    snapshot.instant_access_minutes = Some(300);
    snapshot.access_state = Some("InstantAccess".into());
    assert_eq!(Readiness::of(&snapshot, None).state, State::InstantAccess);
}

#[test]
fn verdicts_are_written_as_the_vocabulary_says() {
    let got = judge(&Input { percent: Some(100.0), ..input() });
    assert_eq!(
        serde_json::to_string(&got.restorable).unwrap(),
        r#"{"is":true,"assumed":false,"code":"percent_100","why":"Ready. 100 % is copied."}"#
    );
    assert_eq!(serde_json::to_string(&State::InstantAccess).unwrap(), r#""instant_access""#);
}
