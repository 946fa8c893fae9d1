//! The nine exports. Each is: check the pointers, run the vocabulary, write the outputs; all inside the guard.
//!
//! Their doc comments are the manual that C programmers read in the generated header.

use std::ptr;

use interoptopus::ffi;
use snap_api::{Flow, Session};

use crate::handle::{self, SnapFlow, SnapSession};
use crate::memory::{self, Answer, Place};
use crate::status::SNAP_ABI_VERSION;
use crate::{guard, probe};

/// The version of the ABI that the library was built with.
///
/// Call it first and compare it with `SNAP_ABI_VERSION`: when they differ, the header and the library do not belong
/// together, and nothing else may be called.
#[ffi]
pub(crate) fn snap_abi_version() -> u32 {
    SNAP_ABI_VERSION
}

/// Makes an empty session.
///
/// `*session` is yours: give it to `snap_session_free` one day.
///
/// Status: answered; null (`session`); panicked.
#[ffi]
pub(crate) unsafe fn snap_session_new(session: *mut *mut SnapSession) -> i32 {
    guard::call(|| {
        let place = Place::new(session)?;
        // SAFETY: the caller's promise for an output.
        unsafe { place.put(handle::make(Session::new())) };
        Ok(())
    })
}

/// Loads one document into a session: `add` in the vocabulary.
///
/// `name` is UTF-8 without an end mark and serves messages only. `doc` holds the document's bytes as they were read.
/// Both are only read, and only until the call returns. The answer in `*answer` is yours: `snap_buffer_free`.
///
/// Status: answered; null (`session`, `answer`, `answer_len`, or an input of some length); too large; panicked; in use.
#[ffi]
pub(crate) unsafe fn snap_session_add(
    session: *mut SnapSession,
    name: *const u8,
    name_len: u64,
    doc: *const u8,
    doc_len: u64,
    answer: *mut *mut u8,
    answer_len: *mut u64,
) -> i32 {
    guard::call(|| {
        let reply = Answer::new(answer, answer_len)?;
        // SAFETY: the caller's promise for inputs.
        let (name, doc) = unsafe { (memory::input(name, name_len)?, memory::input(doc, doc_len)?) };
        let add = |session: &mut Session| {
            probe::trip(doc);
            session.add(name, doc)
        };
        // SAFETY: the caller's promise for handles.
        let bytes = unsafe { handle::enter(session, add) }?;
        // SAFETY: the caller's promise for outputs.
        unsafe { reply.give(bytes) };
        Ok(())
    })
}

/// Runs one verb: `call` in the vocabulary.
///
/// With `session` NULL it serves the verbs that need no documents (`version`, `limits`, `presets`, `name`, `policy`).
/// `req` is JSON, read until the call returns. The answer in `*answer` is yours: `snap_buffer_free`.
///
/// Status: answered; null (`answer`, `answer_len`, or a request of some length); too large; panicked; in use.
#[ffi]
pub(crate) unsafe fn snap_session_call(
    session: *mut SnapSession,
    req: *const u8,
    len: u64,
    answer: *mut *mut u8,
    answer_len: *mut u64,
) -> i32 {
    guard::call(|| {
        let reply = Answer::new(answer, answer_len)?;
        // SAFETY: the caller's promise for inputs.
        let request = unsafe { memory::input(req, len) }?;
        let call = |session: &mut Session| {
            probe::trip(request);
            session.call(request)
        };
        let bytes = if session.is_null() {
            probe::trip(request);
            snap_api::call_without_session(request)
        } else {
            // SAFETY: the caller's promise for handles.
            unsafe { handle::enter(session, call) }?
        };
        // SAFETY: the caller's promise for outputs.
        unsafe { reply.give(bytes) };
        Ok(())
    })
}

/// Frees a session. NULL is fine, and so is a poisoned one.
///
/// A session that a call is still using is left as it is and leaks. Freeing it a second time is undefined behaviour.
#[ffi]
pub(crate) unsafe fn snap_session_free(session: *mut SnapSession) {
    // SAFETY: the caller's promise for handles.
    guard::release(|| unsafe { handle::free(session) });
}

/// Begins a flow: `flow_new` in the vocabulary. Nothing is sent.
///
/// With status answered both outputs are written. When the answer is an `error`, `*flow` is NULL; else it is yours:
/// `snap_flow_free`. The answer in `*answer` is yours in both cases: `snap_buffer_free`.
///
/// Status: answered; null (`flow`, `answer`, `answer_len`, or a request of some length); too large; panicked.
#[ffi]
pub(crate) unsafe fn snap_flow_new(
    req: *const u8,
    len: u64,
    flow: *mut *mut SnapFlow,
    answer: *mut *mut u8,
    answer_len: *mut u64,
) -> i32 {
    guard::call(|| {
        let place = Place::new(flow)?;
        let reply = Answer::new(answer, answer_len)?;
        // SAFETY: the caller's promise for inputs.
        let request = unsafe { memory::input(req, len) }?;
        probe::trip(request);
        let (flow, bytes) = Flow::new(request);
        // SAFETY: the caller's promise for outputs.
        unsafe {
            place.put(flow.map_or(ptr::null_mut(), handle::make));
            reply.give(bytes);
        }
        Ok(())
    })
}

/// Takes one event into a flow and gives the steps that follow: `step` in the vocabulary.
///
/// `input` is JSON; `body` is the reply's body, raw, and empty (NULL and 0) with every other event. Both are only read,
/// and only until the call returns. The answer in `*answer` is yours: `snap_buffer_free`.
///
/// Status: answered; null (`flow`, `answer`, `answer_len`, or an input of some length); too large; panicked; in use.
#[ffi]
pub(crate) unsafe fn snap_flow_step(
    flow: *mut SnapFlow,
    input: *const u8,
    len: u64,
    body: *const u8,
    body_len: u64,
    answer: *mut *mut u8,
    answer_len: *mut u64,
) -> i32 {
    guard::call(|| {
        let reply = Answer::new(answer, answer_len)?;
        // SAFETY: the caller's promise for inputs.
        let (input, body) = unsafe { (memory::input(input, len)?, memory::input(body, body_len)?) };
        let step = |flow: &mut Flow| {
            probe::trip(input);
            flow.step(input, body)
        };
        // SAFETY: the caller's promise for handles.
        let bytes = unsafe { handle::enter(flow, step) }?;
        // SAFETY: the caller's promise for outputs.
        unsafe { reply.give(bytes) };
        Ok(())
    })
}

/// Frees a flow. NULL is fine, and so is a poisoned one.
///
/// Nothing is sent: to stop what is under way, step it with `cancel` first. A flow that a call is still using is left
/// as it is and leaks. Freeing it a second time is undefined behaviour.
#[ffi]
pub(crate) unsafe fn snap_flow_free(flow: *mut SnapFlow) {
    // SAFETY: the caller's promise for handles.
    guard::release(|| unsafe { handle::free(flow) });
}

/// Frees an answer. `ptr` and `len` must be exactly what a call wrote to `*answer` and `*answer_len`. NULL is fine.
///
/// Never free an answer in another way, and never give this function memory that is not an answer.
#[ffi]
pub(crate) unsafe fn snap_buffer_free(ptr: *mut u8, len: u64) {
    // SAFETY: the caller's promise for answers.
    guard::release(|| unsafe { memory::take_back(ptr, len) });
}

#[cfg(test)]
mod tests {
    //! The nine functions, called as C calls them.

    use super::*;
    use crate::status::*;

    const PANIC: &[u8] = b"snapline-probe:panic";
    const VERSION: &[u8] = br#"{"verb":"version"}"#;
    const LIST: &[u8] = br#"{"flow":"list","now":"2026-11-20T02:00:00Z","endpoint":"https://management.azure.com","subscriptionId":"11111111-2222-3333-4444-555555555555","what":["snapshots"]}"#;
    const POLL: &[u8] = br#"{"op":"poll","now":"2026-11-20T02:00:00Z"}"#;

    /// Outputs that show whether they were written.
    struct Out {
        answer: *mut u8,
        len: u64,
    }

    impl Out {
        fn new() -> Self {
            Self { answer: ptr::dangling_mut(), len: 77 }
        }

        fn untouched(&self) -> bool {
            self.answer == ptr::dangling_mut() && self.len == 77
        }

        fn take(self) -> Vec<u8> {
            assert!(!self.untouched(), "status 0 without an answer");
            // SAFETY: written by a call with status 0; freed once.
            unsafe {
                let bytes = std::slice::from_raw_parts(self.answer, usize::try_from(self.len).unwrap()).to_vec();
                snap_buffer_free(self.answer, self.len);
                bytes
            }
        }
    }

    fn session() -> *mut SnapSession {
        let mut session = ptr::null_mut();
        // SAFETY: a local output.
        assert_eq!(unsafe { snap_session_new(&raw mut session) }, SNAP_STATUS_ANSWERED);
        assert!(!session.is_null());
        session
    }

    fn call(session: *mut SnapSession, request: &[u8]) -> (i32, Out) {
        let mut out = Out::new();
        // SAFETY: slices and local outputs; `session` is NULL or live.
        let status = unsafe {
            snap_session_call(session, request.as_ptr(), request.len() as u64, &raw mut out.answer, &raw mut out.len)
        };
        (status, out)
    }

    fn add(session: *mut SnapSession, name: &[u8], doc: &[u8]) -> (i32, Out) {
        let mut out = Out::new();
        let (name_len, doc_len) = (name.len() as u64, doc.len() as u64);
        // SAFETY: slices and local outputs; `session` is NULL or live.
        let status = unsafe {
            snap_session_add(
                session,
                name.as_ptr(),
                name_len,
                doc.as_ptr(),
                doc_len,
                &raw mut out.answer,
                &raw mut out.len,
            )
        };
        (status, out)
    }

    fn begin(request: &[u8]) -> (i32, *mut SnapFlow, Out) {
        let (mut flow, mut out) = (ptr::dangling_mut(), Out::new());
        // SAFETY: a slice and local outputs.
        let status = unsafe {
            snap_flow_new(request.as_ptr(), request.len() as u64, &raw mut flow, &raw mut out.answer, &raw mut out.len)
        };
        (status, flow, out)
    }

    fn step(flow: *mut SnapFlow, input: &[u8], body: &[u8]) -> (i32, Out) {
        let mut out = Out::new();
        let (len, body_len) = (input.len() as u64, body.len() as u64);
        // SAFETY: slices and local outputs; `flow` is NULL or live.
        let status = unsafe {
            snap_flow_step(flow, input.as_ptr(), len, body.as_ptr(), body_len, &raw mut out.answer, &raw mut out.len)
        };
        (status, out)
    }

    fn free(session: *mut SnapSession) {
        // SAFETY: live, freed once.
        unsafe { snap_session_free(session) };
    }

    #[test]
    fn answers_are_those_of_the_vocabulary_byte_for_byte() {
        let session = session();
        let mut twin = snap_api::Session::new();
        for request in [VERSION, b"", b"{", b"\xff\xfe\0", br#"{"verb":"no such verb"}"#, br#"{"verb":"inventory"}"#] {
            let (status, out) = call(session, request);
            assert_eq!((status, out.take()), (0, twin.call(request)));
            let (status, out) = call(ptr::null_mut(), request);
            assert_eq!((status, out.take()), (0, snap_api::call_without_session(request)));
        }
        for (name, doc) in [(&b"a.json"[..], &b"[]"[..]), (b"", b""), (b"\xff", b"[{\"id\":")] {
            let (status, out) = add(session, name, doc);
            assert_eq!((status, out.take()), (0, twin.add(name, doc)));
        }
        free(session);
    }

    #[test]
    fn a_flow_steps_as_the_vocabulary_does_and_a_refused_one_is_null() {
        let (status, flow, out) = begin(b"{}");
        assert_eq!((status, flow), (0, ptr::null_mut()));
        assert!(out.take().starts_with(br#"{"error":"#));

        let (status, flow, out) = begin(LIST);
        let (twin, answer) = snap_api::Flow::new(LIST);
        assert_eq!((status, out.take()), (0, answer));
        let mut twin = twin.expect("a list can begin");
        assert!(!flow.is_null());
        for (input, body) in [(POLL, &b""[..]), (b"", b"x"), (b"{", b"")] {
            let (status, out) = step(flow, input, body);
            assert_eq!((status, out.take()), (0, twin.step(input, body)));
        }
        // SAFETY: live, freed once.
        unsafe { snap_flow_free(flow) };
    }

    #[test]
    fn null_is_named_and_writes_nothing() {
        let live = session();
        let (mut answer, mut len) = (ptr::dangling_mut::<u8>(), 77_u64);
        let (data, no_session) = (b"{}".as_ptr(), ptr::null_mut::<SnapSession>());
        let (to, to_len) = (&raw mut answer, &raw mut len);
        let mut flow = ptr::dangling_mut::<SnapFlow>();
        let (no_to, no_len, no_data) = (ptr::null_mut(), ptr::null_mut(), ptr::null());
        // SAFETY: each call has one NULL, all else is live.
        let statuses = unsafe {
            [
                snap_session_new(ptr::null_mut()),
                snap_session_add(no_session, data, 2, data, 2, to, to_len),
                snap_session_add(live, no_data, 1, data, 2, to, to_len),
                snap_session_add(live, data, 2, no_data, 1, to, to_len),
                snap_session_add(live, data, 2, data, 2, no_to, to_len),
                snap_session_add(live, data, 2, data, 2, to, no_len),
                snap_session_call(live, no_data, 1, to, to_len),
                snap_session_call(live, data, 2, no_to, to_len),
                snap_session_call(live, data, 2, to, no_len),
                snap_flow_new(no_data, 1, &raw mut flow, to, to_len),
                snap_flow_new(data, 2, ptr::null_mut(), to, to_len),
                snap_flow_new(data, 2, &raw mut flow, no_to, to_len),
                snap_flow_new(data, 2, &raw mut flow, to, no_len),
                snap_flow_step(ptr::null_mut(), data, 2, data, 2, to, to_len),
            ]
        };
        assert_eq!(statuses, [SNAP_STATUS_NULL; 14]);
        assert_eq!((answer, len, flow), (ptr::dangling_mut(), 77, ptr::dangling_mut()));
        // SAFETY: freeing NULL is allowed, whatever the length says.
        unsafe {
            snap_session_free(ptr::null_mut());
            snap_flow_free(ptr::null_mut());
            snap_buffer_free(ptr::null_mut(), 0);
            snap_buffer_free(ptr::null_mut(), u64::MAX);
        }
        free(live);
    }

    #[test]
    fn a_length_above_the_limit_is_refused_unread() {
        let live = session();
        let byte = b"{".as_ptr();
        for len in [SNAP_MAX_BYTES + 1, i64::MAX as u64, i64::MAX as u64 + 1, u64::MAX] {
            let (mut out, mut flow) = (Out::new(), ptr::dangling_mut::<SnapFlow>());
            let (to, to_len) = (&raw mut out.answer, &raw mut out.len);
            // SAFETY: nothing behind `byte` is read: Miri and valgrind would see it.
            let statuses = unsafe {
                [
                    snap_session_add(live, byte, len, byte, 1, to, to_len),
                    snap_session_add(live, byte, 1, byte, len, to, to_len),
                    snap_session_call(live, byte, len, to, to_len),
                    snap_session_call(ptr::null_mut(), byte, len, to, to_len),
                    snap_flow_new(byte, len, &raw mut flow, to, to_len),
                ]
            };
            assert_eq!(statuses, [SNAP_STATUS_TOO_LARGE; 5], "{len}");
            assert!(out.untouched() && flow == ptr::dangling_mut());
        }
        free(live);
    }

    #[test]
    fn null_with_length_zero_is_the_empty_input() {
        let mut out = Out::new();
        // SAFETY: an empty input and local outputs.
        let status =
            unsafe { snap_session_call(ptr::null_mut(), ptr::null(), 0, &raw mut out.answer, &raw mut out.len) };
        assert_eq!((status, out.take()), (0, snap_api::call_without_session(b"")));
    }

    #[test]
    fn a_panic_is_status_3_writes_nothing_and_poisons() {
        let broken = session();
        let (status, out) = call(broken, PANIC);
        assert_eq!((status, out.untouched()), (SNAP_STATUS_PANICKED, true));
        for _ in 0..2 {
            let (status, out) = call(broken, VERSION);
            assert_eq!((status, out.untouched()), (SNAP_STATUS_PANICKED, true));
            let (status, out) = add(broken, b"a", b"[]");
            assert_eq!((status, out.untouched()), (SNAP_STATUS_PANICKED, true));
        }
        free(broken);

        let broken = session();
        assert_eq!(add(broken, b"a", PANIC).0, SNAP_STATUS_PANICKED);
        assert_eq!(call(broken, VERSION).0, SNAP_STATUS_PANICKED);
        free(broken);
    }

    #[test]
    fn a_panic_without_a_handle_spoils_nothing() {
        assert_eq!(call(ptr::null_mut(), PANIC).0, SNAP_STATUS_PANICKED);
        let (status, out) = call(ptr::null_mut(), VERSION);
        assert_eq!((status, out.take()), (0, snap_api::call_without_session(VERSION)));
        let (status, flow, out) = begin(PANIC);
        assert_eq!((status, flow, out.untouched()), (SNAP_STATUS_PANICKED, ptr::dangling_mut(), true));
    }

    #[test]
    fn a_panic_in_a_flow_poisons_it() {
        let (_, flow, out) = begin(LIST);
        out.take();
        assert_eq!(step(flow, PANIC, b"").0, SNAP_STATUS_PANICKED);
        let (status, out) = step(flow, POLL, b"");
        assert_eq!((status, out.untouched()), (SNAP_STATUS_PANICKED, true));
        // SAFETY: live, freed once.
        unsafe { snap_flow_free(flow) };
    }

    #[test]
    fn the_header_and_the_library_agree_on_the_version() {
        assert_eq!(snap_abi_version(), SNAP_ABI_VERSION);
        assert_eq!(snap_abi_version(), snap_api::ABI_VERSION);
    }

    #[test]
    fn the_inventory_holds_the_nine_functions_and_the_two_handles() {
        let inventory = crate::ffi_inventory();
        let mut names: Vec<&str> = inventory.functions.values().map(|function| function.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "snap_abi_version",
                "snap_buffer_free",
                "snap_flow_free",
                "snap_flow_new",
                "snap_flow_step",
                "snap_session_add",
                "snap_session_call",
                "snap_session_free",
                "snap_session_new",
            ]
        );
        for function in inventory.functions.values() {
            assert!(!function.docs.lines.is_empty(), "{} is not documented", function.name);
        }
        let opaque =
            inventory.types.values().filter(|ty| matches!(ty.kind, interoptopus::lang::types::TypeKind::Opaque));
        let mut opaque: Vec<&str> = opaque.map(|ty| ty.name.as_str()).collect();
        opaque.sort_unstable();
        assert_eq!(opaque, ["SnapFlow", "SnapSession"]);
    }
}
