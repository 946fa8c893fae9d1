//! Lines to copy that make a disk from a snapshot (V18).

use snap_core::id::ResourceId;
use snap_core::model::DiskKind;

use crate::quote::{bash, powershell};

/// The disk that is to be made.
#[derive(Debug, Clone)]
pub struct NewDisk<'a> {
    /// Its id.
    pub id: &'a ResourceId,
    /// The snapshot's region.
    pub location: &'a str,
    /// The snapshot.
    pub source: &'a ResourceId,
    /// Its sku.
    pub sku: &'a str,
    /// Only where it is to be larger than the snapshot.
    pub size_gb: Option<u64>,
    /// The zone it is put into.
    pub zone: Option<&'a str>,
    /// The set whose key it is encrypted with, and how, where that is known.
    pub encryption: Option<(&'a str, Option<&'a str>)>,
    /// R19: it cannot be attached before it is filled.
    pub waits: bool,
}

impl NewDisk<'_> {
    /// True for kinds that are filled before they can be attached.
    pub fn fills_first(sku: &str) -> bool {
        DiskKind::from_sku(sku).is_some_and(DiskKind::copies_in_background)
    }

    /// For bash and the Azure CLI; a second line waits where waiting is needed.
    pub fn azure_cli(&self) -> String {
        let place = format!(
            "--subscription {} --resource-group={} --name={}",
            bash(self.id.subscription()),
            bash(self.id.group()),
            bash(self.id.name())
        );
        let mut line = format!(
            "az disk create {place} --location {} --source {} --sku {}",
            bash(self.location),
            bash(self.source.as_str()),
            bash(self.sku)
        );
        let mut more = |option: &str, value: Option<String>| {
            if let Some(value) = value {
                line.push_str(&format!(" --{option} {value}"));
            }
        };
        more("size-gb", self.size_gb.map(|size| size.to_string()));
        more("zone", self.zone.map(bash));
        more("disk-encryption-set", self.encryption.map(|(set, _)| bash(set)));
        more("encryption-type", self.encryption.and_then(|(_, how)| how).map(bash));
        if self.waits {
            line.push_str(&format!("\naz disk wait {place} --custom 'completionPercent==`100`'"));
        }
        line
    }

    /// For the Az PowerShell modules.
    pub fn az_powershell(&self) -> String {
        let quoted = powershell;
        let mut config = format!(
            "New-AzDiskConfig -Location {} -CreateOption Copy -SourceResourceId {} -SkuName {}",
            quoted(self.location),
            quoted(self.source.as_str()),
            quoted(self.sku)
        );
        let mut more = |option: &str, value: Option<String>| {
            if let Some(value) = value {
                config.push_str(&format!(" -{option} {value}"));
            }
        };
        more("DiskSizeGB", self.size_gb.map(|size| size.to_string()));
        more("Zone", self.zone.map(quoted));
        more("DiskEncryptionSetId", self.encryption.map(|(set, _)| quoted(set)));
        more("EncryptionType", self.encryption.and_then(|(_, how)| how).map(quoted));
        let place = format!("-ResourceGroupName {} -DiskName {}", quoted(self.id.group()), quoted(self.id.name()));
        let mut lines = format!(
            "$null = Set-AzContext -Subscription {} -Scope Process\nNew-AzDisk {place} -Disk ({config})",
            quoted(self.id.subscription())
        );
        if self.waits {
            lines.push_str(&format!(
                "\nwhile ((Get-AzDisk {place}).CompletionPercent -lt 100) {{ Start-Sleep -Seconds 30 }}"
            ));
        }
        lines
    }
}
