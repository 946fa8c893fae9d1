use super::*;
use crate::instant::Instant;

crate::sentences! {
    const SENTENCES;
    all_of_it(n: Count, who: Name, p: Percent, at: Instant, age: Seconds, inner: Sentence) =
        "{who}: {n, plural, =0 {nothing} one {{n, Spell} of {who}} other {{n} or {n, spell}}}, {p}, {at, date}, {at, moment}, {at, clock}, {at}, {age, ago}; {inner, rest}";
    picks(word: Word, place: MaybeName) = "{word, select, a {A} b {{word}!} other {O}}{place, select, none {} other { in {place}}}.";
    plain() = "Failed. It ended.";
}

fn instant() -> Instant {
    Instant::parse("2026-11-20T02:00:14Z").unwrap()
}

fn all(n: usize, who: &str) -> Sentence {
    all_of_it(n, who, 62.56, instant(), 7_200, plain())
}

#[test]
fn values_stand_where_the_template_has_them() {
    let rest =
        "62.5 %, 20 Nov 2026, Fri 20 Nov 2026, 02:00 UTC, 02:00:14 UTC, 2026-11-20T02:00:14Z, 2 hours ago; It ended.";
    assert_eq!(all(0, "x").text(), format!("x: nothing, {rest}"));
    assert_eq!(all(1, "x").text(), format!("x: One of x, {rest}"));
    assert_eq!(all(3, "x").text(), format!("x: 3 or three, {rest}"));
    assert_eq!(picks("a", None), "A.");
    assert_eq!(picks("b", Some("here")), "b! in here.");
    assert_eq!(picks("c", Some("")), "O in .");
}

#[test]
fn what_a_value_holds_is_never_a_template() {
    for name in ["{n}", "{", "}}", "{n, plural, other {x}}", "\u{0}{who}"] {
        assert!(all(0, name).text().starts_with(&format!("{name}: nothing, ")));
        assert_eq!(picks("a", Some(name)).text(), format!("A in {name}."));
    }
}

#[test]
fn parts_are_written_only_where_they_are_asked_for() {
    let sentence = picks("b", None);
    let write = || serde_json::to_string(&sentence).unwrap();
    assert_eq!(write(), r#""b!.""#);
    let parts = r#"{"code":"picks","text":"b!.","values":{"word":{"word":"b"},"place":null}}"#;
    written_as(Form::Parts, || {
        assert_eq!(write(), parts);
        assert_eq!(written_as(Form::Text, write), r#""b!.""#);
        assert_eq!(write(), parts, "the form of an inner scope ends with it");
    });
    assert_eq!(write(), r#""b!.""#);
    let values = written_as(Form::Parts, || serde_json::to_value(all(1, "x")).unwrap());
    assert_eq!(
        values["values"],
        serde_json::json!({"n": {"count": 1}, "who": {"name": "x"}, "p": {"percent": 62.5}, "at": {"instant": "2026-11-20T02:00:14Z"},
            "age": {"seconds": 7200}, "inner": {"sentence": {"code": "plain", "text": "Failed. It ended.", "values": {}}}})
    );
}

#[test]
fn percents_are_rounded_down_and_bounded() {
    for (percent, shown) in
        [(0.0, "0 %"), (99.99, "99.9 %"), (100.0, "100 %"), (250.0, "100 %"), (-1.0, "0 %"), (f64::NAN, "0 %")]
    {
        assert_eq!(one(percent).text(), shown);
    }
}

crate::sentences! {
    const ONE;
    one(p: Percent) = "{p}";
}

#[test]
fn the_list_is_of_the_declared() {
    let codes: Vec<&str> = SENTENCES.iter().chain(ONE).map(|template| template.code).collect();
    assert_eq!(codes, ["all_of_it", "picks", "plain", "one"]);
    assert_eq!(SENTENCES[1].values().collect::<Vec<_>>(), [("word", "Word"), ("place", "MaybeName")]);
}

/// The names that a template has places for.
fn places(text: &str) -> std::collections::BTreeSet<&str> {
    let named = text.split('{').skip(1).filter_map(|place| place.split([',', '}']).next());
    let word = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    named
        .filter(word)
        .filter(|name| text.contains(&format!("{{{name},")) || text.contains(&format!("{{{name}}}")))
        .collect()
}

#[test]
fn every_template_is_whole() {
    let mut codes = std::collections::BTreeSet::new();
    for template in templates() {
        let Template { code, text, .. } = template;
        assert!(codes.insert(*code), "{code} is there twice");
        assert!(code.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()), "{code}");
        let (open, close) = (text.matches('{').count(), text.matches('}').count());
        assert_eq!(open, close, "{code}: braces");
        for (name, _) in template.values() {
            assert!(places(text).contains(name), "{code} has no place for {name}");
        }
        for choice in text.match_indices(", plural,").chain(text.match_indices(", select,")) {
            assert!(text.get(choice.0..).unwrap().contains("other {"), "{code}: a choice without other");
        }
    }
    assert!(codes.len() > 80, "{}", codes.len());
}
