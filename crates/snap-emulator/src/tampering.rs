//! What faults do to a reply that was meant otherwise: headers, status, single members, links that go in circles.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::http::{Request, Response};

/// Sets headers, or with `None` takes them away.
pub(crate) fn headers(mut response: Response, set: &BTreeMap<String, Option<String>>) -> Response {
    for (name, value) in set {
        match value {
            Some(value) => response.set_header(name, value.clone()),
            None => response.headers.retain(|(have, _)| !have.eq_ignore_ascii_case(name)),
        }
    }
    response
}

/// Another status for the same reply; those that can have no body lose it.
pub(crate) fn status(mut response: Response, status: u16) -> Response {
    response.status = status;
    if matches!(status, 204 | 304) {
        response.body.clear();
    }
    response
}

/// Puts a value where the pointer (RFC 6901) points, in place of what is there or beside it. `None` when the body is no
/// JSON or the pointer's parent is not there.
pub(crate) fn rewrite(mut response: Response, pointer: &str, value: &Value) -> Option<Response> {
    let mut body = response.body_json()?;
    if let Some(place) = body.pointer_mut(pointer) {
        *place = value.clone();
    } else {
        let (parent, member) = pointer.rsplit_once('/')?;
        body.pointer_mut(parent)?.as_object_mut()?.insert(member.to_owned(), value.clone());
    }
    response.body = body.to_string().into_bytes();
    Some(response)
}

/// Lets a list go on for ever: its next page is the page itself.
pub(crate) fn loop_link(response: Response, origin: &str, request: &Request) -> Option<Response> {
    rewrite(response, "/nextLink", &Value::String(format!("{origin}{}", request.path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_replaced_added_and_not_invented() {
        let reply = || Response::json(200, &json!({"a": {"b": [1, 2]}}));
        let body = |pointer: &str| rewrite(reply(), pointer, &json!("x")).map(|reply| reply.body_json().unwrap());
        assert_eq!(body("/a/b/1"), Some(json!({"a": {"b": [1, "x"]}})));
        assert_eq!(body("/a/c"), Some(json!({"a": {"b": [1, 2], "c": "x"}})));
        assert_eq!(body(""), Some(json!("x")));
        assert_eq!((body("/n/o"), body("/a/b/9")), (None, None));
        assert_eq!(rewrite(Response::text(200, "text/html", "<html>"), "/a", &json!(1)), None);
    }
}
