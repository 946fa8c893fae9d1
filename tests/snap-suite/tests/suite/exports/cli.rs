//! The Azure CLI script, read and run by bash with a double of `az`.

use std::path::Path;
use std::process::{Command, Output};

use snap_export::{Format, Plan, quote};
use snap_suite::chance::Chance;
use snap_suite::exports::{HOSTILE, plan, print, text};
use tempfile::TempDir;

const MARK: &str = "prod|2026-11-21T02:00:00Z";

/// Bash is where these tests are run; Windows has none of its own.
fn bash(args: &[&str], folder: &Path) -> Option<Output> {
    if cfg!(windows) {
        println!("SKIPPED: there is no bash");
        return None;
    }
    Some(Command::new("bash").args(args).current_dir(folder).output().unwrap())
}

/// A folder with the double first on the path, and each disk's unique id.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new(plan: &Plan) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        let az = desk.path("az");
        std::fs::write(&az, include_str!("fake_az.sh")).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(&az, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        for take in &plan.takes {
            desk.set("disk", take.disk.as_str(), take.unique_id.as_deref().unwrap());
        }
        desk.write(plan);
        desk
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, plan: &Plan) {
        std::fs::write(self.path("snapshots.sh"), &print(plan, Format::AzureCli)[0].text).unwrap();
    }

    /// What the double knows of a thing, under the name that it gives the file itself.
    fn set(&self, kind: &str, of: &str, value: &str) {
        let sum =
            Command::new("sh").args(["-c", "printf '%s' \"$1\" | cksum | tr ' ' '-'", "sh", of]).output().unwrap();
        let sum = String::from_utf8(sum.stdout).unwrap();
        std::fs::write(self.path(&format!("{kind}-{}", sum.trim())), format!("{value}\n")).unwrap();
    }

    fn run(&self, args: &[&str], unique: &str) -> (bool, String, String) {
        let path = format!("{}:{}", self.folder.path().display(), std::env::var("PATH").unwrap());
        let output = Command::new("bash")
            .arg("snapshots.sh")
            .args(args)
            .current_dir(self.folder.path())
            .env("PATH", path)
            .env("AZ_HOME", self.folder.path())
            .env("AZ_MARK", MARK)
            .env("AZ_UNIQUE", unique)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    }

    /// The calls since the last look, each with its words.
    fn calls(&self) -> Vec<Vec<String>> {
        let file = self.path("calls");
        let bytes = std::fs::read(&file).unwrap_or_default();
        let _ = std::fs::remove_file(file);
        let mut words = bytes.split(|b| *b == 0).map(|word| String::from_utf8(word.to_vec()).unwrap());
        let mut calls = Vec::new();
        while let Some(count) = words.next().and_then(|count| count.parse().ok()) {
            calls.push(words.by_ref().take(count).collect());
        }
        calls
    }
}

fn writes(calls: &[Vec<String>]) -> Vec<&Vec<String>> {
    calls.iter().filter(|call| call[1] == "create" || call[0] == "rest").collect()
}

#[test]
fn every_text_is_one_word_of_bash() {
    if cfg!(windows) {
        println!("SKIPPED: there is no bash");
        return;
    }
    let mut chance = Chance::new(1);
    let mut texts: Vec<String> = HOSTILE.iter().map(|text| (*text).to_owned()).collect();
    texts.extend((0..2_000).map(|_| text(&mut chance)));
    let folder = tempfile::tempdir().unwrap();
    let words: String = texts.iter().map(|text| format!("printf '%s\\0' {}\n", quote::bash(text))).collect();
    std::fs::write(folder.path().join("words.sh"), words).unwrap();
    let output = bash(&["words.sh"], folder.path()).unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Vec<&[u8]> = output.stdout.strip_suffix(b"\0").unwrap().split(|b| *b == 0).collect();
    assert_eq!(found.len(), texts.len());
    for (found, text) in found.iter().zip(&texts) {
        assert_eq!(*found, text.as_bytes(), "{text:?}");
    }
    // Nothing that was only a text was run.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// What `--tags name=value` can say: the CLI splits at the first `=`, takes `-x` for an option and `@x` for a file.
fn sayable(name: &str, value: &str) -> bool {
    let word = format!("{name}={value}");
    word.split_once('=') == Some((name, value)) && !word.starts_with('-') && !value.starts_with('@')
}

#[test]
fn a_tag_that_the_cli_would_misread_goes_in_the_body() {
    for (name, value, rest) in
        [("a=b", "", true), ("-g", "", true), ("a", "@/etc/hostname", true), ("a", "b=@c", false), ("a", "-b", false)]
    {
        let mut plan = plan(0, true);
        plan.tags.set(name, value);
        let text = &print(&plan, Format::AzureCli)[0].text;
        assert_eq!(text.contains("az rest --method put"), rest, "{name}={value}");
        assert_eq!(text.contains("az snapshot create"), !rest, "{name}={value}");
    }
}

#[test]
fn hostile_plans_parse_and_ask_for_just_what_was_planned() {
    if cfg!(windows) {
        println!("SKIPPED: there is no bash");
        return;
    }
    for seed in 0..24 {
        let plain = seed % 2 == 0;
        let plan = plan(seed, plain);
        let desk = Desk::new(&plan);
        let parsed = bash(&["-n", "snapshots.sh"], desk.folder.path()).unwrap();
        assert!(parsed.status.success(), "{seed}: {}", String::from_utf8_lossy(&parsed.stderr));
        let before = std::fs::read_dir(desk.folder.path()).unwrap().count();
        let (ok, said, errors) = desk.run(&[], plan.takes[0].unique_id.as_deref().unwrap());
        assert!(ok, "{seed}: {said}\n{errors}");
        let calls = desk.calls();
        let made = writes(&calls);
        assert_eq!(made.len(), plan.takes.len(), "{seed}: {said}\n{errors}");
        for (call, take) in made.iter().zip(&plan.takes) {
            assert_eq!(call[0] == "rest", plan.tags.iter().any(|(name, value)| !sayable(name, value)), "{seed}");
            if call[0] == "rest" {
                assert!(!plain, "{seed}");
                let at = call.iter().position(|word| word == "--body").unwrap();
                let body: serde_json::Value = serde_json::from_str(&call[at + 1]).unwrap();
                assert_eq!(body["tags"], serde_json::to_value(&plan.tags).unwrap(), "{seed}");
                assert_eq!(body["location"], take.location.as_str());
                assert_eq!(body["properties"]["creationData"]["sourceResourceId"], take.disk.as_str());
                assert_eq!(body["properties"]["incremental"], true);
                continue;
            }
            let mut wanted = [
                "snapshot",
                "create",
                "--subscription",
                take.snapshot.subscription(),
                &format!("--resource-group={}", take.snapshot.group()),
                "--name",
                take.snapshot.name(),
                "--location",
                &take.location,
                "--source",
                take.disk.as_str(),
                "--incremental",
                "true",
                "--tags",
            ]
            .map(str::to_owned)
            .to_vec();
            wanted.extend(plan.tags.iter().map(|(name, value)| format!("{name}={value}")));
            wanted.extend(["--output", "none"].map(str::to_owned));
            assert_eq!(**call, wanted, "{seed}");
        }
        // What it made, its list of calls aside, is all that is new: no value was run.
        assert!(std::fs::read_dir(desk.folder.path()).unwrap().count() <= before + plan.takes.len() + 2, "{seed}");
        assert!(!calls.iter().flatten().any(|word| word == "delete"));
    }
}

#[test]
fn a_second_run_changes_nothing_and_a_used_name_is_left_alone() {
    if cfg!(windows) {
        println!("SKIPPED: there is no bash");
        return;
    }
    let plan = (0..).map(|seed| plan(seed * 2, true)).find(|plan| plan.takes.len() == 3).unwrap();
    let desk = Desk::new(&plan);
    let (ok, said, _) = desk.run(&[], "");
    assert!(ok && said.contains("made 3, already there 0, failed 0"), "{said}");
    desk.calls();
    let (ok, said, _) = desk.run(&[], "");
    assert!(ok && said.contains("made 0, already there 3, failed 0"), "{said}");
    assert_eq!(writes(&desk.calls()).len(), 0);
    // Only listed.
    let (ok, _, _) = desk.run(&["list"], "");
    assert!(ok && desk.calls().iter().all(|call| call[0] == "snapshot" && call[1] == "list"));

    // The first name is somebody else's, the second disk was made anew, the third goes on.
    let taken = |n: usize| format!("{}/{}", plan.takes[n].snapshot.group(), plan.takes[n].snapshot.name());
    desk.set("made", &taken(0), "-|-|u-other");
    desk.set("disk", plan.takes[1].disk.as_str(), "another");
    let (ok, said, errors) = desk.run(&[], "");
    assert!(!ok && said.contains("made 0, already there 1, failed 2"), "{said}");
    assert!(errors.contains("in use by another snapshot") && errors.contains("another disk than"), "{errors}");
    assert_eq!(writes(&desk.calls()).len(), 0);
    // The same slot by another policy is not ours either; the letter case of a unique id is nothing.
    let unique = plan.takes[0].unique_id.as_deref().unwrap();
    desk.set("made", &taken(0), &format!("Prod|2026-11-21T02:00:00Z|{unique}"));
    let (ok, said, _) = desk.run(&[], "");
    assert!(!ok && said.contains("already there 1, failed 2"), "{said}");
    desk.set("made", &taken(0), &format!("{MARK}|{}", unique.to_ascii_uppercase()));
    assert!(desk.run(&[], "").1.contains("already there 2, failed 1"));
    let (ok, _, errors) = desk.run(&["lst"], "");
    assert!(!ok && errors.contains("usage"));
}

#[test]
fn a_disk_that_is_gone_stops_no_other() {
    if cfg!(windows) {
        println!("SKIPPED: there is no bash");
        return;
    }
    let mut plan = plan(4, true);
    let mut gone = plan.takes[0].clone();
    gone.disk = snap_core::id::ResourceId::parse(&format!("{}-gone", gone.disk)).unwrap();
    gone.unique_id = None;
    let desk = Desk::new(&plan);
    plan.takes.insert(0, gone);
    desk.write(&plan);
    let (ok, said, errors) = desk.run(&[], "");
    assert!(!ok && errors.contains("the disk cannot be read"), "{errors}");
    assert!(
        said.contains("not listed")
            && said.contains(&format!("made {}, already there 0, failed 1", plan.takes.len() - 1)),
        "{said}"
    );
}

#[test]
fn the_list_is_of_this_disk_whatever_group_and_case() {
    if cfg!(windows) {
        println!("SKIPPED: there is no bash");
        return;
    }
    let mut plan = plan(2, true);
    plan.takes.truncate(1);
    plan.takes[0].kind = Some(snap_core::model::DiskKind::Ultra);
    let desk = Desk::new(&plan);
    let (id, unique) = (plan.takes[0].disk.as_str(), plan.takes[0].unique_id.as_deref().unwrap());
    let (upper, unique_upper) = (id.to_ascii_uppercase(), unique.to_ascii_uppercase());
    let rows = [
        [&upper, &unique_upper, "2026-11-20T02:00:00Z", "b", "RG2", "Succeeded", "62.5", "None"],
        [id, unique, "2026-11-19T02:00:00Z", "a", "rg1", "Succeeded", "100.0", "None"],
        [id, unique, "2026-11-20T03:00:00Z", "c", "rg1", "Succeeded", "None", "None"],
        [id, unique, "2026-11-20T04:00:00Z", "d", "rg1", "Succeeded", "3.0", "InstantAccess"],
        [id, unique, "2026-11-20T05:00:00Z", "e", "rg1", "Failed", "100.0", "None"],
        [id, unique, "2026-11-20T06:00:00Z", "f", "rg1", "Updating", "None", "None"],
        // A deleted namesake's, and another disk's.
        [id, "u-old", "2026-11-18T02:00:00Z", "old", "rg1", "Succeeded", "100.0", "None"],
        ["/other", unique, "2026-11-18T02:00:00Z", "other", "rg1", "Succeeded", "100.0", "None"],
    ];
    let text: String = rows.iter().map(|row| row.join("\t") + "\r\n").collect();
    std::fs::write(desk.path("list"), text).unwrap();
    let (ok, said, errors) = desk.run(&["list"], "");
    assert!(ok, "{errors}");
    let shown: Vec<Vec<&str>> =
        said.lines().filter(|line| line.contains('\t')).map(|line| line.split('\t').collect()).collect();
    let wanted = [
        ("a", "rg1", "ready"),
        ("b", "RG2", "pending, 62.5 % copied"),
        ("c", "rg1", "not known: no percent"),
        ("d", "rg1", "instant access only: it still leans on the disk"),
        ("e", "rg1", "failed"),
        ("f", "rg1", "pending"),
    ];
    let shown: Vec<(&str, &str, &str)> = shown.iter().map(|row| (row[1], row[2], row[3])).collect();
    assert_eq!(shown, wanted, "{said}");
    assert!(said.contains("made 0, already there 0, failed 0"));
}
