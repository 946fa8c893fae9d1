//! Keeps secrets out of text that people and logs will see: SAS signatures, bearer tokens, signed queries (G6, A32).

/// How much of a text is looked at, in bytes; far more than is ever shown.
const LOOKED_AT: usize = 64 << 10;

/// `text` without control characters and without secrets, at most `longest` characters.
pub(crate) fn scrub(text: &str, longest: usize) -> String {
    let mut out = String::new();
    // Each link is followed to its end: hostile megabytes of them should not cost more than what is shown.
    let mut rest = text.get(..text.floor_char_boundary(LOOKED_AT)).unwrap_or_default();
    let mut before = ' ';
    // Cut early by bytes, then exactly.
    while let Some(first) = rest.chars().next().filter(|_| out.len() <= longest.saturating_mul(4)) {
        let at_start = !before.is_alphanumeric();
        if let Some((shown, after)) = secret(rest, at_start) {
            out.push_str(&shown);
            rest = after;
            before = ' ';
            continue;
        }
        out.push(if first.is_control() { ' ' } else { first });
        before = first;
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    if out.chars().count() > longest {
        out = out.chars().take(longest.saturating_sub(1)).chain(['…']).collect();
    }
    out.trim().to_owned()
}

/// When a secret begins here: what to show in its place, and what follows it.
fn secret(rest: &str, at_start: bool) -> Option<(String, &str)> {
    if let Some(after) = after_any(rest, &["https://", "http://"]) {
        let url_end = after.find(ends_url).unwrap_or(after.len());
        let query = after.get(..url_end)?.find('?')?;
        let shown_end = rest.len() - after.len() + query;
        return Some((format!("{}?…", rest.get(..shown_end)?), after.get(url_end..)?));
    }
    if let Some(after) = after_any(rest, &["accesssas"]) {
        let value = after.trim_start_matches(['"', '\'', '\\', ' ', ':', '=']);
        // Of a broken reply nobody knows where the link ends.
        let names_it = after.get(..after.len() - value.len()).is_some_and(|between| between.contains([':', '=']));
        return Some(("accessSAS …".to_owned(), if names_it { "" } else { skip(value, ends_value) }));
    }
    // `&` and `?` as JSON and links inside links write them: a letter stands before the word then.
    const ESCAPED: [&str; 8] = [
        "\\u0026sig=",
        "\\u0026sig%3d",
        "%26sig=",
        "%26sig%3d",
        "%3fsig=",
        "%3fsig%3d",
        "%2526sig%253d",
        "%253fsig%253d",
    ];
    if let Some(after) = after_any(rest, &ESCAPED) {
        return Some(("&sig=…".to_owned(), skip(after, |c| c == '&' || ends_value(c))));
    }
    if !at_start {
        return None;
    }
    if let Some(after) = after_any(rest, &["sig=", "sig%3d"]) {
        return Some(("sig=…".to_owned(), skip(after, |c| c == '&' || ends_value(c))));
    }
    if let Some(after) = after_any(rest, &["bearer "]) {
        return Some(("Bearer …".to_owned(), skip(after.trim_start(), ends_value)));
    }
    // A bare token: three base64url parts, the first of which begins with `{"`. Looked at first: the rest may be long.
    if !rest.starts_with("eyJ") {
        return None;
    }
    let token_end =
        rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(rest.len());
    let is_token = token_end >= 20 && rest.get(..token_end)?.contains('.');
    is_token.then(|| ("…".to_owned(), rest.get(token_end..).unwrap_or_default()))
}

fn after_any<'a>(rest: &'a str, words: &[&str]) -> Option<&'a str> {
    let word = words.iter().find(|word| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))?;
    rest.get(word.len()..)
}

fn skip(text: &str, ends: impl Fn(char) -> bool) -> &str {
    text.get(text.find(ends).unwrap_or(text.len())..).unwrap_or_default()
}

fn ends_value(c: char) -> bool {
    ends_url(c) || matches!(c, ')' | '}' | ']')
}

/// Brackets do not: in an address whose bytes were garbled they may stand before the query.
fn ends_url(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '`' | '\\')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_are_cut_out_and_the_rest_stays() {
        for (text, clean) in [
            ("plain words, 'quoted'", "plain words, 'quoted'"),
            ("go to https://aka.ms/fix please", "go to https://aka.ms/fix please"),
            (
                "see https://md-x.blob.core.windows.net/a/abcd?sv=1&sig=SECRET now",
                "see https://md-x.blob.core.windows.net/a/abcd?… now",
            ),
            (
                "see https://md-}.blob.core.windows.net/a?sv=1&s}g=SECRET now",
                "see https://md-}.blob.core.windows.net/a?… now",
            ),
            ("sv=1&sig=SECRET%3D&se=2", "sv=1&sig=…&se=2"),
            (r"sv=1\u0026sig=SECRET&se=2", "sv=1&sig=…&se=2"),
            ("u=x%3Fsv%3D1%26sig%3DSECRET now", "u=x%3Fsv%3D1&sig=… now"),
            ("Authorization: bEaReR SECRET.x.y failed", "Authorization: Bearer … failed"),
            (r#"{"accessSAS":"https://h/p?sig=SECRET"}"#, r#"{"accessSAS …"#),
            (r#"{\"securityDataAccessSAS\": \"SECRET\"}"#, r#"{\"securityDataaccessSAS …"#),
            ("{\"accessSAS\":\"ht\ntps://h/p?s\u{fffd}g=SECRET", "{\"accessSAS …"),
            ("the member accessSAS cannot be set here", "the member accessSAS … be set here"),
            ("token eyJhbGciOiJub25lIn0.SECRETSECRET.SECRET was refused", "token … was refused"),
            ("a design=x stays", "a design=x stays"),
            ("line\r\nbreak\u{0}", "line  break"),
        ] {
            assert_eq!(scrub(text, 500), clean);
        }
        assert_eq!(scrub("abcdef", 4), "abc…");
        // A link in a link in a link: minutes, if each were followed to the end of it all.
        assert_eq!(scrub(&"https://".repeat(1 << 20), 2_000).chars().count(), 2_000);
        // Where the looking ends in the middle of a secret, its beginning stays out all the same.
        let before = "-".repeat(LOOKED_AT - 6);
        assert!(scrub(&format!("{before}sig=T0PS3CRET"), LOOKED_AT) == format!("{before}sig=…"));
    }

    proptest! {
        #[test]
        fn no_secret_survives_any_surroundings(before in "[ -~é]{0,30}", after in "[ -~]{0,10}") {
            for form in ["sig=", "&sig=", "https://h/p?sig=", "Bearer ", "\"accessSAS\":\""] {
                let text = format!("{before} {form}T0PS3CRET{after}");
                prop_assert!(!scrub(&text, 500).contains("T0PS3CRET"), "{}", text);
            }
        }

        #[test]
        fn never_longer_than_asked(text in "\\PC{0,300}", longest in 1_usize..50) {
            prop_assert!(scrub(&text, longest).chars().count() <= longest);
        }
    }
}
