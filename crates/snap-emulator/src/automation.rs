//! Jobs of an Automation account: put, read, and nothing more. Who runs them is whoever holds the management address.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::auth::{self, Caller};
use crate::emulator::{Asked, Emulator};
use crate::http::{Request, Response};
use crate::manage::{Attempt, bad, read};
use crate::manager::unknown_call;
use crate::refusal::{Answer, Refusal};

/// New jobs that an account takes in so many seconds (U8).
const NEW_JOBS: usize = 100;
const WINDOW_SECONDS: i64 = 30;

/// Where a job lies, in the caller's casing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JobPlace {
    pub(crate) subscription: String,
    pub(crate) group: String,
    account: String,
    name: String,
}

impl JobPlace {
    /// Reads `resourceGroups/{group}/providers/Microsoft.Automation/automationAccounts/{account}/jobs/{name}`.
    pub(crate) fn of_segments(subscription: &str, rest: &[&str]) -> Option<Self> {
        let [groups, group, providers, provider, accounts, account, jobs, name] = rest else { return None };
        let fixed = [
            (groups, "resourceGroups"),
            (providers, "providers"),
            (provider, "Microsoft.Automation"),
            (accounts, "automationAccounts"),
            (jobs, "jobs"),
        ];
        fixed.iter().all(|(have, want)| have.eq_ignore_ascii_case(want)).then(|| Self {
            subscription: subscription.to_owned(),
            group: (*group).to_owned(),
            account: (*account).to_owned(),
            name: (*name).to_owned(),
        })
    }

    fn id(&self) -> String {
        let Self { subscription, group, account, name } = self;
        format!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Automation/automationAccounts/{account}/jobs/{name}"
        )
    }
}

#[derive(Clone, Debug)]
struct Job {
    place: JobPlace,
    runbook: String,
    parameters: Map<String, Value>,
    created: Timestamp,
    status: String,
    exception: Option<String>,
}

impl Job {
    fn body(&self) -> Value {
        json!({
            "id": self.place.id(),
            "name": self.place.name,
            "type": "Microsoft.Automation/AutomationAccounts/Jobs",
            "properties": {
                "jobId": self.place.name,
                "runbook": {"name": self.runbook},
                "parameters": self.parameters,
                "creationTime": self.created.to_string(),
                "provisioningState": if self.status == "New" { "Processing" } else { "Succeeded" },
                "status": self.status,
                "exception": self.exception,
            },
        })
    }
}

/// All jobs, by lower-case id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Jobs(BTreeMap<String, Job>);

#[derive(Deserialize)]
struct Wanted {
    properties: WantedProperties,
}

#[derive(Deserialize)]
struct WantedProperties {
    runbook: WantedRunbook,
    #[serde(default)]
    parameters: Map<String, Value>,
}

#[derive(Deserialize)]
struct WantedRunbook {
    name: String,
}

/// What became of a job, told by whoever runs it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ended {
    id: String,
    status: String,
    exception: Option<String>,
}

impl Emulator {
    pub(crate) fn job_call(&mut self, asked: &Asked<'_>, caller: &Caller, place: &JobPlace) -> Answer {
        self.check_group(&place.subscription, &place.group)?;
        let key = place.id().to_lowercase();
        match asked.request.method.as_str() {
            "GET" => match self.jobs.0.get(&key) {
                Some(job) => Ok(Response::json(200, &job.body())),
                None => Err(Refusal::new(404, "NotFound", format!("The job '{}' was not found.", place.name))),
            },
            "PUT" => {
                if !caller.role.may_write() {
                    return Err(auth::forbidden("Microsoft.Automation/automationAccounts/jobs/write", &place.id()));
                }
                if self.jobs.0.contains_key(&key) {
                    return Err(Refusal::new(409, "Conflict", format!("The job '{}' already exists.", place.name)));
                }
                let since = |job: &&Job| asked.now.as_second() - job.created.as_second() < WINDOW_SECONDS;
                if self.jobs.0.values().filter(since).count() >= NEW_JOBS {
                    return Err(Refusal::new(429, "TooManyRequests", "Too many jobs were submitted in a short time."));
                }
                let wanted: Wanted = serde_json::from_slice(&asked.request.body)
                    .map_err(|error| Refusal::new(400, "BadRequest", format!("the body is no job: {error}")))?;
                let WantedProperties { runbook, parameters } = wanted.properties;
                if let Some((name, _)) = parameters.iter().find(|(_, value)| !value.is_string()) {
                    let message = format!("The parameter '{name}' is not a text.");
                    return Err(Refusal::new(400, "BadRequest", message));
                }
                let job = Job {
                    place: place.clone(),
                    runbook: runbook.name,
                    parameters,
                    created: asked.now,
                    status: "New".to_owned(),
                    exception: None,
                };
                let body = job.body();
                self.jobs.0.insert(key, job);
                Ok(Response::json(201, &body))
            }
            _ => Err(unknown_call(asked.request)),
        }
    }

    /// All jobs, for whoever runs them.
    pub(crate) fn list_jobs(&self) -> Value {
        Value::Array(self.jobs.0.values().map(Job::body).collect())
    }

    /// Says what has become of a job.
    pub(crate) fn tell_job(&mut self, request: &Request) -> Attempt<Value> {
        let ended = read::<Ended>(request)?;
        let job = self.jobs.0.get_mut(&ended.id.to_lowercase());
        let job = job.ok_or_else(|| bad(format!("there is no job `{}`", ended.id)))?;
        job.status = ended.status;
        job.exception = ended.exception;
        Ok(job.body())
    }
}
