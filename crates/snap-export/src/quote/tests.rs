use super::*;

#[test]
fn each_language_has_its_own_rule() {
    let text = "it's ${x} $(y) `z` \\ \"q\" \u{2019}\n\u{202e}";
    assert_eq!(bicep(text), "'it\\'s \\${x} $(y) `z` \\\\ \"q\" \u{2019}\\n\\u{202e}'");
    assert_eq!(bash(text), "$'it\\'s ${x} $(y) `z` \\\\ \"q\" \u{2019}\\n\\xe2\\x80\\xae'");
    assert_eq!(bash("it's $(y)"), r"'it'\''s $(y)'");
    assert_eq!(powershell(text), "([regex]::Unescape('it''s ${x} $(y) `z` \\\\ \"q\" \\u2019\\u000a\\u202e'))");
    assert_eq!(powershell("it's $(y) \\"), "'it''s $(y) \\'");
    assert_eq!(json("a\"\u{202e}\n\u{e0001}é"), "\"a\\\"\\u202e\\n\\udb40\\udc01é\"");
}

#[test]
fn only_what_would_be_an_expression_gets_a_bracket() {
    assert_eq!(arm("[concat('a')]"), "[[concat('a')]");
    assert_eq!(arm("[[x]"), "[[[x]");
    for text in ["[x] y", "x [y]", " [x]", "[", "", "]"] {
        assert_eq!(arm(text), text);
    }
    assert_eq!(arm("[]"), "[[]");
}

#[test]
fn spreadsheets_run_nothing() {
    assert_eq!(csv("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
    for (text, cell) in [("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "\"'\tx\""), ("\r=x", "\"'\r=x\"")] {
        // A blank at an edge is kept by quotes; after the apostrophe there is none.
        assert_eq!(csv(text).trim_matches('"'), cell.trim_matches('"'), "{text:?}");
    }
    assert_eq!(csv("a,\"b\"\nc"), "\"a,\"\"b\"\"\nc\"");
    assert_eq!(csv("plain"), "plain");
}

#[test]
fn a_code_span_holds_any_text_on_one_line() {
    assert_eq!(markdown("a`b``c"), "```a`b``c```");
    assert_eq!(markdown("`"), "`` ` ``");
    assert_eq!(markdown("a|b\nc\u{202e}"), "`a\\|b\\u{a}c\\u{202e}`");
    assert_eq!(markdown(""), "`  `");
}

#[test]
fn calendars_have_one_line_a_value() {
    assert_eq!(icalendar("a;b,c\\d\r\ne\nf\u{7}"), "a\\;b\\,c\\\\d\\ne\\nf ");
}
