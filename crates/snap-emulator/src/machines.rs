//! Virtual machines, as far as disks tell of them: who holds a disk, and the list of all that hold one.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::emulator::{Asked, Emulator};
use crate::http::Response;
use crate::order::Rank;
use crate::refusal::Answer;
use crate::state::region_key;
use crate::stored::Stored;
use crate::target::Kind;

/// The machines that hold a disk. Of a shared one `managedBy` names one of them or none.
pub(crate) fn holders(disk: &Stored) -> Vec<&str> {
    let one = disk.body.get("managedBy").and_then(Value::as_str);
    let all = disk.body.get("managedByExtended").and_then(Value::as_array);
    let mut holders: Vec<&str> = Vec::new();
    for holder in all.into_iter().flatten().filter_map(Value::as_str).chain(one) {
        if !holders.iter().any(|known| known.eq_ignore_ascii_case(holder)) {
            holders.push(holder);
        }
    }
    holders
}

/// How many machines may hold a disk at one time.
pub(crate) fn most_holders(disk: &Stored) -> usize {
    let shares = disk.property("maxShares").and_then(Value::as_u64).unwrap_or(1);
    usize::try_from(shares).unwrap_or(usize::MAX)
}

/// Shows who holds a disk: one machine in `managedBy`, those of a shared disk in `managedByExtended` too.
pub(crate) fn hold(disk: &mut Stored, holders: &[String]) {
    disk.body.remove("managedBy");
    disk.body.remove("managedByExtended");
    if let Some(first) = holders.first() {
        disk.body.insert("managedBy".to_owned(), json!(first));
        if holders.len() > 1 || most_holders(disk) > 1 {
            disk.body.insert("managedByExtended".to_owned(), json!(holders));
        }
    }
    disk.set_property("diskState", json!(if holders.is_empty() { "Unattached" } else { "Attached" }));
}

/// A machine, made up from its disks.
struct Machine<'a> {
    group: &'a str,
    name: &'a str,
    disks: Vec<&'a Stored>,
}

impl Emulator {
    /// `az vm list`: the machines that disks of the subscription name as their holders.
    pub(crate) fn list_machines(&self, asked: &Asked<'_>, subscription: &str, group: Option<&str>) -> Answer {
        self.check_subscription(subscription)?;
        if let Some(group) = group {
            self.check_group(subscription, group)?;
        }
        let mut machines: BTreeMap<Rank, Machine<'_>> = BTreeMap::new();
        for disk in self.state.of_kind(subscription, Kind::Disk) {
            for (of, name) in holders(disk).into_iter().filter_map(|id| machine(id, subscription)) {
                if group.is_some_and(|group| !group.eq_ignore_ascii_case(of)) {
                    continue;
                }
                // A machine lies where its disks are.
                let rank = (region_key(disk.location()), of.to_lowercase(), name.to_lowercase());
                let held = machines.entry(rank).or_insert_with(|| Machine { group: of, name, disks: Vec::new() });
                held.disks.push(disk);
            }
        }
        // In capitals in lists of a subscription, as with disks (A60).
        let show = |machine: &Machine<'_>| {
            let casing = group.map_or_else(|| machine.group.to_uppercase(), str::to_owned);
            body(machine, subscription, &casing)
        };
        Ok(Response::json(200, &self.page(asked, machines.into_iter(), show)?))
    }
}

/// Group and name of the id of a machine in this subscription; machines of a scale set are not among those listed.
fn machine<'a>(id: &'a str, subscription: &str) -> Option<(&'a str, &'a str)> {
    const FIXED: &str = "subscriptions/resourcegroups/providers/microsoft.compute/virtualmachines";
    let segments: Vec<&str> = id.trim_start_matches('/').split('/').collect();
    let [subscriptions, of, groups, group, providers, provider, kind, name] = segments.as_slice() else { return None };
    let fixed = [*subscriptions, groups, providers, provider, kind].join("/");
    (fixed.eq_ignore_ascii_case(FIXED) && of.eq_ignore_ascii_case(subscription)).then_some((*group, *name))
}

fn body(machine: &Machine<'_>, subscription: &str, group: &str) -> Value {
    // Of several disks with a system on them one is started from.
    let system = machine.disks.iter().position(|disk| disk.text("osType").is_some());
    let (mut storage, mut data) = (Map::new(), Vec::new());
    for (at, disk) in machine.disks.iter().enumerate() {
        let shown = |own: &str, value: Value| {
            json!({
                own: value,
                "name": disk.place.name,
                "createOption": "Attach",
                "caching": "None",
                "managedDisk": {"id": disk.place.id(), "storageAccountType": disk.sku()},
                "diskSizeGB": disk.property("diskSizeGB"),
            })
        };
        if Some(at) == system {
            storage.insert("osDisk".to_owned(), shown("osType", json!(disk.text("osType"))));
        } else {
            data.push(shown("lun", json!(data.len())));
        }
    }
    storage.insert("dataDisks".to_owned(), Value::Array(data));
    let (kind, name) = ("Microsoft.Compute/virtualMachines", machine.name);
    json!({
        "name": name,
        "id": format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind}/{name}"),
        "type": kind,
        "location": machine.disks.first().map(|disk| disk.location()),
        "properties": {
            "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
            "provisioningState": "Succeeded",
            "storageProfile": storage,
        },
    })
}
