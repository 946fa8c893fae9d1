//! Which members are read, and under which names: one table for every shape, in any key case.

/// An object whose members are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// A resource, a row, or what wraps a list of them.
    Resource,
    Properties,
    CreationData,
    Sku,
    Encryption,
    CopyError,
    Immutability,
    /// `{"error": {…}}`: the service's reply to a failed call, saved by mistake.
    Error,
}

/// What a known name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// A member whose value is kept as it stands.
    Value(Field),
    /// An object with members of its own.
    Object(Scope),
    /// The list inside a wrapper.
    List(List),
    /// The mark of Windows PowerShell's list wrapper.
    Count,
    NextLink,
    /// The mark of a Resource Graph page that is not the last.
    SkipToken,
    /// The mark of a Resource Graph page whose query has more rows, whether there is a way to them or not.
    Truncated,
}

/// The two names a list goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Value,
    Data,
}

macro_rules! fields {
    ($($name:ident = $path:literal),+ $(,)?) => {
        /// A member whose value is kept.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Field { $($name),+ }

        impl Field {
            /// How many there are.
            pub(super) const COUNT: usize = [$($path),+].len();

            /// The service's name for it, with the object it lies in.
            pub(super) fn path(self) -> &'static str {
                match self { $(Self::$name => $path),+ }
            }
        }
    };
}

fields! {
    Id = "id",
    ResourceId = "resourceId",
    Name = "name",
    Type = "type",
    ResourceType = "resourceType",
    Location = "location",
    Tags = "tags",
    ResourceGroup = "resourceGroup",
    SubscriptionId = "subscriptionId",
    ManagedBy = "managedBy",
    ManagedByExtended = "managedByExtended",
    Zones = "zones",
    Incremental = "incremental",
    FamilyId = "incrementalSnapshotFamilyId",
    UniqueId = "uniqueId",
    TimeCreated = "timeCreated",
    SizeGb = "diskSizeGB",
    SizeBytes = "diskSizeBytes",
    CompletionPercent = "completionPercent",
    ProvisioningState = "provisioningState",
    DiskState = "diskState",
    AccessState = "snapshotAccessState",
    NetworkAccessPolicy = "networkAccessPolicy",
    OsType = "osType",
    CreateOption = "creationData.createOption",
    SourceResourceId = "creationData.sourceResourceId",
    SourceUri = "creationData.sourceUri",
    SourceUniqueId = "creationData.sourceUniqueId",
    SectorSize = "creationData.logicalSectorSize",
    InstantAccessMinutes = "creationData.instantAccessDurationMinutes",
    SkuName = "sku.name",
    EncryptionType = "encryption.type",
    EncryptionSet = "encryption.diskEncryptionSetId",
    CopyErrorCode = "copyCompletionError.errorCode",
    CopyErrorMessage = "copyCompletionError.errorMessage",
    ImmutabilityType = "immutabilityPolicy.type",
    ImmutabilityExpires = "immutabilityPolicy.policyExpirationTime",
    ImmutabilityExpired = "immutabilityPolicy.isPolicyExpired",
    ErrorCode = "error.code",
    ErrorMessage = "error.message",
}

/// Several of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fields(u64);

// One bit a field.
const _: () = assert!(Field::COUNT <= 64);

impl Fields {
    pub(super) const NONE: Self = Self(0);

    pub(super) const fn of<const N: usize>(fields: [Field; N]) -> Self {
        let mut of = Self::NONE;
        let mut rest: &[Field] = &fields;
        while let [field, more @ ..] = rest {
            of.0 |= 1 << *field as u64;
            rest = more;
        }
        of
    }

    pub(super) fn add(&mut self, field: Field) {
        self.0 |= Self::of([field]).0;
    }

    pub(super) fn has(self, field: Field) -> bool {
        self.meets(Self::of([field]))
    }

    /// True when some are in both.
    pub(super) fn meets(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

impl Scope {
    /// The member's own name, for messages.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Resource => "the element",
            Self::Properties => "properties",
            Self::CreationData => "creationData",
            Self::Sku => "sku",
            Self::Encryption => "encryption",
            Self::CopyError => "copyCompletionError",
            Self::Immutability => "immutabilityPolicy",
            Self::Error => "error",
        }
    }

    /// What `key` stands for here; `None` for members that are passed over.
    pub(super) fn known(self, key: &str) -> Option<Known> {
        match self {
            Self::Resource => outer(key).or_else(|| inner(key)),
            Self::Properties => inner(key),
            Self::CreationData => creation_data(key).map(Known::Value),
            Self::Sku => same(key, "name").then_some(Known::Value(Field::SkuName)),
            Self::Encryption => {
                either(key, ("type", Field::EncryptionType), ("diskEncryptionSetId", Field::EncryptionSet))
            }
            Self::CopyError => {
                either(key, ("errorCode", Field::CopyErrorCode), ("errorMessage", Field::CopyErrorMessage))
            }
            Self::Immutability => match key.len() {
                4 if same(key, "type") => Some(Known::Value(Field::ImmutabilityType)),
                20 if same(key, "policyExpirationTime") => Some(Known::Value(Field::ImmutabilityExpires)),
                15 if same(key, "isPolicyExpired") => Some(Known::Value(Field::ImmutabilityExpired)),
                _ => None,
            },
            Self::Error => either(key, ("code", Field::ErrorCode), ("message", Field::ErrorMessage)),
        }
    }
}

fn same(key: &str, name: &str) -> bool {
    key.eq_ignore_ascii_case(name)
}

fn either(key: &str, one: (&str, Field), other: (&str, Field)) -> Option<Known> {
    [one, other].into_iter().find(|(name, _)| same(key, name)).map(|(_, field)| Known::Value(field))
}

/// Members of the envelope. The length goes first: most members are unknown and must cost next to nothing.
fn outer(key: &str) -> Option<Known> {
    let field = match key.len() {
        2 if same(key, "id") => Field::Id,
        3 if same(key, "sku") => return Some(Known::Object(Scope::Sku)),
        4 if same(key, "name") => Field::Name,
        4 if same(key, "type") => Field::Type,
        4 if same(key, "tags") => Field::Tags,
        4 if same(key, "data") => return Some(Known::List(List::Data)),
        5 if same(key, "zones") => Field::Zones,
        5 if same(key, "value") => return Some(Known::List(List::Value)),
        5 if key == "Count" => return Some(Known::Count),
        5 if same(key, "error") => return Some(Known::Object(Scope::Error)),
        8 if same(key, "location") => Field::Location,
        8 if same(key, "nextLink") => return Some(Known::NextLink),
        9 if same(key, "managedBy") => Field::ManagedBy,
        9 if same(key, "skipToken") => return Some(Known::SkipToken),
        10 if same(key, "$skipToken") || same(key, "skip_token") => return Some(Known::SkipToken),
        10 if same(key, "properties") => return Some(Known::Object(Scope::Properties)),
        10 if same(key, "resourceId") => Field::ResourceId,
        12 if same(key, "resourceType") => Field::ResourceType,
        13 if same(key, "resourceGroup") => Field::ResourceGroup,
        14 if same(key, "subscriptionId") => Field::SubscriptionId,
        15 if same(key, "resultTruncated") => return Some(Known::Truncated),
        17 if same(key, "resourceGroupName") => Field::ResourceGroup,
        17 if same(key, "managedByExtended") => Field::ManagedByExtended,
        _ => return None,
    };
    Some(Known::Value(field))
}

/// Members that ARM keeps under `properties` and the flat shapes beside the envelope's.
fn inner(key: &str) -> Option<Known> {
    let field = match key.len() {
        6 if same(key, "osType") => Field::OsType,
        8 if same(key, "uniqueId") => Field::UniqueId,
        9 if same(key, "diskState") => Field::DiskState,
        10 if same(key, "diskSizeGB") => Field::SizeGb,
        10 if same(key, "encryption") => return Some(Known::Object(Scope::Encryption)),
        11 if same(key, "timeCreated") => Field::TimeCreated,
        11 if same(key, "incremental") => Field::Incremental,
        12 if same(key, "creationData") => return Some(Known::Object(Scope::CreationData)),
        13 if same(key, "diskSizeBytes") => Field::SizeBytes,
        17 if same(key, "provisioningState") => Field::ProvisioningState,
        17 if same(key, "completionPercent") => Field::CompletionPercent,
        18 if same(key, "immutabilityPolicy") => return Some(Known::Object(Scope::Immutability)),
        19 if same(key, "snapshotAccessState") => Field::AccessState,
        19 if same(key, "networkAccessPolicy") => Field::NetworkAccessPolicy,
        19 if same(key, "copyCompletionError") => return Some(Known::Object(Scope::CopyError)),
        27 if same(key, "incrementalSnapshotFamilyId") => Field::FamilyId,
        _ => return None,
    };
    Some(Known::Value(field))
}

fn creation_data(key: &str) -> Option<Field> {
    Some(match key.len() {
        9 if same(key, "sourceUri") => Field::SourceUri,
        12 if same(key, "createOption") => Field::CreateOption,
        14 if same(key, "sourceUniqueId") => Field::SourceUniqueId,
        16 if same(key, "sourceResourceId") => Field::SourceResourceId,
        17 if same(key, "logicalSectorSize") => Field::SectorSize,
        28 if same(key, "instantAccessDurationMinutes") => Field::InstantAccessMinutes,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_any_case() {
        // The lengths in the tables are written by hand: this is what proves them.
        for (scope, names) in [
            (
                Scope::Resource,
                "id sku name type tags data zones value error location nextLink managedBy skipToken $skipToken skip_token \
                 properties resourceId resourceType resourceGroup subscriptionId resourceGroupName managedByExtended",
            ),
            (
                Scope::Properties,
                "osType uniqueId diskState diskSizeGB encryption timeCreated incremental creationData diskSizeBytes \
                 provisioningState completionPercent immutabilityPolicy snapshotAccessState networkAccessPolicy \
                 copyCompletionError incrementalSnapshotFamilyId",
            ),
            (
                Scope::CreationData,
                "sourceUri createOption sourceUniqueId sourceResourceId logicalSectorSize instantAccessDurationMinutes",
            ),
            (Scope::Sku, "name"),
            (Scope::Encryption, "type diskEncryptionSetId"),
            (Scope::CopyError, "errorCode errorMessage"),
            (Scope::Immutability, "type policyExpirationTime isPolicyExpired"),
            (Scope::Error, "code message"),
        ] {
            for name in names.split_whitespace() {
                let known = scope.known(name);
                assert!(known.is_some(), "{scope:?} {name}");
                assert_eq!(scope.known(&name.to_uppercase()), known, "{name}");
                assert_eq!(scope.known(&name.to_lowercase()), known, "{name}");
                assert_eq!(scope.known(&format!("{name}x")), None, "{name}");
                if scope == Scope::Properties {
                    assert_eq!(Scope::Resource.known(name), known, "flat {name}");
                }
            }
        }
        assert_eq!(Scope::Resource.known("Count"), Some(Known::Count));
        assert_eq!(Scope::Resource.known("count"), None, "Resource Graph counts its rows too");
    }
}
