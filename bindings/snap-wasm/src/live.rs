//! The live read: pumps a list flow until it is done and collects the pages it names into a session.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use crate::face::Session;
use crate::net::{self, Outcome};
use crate::steps::{Answer, Document, Input, Kind, Request, Stepped};

#[wasm_bindgen]
extern "C" {
    /// What the worker provides: a token, and ears for what happens.
    pub type LiveHost;

    /// A bearer token; with `fresh`, one that was fetched after the last one was refused. Empty: there is none.
    #[wasm_bindgen(method, catch)]
    async fn token(this: &LiveHost, fresh: bool) -> Result<JsValue, JsValue>;

    /// One `item`, `progress` or `done` step, as JSON text.
    #[wasm_bindgen(method)]
    fn step(this: &LiveHost, json: &str);

    /// A page went into the session; `answer` is what `add` said, as JSON text.
    #[wasm_bindgen(method)]
    fn added(this: &LiveHost, answer: &str);
}

/// What woke the pump.
enum Event {
    Ended(u64, Outcome),
    Due,
    Stop,
}

type Task<'a> = Pin<Box<dyn Future<Output = Event> + 'a>>;

/// One read of a subscription. Make it, `run` it, then take its `session`; `stop` keeps what was read.
#[wasm_bindgen]
pub struct LiveRead {
    flow: RefCell<Option<snap_api::Flow>>,
    session: RefCell<snap_api::Session>,
    opened: Vec<u8>,
    abort: AbortController,
    stopped: Promise,
    stop: Cell<Option<Function>>,
}

#[wasm_bindgen]
impl LiveRead {
    /// `request` is a `list` flow's request, JSON. [`LiveRead::opened`] has the answer to it.
    #[wasm_bindgen(constructor)]
    pub fn new(request: &[u8]) -> Result<LiveRead, JsError> {
        let (flow, opened) = snap_api::Flow::reading(request);
        let abort = AbortController::new().map_err(|_| JsError::new("this browser cannot stop a request"))?;
        let mut stop = None;
        let stopped = Promise::new(&mut |resolve, _| stop = Some(resolve));
        Ok(Self {
            flow: RefCell::new(flow),
            session: RefCell::new(snap_api::Session::new()),
            opened,
            abort,
            stopped,
            stop: Cell::new(stop),
        })
    }

    /// The answer to the constructor's request, JSON; with an error in it `run` does nothing.
    #[must_use]
    pub fn opened(&self) -> Vec<u8> {
        self.opened.clone()
    }

    /// Ends the read early. Pages that were read stay.
    pub fn stop(&self) {
        if let Some(stop) = self.stop.take() {
            let _result = stop.call0(&JsValue::UNDEFINED);
        }
    }

    /// Reads to the end. Rejects with the JSON of an error answer if the flow refuses a step.
    pub async fn run(&self, host: &LiveHost) -> Result<(), JsValue> {
        let Some(mut flow) = self.flow.take() else {
            return Ok(());
        };
        let mut tasks: Vec<Task> = vec![Box::pin(async {
            let _resolved = JsFuture::from(self.stopped.clone()).await;
            Event::Stop
        })];
        let mut input = Input::bare("poll", now());
        let mut body = Vec::new();
        loop {
            let answer = flow.step(&encode(&input)?, &body);
            let Stepped { steps, until } = decode(&answer)?;
            for step in steps {
                let text = step.get();
                match kind(text)? {
                    "request" => {
                        let request: Request = part(text)?;
                        tasks.push(Box::pin(self.send(request, host)));
                    }
                    "document" => {
                        let document: Document = part(text)?;
                        let said = self.session.borrow_mut().add_in_parts(document.name.as_bytes(), &body);
                        host.added(&String::from_utf8_lossy(&said));
                    }
                    "done" => {
                        host.step(text);
                        return Ok(());
                    }
                    _ => host.step(text),
                }
            }
            let mut timer = until.map(|until| -> Task {
                Box::pin(async {
                    net::sleep_until(until).await;
                    Event::Due
                })
            });
            (input, body) = match next(&mut tasks, &mut timer).await {
                Event::Due => (Input::bare("poll", now()), Vec::new()),
                Event::Stop => {
                    self.abort.abort();
                    (Input::bare("cancel", now()), Vec::new())
                }
                Event::Ended(id, outcome) => told(id, outcome),
            };
        }
    }

    /// The session with every page that was read.
    #[must_use]
    pub fn session(self) -> Session {
        Session::of(self.session.into_inner())
    }
}

impl LiveRead {
    async fn send(&self, request: Request, host: &LiveHost) -> Event {
        let arm = request.auth.as_ref().filter(|auth| auth.kind == "arm");
        let token = match arm {
            Some(auth) => host.token(auth.fresh).await.ok().and_then(|token| token.as_string()),
            None => None,
        };
        let outcome = net::send(&request, token.as_deref(), &self.abort.signal()).await;
        Event::Ended(request.id, outcome)
    }
}

/// What a request's end is called in the vocabulary.
fn told(id: u64, outcome: Outcome) -> (Input, Vec<u8>) {
    let bare = Input::bare("failed", now());
    match outcome {
        Outcome::Failed(kind) => (Input { id: Some(id), kind: Some(kind), ..bare }, Vec::new()),
        Outcome::Reply { status, headers, body } => {
            let reply = Input { op: "reply", id: Some(id), status: Some(status), headers: Some(headers), ..bare };
            (reply, body)
        }
    }
}

/// The first of the tasks to end; it leaves the list. A timer stays until it is replaced.
async fn next<'a>(tasks: &mut Vec<Task<'a>>, timer: &mut Option<Task<'a>>) -> Event {
    poll_fn(|context| {
        let ended = tasks.iter_mut().enumerate().find_map(|(at, task)| match task.as_mut().poll(context) {
            Poll::Ready(event) => Some((at, event)),
            Poll::Pending => None,
        });
        if let Some((at, event)) = ended {
            drop(tasks.remove(at));
            return Poll::Ready(event);
        }
        match timer.as_mut().map(|timer| timer.as_mut().poll(context)) {
            Some(Poll::Ready(event)) => Poll::Ready(event),
            _ => Poll::Pending,
        }
    })
    .await
}

fn now() -> String {
    js_sys::Date::new_0().to_iso_string().into()
}

fn encode(input: &Input) -> Result<Vec<u8>, JsValue> {
    serde_json::to_vec(input).map_err(|error| refused(&error))
}

fn decode(answer: &[u8]) -> Result<Stepped<'_>, JsValue> {
    let read: Answer<'_> = serde_json::from_slice(answer).map_err(|error| refused(&error))?;
    // An error answer goes to the page as it is: it names what was wrong better than we could.
    read.ok.ok_or_else(|| JsValue::from_str(&String::from_utf8_lossy(answer)))
}

fn kind(step: &str) -> Result<&str, JsValue> {
    part::<Kind<'_>>(step).map(|kind| kind.step)
}

fn part<'a, T: serde::Deserialize<'a>>(step: &'a str) -> Result<T, JsValue> {
    serde_json::from_str(step).map_err(|error| refused(&error))
}

fn refused(error: &serde_json::Error) -> JsValue {
    JsValue::from_str(&format!("the flow's step could not be read: {error}"))
}
