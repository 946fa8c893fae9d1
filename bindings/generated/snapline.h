/*
 * Snapline: the C ABI.
 *
 * Written by `cargo xtask bindings` from the library's own description. Do not edit.
 *
 * Snapline plans, takes and tracks incremental snapshots of Azure managed disks. The library decides and never acts: it
 * opens no file and no socket, reads no clock and starts no thread. JSON bytes go in and JSON bytes come out;
 * docs/vocabulary.md says what they mean and docs/c-abi.md shows programs. What holds for every function:
 *
 * Status.     A function that can fail returns an `int32_t`: one of the SNAP_STATUS_ numbers below. An error of the
 *             vocabulary is an answer too: status 0 says only that there is one. A new version may add numbers and
 *             never gives an old one another meaning: treat one that you do not know as fatal for the call.
 * Outputs.    Output pointers are written with status 0 only. With every other status they keep what they held.
 * Ownership.  Inputs stay yours: they are read until the call returns, and nothing keeps a pointer to them. Answers
 *             and handles become yours: each is freed once, with its own function of this header and never with free().
 * Sizes.      Lengths are in bytes. Inputs need no NUL at the end and an answer has none. NULL with length 0 is an
 *             empty input. No input may have more than SNAP_MAX_BYTES bytes.
 * Threads.    A handle may be used from any thread, by one call at a time: a second call is refused with
 *             SNAP_STATUS_IN_USE and does nothing. Different handles, and calls without one, do not disturb each other.
 * Faults.     A fault inside the library is caught: the call returns SNAP_STATUS_PANICKED, one line on stderr says
 *             where it happened (never what the input was), and the handle that was in use is good for freeing only.
 *             The library never unwinds into its caller.
 */
#ifndef SNAPLINE_H
#define SNAPLINE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Constants ------------------------------------------------------------------------------------------------- */

/* What the header was written for. Compare it with `snap_abi_version()` before any other call. */
#define SNAP_ABI_VERSION UINT32_C(1)

/* The most bytes that one input may have: 1 GiB. More is `SNAP_STATUS_TOO_LARGE`. */
#define SNAP_MAX_BYTES UINT64_C(1073741824)

/* An answer was written: `ok`, `error` or `more`. Only this status writes to the output pointers. */
#define SNAP_STATUS_ANSWERED INT32_C(0)

/* A pointer was NULL where that is not allowed. NULL with length 0 is an empty input and fine. */
#define SNAP_STATUS_NULL INT32_C(1)

/* An input has more than `SNAP_MAX_BYTES` bytes. It was not read. */
#define SNAP_STATUS_TOO_LARGE INT32_C(2)

/* A fault in Snapline was caught. The handle is poisoned: every later call answers this; only free it. */
#define SNAP_STATUS_PANICKED INT32_C(3)

/* Another call is using the handle. Nothing was done; call again when that one has returned. */
#define SNAP_STATUS_IN_USE INT32_C(4)

/* ---- Handles --------------------------------------------------------------------------------------------------- */

/* A running flow. Made by `snap_flow_new`, freed by `snap_flow_free`. */
typedef struct SnapFlow SnapFlow;

/* Loaded documents and what was derived from them. Made by `snap_session_new`, freed by `snap_session_free`. */
typedef struct SnapSession SnapSession;

/* ---- Version and answers --------------------------------------------------------------------------------------- */

/*
 * The version of the ABI that the library was built with.
 *
 * Call it first and compare it with `SNAP_ABI_VERSION`: when they differ, the header and the library do not belong
 * together, and nothing else may be called.
 */
uint32_t snap_abi_version(void);

/*
 * Frees an answer. `ptr` and `len` must be exactly what a call wrote to `*answer` and `*answer_len`. NULL is fine.
 *
 * Never free an answer in another way, and never give this function memory that is not an answer.
 */
void snap_buffer_free(uint8_t *ptr, uint64_t len);

/* ---- SnapSession: what to do with it --------------------------------------------------------------------------- */

/*
 * Makes an empty session.
 *
 * `*session` is yours: give it to `snap_session_free` one day.
 *
 * Status: answered; null (`session`); panicked.
 */
int32_t snap_session_new(SnapSession **session);

/*
 * Loads one document into a session: `add` in the vocabulary.
 *
 * `name` is UTF-8 without an end mark and serves messages only. `doc` holds the document's bytes as they were read.
 * Both are only read, and only until the call returns. The answer in `*answer` is yours: `snap_buffer_free`.
 *
 * Status: answered; null (`session`, `answer`, `answer_len`, or an input of some length); too large; panicked; in use.
 */
int32_t snap_session_add(
    SnapSession *session,
    const uint8_t *name,
    uint64_t name_len,
    const uint8_t *doc,
    uint64_t doc_len,
    uint8_t **answer,
    uint64_t *answer_len);

/*
 * Runs one verb: `call` in the vocabulary.
 *
 * With `session` NULL it serves the verbs that need no documents (`version`, `limits`, `presets`, `name`, `policy`).
 * `req` is JSON, read until the call returns. The answer in `*answer` is yours: `snap_buffer_free`.
 *
 * Status: answered; null (`answer`, `answer_len`, or a request of some length); too large; panicked; in use.
 */
int32_t snap_session_call(
    SnapSession *session,
    const uint8_t *req,
    uint64_t len,
    uint8_t **answer,
    uint64_t *answer_len);

/*
 * Frees a session. NULL is fine, and so is a poisoned one.
 *
 * A session that a call is still using is left as it is and leaks. Freeing it a second time is undefined behaviour.
 */
void snap_session_free(SnapSession *session);

/* ---- SnapFlow: what to do with it ------------------------------------------------------------------------------ */

/*
 * Begins a flow: `flow_new` in the vocabulary. Nothing is sent.
 *
 * With status answered both outputs are written. When the answer is an `error`, `*flow` is NULL; else it is yours:
 * `snap_flow_free`. The answer in `*answer` is yours in both cases: `snap_buffer_free`.
 *
 * Status: answered; null (`flow`, `answer`, `answer_len`, or a request of some length); too large; panicked.
 */
int32_t snap_flow_new(const uint8_t *req, uint64_t len, SnapFlow **flow, uint8_t **answer, uint64_t *answer_len);

/*
 * Takes one event into a flow and gives the steps that follow: `step` in the vocabulary.
 *
 * `input` is JSON; `body` is the reply's body, raw, and empty (NULL and 0) with every other event. Both are only read,
 * and only until the call returns. The answer in `*answer` is yours: `snap_buffer_free`.
 *
 * Status: answered; null (`flow`, `answer`, `answer_len`, or an input of some length); too large; panicked; in use.
 */
int32_t snap_flow_step(
    SnapFlow *flow,
    const uint8_t *input,
    uint64_t len,
    const uint8_t *body,
    uint64_t body_len,
    uint8_t **answer,
    uint64_t *answer_len);

/*
 * Frees a flow. NULL is fine, and so is a poisoned one.
 *
 * Nothing is sent: to stop what is under way, step it with `cancel` first. A flow that a call is still using is left
 * as it is and leaks. Freeing it a second time is undefined behaviour.
 */
void snap_flow_free(SnapFlow *flow);

#ifdef __cplusplus
}
#endif

#endif
