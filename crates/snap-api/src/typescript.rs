//! The types of the boundary for TypeScript: read off the structs that are serialised, and never written twice.
//!
//! Only there with the feature `typescript`, which `cargo xtask bindings` asks for. Most of what is here are names: a verb,
//! what is asked of it and what it answers. The shapes stand where they are serialised.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};

use snap_export::Format;
use ts_rs::{Config, TS, TypeVisitor};

use crate::answer::{Done, More, Refused};
use crate::rows::{DiskRow, SnapshotRow, UnitRow};
use crate::verbs::{chains, compare, cost, export, lint, plain, plan, policy, ranges, restore, simulate};
use crate::{documents, request};

/// One type, as TypeScript has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Its comment, as `/** … */`; empty where it has none.
    pub docs: String,
    /// `type Name = …;`
    pub text: String,
}

/// What any call answers: exactly one of the three.
#[derive(TS)]
#[ts(untagged)]
#[expect(dead_code, reason = "its variants are names and types for the page, never values")]
enum Answer<T> {
    Done(Done<'static, T>),
    Refused(Refused<'static>),
    More(More),
}

/// What is asked of a verb, beside `verb` and `work`, and what it answers.
#[derive(TS)]
#[expect(dead_code, reason = "its fields are names and types for the page, never values")]
struct Call<Ask, Ok> {
    ask: Ask,
    answer: Ok,
}

/// A policy of a request: an object whose members may be left out, or a text that holds it as JSON or as a line.
#[derive(TS)]
#[ts(type = "string | Policy | Given<WholePolicy>")]
pub(crate) struct AnyPolicy;

/// A schedule of a request.
#[derive(TS)]
#[ts(type = "string | Given<Schedule>")]
pub(crate) struct AnySchedule;

/// A table of prices of a request, in the form that the verb `prices` answers.
#[derive(TS)]
#[ts(type = "Given<Omit<Prices, \"rows\">> & { rows: Array<Record<keyof PriceRow, string | number>> }")]
pub(crate) struct AnyPrices;

/// What is known of disks.
#[derive(TS)]
#[ts(as = "snap_core::cost::Said")]
pub(crate) struct AnyModel;

/// The text of a cost export, or its rows.
#[derive(TS)]
#[ts(type = "string | ReadonlyArray<unknown>")]
pub(crate) struct AnyUsage;

/// One side of a comparison: a policy, or what is there today, left alone.
#[derive(TS)]
#[ts(type = "{ policy: AnyPolicy } | \"existing\"")]
pub(crate) struct AnySide;

/// The request that rows are of.
#[derive(TS)]
#[ts(type = "Asking<\"inventory\" | \"chains\" | \"plan\">")]
pub(crate) struct AnyRowsOf;

/// Rows of any of the tables.
#[derive(TS)]
#[ts(untagged)]
#[expect(dead_code, reason = "its variants are names and types for the page, never values")]
enum Rows {
    Units(Vec<UnitRow>),
    Snapshots(Vec<SnapshotRow>),
    Disks(Vec<DiskRow>),
}

/// Every verb by its name.
#[derive(TS)]
#[expect(dead_code, reason = "its fields are names and types for the page, never values")]
struct Verbs {
    version: Call<request::Plain, plain::Version<'static>>,
    limits: Call<request::Plain, plain::Limits>,
    presets: Call<request::Plain, plain::Presets>,
    prices: Call<request::Plain, snap_core::cost::Prices>,
    name: Call<request::Name, plain::Name<'static>>,
    policy: Call<request::Policy, policy::Answer>,
    ranges: Call<request::Ranges, ranges::Answer<'static>>,
    inventory: Call<request::Plain, documents::Answer<'static>>,
    chains: Call<request::Chains, chains::Answer<'static>>,
    plan: Call<request::Plan, plan::Answer>,
    cost: Call<request::Cost, cost::Answer<'static>>,
    lint: Call<request::Lint, lint::Answer<'static>>,
    simulate: Call<request::Simulate, simulate::Answer<'static>>,
    compare: Call<request::Compare, compare::Answer>,
    export: Call<request::Export, export::Answer>,
    restore: Call<request::Restore, restore::Answer<'static, 'static>>,
    rows: Call<request::Rows, Rows>,
}

/// Every type of the boundary, by name.
///
/// # Errors
/// Two types that differ have one name.
pub fn declarations() -> Result<BTreeMap<String, Declaration>, String> {
    let mut all = All {
        // A number of JSON is one of JavaScript; what could pass 2^53 travels as a text.
        config: Config::new().with_large_int("number").with_array_tuple_limit(0),
        seen: BTreeSet::new(),
        found: BTreeMap::new(),
        doubled: Vec::new(),
    };
    all.visit::<Verbs>();
    all.visit::<Answer<documents::Summary>>();
    all.visit::<snap_flow::Flows>();
    if all.doubled.is_empty() {
        Ok(all.found)
    } else {
        Err(format!("types that differ have one name; give one of them another: {}", all.doubled.join(", ")))
    }
}

/// The formats of an export by their names, and what of a request each takes.
pub fn export_takes() -> BTreeMap<String, &'static [&'static str]> {
    let word = |format: Format| serde_json::to_string(&format).unwrap_or_default().trim_matches('"').to_owned();
    Format::ALL.into_iter().map(|format| (word(format), format.takes())).collect()
}

/// What was found on the way through the types.
struct All {
    config: Config,
    seen: BTreeSet<TypeId>,
    found: BTreeMap<String, Declaration>,
    doubled: Vec<String>,
}

impl TypeVisitor for All {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        // Only what is declared has a file; the rest is written where it is used.
        if T::output_path().is_some() {
            let declaration = Declaration { docs: T::docs().unwrap_or_default(), text: T::decl(&self.config) };
            let name = T::ident(&self.config);
            match self.found.get(&name) {
                Some(known) if known.text != declaration.text => self.doubled.push(name),
                // The derive visits members in no order of its own: of several comments always the same one is kept.
                Some(known) if known.docs <= declaration.docs => {}
                _ => {
                    self.found.insert(name, declaration);
                }
            }
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_for_one_shape() {
        let declarations = declarations().expect("names are told apart");
        for name in ["Verbs", "Answer", "Unit", "ChainSnapshot", "Plan", "FlowStep", "CoreError", "UnitRow"] {
            assert!(declarations.contains_key(name), "no `{name}`");
        }
    }

    #[test]
    fn every_verb_is_there() {
        // The refusal of a verb that is none tells all of them.
        let answer = crate::call_without_session(br#"{"verb": "none"}"#);
        let answer = String::from_utf8(answer).expect("an answer is text");
        let (_, told) = answer.split_once("the verbs are ").expect("the verbs are told");
        let told = told.split('"').next().expect("a text ends");
        let verbs = &declarations().expect("names are told apart")["Verbs"].text;
        for verb in told.split(", ").filter(|verb| !["continue", "stop"].contains(verb)) {
            assert!(verbs.contains(&format!("{verb}: Call<")), "`{verb}` has no types");
        }
    }
}
