//! The tree of a resource, and its two printers: what a template of either language and a request's body say is one thing.

use crate::plan::{Plan, Take};
use crate::quote;

/// A value of a template.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Text(String),
    Bool(bool),
    Object(Vec<(String, Node)>),
    List(Vec<Node>),
}

impl Node {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// JSON on one line, as a request's body.
    pub(crate) fn body(&self) -> String {
        let mut out = String::new();
        self.print(&mut out, None, &Json { template: false });
        out
    }

    /// JSON of a template, over lines.
    pub(crate) fn template(&self) -> String {
        let mut out = String::new();
        self.print(&mut out, Some(0), &Json { template: true });
        out
    }

    /// A value of Bicep, whose first line stands `depth` levels in.
    pub(crate) fn bicep(&self, depth: usize) -> String {
        let mut out = String::new();
        self.print(&mut out, Some(depth), &Bicep);
        out
    }

    /// `depth`: levels of indentation, none for one line.
    fn print(&self, out: &mut String, depth: Option<usize>, language: &dyn Language) {
        match self {
            Self::Text(text) => out.push_str(&language.text(text)),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Object(members) => {
                let items = members.iter().map(|(name, value)| (Some(language.name(name)), value));
                print_all(out, depth, language, ('{', '}'), items);
            }
            Self::List(values) => print_all(out, depth, language, ('[', ']'), values.iter().map(|value| (None, value))),
        }
    }
}

fn print_all<'n>(
    out: &mut String,
    depth: Option<usize>,
    language: &dyn Language,
    (open, close): (char, char),
    items: impl ExactSizeIterator<Item = (Option<String>, &'n Node)>,
) {
    out.push(open);
    let all = items.len();
    let line = |out: &mut String, depth: Option<usize>| {
        if let Some(depth) = depth.filter(|_| all > 0) {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        }
    };
    let deeper = depth.map(|depth| depth + 1);
    for (at, (name, value)) in items.enumerate() {
        line(out, deeper);
        if let Some(name) = name {
            out.push_str(&name);
            out.push_str(if depth.is_some() { ": " } else { ":" });
        }
        value.print(out, deeper, language);
        if at + 1 < all {
            out.push_str(language.between());
        }
    }
    line(out, depth);
    out.push(close);
}

trait Language {
    fn text(&self, text: &str) -> String;
    fn name(&self, name: &str) -> String;
    fn between(&self) -> &'static str;
}

struct Json {
    /// Names and texts may be expressions.
    template: bool,
}

impl Language for Json {
    fn text(&self, text: &str) -> String {
        if self.template { quote::json(&quote::arm(text)) } else { quote::json(text) }
    }

    fn name(&self, name: &str) -> String {
        self.text(name)
    }

    fn between(&self) -> &'static str {
        ","
    }
}

struct Bicep;

impl Language for Bicep {
    fn text(&self, text: &str) -> String {
        quote::bicep(text)
    }

    fn name(&self, name: &str) -> String {
        let bare =
            name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric());
        if bare { name.to_owned() } else { quote::bicep(name) }
    }

    fn between(&self) -> &'static str {
        ""
    }
}

/// What is sent to make one snapshot: in the disk's region (R4), incremental as a boolean (F2, X8), no sku (X3).
pub(crate) fn body(plan: &Plan, take: &Take) -> Node {
    let tags = plan.tags.iter().map(|(name, value)| (name.to_owned(), Node::text(value))).collect();
    Node::object([
        ("location", Node::text(&take.location)),
        ("tags", Node::Object(tags)),
        (
            "properties",
            Node::object([
                (
                    "creationData",
                    Node::object([
                        ("createOption", Node::text("Copy")),
                        ("sourceResourceId", Node::text(take.disk.as_str())),
                    ]),
                ),
                ("incremental", Node::Bool(true)),
            ]),
        ),
    ])
}

/// The same with its name first, as a template's resource has it.
pub(crate) fn resource(plan: &Plan, take: &Take) -> Node {
    let mut members = vec![("name".to_owned(), Node::text(take.snapshot.name()))];
    if let Node::Object(body) = body(plan, take) {
        members.extend(body);
    }
    Node::Object(members)
}
