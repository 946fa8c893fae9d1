//! Pruning: pauses, lines and the end of the time, while the world goes on.

use serde_json::json;

use super::prune::{NEWER, answer, deletes, expect, get, message, page, plan, request, surveyed, taken, told, with};
use super::prune_deletes::{BUSY, again, deleting, looking};
use super::{ACCEPTED, Host, MISSING, OPERATION};

#[test]
fn throttling_is_waited_out() {
    let mut host = looking();
    for _ in 0..8 {
        let id = deleting(&mut host);
        host.reply_with(id, 429, &[("retry-after", "70")], "");
        assert_eq!(host.until, Some(70));
        again(&mut host);
        keeper_seen_anew(&mut host);
    }
    let id = deleting(&mut host);
    host.reply(id, 200, "");
    assert_eq!(told(&host), ["s1 deleted -"]);
}

/// The look finds nothing, but what is to stay was last seen more than a minute ago: it is seen once more, and the look
/// comes again.
fn keeper_seen_anew(host: &mut Host) {
    host.reply(host.request().0, 200, &taken(1).to_string());
    expect(host, &get(3, NEWER), 200, &taken(3).to_string());
    assert_eq!(host.request().1, get(1, NEWER));
}

#[test]
fn after_a_long_pause_what_is_to_stay_has_to_be_there_still() {
    // Refused, or perhaps done: what is told of the one at hand is the truth in either case.
    for (status, body, told_of_it) in [(409, BUSY, "skipped"), (503, "", "unknown")] {
        for (keeper, reply, code) in [(404, MISSING, "keeper_gone"), (403, MISSING, "keeper_not_read")] {
            let mut host = surveyed(&plan(&[1, 2], &json!({})), &[taken(1), taken(2), taken(3), taken(4)]);
            expect(&mut host, &get(4, NEWER), 200, &taken(4).to_string());
            let id = deleting(&mut host);
            host.reply_with(id, status, &[("retry-after", "600")], body);
            again(&mut host);
            host.reply(host.request().0, 200, &taken(1).to_string());
            expect(&mut host, &get(4, NEWER), keeper, reply);
            assert_eq!(told(&host), [format!("s1 {told_of_it} {code}"), format!("s2 skipped {code}")]);
            assert_eq!((deletes(&host), host.is_done()), (1, true));
        }
        // Cut short while it is read.
        let mut host = looking();
        let id = deleting(&mut host);
        host.reply_with(id, status, &[("retry-after", "600")], body);
        again(&mut host);
        host.reply(host.request().0, 200, &taken(1).to_string());
        assert_eq!(host.request().1, get(3, NEWER));
        host.cancel();
        assert_eq!((told(&host), host.is_done()), (vec![format!("s1 {told_of_it} cancelled")], true));
        // By the time: what may have been begun is told apart.
        let mut host = surveyed(&plan(&[1], &json!({"timeoutSeconds": 700})), &[taken(1), taken(2), taken(3)]);
        expect(&mut host, &get(3, NEWER), 200, &taken(3).to_string());
        let id = deleting(&mut host);
        host.reply_with(id, status, &[("retry-after", "600")], body);
        again(&mut host);
        host.reply(host.request().0, 200, &taken(1).to_string());
        host.after(131);
        let code = if told_of_it == "unknown" { "timed_out" } else { "out_of_time" };
        assert_eq!((told(&host), host.is_done()), (vec![format!("s1 {told_of_it} {code}")], true));
    }
}

#[test]
fn what_was_read_an_hour_ago_deletes_nothing_more() {
    // Neither by a policy whose plans may be older, nor by name; the time would not be up for long.
    let policy = json!({"id": "prod", "zone": "UTC", "keep": {"last": 2}, "maxPlanAge": "P7D"});
    let day = json!({"timeoutSeconds": 86_400, "policy": policy});
    for request in [plan(&[1], &day), request("remove", &[1], &json!({"timeoutSeconds": 86_400}))] {
        let mut host = surveyed(&request, &[taken(1), taken(2), taken(3)]);
        expect(&mut host, &get(3, NEWER), 200, &taken(3).to_string());
        for pause in ["3000", "601"] {
            let id = deleting(&mut host);
            host.reply_with(id, 429, &[("retry-after", pause)], "");
            again(&mut host);
            if pause == "3000" {
                keeper_seen_anew(&mut host);
            }
        }
        host.reply(host.request().0, 200, &taken(1).to_string());
        assert_eq!((told(&host), deletes(&host), host.is_done()), (vec!["s1 skipped plan_too_old".into()], 2, true));
        assert_eq!(
            message(&host),
            "What it was decided by was read at 2026-11-20T02:00:00Z, longer ago than PT1H. Run again."
        );
    }
    // Reading takes its time, and what was read is as old as the first question.
    let mut host = Host::started(&request("remove", &[1], &json!({"timeoutSeconds": 86_400})));
    host.now = host.now.plus_seconds(3_590);
    answer(&mut host, &[taken(1), taken(2), taken(3)], (200, &page(&[])));
    expect(&mut host, &get(3, NEWER), 200, &taken(3).to_string());
    let id = deleting(&mut host);
    host.reply_with(id, 429, &[("retry-after", "11")], "");
    again(&mut host);
    host.reply(host.request().0, 200, &taken(1).to_string());
    assert_eq!(told(&host), ["s1 skipped plan_too_old"]);
    // A policy may be stricter.
    let policy = json!({"id": "prod", "zone": "UTC", "keep": {"last": 2}, "maxPlanAge": "PT5M"});
    let mut host = surveyed(&plan(&[1], &json!({"policy": policy})), &[taken(1), taken(2), taken(3)]);
    expect(&mut host, &get(3, NEWER), 200, &taken(3).to_string());
    let id = deleting(&mut host);
    host.reply_with(id, 409, &[("retry-after", "301")], BUSY);
    again(&mut host);
    host.reply(host.request().0, 200, &taken(1).to_string());
    assert_eq!((told(&host), deletes(&host)), (vec!["s1 skipped plan_too_old".to_owned()], 1));
    assert!(message(&host).ends_with("longer ago than PT5M. Run again."), "{}", message(&host));
}

#[test]
fn in_a_long_unit_it_is_looked_at_again() {
    let mut host = surveyed(&plan(&[1, 2], &json!({})), &[taken(1), taken(2), taken(3), taken(4)]);
    expect(&mut host, &get(4, NEWER), 200, &taken(4).to_string());
    let id = deleting(&mut host);
    host.now = host.now.plus_seconds(60);
    host.reply(id, 200, "");
    expect(&mut host, &get(4, NEWER), 404, MISSING);
    assert_eq!(told(&host), ["s1 deleted -", "s2 skipped keeper_gone"]);
}

#[test]
fn a_delete_that_stood_in_line_for_long_is_looked_at_again() {
    let of_d2 = |day| {
        let other = with(taken(day), "/properties/creationData/sourceUniqueId", json!("other"));
        with(other, "/properties/incrementalSnapshotFamilyId", json!("f2"))
    };
    let all = [taken(1), taken(2), of_d2(3), of_d2(4)].map(|s| with(s, "/properties/completionPercent", json!(100)));
    let mut host = surveyed(&request("remove", &[1, 3], &json!({})), &all);
    // Both keepers are seen, both snapshots looked at.
    let mut looks = Vec::new();
    for (id, asked) in host.requests() {
        let keeper = if asked == get(2, NEWER) { &all[1] } else { &all[3] };
        host.reply(id, 200, &keeper.to_string());
        looks.push(host.request());
    }
    looks.sort_by(|a, b| a.1.cmp(&b.1));
    assert_eq!([&looks[0].1, &looks[1].1], [&get(1, NEWER), &get(3, NEWER)]);
    host.reply(looks[0].0, 200, &all[0].to_string());
    host.reply_with(host.request().0, 429, &[("retry-after", "60")], "");
    // The other one's delete has to wait until deletes may go again; by then the look is old.
    host.reply(looks[1].0, 200, &all[2].to_string());
    assert!(host.requests().is_empty());
    host.after(60);
    assert_eq!(host.request().1, get(1, NEWER));
    host.wait();
    assert_eq!((host.request().1, deletes(&host)), (get(3, NEWER), 1));
}

#[test]
fn when_the_time_is_up_the_truth_is_still_asked() {
    let mut host = surveyed(&plan(&[1, 2], &json!({"timeoutSeconds": 100})), &[taken(1), taken(2), taken(3), taken(4)]);
    expect(&mut host, &get(4, NEWER), 200, &taken(4).to_string());
    let id = deleting(&mut host);
    host.reply_with(id, 202, &[("Azure-AsyncOperation", OPERATION), ("Retry-After", "200")], "");
    host.wait();
    assert_eq!(host.until, Some(30));
    host.reply(host.request().0, 200, r#"{"status":"Succeeded"}"#);
    assert_eq!(told(&host), ["s1 deleted -", "s2 skipped out_of_time"]);
    assert!(host.is_done());
}

#[test]
fn what_the_time_left_undone_is_told_apart_from_what_it_cut_short() {
    // While reading, while looking, and with the delete under way.
    let cut = |to: usize| {
        let mut host = Host::started(&plan(&[1, 2], &json!({"timeoutSeconds": 100})));
        if to > 0 {
            host = surveyed(&plan(&[1, 2], &json!({"timeoutSeconds": 100})), &[taken(1), taken(2), taken(3), taken(4)]);
            expect(&mut host, &get(4, NEWER), 200, &taken(4).to_string());
        }
        if to > 1 {
            deleting(&mut host);
        }
        host.after(131);
        assert!(host.is_done());
        told(&host)
    };
    let both = ["s1 skipped out_of_time", "s2 skipped out_of_time"];
    assert_eq!([cut(0), cut(1)], [both, both]);
    assert_eq!(cut(2), ["s1 unknown timed_out", "s2 skipped out_of_time"]);
}

#[test]
fn a_cancel_tells_what_is_under_way() {
    // While reading, while looking, while deleting, while following; what waits behind it was not begun.
    let cut = |to: usize| {
        let mut host = surveyed(&plan(&[1, 2], &json!({})), &[taken(1), taken(2), taken(3), taken(4)]);
        if to > 0 {
            expect(&mut host, &get(4, NEWER), 200, &taken(4).to_string());
        }
        if to > 1 {
            deleting(&mut host);
        }
        if to > 2 {
            host.reply_with(host.request().0, 202, &ACCEPTED, "");
        }
        host.cancel();
        assert!(host.is_done());
        told(&host)
    };
    let both = ["s1 skipped cancelled", "s2 skipped cancelled"];
    assert_eq!([cut(0), cut(1)], [both, both]);
    let one = ["s1 unknown cancelled", "s2 skipped cancelled"];
    assert_eq!([cut(2), cut(3)], [one, one]);
    let mut host = Host::started(&plan(&[1, 2], &json!({})));
    host.cancel();
    assert_eq!(told(&host), both);
}
