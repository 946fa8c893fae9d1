//! One request with the browser's `fetch`, under the rules every host of a flow keeps: no redirects, no cache, no
//! cookies, no referrer.

use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestRedirect, ResponseType};

use crate::steps::Request;

/// How a request ended.
pub(crate) enum Outcome {
    /// The service answered.
    Reply { status: u16, headers: Vec<(String, String)>, body: Vec<u8> },
    /// It did not; the word is one of the vocabulary's `kind`s.
    Failed(&'static str),
}

/// Sends `request`, with `token` only when one is given.
pub(crate) async fn send(request: &Request, token: Option<&str>, signal: &AbortSignal) -> Outcome {
    let Some(method) = reading(request) else {
        return Outcome::Failed("not_sent");
    };
    let mut builder = RequestBuilder::new(&request.url)
        .method(method)
        .redirect(RequestRedirect::Manual)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(signal));
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    if let Some(token) = token {
        builder = builder.header("authorization", &format!("Bearer {token}"));
    }
    let sent = match &request.body {
        Some(body) => match builder.body(body.as_str()) {
            Ok(whole) => whole.send().await,
            Err(_) => return Outcome::Failed("not_sent"),
        },
        None => builder.send().await,
    };
    match sent {
        Ok(response) => read(&response).await,
        // `fetch` does not tell a refused connection from a lost reply.
        Err(_) => Outcome::Failed("other"),
    }
}

/// The page reads and never writes, so anything but a GET or a query of Resource Graph is a mistake that must not reach the
/// network.
fn reading(request: &Request) -> Option<Method> {
    const QUERY: &str = "/providers/Microsoft.ResourceGraph/resources";
    let path = web_sys::Url::new(&request.url).ok()?.pathname();
    match request.method.as_str() {
        "GET" => Some(Method::GET),
        "POST" if path == QUERY => Some(Method::POST),
        _ => None,
    }
}

async fn read(response: &Response) -> Outcome {
    if response.type_() == ResponseType::Opaqueredirect {
        // `fetch` hides which 3xx it was and where it points; the flow refuses them all alike.
        return Outcome::Reply { status: 302, headers: Vec::new(), body: Vec::new() };
    }
    let headers = response.headers().entries().collect();
    match response.binary().await {
        Ok(body) => Outcome::Reply { status: response.status(), headers, body },
        Err(_) => Outcome::Failed("cut"),
    }
}

/// Resolves at `until` (RFC 3339), at once when that has passed. Works in windows and workers alike.
pub(crate) async fn sleep_until(until: String) {
    let wait = js_sys::Date::new(&JsValue::from_str(&until)).get_time() - js_sys::Date::now();
    // Browsers keep a delay in 32 bits; a NaN from an unreadable instant polls after a second.
    let delay = if wait.is_nan() { 1000.0 } else { wait.clamp(0.0, f64::from(i32::MAX)) };
    let timer = Promise::new(&mut |resolve, _| {
        let set = Reflect::get(&js_sys::global(), &JsValue::from_str("setTimeout"));
        if let Some(set) = set.ok().and_then(|f| f.dyn_into::<Function>().ok()) {
            let _timer_id = set.call2(&JsValue::UNDEFINED, &resolve, &JsValue::from_f64(delay));
        }
    });
    let _done = JsFuture::from(timer).await;
}
