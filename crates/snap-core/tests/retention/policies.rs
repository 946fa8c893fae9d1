//! Reading policies: what is filled in, what is refused, and with which words.

use proptest::prelude::*;
use snap_core::retention::{Period, Policy, Size};

use crate::chance::{Chance, PRESETS, SWITCHES};
use crate::texts::any_policy;

const WHOLE: &str = concat!(
    r#"{"version":1,"id":"nightly","preset":"default","zone":"Europe/Vienna","#,
    r#""keep":{"last":3,"minutely":0,"hourly":0,"daily":7,"weekly":4,"monthly":"all","quarterly":0,"yearly":0,"#,
    r#""within":"P2D","withinMinutely":null,"withinHourly":null,"withinDaily":"P1M","withinWeekly":null,"#,
    r#""withinMonthly":null,"withinQuarterly":null,"withinYearly":null,"tags":["keep","Stage=Prod=1"],"#,
    r#""since":"2026-01-01T00:00:00Z"},"minAge":"PT6H","maxAge":"P2Y","ageAndCount":true,"floor":2,"#,
    r#""pick":"oldest","overlap":"skip-period","filler":"every-rule","bucket":"run","dst":"split","#,
    r#""quarter":"13-week","months":"days31","withinFrom":"newest","ownedOnly":false,"#,
    r#""adopt":["/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/A"],"maxPlanAge":"PT30M","#,
    r#""schedule":{"days":["mon","fri"],"times":["02:00","14:30"],"start":"2026-12-01T00:00:00Z","end":null}}"#,
);

fn read(json: &str) -> Result<Policy, String> {
    Policy::from_json(json.as_bytes()).map_err(|e| e.to_string())
}

fn written(policy: &Policy) -> String {
    serde_json::to_string(policy).unwrap()
}

#[test]
fn a_whole_policy_comes_back_as_it_was() {
    assert_eq!(written(&read(WHOLE).unwrap()), WHOLE);
}

#[test]
fn what_is_left_out_is_filled_in() {
    let least = r#"{"zone": "utc"}"#;
    assert_eq!(
        written(&read(least).unwrap()),
        concat!(
            r#"{"version":1,"id":"default","preset":"default","zone":"UTC","#,
            r#""keep":{"last":0,"minutely":0,"hourly":0,"daily":0,"weekly":0,"monthly":0,"quarterly":0,"yearly":0,"#,
            r#""within":null,"withinMinutely":null,"withinHourly":null,"withinDaily":null,"withinWeekly":null,"#,
            r#""withinMonthly":null,"withinQuarterly":null,"withinYearly":null,"tags":[],"since":null},"#,
            r#""minAge":null,"maxAge":null,"ageAndCount":false,"floor":1,"#,
            r#""pick":"newest","overlap":"shared","filler":"off","bucket":"set","dst":"merge","quarter":"calendar","#,
            r#""months":"clamp","withinFrom":"now","ownedOnly":true,"adopt":[],"maxPlanAge":"PT1H","schedule":null}"#,
        )
    );
    let nulls = r#"{"zone":"UTC","version":null,"id":null,"preset":null,"keep":null,"minAge":null,"maxAge":null,
        "ageAndCount":null,"floor":null,"pick":null,"overlap":null,"filler":null,"bucket":null,"dst":null,
        "quarter":null,"months":null,"withinFrom":null,"ownedOnly":null,"adopt":null,"maxPlanAge":null,
        "schedule":null}"#;
    assert_eq!(read(nulls), read(least));
    assert_eq!(read(r#"{"zone":"UTC","keep":{"last":null,"tags":null,"within":null,"since":null}}"#), read(least));
}

#[test]
fn equal_policies_are_equal_bytes() {
    let one = r#"{"zone":"europe/vienna","keep":{"since":"2026-01-01T01:00:00+01:00","tags":["a","b","a"],"within":"P2D"},
        "adopt":["/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/b",
                 "subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/a",
                 "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/b"]}"#;
    let two = r#"{"adopt":["/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/a",
                 "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/b"],
        "keep":{"within":"P2D","since":"2026-01-01T00:00:00Z","tags":["a","b"]},"zone":"Europe/Vienna"}"#;
    assert_eq!(written(&read(one).unwrap()), written(&read(two).unwrap()));
}

#[test]
fn every_mistake_is_told_with_place_value_and_way_out() {
    let cases = [
        ("", "policy: the text is not JSON: EOF while parsing a value at line 1 column 0"),
        (r#"{"zone": "UTC""#, "policy: the text is not JSON: EOF while parsing an object at line 1 column 14"),
        ("[]", "policy: `[]` is not allowed; expected an object"),
        ("null", "policy: `null` is not allowed; expected an object"),
        ("{}", "policy at `/zone`: is missing; expected an IANA time zone such as `Europe/Vienna` or `UTC`"),
        (r#"{"zone": 1}"#, "policy at `/zone`: `1` is not allowed; expected a text"),
        (
            r#"{"zone": "Vienna"}"#,
            "policy at `/zone`: `Vienna` is not an IANA time zone; did you mean `Europe/Vienna`?",
        ),
        (r#"{"zone": "UTC", "zone": "UTC"}"#, "policy at `/zone`: is given twice"),
        (r#"{"zone": "UTC", "version": 2}"#, "policy at `/version`: `2` is not allowed; expected 1"),
        (
            r#"{"zone": "UTC", "preset": "bacula"}"#,
            "policy at `/preset`: `\"bacula\"` is not allowed; expected one of `default`, `restic-0.14`, `restic`, \
             `borg-1`, `borg-2`, `proxmox`, `snapper`, `sanoid`, `aws-dlm`, `azure-disk-backup`",
        ),
        (
            r#"{"zone": "UTC", "id": "a b"}"#,
            "policy at `/id`: `\"a b\"` is not allowed; expected 1 to 64 of the characters `A-Z a-z 0-9 _ -`",
        ),
        (r#"{"zone": "UTC", "Floor": 1}"#, "policy at `/Floor`: no member is called `Floor`; did you mean `floor`?"),
        (
            r#"{"zone": "UTC", "keep": {"dayly": 1}}"#,
            "policy at `/keep/dayly`: no member is called `dayly`; did you mean `daily`?",
        ),
        (
            r#"{"zone": "UTC", "retain": 1}"#,
            "policy at `/retain`: no member is called `retain`; expected one of `version`, `id`, `preset`, `zone`, \
             `keep`, `minAge`, `maxAge`, `ageAndCount`, `floor`, `pick`, `overlap`, `filler`, `bucket`, `dst`, \
             `quarter`, `months`, `withinFrom`, `ownedOnly`, `adopt`, `maxPlanAge`, `schedule`",
        ),
        (
            r#"{"zone": "UTC", "pick": "middle"}"#,
            "policy at `/pick`: `\"middle\"` is not allowed; expected one of `newest`, `oldest`",
        ),
        (
            r#"{"zone": "UTC", "keep": {"daily": -1}}"#,
            "policy at `/keep/daily`: `-1` is not allowed; expected a whole number from 0 to 100000, or `\"all\"`",
        ),
        (
            r#"{"zone": "UTC", "keep": {"daily": 100001}}"#,
            "policy at `/keep/daily`: `100001` is not allowed; expected a whole number from 0 to 100000, or `\"all\"`",
        ),
        (
            r#"{"zone": "UTC", "keep": {"daily": "7"}}"#,
            "policy at `/keep/daily`: `\"7\"` is not allowed; expected a whole number from 0 to 100000, or `\"all\"`",
        ),
        (
            r#"{"zone": "UTC", "floor": 0}"#,
            "policy at `/floor`: `0` is not allowed; expected a whole number from 1 to 100000",
        ),
        (
            r#"{"zone": "UTC", "floor": "all"}"#,
            "policy at `/floor`: `\"all\"` is not allowed; expected a whole number from 1 to 100000",
        ),
        (
            r#"{"zone": "UTC", "ownedOnly": "yes"}"#,
            "policy at `/ownedOnly`: `\"yes\"` is not allowed; expected `true` or `false`",
        ),
        (
            r#"{"zone": "UTC", "minAge": "P1.5D"}"#,
            "policy at `/minAge`: `\"P1.5D\"` is not allowed; expected an ISO 8601 duration such as `P30D`, `PT6H` or \
             `P1Y`, without sign or fraction, below 10,000 years",
        ),
        (
            r#"{"zone": "UTC", "maxPlanAge": "PT0S"}"#,
            "policy at `/maxPlanAge`: `\"PT0S\"` is not allowed; expected a duration longer than nothing",
        ),
        (
            r#"{"zone": "UTC", "minAge": "P31D", "maxAge": "P1M"}"#,
            "policy at `/minAge`: `P31D` is longer than `maxAge`, `P1M`; expected at most that",
        ),
        (
            r#"{"zone": "UTC", "maxAge": "P1M", "ageAndCount": true}"#,
            "policy at `/ageAndCount`: `true` needs both `maxAge` and `keep.last`; set them or leave this out",
        ),
        (
            r#"{"zone": "UTC", "schedule": {"times": ["02:00"], "start": "2026-11-20T02:00:01Z", "end": "2026-11-21T02:00:00Z"}}"#,
            "policy at `/schedule/end`: `2026-11-21T02:00:00Z` leaves no slot after `start`, `2026-11-20T02:00:01Z`; \
             expected a later one",
        ),
        (
            r#"{"zone": "UTC", "keep": {"since": "2026-01-01"}}"#,
            "policy at `/keep/since`: `\"2026-01-01\"` is not allowed; expected RFC 3339 with an offset, such as `2026-11-20T02:00:00Z`",
        ),
        (
            r#"{"zone": "UTC", "keep": {"tags": ["a", "=b"]}}"#,
            "policy at `/keep/tags/1`: `\"=b\"` is not allowed; expected `name` or `name=value`",
        ),
        (
            r#"{"zone": "UTC", "keep": {"tags": "a"}}"#,
            "policy at `/keep/tags`: `\"a\"` is not allowed; expected a list of texts",
        ),
        (
            r#"{"zone": "UTC", "adopt": ["/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d"]}"#,
            "policy at `/adopt/0`: `\"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d\"` is not \
             allowed; expected the id of a snapshot",
        ),
        (
            r#"{"zone": "UTC", "a/b~c": 1}"#,
            "policy at `/a~1b~0c`: no member is called `a/b~c`; expected one of `version`, `id`, `preset`, `zone`, \
             `keep`, `minAge`, `maxAge`, `ageAndCount`, `floor`, `pick`, `overlap`, `filler`, `bucket`, `dst`, \
             `quarter`, `months`, `withinFrom`, `ownedOnly`, `adopt`, `maxPlanAge`, `schedule`",
        ),
    ];
    for (json, expected) in cases {
        assert_eq!(read(json).unwrap_err(), expected, "{json}");
    }
}

#[test]
fn every_switch_takes_its_words_and_no_other() {
    for (name, words) in SWITCHES {
        for word in words {
            let policy = read(&format!(r#"{{"zone": "UTC", "{name}": "{word}"}}"#)).unwrap();
            assert!(written(&policy).contains(&format!(r#""{name}":"{word}""#)), "{name} {word}");
        }
        for bad in ["{}", "\"\"", "\"Newest\"", "1", "true", "[]"] {
            let error = read(&format!(r#"{{"zone": "UTC", "{name}": {bad}}}"#)).unwrap_err();
            let words = words.join("`, `");
            assert_eq!(error, format!("policy at `/{name}`: `{bad}` is not allowed; expected one of `{words}`"));
        }
    }
}

#[test]
fn a_preset_sets_its_switches_and_each_may_be_set_anew() {
    let told = |json: &str| {
        let policy: serde_json::Value = serde_json::from_str(&written(&read(json).unwrap())).unwrap();
        SWITCHES.map(|(name, _)| policy[name].as_str().unwrap().to_owned()).join(" ")
    };
    for (preset, switches) in [
        ("default", "newest shared off set merge calendar clamp now"),
        ("restic-0.14", "newest shared off run merge calendar overflow newest"),
        ("restic", "newest shared every-rule run merge calendar overflow newest"),
        ("borg-1", "newest skip-snapshot every-rule run merge calendar days31 now"),
        ("borg-2", "newest skip-snapshot coarsest run merge calendar days31 now"),
        ("proxmox", "newest skip-period off set merge calendar clamp now"),
        ("snapper", "oldest shared off set merge calendar clamp now"),
        ("sanoid", "newest shared off set split calendar days31 now"),
        ("aws-dlm", "newest shared off set merge calendar clamp now"),
        ("azure-disk-backup", "oldest shared off set merge calendar clamp now"),
    ] {
        assert_eq!(told(&format!(r#"{{"zone": "UTC", "preset": "{preset}"}}"#)), switches, "{preset}");
    }
    let anew = r#"{"zone": "UTC", "quarter": "13-week", "filler": "off", "preset": "borg-1", "pick": "oldest"}"#;
    assert_eq!(told(anew), "oldest skip-snapshot off run merge 13-week days31 now");
}

#[test]
fn durations_have_one_spelling() {
    for good in ["P30D", "PT6H", "P1M", "P1Y2M3DT4H", "P2W", "PT90M", "PT1S", "P1Y1M1W1DT1H1M1S"] {
        assert_eq!(Period::parse(good).unwrap().to_string(), good);
    }
    assert_eq!(Period::parse("P0Y030D").unwrap().to_string(), "P30D");
    for bad in [
        "",
        "P",
        "PT",
        "30D",
        "p30d",
        "-P1D",
        "+P1D",
        "P-1D",
        "P1.5D",
        "PT1,5H",
        "PT0.5S",
        "P1D ",
        " P1D",
        "P1H",
        "PT1D",
        "1 day",
        "P1D1Y",
        "PT1H1H",
        "P99999Y",
        "P99999999999999999999D",
        "P1DT",
        "P2026-01-01",
        &"P1".repeat(1_000),
    ] {
        assert!(Period::parse(bad).is_err(), "{bad:.40}");
    }
    for zero in ["P0D", "PT0S", "P0Y0M"] {
        assert_eq!(Period::parse(zero).unwrap_err().to_string(), "expected a duration longer than nothing");
    }
}

#[test]
fn durations_compare_by_average_lengths() {
    let seconds = |text| Period::parse(text).unwrap().mean_seconds();
    assert_eq!(seconds("P1Y"), seconds("P12M"));
    assert_eq!(seconds("P1W"), 7 * seconds("PT24H"));
    assert_eq!(seconds("P1DT1H1M1S"), 90_061);
    assert!(seconds("P30D") < seconds("P1M") && seconds("P1M") < seconds("P31D"));
    assert!(read(r#"{"zone": "UTC", "minAge": "P12M", "maxAge": "P1Y"}"#).is_ok());
}

#[test]
fn presets_are_whole_policies() {
    let presets = Policy::presets();
    assert_eq!(presets.iter().map(|start| start.name).collect::<Vec<_>>(), PRESETS);
    for start in &presets {
        assert_eq!(read(&written(&start.policy)).as_ref(), Ok(&start.policy));
        assert!(!start.policy.is_empty(), "{}", start.name);
    }
}

#[test]
fn hostile_policies_are_refused_for_their_size() {
    let tags = |count: usize, tag: &str| {
        let list: Vec<String> = (0..count).map(|n| format!("\"{tag}{n}\"")).collect();
        read(&format!(r#"{{"zone": "UTC", "keep": {{"tags": [{}]}}}}"#, list.join(",")))
    };
    assert!(tags(100, "t").is_ok());
    let error = tags(101, "t").unwrap_err();
    assert_eq!(error, "policy at `/keep/tags`: the list has 101 elements; at most 100 are taken");
    assert!(tags(1, &"n".repeat(768)).is_ok());
    assert!(tags(1, &"n".repeat(769)).unwrap_err().starts_with("policy at `/keep/tags/0`"));
    let members: Vec<String> = (0..65).map(|n| format!("\"m{n}\": 1")).collect();
    let error = read(&format!("{{{}}}", members.join(","))).unwrap_err();
    assert_eq!(error, "policy: 65 members are given; there are not half as many");
    let id = "\"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/x\"";
    let adopt = |count: usize| read(&format!(r#"{{"zone": "UTC", "adopt": [{}]}}"#, vec![id; count].join(",")));
    assert_eq!(adopt(100_000).unwrap().adopt.len(), 1);
    assert!(adopt(100_001).unwrap_err().starts_with("policy at `/adopt`"));
}

#[test]
fn every_size_has_its_own_members() {
    for size in Size::ALL {
        let within = format!("within{}{}", &size.adverb()[..1].to_uppercase(), &size.adverb()[1..]);
        let json = format!(r#"{{"zone": "UTC", "keep": {{"{}": 5, "{within}": "P3D"}}}}"#, size.adverb());
        let keep = read(&json).unwrap().keep;
        for other in Size::ALL {
            assert_eq!(keep.each(other).to_string(), if other == size { "5" } else { "0" });
            assert_eq!(keep.within_each(other).is_some(), other == size);
        }
    }
}

#[test]
fn random_policies_come_back_as_they_were() {
    for seed in 0..2_000 {
        let json = any_policy(&mut Chance::new(seed));
        let policy = read(&json).unwrap_or_else(|e| panic!("seed {seed}: {json}: {e}"));
        assert_eq!(read(&written(&policy)).as_ref(), Ok(&policy), "seed {seed}: {json}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_bad(text in r#"[\[\]{}",:a-zA-Z0-9 \\.\-]{0,60}"#) {
        let _ = Policy::from_json(text.as_bytes());
    }

    #[test]
    fn no_bytes_are_too_bad(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let _ = Policy::from_json(&bytes);
    }

    #[test]
    fn a_value_of_any_kind_is_read_or_told(member in "(zone|keep|floor|id|adopt|minAge|keep/daily|keep/tags|keep/since)",
        value in r#"(0|-1|1e9|1\.5|true|null|"x"|"all"|"P1D"|"\\u0000"|\[\]|\[1\]|\[null\]|\{\}|\{"a":1\}|"é{0,300}")"#) {
        let json = match member.strip_prefix("keep/") {
            Some(inner) => format!(r#"{{"zone":"UTC","keep":{{"{inner}":{value}}}}}"#),
            None if member == "zone" => format!(r#"{{"zone":{value}}}"#),
            None => format!(r#"{{"zone":"UTC","{member}":{value}}}"#),
        };
        if let Err(error) = Policy::from_json(json.as_bytes()) {
            prop_assert!(error.pointer().starts_with(&format!("/{member}")), "{json}: {error}");
            prop_assert!(error.to_string().chars().count() < 1_000);
        }
    }
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!(r#"{{"zone": "UTC", "keep": {}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(read(&deep).is_err());
}
