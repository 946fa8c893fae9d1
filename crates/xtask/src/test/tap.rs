//! Reading what test programs print: TAP, and the closing lines of cargo's and Node's runners.

use super::Outcome;

/// Counts the results of a TAP stream. Node's reporter nests; its own closing counts are taken where they stand.
pub(super) fn read(text: &str) -> Outcome {
    let closing = |name: &str| {
        text.lines().rev().find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.trim().parse::<usize>().ok())
    };
    let mut outcome = Outcome::default();
    for line in text.lines() {
        let (ok, rest) = match (line.strip_prefix("ok "), line.strip_prefix("not ok ")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => continue,
        };
        if let Some((name, why)) = rest.split_once("# SKIP") {
            outcome.skipped.push(format!(
                "{}: {}",
                name.trim_start_matches(|c: char| c.is_ascii_digit() || " -".contains(c)).trim(),
                why.trim()
            ));
        } else if ok {
            outcome.passed += 1;
        } else {
            outcome.failed += 1;
        }
    }
    if let (Some(passed), Some(failed)) = (closing("pass "), closing("fail ")) {
        outcome.passed = passed;
        outcome.failed = failed;
    }
    outcome
}

/// Sums the `test result:` lines of cargo's runner. An ignored test is a skip that nobody explained.
pub(super) fn read_cargo(text: &str) -> Outcome {
    let mut outcome = Outcome::default();
    for line in text.lines().filter_map(|line| line.trim().strip_prefix("test result: ")) {
        let count = |word: &str| {
            line.split([';', '.'])
                .find_map(|part| part.trim().strip_suffix(word)?.trim().parse::<usize>().ok())
                .unwrap_or(0)
        };
        outcome.passed += count("passed");
        outcome.failed += count("failed");
        outcome.skipped.extend((0..count("ignored")).map(|_| "a Rust test is marked #[ignore]".to_owned()));
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tap_lines_are_counted() {
        let outcome = read("1..3\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no Az\n  ok 1 - nested\n");
        assert_eq!((outcome.passed, outcome.failed), (1, 1));
        assert_eq!(outcome.skipped, ["c: no Az"]);
    }

    #[test]
    fn node_s_own_counts_win() {
        let outcome = read("ok 1 - file\n# tests 7\n# pass 6\n# fail 1\n");
        assert_eq!((outcome.passed, outcome.failed), (6, 1));
    }

    #[test]
    fn cargo_s_results_are_summed() {
        let text = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.15s\n\
                    test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let outcome = read_cargo(text);
        assert_eq!((outcome.passed, outcome.failed, outcome.skipped.len()), (13, 2, 1));
    }
}
