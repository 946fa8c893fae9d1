//! The list flow: every page of the snapshots and disks of a group, a subscription or many, each page a document.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use snap_arm::request::{Listed, check_group, check_subscription};
use snap_core::id::ResourceKind;
use snap_core::instant::Instant;

use crate::contract::{FlowError, FlowInfo, ItemKind, Step, Summary};
use crate::engine::{Engine, Machine, Outcome};
use crate::flow::Begun;
use crate::intent::{self, Common, id_of, refused_at};
use crate::json;
use crate::pages::Source;
use crate::saved::{self, Resumed};
use crate::survey::{Survey, Want};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "AskList", optional_fields = nullable))]
pub(crate) struct Intent {
    #[cfg_attr(feature = "typescript", ts(type = "\"list\""))]
    flow: String,
    now: Instant,
    endpoint: String,
    #[serde(default)]
    api_version: Option<String>,
    #[serde(default)]
    parallel: Option<usize>,
    #[serde(default)]
    subscription_id: Option<String>,
    #[serde(default, deserialize_with = "json::or_default")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<String>>"))]
    subscriptions: Vec<String>,
    #[serde(default)]
    resource_group: Option<String>,
    what: Vec<What>,
    #[serde(default, deserialize_with = "json::or_default")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Through>"))]
    through: Through,
    #[serde(default)]
    disk_id: Option<String>,
    #[serde(default)]
    snapshot_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ListWhat"))]
enum What {
    Snapshots,
    Disks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ListThrough"))]
enum Through {
    #[default]
    Arm,
    ResourceGraph,
}

#[derive(Debug)]
struct List {
    intent: Intent,
    survey: Survey,
}

pub(crate) fn begin(request: &[u8], resumed: Option<Resumed>) -> Result<Begun, FlowError> {
    let intent: Intent = json::read(request, "bad_request")?;
    let common = Common { endpoint: &intent.endpoint, api_version: intent.api_version.as_deref() };
    let requests = common.requests()?;
    let wants = wants_of(&intent)?;
    if wants.is_empty() {
        let message = "`what` is empty and neither `diskId` nor `snapshotId` is given";
        return Err(FlowError::new("nothing_to_read", message).at("what"));
    }
    let survey = Survey::passing(wants, &requests)?;
    let now = resumed.map_or(intent.now, |resumed| resumed.now);
    let parallel = intent::parallel(intent.parallel)?;
    Ok(Begun {
        engine: Engine::new(requests, now, None, parallel),
        machine: Box::new(List { intent, survey }),
        info: FlowInfo { flow: "list", call_id: None, warnings: Vec::new() },
    })
}

fn wants_of(intent: &Intent) -> Result<Vec<Want>, FlowError> {
    let mut wants = Vec::new();
    let subscriptions = subscriptions_of(intent)?;
    let group = intent.resource_group.as_deref();
    if let Some(group) = group {
        check_group(group).map_err(refused_at(|| "resourceGroup".to_owned()))?;
        if intent.through == Through::ResourceGraph || subscriptions.len() != 1 {
            let message = "`resourceGroup` narrows the list of one subscription; leave it out for more of them and for Resource Graph";
            return Err(FlowError::new("bad_request", message).at("resourceGroup"));
        }
    }
    for what in intent.what.iter().copied().collect::<BTreeSet<_>>() {
        let listed = match what {
            What::Snapshots => Listed::Snapshots,
            What::Disks => Listed::Disks,
        };
        if intent.through == Through::ResourceGraph {
            wants.push(Want::List(Source::Graph { listed, subscriptions: subscriptions.clone() }));
            continue;
        }
        wants.extend(subscriptions.iter().map(|subscription| {
            Want::List(Source::Resources {
                listed,
                subscription: subscription.clone(),
                group: group.map(str::to_owned),
            })
        }));
    }
    let ones =
        [("diskId", &intent.disk_id, ResourceKind::Disk), ("snapshotId", &intent.snapshot_id, ResourceKind::Snapshot)];
    for (member, text, kind) in ones {
        let Some(text) = text else { continue };
        wants.push(Want::One(id_of(text, kind, || member.to_owned())?));
    }
    Ok(wants)
}

/// Each subscription once, in the order they were given.
fn subscriptions_of(intent: &Intent) -> Result<Vec<String>, FlowError> {
    let mut seen = BTreeSet::new();
    let mut subscriptions = Vec::new();
    if let Some(one) = &intent.subscription_id {
        check_subscription(one).map_err(refused_at(|| "subscriptionId".to_owned()))?;
        seen.insert(one.to_ascii_lowercase());
        subscriptions.push(one.clone());
    }
    for (at, one) in intent.subscriptions.iter().enumerate() {
        check_subscription(one).map_err(refused_at(|| format!("/subscriptions/{at}")))?;
        if seen.insert(one.to_ascii_lowercase()) {
            subscriptions.push(one.clone());
        }
    }
    if subscriptions.is_empty() && !intent.what.is_empty() {
        let message = "neither `subscriptionId` nor `subscriptions` says what to list";
        return Err(FlowError::new("missing_member", message).at("subscriptionId"));
    }
    Ok(subscriptions)
}

impl Machine for List {
    fn begin(&mut self, engine: &mut Engine) {
        self.survey.begin(engine);
    }

    fn ended(&mut self, at: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        if let Some((scope, trouble)) = self.survey.ended(at, outcome, engine) {
            engine.tell(Step::Item(trouble.into_item(ItemKind::Failed, &scope)));
        }
    }

    fn finished(&self) -> bool {
        self.survey.is_over()
    }

    fn summary(&self, counted: Summary) -> Summary {
        let pages = match counted.pages {
            1 => "Read 1 page.".to_owned(),
            n => format!("Read {n} pages."),
        };
        let sentence = match counted.failed {
            0 => pages,
            1 => format!("{pages} One read failed: what was read is not everything."),
            n => format!("{pages} {n} reads failed: what was read is not everything."),
        };
        Summary { complete: counted.failed == 0, sentence, ..counted }
    }

    fn save(&self) -> Option<Box<RawValue>> {
        // A list has nothing to go on from: reading it again is the only way to know what is true.
        saved::write(&self.intent, &[])
    }
}
