//! The flow as its host sees it.

use std::fmt;

use serde::Deserialize;
use snap_arm::reply::Reply;

use crate::contract::{FlowError, FlowInfo, Input, Op, Output, Step};
use crate::engine::{Engine, Machine};
use crate::{copy, create, json, list, prune, ranges, run, saved, wait};

/// A running flow.
pub struct Flow {
    engine: Engine,
    machine: Box<dyn Machine>,
    over: bool,
}

/// What a kind of flow begins with.
pub(crate) struct Begun {
    pub(crate) engine: Engine,
    pub(crate) machine: Box<dyn Machine>,
    pub(crate) info: FlowInfo,
}

/// Which kind a request is for; the kind reads the rest.
#[derive(Deserialize)]
struct Which {
    flow: Kind,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    List,
    Create,
    Wait,
    Copy,
    Ranges,
    Download,
    Prune,
    Run,
    Resume,
}

/// Says nothing of what is inside: a flow may hold an access link.
impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow").field("over", &self.over).finish_non_exhaustive()
    }
}

impl Flow {
    /// Begins a flow from `{"flow": "list" | "create" | "wait" | … | "resume", …}`. Nothing is sent: the first `step` does that.
    ///
    /// # Errors
    /// When the request is not readable, has an unknown member, or asks for what would fail on its way.
    pub fn new(request: &[u8]) -> Result<(Self, FlowInfo), FlowError> {
        let which: Which = json::read(request, "bad_request")?;
        let begun = match which.flow {
            Kind::List => list::begin(request, None)?,
            Kind::Create => create::begin(request, None)?,
            Kind::Wait => wait::begin(request, None)?,
            Kind::Copy => copy::begin(request, None)?,
            Kind::Ranges | Kind::Download => ranges::begin(request, None)?,
            Kind::Prune => prune::begin(request, None)?,
            Kind::Run => run::begin(request, None)?,
            Kind::Resume => saved::resume(request)?,
        };
        Ok(Self::of(begun))
    }

    /// As [`Flow::new`], of `list` and `wait` alone. No code that writes can be reached from here, so a face that begins
    /// its flows only in this way does not even contain it.
    ///
    /// # Errors
    /// As [`Flow::new`], and `reading_only` for every other kind.
    pub fn reading(request: &[u8]) -> Result<(Self, FlowInfo), FlowError> {
        let which: Which = json::read(request, "bad_request")?;
        let begun = match which.flow {
            Kind::List => list::begin(request, None)?,
            Kind::Wait => wait::begin(request, None)?,
            _ => {
                let message = "only the flows `list` and `wait` run here, which read; what writes or opens access links is done by Snapline's PowerShell module";
                return Err(FlowError::new("reading_only", message).at("flow"));
            }
        };
        Ok(Self::of(begun))
    }

    fn of(begun: Begun) -> (Self, FlowInfo) {
        let Begun { mut engine, mut machine, info } = begun;
        machine.begin(&mut engine);
        (Self { engine, machine, over: false }, info)
    }

    /// Takes one input and gives the steps that follow from it. `body` is a reply's body, raw, and empty otherwise.
    ///
    /// # Errors
    /// An input that cannot be read, or an id that was never given out. Nothing changed then.
    pub fn step(&mut self, input: &[u8], body: &[u8]) -> Result<Output, FlowError> {
        let input: Input = json::read(input, "bad_input")?;
        let headers = input.headers.unwrap_or_default();
        match input.op {
            Op::Save => return self.save(),
            Op::Poll => self.engine.advance(input.now),
            Op::Cancel => {
                self.engine.advance(input.now);
                if !self.over {
                    self.engine.cancel();
                }
            }
            Op::Reply => {
                let status = needed(input.status, "status")?;
                if let Some(id) = self.awaited(needed(input.id, "id")?)? {
                    self.engine.advance(input.now);
                    let reply = Reply { status, headers: &headers, body };
                    self.engine.replied(id, reply, input.bytes, &mut *self.machine);
                }
            }
            Op::Failed => {
                let kind = needed(input.kind, "kind")?;
                if let Some(id) = self.awaited(needed(input.id, "id")?)? {
                    self.engine.advance(input.now);
                    self.engine.failed(id, kind, &mut *self.machine);
                }
            }
        }
        Ok(self.output())
    }

    /// The id, when its answer is awaited; a late or second answer is warned about and ignored.
    fn awaited(&mut self, id: u64) -> Result<Option<u64>, FlowError> {
        if self.engine.is_flying(id) {
            return Ok(Some(id));
        }
        if !self.engine.was_given(id) {
            let message =
                format!("`{id}` is not the id of a request of this flow; answer with the id of a `request` step");
            return Err(FlowError::new("unknown_request_id", message).at("id"));
        }
        let message = format!("request {id} was answered already or is no longer awaited; this answer was ignored");
        self.engine.warn("late_reply", message, None);
        Ok(None)
    }

    fn output(&mut self) -> Output {
        if !self.over {
            self.engine.pump(&mut *self.machine);
            if self.machine.finished() {
                self.over = true;
                let summary = self.machine.summary(self.engine.counted.clone());
                self.engine.tell(Step::Done { summary });
            }
        }
        let until = if self.over { None } else { self.engine.until() };
        let (steps, warnings) = self.engine.take();
        Output { steps, until, warnings, saved: None }
    }

    fn save(&self) -> Result<Output, FlowError> {
        let saved =
            self.machine.save().ok_or_else(|| FlowError::new("internal", "the flow could not be written down"))?;
        Ok(Output { steps: Vec::new(), until: None, warnings: Vec::new(), saved: Some(saved) })
    }
}

fn needed<T>(value: Option<T>, member: &'static str) -> Result<T, FlowError> {
    value.ok_or_else(|| FlowError::new("missing_member", format!("this op needs the member `{member}`")).at(member))
}
