//! Bicep and ARM templates, printed from one tree of resources.
//!
//! One group is one template for that group. Several groups, or subscriptions, are one deployment to a subscription with a
//! module (Bicep) or a nested deployment (ARM) for each group.

use crate::format::File;
use crate::node::{Node, resource};
use crate::plan::{Plan, Take};
use crate::quote::{bicep as quoted, comment};

/// A template has at most 800 resources; a group with more gets several modules.
const MOST_RESOURCES: usize = 800;
const TYPE: &str = "Microsoft.Compute/snapshots";
const DEPLOYMENTS: &str = "Microsoft.Resources/deployments";
/// A version that deployments across subscriptions work at.
const DEPLOYMENTS_VERSION: &str = "2022-09-01";
const GROUP_SCHEMA: &str = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
const SUBSCRIPTION_SCHEMA: &str =
    "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#";
const BICEP: &str = "text/plain; charset=utf-8";

/// What one template holds: snapshots of one group.
pub(crate) fn parts(plan: &Plan) -> Vec<Vec<&Take>> {
    plan.groups()
        .into_iter()
        .flat_map(|group| group.chunks(MOST_RESOURCES).map(<[_]>::to_vec).collect::<Vec<_>>())
        .collect()
}

/// The name of a module's deployment: the same in every run, so that a second one takes the first one's place.
fn deployment(plan: &Plan, at: usize) -> String {
    let stamp: String = plan.slot.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("snapline-{stamp}-{}", at + 1)
}

pub(crate) fn bicep(plan: &Plan) -> Vec<File> {
    let parts = parts(plan);
    if let [part] = parts.as_slice() {
        return vec![File::new("snapshots.bicep", BICEP, bicep_of_group(plan, part))];
    }
    let mut main = heading(plan) + "\ntargetScope = 'subscription'\n";
    let mut files = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let Some(first) = part.first() else { continue };
        let file = format!("snapshots-{}.bicep", at + 1);
        main.push_str(&format!(
            "\nmodule group{} {} = {{\n  name: {}\n  scope: resourceGroup({}, {})\n}}\n",
            at + 1,
            quoted(&file),
            quoted(&deployment(plan, at)),
            quoted(first.snapshot.subscription()),
            quoted(first.snapshot.group()),
        ));
        files.push(File::new(file, BICEP, bicep_of_group(plan, part)));
    }
    files.insert(0, File::new("main.bicep", BICEP, main));
    files
}

fn heading(plan: &Plan) -> String {
    plan.heading().iter().map(|line| format!("// {line}\n")).collect()
}

fn bicep_of_group(plan: &Plan, part: &[&Take]) -> String {
    let mut text = heading(plan) + "\ntargetScope = 'resourceGroup'\n";
    for (at, take) in part.iter().enumerate() {
        text.push_str(&format!(
            "\n// {}\nresource snapshot{} '{TYPE}@{}' = {}\n",
            comment(take.disk.name()),
            at + 1,
            plan.version.as_str(),
            resource(plan, take).bicep(0)
        ));
    }
    text
}

pub(crate) fn arm(plan: &Plan) -> File {
    let parts = parts(plan);
    let root = if let [part] = parts.as_slice() {
        arm_template(plan, GROUP_SCHEMA, arm_resources(plan, part))
    } else {
        let nested = parts.iter().enumerate().filter_map(|(at, part)| {
            let first = part.first()?;
            Some(Node::object([
                ("type", Node::text(DEPLOYMENTS)),
                ("apiVersion", Node::text(DEPLOYMENTS_VERSION)),
                ("name", Node::text(deployment(plan, at))),
                ("subscriptionId", Node::text(first.snapshot.subscription())),
                ("resourceGroup", Node::text(first.snapshot.group())),
                (
                    "properties",
                    Node::object([
                        ("mode", Node::text("Incremental")),
                        ("expressionEvaluationOptions", Node::object([("scope", Node::text("inner"))])),
                        ("template", arm_template(plan, GROUP_SCHEMA, arm_resources(plan, part))),
                    ]),
                ),
            ]))
        });
        arm_template(plan, SUBSCRIPTION_SCHEMA, nested.collect())
    };
    File::new("snapshots.json", "application/json; charset=utf-8", root.template() + "\n")
}

fn arm_template(plan: &Plan, schema: &str, resources: Vec<Node>) -> Node {
    Node::object([
        ("$schema", Node::text(schema)),
        ("contentVersion", Node::text("1.0.0.0")),
        // JSON has no comments.
        ("metadata", Node::object([("description", Node::text(plan.heading().join(" ")))])),
        ("resources", Node::List(resources)),
    ])
}

fn arm_resources(plan: &Plan, part: &[&Take]) -> Vec<Node> {
    let mut resources = Vec::new();
    for take in part {
        let mut members =
            vec![("type".to_owned(), Node::text(TYPE)), ("apiVersion".to_owned(), Node::text(plan.version.as_str()))];
        if let Node::Object(rest) = resource(plan, take) {
            members.extend(rest);
        }
        resources.push(Node::Object(members));
    }
    resources
}
