//! The C header, which is also the manual of the C ABI.

use std::fmt::Write;

use super::{Abi, Constant, Function, Shape};

const TOP: &str = r#"/*
 * Snapline: the C ABI.
 *
 * Written by `cargo xtask bindings` from the library's own description. Do not edit.
 *
 * Snapline plans, takes and tracks incremental snapshots of Azure managed disks. The library decides and never acts: it
 * opens no file and no socket, reads no clock and starts no thread. JSON bytes go in and JSON bytes come out;
 * docs/vocabulary.md says what they mean and docs/c-abi.md shows programs. What holds for every function:
 *
 * Status.     A function that can fail returns an `int32_t`: one of the SNAP_STATUS_ numbers below. An error of the
 *             vocabulary is an answer too: status 0 says only that there is one. A new version may add numbers and
 *             never gives an old one another meaning: treat one that you do not know as fatal for the call.
 * Outputs.    Output pointers are written with status 0 only. With every other status they keep what they held.
 * Ownership.  Inputs stay yours: they are read until the call returns, and nothing keeps a pointer to them. Answers
 *             and handles become yours: each is freed once, with its own function of this header and never with free().
 * Sizes.      Lengths are in bytes. Inputs need no NUL at the end and an answer has none. NULL with length 0 is an
 *             empty input. No input may have more than SNAP_MAX_BYTES bytes.
 * Threads.    A handle may be used from any thread, by one call at a time: a second call is refused with
 *             SNAP_STATUS_IN_USE and does nothing. Different handles, and calls without one, do not disturb each other.
 * Faults.     A fault inside the library is caught: the call returns SNAP_STATUS_PANICKED, one line on stderr says
 *             where it happened (never what the input was), and the handle that was in use is good for freeing only.
 *             The library never unwinds into its caller.
 */
#ifndef SNAPLINE_H
#define SNAPLINE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
"#;

const BOTTOM: &str = r"
#ifdef __cplusplus
}
#endif

#endif
";

pub(super) fn render(abi: &Abi) -> String {
    let mut text = TOP.to_owned();
    heading(&mut text, "Constants");
    for constant in &abi.constants {
        comment(&mut text, &constant.docs);
        put(&mut text, format_args!("#define {} {}\n", constant.name, literal(constant)));
    }
    heading(&mut text, "Handles");
    for handle in &abi.handles {
        comment(&mut text, &handle.docs);
        put(&mut text, format_args!("typedef struct {0} {0};\n", handle.name));
    }
    heading(&mut text, "Version and answers");
    for function in abi.functions.iter().filter(|function| function.handle().is_none()) {
        declaration(&mut text, function);
    }
    // Backwards by name: sessions, which everybody needs, before flows.
    for handle in abi.handles.iter().rev() {
        heading(&mut text, &format!("{}: what to do with it", handle.name));
        for function in abi.functions.iter().filter(|function| function.handle() == Some(&handle.name)) {
            declaration(&mut text, function);
        }
    }
    text.push_str(BOTTOM);
    text
}

fn declaration(text: &mut String, function: &Function) {
    comment(text, &function.docs);
    let parameters: Vec<String> =
        function.parameters.iter().map(|(name, shape)| declared(&c_type(shape), name)).collect();
    let start = format!("{}(", declared(&c_type(&function.returns), &function.name));
    let whole = if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
    if start.len() + whole.len() + 2 <= 120 {
        put(text, format_args!("{start}{whole});\n"));
    } else {
        put(text, format_args!("{start}\n    {});\n", parameters.join(",\n    ")));
    }
}

/// A declarator: the asterisks of a pointer stand with the name.
fn declared(ty: &str, name: &str) -> String {
    let stars = ty.len() - ty.trim_end_matches('*').len();
    let base = ty.trim_end_matches('*').trim_end();
    format!("{base} {}{name}", "*".repeat(stars))
}

fn c_type(shape: &Shape) -> String {
    match shape {
        Shape::Void => "void".to_owned(),
        Shape::U8 => "uint8_t".to_owned(),
        Shape::I32 => "int32_t".to_owned(),
        Shape::U32 => "uint32_t".to_owned(),
        Shape::U64 => "uint64_t".to_owned(),
        Shape::Handle(name) => name.clone(),
        Shape::Const(to) => format!("const {} *", c_type(to)).replace("* *", "**"),
        Shape::Mut(to) => format!("{} *", c_type(to)).replace("* *", "**"),
        Shape::Unknown(name) => format!("SNAPLINE_CANNOT_EXPRESS_{name}"),
    }
}

fn literal(constant: &Constant) -> String {
    let value = &constant.value;
    match constant.shape {
        Shape::I32 => format!("INT32_C({value})"),
        Shape::U32 => format!("UINT32_C({value})"),
        Shape::U64 => format!("UINT64_C({value})"),
        _ => value.clone(),
    }
}

fn heading(text: &mut String, title: &str) {
    put(text, format_args!("\n/* ---- {title} {} */\n", "-".repeat(106_usize.saturating_sub(title.len()))));
}

/// Documentation as a comment. Nothing in it may end the comment early.
fn comment(text: &mut String, lines: &[String]) {
    text.push('\n');
    match lines {
        [] => {}
        [line] => put(text, format_args!("/* {} */\n", line.replace("*/", "* /"))),
        lines => {
            text.push_str("/*\n");
            for line in lines {
                let line = format!(" * {}", line.replace("*/", "* /"));
                put(text, format_args!("{}\n", line.trim_end()));
            }
            text.push_str(" */\n");
        }
    }
}

/// Writing to a string cannot fail.
fn put(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_declared_as_c_programmers_write_them() {
        let byte = || Box::new(Shape::U8);
        for (shape, expected) in [
            (Shape::Const(byte()), "const uint8_t *x"),
            (Shape::Mut(Box::new(Shape::Mut(byte()))), "uint8_t **x"),
            (Shape::Mut(Box::new(Shape::Handle("SnapFlow".into()))), "SnapFlow *x"),
            (Shape::U64, "uint64_t x"),
        ] {
            assert_eq!(declared(&c_type(&shape), "x"), expected);
        }
    }

    #[test]
    fn documentation_cannot_end_its_comment() {
        let mut text = String::new();
        comment(&mut text, &["a */ b".into(), String::new(), "c".into()]);
        assert_eq!(text, "\n/*\n * a * / b\n *\n * c\n */\n");
    }
}
