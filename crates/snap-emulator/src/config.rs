//! Everything about the service's manners that a test may want to change.

use crate::buckets::BucketSizes;
use crate::versions::VersionRefusal;

/// How the emulator behaves. Every member is public; start from `Config::default()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Scheme, host and port put in front of `nextLink`, `Location` and `Azure-AsyncOperation` when a request carries
    /// no `Host` header; with one, only the scheme is taken from here. No slash at the end.
    pub origin: String,
    /// Scheme, host and port in front of shared access links; `None` puts them where the grant was asked for. No slash
    /// at the end. Every link goes on with `/md-…`, and [`Emulator::handle`](crate::Emulator::handle) knows it by that:
    /// who drives the library sends the path of any address of this origin back in.
    pub blob_origin: Option<String>,
    /// How many ranges stand on one page of a page list at most, whatever `maxresults` says (G4).
    pub ranges_per_page: usize,
    /// Where ids, guids and signatures start from: the same seed gives the same emulator, byte for byte.
    pub seed: u64,
    /// How many resources stand on one page of a list.
    pub page_size: usize,
    /// Seconds a create or an update of a resource runs.
    pub operation_seconds: u32,
    /// Seconds a delete runs. Traffic shows under one (D4).
    pub delete_seconds: u32,
    /// Seconds until a grant or a revoke has taken effect. Traffic shows under one (A34).
    pub access_seconds: u32,
    /// Seconds from 0 to 100 % of a background copy (R10, C2).
    pub copy_seconds: u32,
    /// The same for a copy at enhanced speed (C6).
    pub enhanced_copy_seconds: u32,
    /// Seconds after its operation's success in which a `CopyStart` snapshot shows no percent at all (A36).
    pub percent_hidden_seconds: u32,
    /// `Retry-After` of a create or patch, in seconds; `None` leaves the header out (A34). Deletes never have it.
    pub retry_after: Option<u32>,
    /// Length in bytes of the signed part of operation addresses; near 3,000 in traffic (A32), 0 for none.
    pub signature_bytes: usize,
    /// Whether the 202 body of a create lacks `id`, `name` and `type`, as that of a patch does (section 6.4).
    pub bare_accepted_body: bool,
    /// Whether the last page of a list has an empty `nextLink` instead of none.
    pub empty_next_link: bool,
    /// How many of the next requests are answered 401 although their token is good.
    pub reject_next_with_401: u32,
    /// The newest Compute api-version this cloud knows: `2025-01-02` for one that has no immutability yet (A13).
    pub newest_version: String,
    /// In which words a version that is not there is refused.
    pub version_refusal: VersionRefusal,
    /// The resource manager's token buckets (T1); `None` for none at all.
    pub buckets: Option<BucketSizes>,
    /// Seconds that the rows of Resource Graph lag behind; 0 for rows of this instant.
    pub graph_lag_seconds: u32,
    /// Queries that Resource Graph answers one caller in 5 seconds.
    pub graph_quota: u32,
    /// Whether spent Compute budgets (T5 to T10) refuse with 429.
    pub enforce_budgets: bool,
    /// What a list of a group costs of its budget; told by `x-ms-request-charge` when it is more than 1 (T3).
    pub list_charge: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            origin: "https://management.azure.com".to_owned(),
            blob_origin: Some("https://md-emulated.blob.core.windows.net".to_owned()),
            ranges_per_page: 10_000,
            seed: 1,
            page_size: 100,
            operation_seconds: 2,
            delete_seconds: 0,
            access_seconds: 0,
            copy_seconds: 120,
            enhanced_copy_seconds: 30,
            percent_hidden_seconds: 10,
            retry_after: Some(2),
            signature_bytes: 3000,
            bare_accepted_body: false,
            empty_next_link: false,
            reject_next_with_401: 0,
            newest_version: "2026-03-02".to_owned(),
            version_refusal: VersionRefusal::Parameter,
            buckets: Some(BucketSizes::default()),
            graph_lag_seconds: 0,
            graph_quota: 15,
            enforce_budgets: true,
            list_charge: 1,
        }
    }
}
