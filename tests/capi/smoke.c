/*
 * What the C ABI promises, shown from C: every function, with NULLs, garbage, lengths beyond every limit, from two
 * threads and, in a library built with `panic-probe`, after faults. Prints TAP; ends with 1 if anything failed.
 *
 * Run it under valgrind too: "it did not crash" is only half of what it says.
 */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef __has_include
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif
#endif
#ifndef RUNNING_ON_VALGRIND
#define RUNNING_ON_VALGRIND 0
#endif

#include "snapline.h"

/* ---- TAP ---- */

static int count, failures;

static void ok(bool good, const char *name) {
    count++;
    failures += !good;
    printf("%sok %d - %s\n", good ? "" : "not ", count, name);
}

/* One test of many small facts: the first that is not true is named. */
static bool held;

static void begin(void) { held = true; }

static void fact(bool good, const char *what, int line) {
    if (!good && held) {
        printf("# line %d: not true: %s\n", line, what);
    }
    held = held && good;
}

#define FACT(x) fact((x), #x, __LINE__)

/* ---- calls on text, with outputs that show whether they were written ---- */

static uint8_t sentinel;

struct out {
    uint8_t *bytes;
    uint64_t len;
};

static struct out untouched(void) { return (struct out){&sentinel, 77}; }

static bool is_untouched(struct out out) { return out.bytes == &sentinel && out.len == 77; }

static const uint8_t *bytes(const char *text) { return (const uint8_t *)text; }

static int32_t call(SnapSession *session, const char *request, struct out *out) {
    *out = untouched();
    return snap_session_call(session, bytes(request), strlen(request), &out->bytes, &out->len);
}

static int32_t add(SnapSession *session, const void *doc, size_t len, struct out *out) {
    *out = untouched();
    return snap_session_add(session, bytes("doc.json"), 8, doc, len, &out->bytes, &out->len);
}

static int32_t flow_new(const char *request, SnapFlow **flow, struct out *out) {
    *out = untouched();
    return snap_flow_new(bytes(request), strlen(request), flow, &out->bytes, &out->len);
}

static int32_t step(SnapFlow *flow, const char *input, const char *body, struct out *out) {
    *out = untouched();
    return snap_flow_step(flow, bytes(input), strlen(input), bytes(body), strlen(body), &out->bytes, &out->len);
}

static bool starts(struct out out, const char *text) {
    return !is_untouched(out) && out.len >= strlen(text) && memcmp(out.bytes, text, strlen(text)) == 0;
}

static bool holds(struct out out, const char *text) {
    size_t len = strlen(text);
    for (uint64_t at = 0; !is_untouched(out) && at + len <= out.len; at++) {
        if (memcmp(out.bytes + at, text, len) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_ok(struct out out) { return starts(out, "{\"ok\":"); }

static bool is_error(struct out out) { return starts(out, "{\"error\":{\"code\":\""); }

static void give_back(struct out out) {
    if (!is_untouched(out)) {
        snap_buffer_free(out.bytes, out.len);
    }
}

static SnapSession *session_new(void) {
    SnapSession *session = NULL;
    if (snap_session_new(&session) != SNAP_STATUS_ANSWERED) {
        puts("Bail out! no session");
        exit(1);
    }
    return session;
}

static const char *const VERSION = "{\"verb\":\"version\"}";
static const char *const INVENTORY = "{\"verb\":\"inventory\"}";
static const char *const POLL = "{\"op\":\"poll\",\"now\":\"2026-11-20T02:00:00Z\"}";
static const char *const LIST =
    "{\"flow\":\"list\",\"now\":\"2026-11-20T02:00:00Z\",\"endpoint\":\"https://management.azure.com\","
    "\"subscriptionId\":\"11111111-2222-3333-4444-555555555555\",\"what\":[\"snapshots\"]}";
/* One snapshot; its number is left open, twice. */
#define SNAPSHOT                                                                                                       \
    "[{\"id\":\"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.Compute/"     \
    "snapshots/s%d\",\"name\":\"s%d\",\"location\":\"westeurope\",\"incremental\":true,"                             \
    "\"timeCreated\":\"2026-11-19T02:00:00Z\",\"completionPercent\":100,\"creationData\":{\"createOption\":\"Copy\","     \
    "\"sourceResourceId\":\"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/"           \
    "Microsoft.Compute/disks/d1\"}}]"
static char FLEET[1024];

/* ---- what goes well ---- */

static void answers(void) {
    ok(snap_abi_version() == SNAP_ABI_VERSION, "the library has the version of the header");
    struct out out;
    begin();
    FACT(call(NULL, VERSION, &out) == SNAP_STATUS_ANSWERED && is_ok(out) && holds(out, "\"abi\":1"));
    give_back(out);
    FACT(call(NULL, INVENTORY, &out) == SNAP_STATUS_ANSWERED && is_error(out));
    give_back(out);
    ok(held, "without a session the verbs that need none are served, and others refused");

    begin();
    SnapSession *session = session_new();
    FACT(add(session, FLEET, strlen(FLEET), &out) == SNAP_STATUS_ANSWERED && holds(out, "\"snapshots\":1"));
    give_back(out);
    FACT(call(session, INVENTORY, &out) == SNAP_STATUS_ANSWERED && is_ok(out) && holds(out, "\"name\":\"s1\""));
    give_back(out);
    FACT(call(session, "{\"verb\":\"chains\",\"now\":\"2026-11-20T02:00:00Z\"}", &out) == SNAP_STATUS_ANSWERED);
    FACT(is_ok(out) && holds(out, "\"days\":["));
    give_back(out);
    SnapSession *empty = session_new();
    FACT(call(empty, INVENTORY, &out) == SNAP_STATUS_ANSWERED && is_ok(out) && !holds(out, "\"s1\""));
    give_back(out);
    snap_session_free(session);
    snap_session_free(empty);
    ok(held, "a session answers from its documents, and knows nothing of another's");

    begin();
    SnapFlow *flow = NULL;
    FACT(flow_new(LIST, &flow, &out) == SNAP_STATUS_ANSWERED && is_ok(out) && flow != NULL);
    give_back(out);
    FACT(step(flow, POLL, "", &out) == SNAP_STATUS_ANSWERED && is_ok(out) && holds(out, "\"step\":\"request\""));
    give_back(out);
    FACT(step(flow, "{\"op\":\"cancel\",\"now\":\"2026-11-20T02:00:01Z\"}", "", &out) == SNAP_STATUS_ANSWERED);
    give_back(out);
    snap_flow_free(flow);
    ok(held, "a flow begins, asks for a request and can be freed with it under way");

    begin();
    flow = (SnapFlow *)&sentinel;
    FACT(flow_new("{\"flow\":\"list\"}", &flow, &out) == SNAP_STATUS_ANSWERED && is_error(out) && flow == NULL);
    give_back(out);
    ok(held, "a flow that is refused is NULL and its answer says why");
}

/* ---- NULL, and nothing at all ---- */

static void nulls(void) {
    SnapSession *live = session_new(), *none = NULL;
    SnapFlow *flow = (SnapFlow *)&sentinel, *running = NULL;
    struct out out;
    flow_new(LIST, &running, &out);
    give_back(out);
    out = untouched();
    const uint8_t *in = bytes("{}");
    uint8_t **to = &out.bytes;
    uint64_t *len = &out.len;
    begin();
    FACT(snap_session_new(NULL) == SNAP_STATUS_NULL);
    FACT(snap_session_add(none, in, 2, in, 2, to, len) == SNAP_STATUS_NULL);
    FACT(snap_session_add(live, NULL, 1, in, 2, to, len) == SNAP_STATUS_NULL);
    FACT(snap_session_add(live, in, 2, NULL, 1, to, len) == SNAP_STATUS_NULL);
    FACT(snap_session_add(live, in, 2, in, 2, NULL, len) == SNAP_STATUS_NULL);
    FACT(snap_session_add(live, in, 2, in, 2, to, NULL) == SNAP_STATUS_NULL);
    FACT(snap_session_call(live, NULL, 1, to, len) == SNAP_STATUS_NULL);
    FACT(snap_session_call(none, NULL, 1, to, len) == SNAP_STATUS_NULL);
    FACT(snap_session_call(live, in, 2, NULL, len) == SNAP_STATUS_NULL);
    FACT(snap_session_call(live, in, 2, to, NULL) == SNAP_STATUS_NULL);
    FACT(snap_flow_new(NULL, 1, &flow, to, len) == SNAP_STATUS_NULL);
    FACT(snap_flow_new(in, 2, NULL, to, len) == SNAP_STATUS_NULL);
    FACT(snap_flow_new(in, 2, &flow, NULL, len) == SNAP_STATUS_NULL);
    FACT(snap_flow_new(in, 2, &flow, to, NULL) == SNAP_STATUS_NULL);
    FACT(snap_flow_step(NULL, in, 2, in, 2, to, len) == SNAP_STATUS_NULL);
    FACT(snap_flow_step(running, NULL, 1, in, 2, to, len) == SNAP_STATUS_NULL);
    FACT(snap_flow_step(running, in, 2, NULL, 1, to, len) == SNAP_STATUS_NULL);
    FACT(snap_flow_step(running, in, 2, in, 2, NULL, len) == SNAP_STATUS_NULL);
    FACT(snap_flow_step(running, in, 2, in, 2, to, NULL) == SNAP_STATUS_NULL);
    FACT(is_untouched(out) && flow == (SnapFlow *)&sentinel);
    ok(held, "NULL is status 1 in each of 19 places, and no output is written");

    begin();
    FACT(snap_session_call(live, NULL, 0, to, len) == SNAP_STATUS_ANSWERED && is_error(out));
    give_back(out);
    out = untouched();
    FACT(snap_session_add(live, NULL, 0, NULL, 0, to, len) == SNAP_STATUS_ANSWERED && !is_untouched(out));
    give_back(out);
    out = untouched();
    FACT(snap_flow_step(running, NULL, 0, NULL, 0, to, len) == SNAP_STATUS_ANSWERED && is_error(out));
    give_back(out);
    out = untouched();
    FACT(snap_flow_new(NULL, 0, &flow, to, len) == SNAP_STATUS_ANSWERED && is_error(out) && flow == NULL);
    give_back(out);
    ok(held, "NULL with length 0 is an empty input");

    snap_session_free(NULL);
    snap_flow_free(NULL);
    snap_buffer_free(NULL, 0);
    snap_buffer_free(NULL, UINT64_MAX);
    ok(true, "freeing NULL is fine");
    snap_flow_free(running);
    snap_session_free(live);
}

/* ---- lengths beyond the limit ---- */

static void lengths(void) {
    const uint64_t huge[] = {SNAP_MAX_BYTES + 1, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX - 1, UINT64_MAX};
    SnapSession *session = session_new();
    SnapFlow *flow = (SnapFlow *)&sentinel, *running = NULL;
    struct out out;
    flow_new(LIST, &running, &out);
    give_back(out);
    out = untouched();
    const uint8_t *in = bytes("{");
    begin();
    for (size_t i = 0; i < sizeof huge / sizeof *huge; i++) {
        FACT(snap_session_add(session, in, huge[i], in, 1, &out.bytes, &out.len) == SNAP_STATUS_TOO_LARGE);
        FACT(snap_session_add(session, in, 1, in, huge[i], &out.bytes, &out.len) == SNAP_STATUS_TOO_LARGE);
        FACT(snap_session_call(session, in, huge[i], &out.bytes, &out.len) == SNAP_STATUS_TOO_LARGE);
        FACT(snap_session_call(NULL, in, huge[i], &out.bytes, &out.len) == SNAP_STATUS_TOO_LARGE);
        FACT(snap_flow_new(in, huge[i], &flow, &out.bytes, &out.len) == SNAP_STATUS_TOO_LARGE);
        FACT(snap_flow_step(running, in, huge[i], in, 1, &out.bytes, &out.len) == SNAP_STATUS_TOO_LARGE);
        FACT(snap_flow_step(running, in, 1, in, huge[i], &out.bytes, &out.len) == SNAP_STATUS_TOO_LARGE);
    }
    FACT(is_untouched(out) && flow == (SnapFlow *)&sentinel);
    ok(held, "an input above the limit is status 2, unread, and no output is written");
    begin();
    FACT(call(session, VERSION, &out) == SNAP_STATUS_ANSWERED && is_ok(out));
    give_back(out);
    ok(held, "the handle is as good as before");
    snap_flow_free(running);
    snap_session_free(session);
}

/* ---- garbage ---- */

static bool is_answer(struct out out) { return is_ok(out) || is_error(out); }

/* Every place that takes bytes takes these; each must end in an answer. */
static void feed(SnapSession *session, SnapFlow *flow, const uint8_t *data, size_t len) {
    struct out out;
    SnapFlow *made = NULL;
    FACT(add(session, data, len, &out) == SNAP_STATUS_ANSWERED && is_answer(out));
    give_back(out);
    out = untouched();
    FACT(snap_session_call(session, data, len, &out.bytes, &out.len) == SNAP_STATUS_ANSWERED && is_answer(out));
    give_back(out);
    out = untouched();
    FACT(snap_session_call(NULL, data, len, &out.bytes, &out.len) == SNAP_STATUS_ANSWERED && is_answer(out));
    give_back(out);
    out = untouched();
    FACT(snap_flow_new(data, len, &made, &out.bytes, &out.len) == SNAP_STATUS_ANSWERED && is_answer(out));
    give_back(out);
    snap_flow_free(made);
    out = untouched();
    FACT(snap_flow_step(flow, data, len, data, len, &out.bytes, &out.len) == SNAP_STATUS_ANSWERED && is_answer(out));
    give_back(out);
    out = untouched();
    FACT(snap_flow_step(flow, bytes(POLL), strlen(POLL), data, len, &out.bytes, &out.len) == SNAP_STATUS_ANSWERED);
    give_back(out);
    out = untouched();
    FACT(snap_session_add(session, data, len, bytes("[]"), 2, &out.bytes, &out.len) == SNAP_STATUS_ANSWERED);
    give_back(out);
}

static void garbage(void) {
    static const struct {
        const char *data;
        size_t len;
    } fixed[] = {
        {"", 0}, {"\0", 1}, {"\0\0\0\0", 4}, {"\xff\xfe", 2}, {"\xff\xfe[", 3}, {"\xfe\xff\0[\xd8\0\0]", 8},
        {"\xef\xbb\xbf", 3}, {"\xef\xbb\xbf[]", 5}, {"\x1f\x8b", 2}, {"\x1f\x8b\x08\0\0\0\0\0\0\x03", 10}, {"[", 1}, {"{", 1},
        {"null", 4}, {"\"\\ud800\"", 8}, {"{\"verb\":\"\xff\"}", 12}, {"1e999999", 8}, {"[{\"id\":\"/../..\"}]", 17},
        {"{\"verb\":\"version\",\"verb\":\"version\"}", 35}, {"{\"value\":[{}],\"nextLink\":7}", 27}, {"id,name\n\"", 9},
    };
    SnapSession *session = session_new();
    SnapFlow *flow = NULL;
    struct out out;
    flow_new(LIST, &flow, &out);
    give_back(out);
    begin();
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        feed(session, flow, bytes(fixed[i].data), fixed[i].len);
    }
    ok(held, "broken text of every kind ends in an answer, in every place that takes bytes");

    begin();
    static uint8_t noise[4096];
    uint32_t state = 1;
    for (size_t round = 0; round < 64; round++) {
        size_t len = (round * 67) % sizeof noise;
        for (size_t i = 0; i < len; i++) {
            state = state * 1664525 + 1013904223;
            noise[i] = round % 2 ? (uint8_t)(state >> 24) : (uint8_t)"{}[]:,\"\\0e-.truefalsnid \n"[(state >> 24) % 25];
        }
        feed(session, flow, noise, len);
    }
    ok(held, "noise ends in an answer");

    begin();
    const size_t deep = 200000;
    char *text = malloc(deep);
    if (text == NULL) {
        puts("Bail out! no memory");
        exit(1);
    }
    memset(text, '[', deep);
    feed(session, flow, (uint8_t *)text, deep);
    for (size_t i = 0; i + 5 <= deep; i += 5) {
        memcpy(text + i, "{\"a\":", 5);
    }
    feed(session, flow, (uint8_t *)text, deep);
    free(text);
    ok(held, "200,000 bytes of open brackets end in an answer, not in a stack overflow");

    begin();
    /* Valgrind needs minutes for 50 MB and learns nothing more from them. */
    const size_t nulls_len = (RUNNING_ON_VALGRIND ? 1u : 50u) * 1000 * 1000 + 2;
    text = malloc(nulls_len);
    if (text == NULL) {
        puts("Bail out! no memory");
        exit(1);
    }
    for (size_t i = 1; i + 5 <= nulls_len; i += 5) {
        memcpy(text + i, "null,", 5);
    }
    text[0] = '[';
    text[nulls_len - 1] = ']';
    text[nulls_len - 2] = ' ';
    FACT(add(session, text, nulls_len, &out) == SNAP_STATUS_ANSWERED && is_answer(out) && out.len < 1000000);
    give_back(out);
    free(text);
    ok(held, "50 MB of nulls (1 MB under valgrind) end in a short answer");

    begin();
    FACT(call(session, VERSION, &out) == SNAP_STATUS_ANSWERED && is_ok(out));
    give_back(out);
    ok(held, "after all that the session still serves");
    snap_flow_free(flow);
    snap_session_free(session);
}

/* ---- two threads ---- */

struct shared {
    SnapSession *session;
    atomic_bool stop;
    bool good;
};

static void *asker(void *argument) {
    struct shared *shared = argument;
    shared->good = true;
    while (!atomic_load(&shared->stop)) {
        struct out out;
        int32_t status = call(shared->session, INVENTORY, &out);
        shared->good = shared->good && (status == SNAP_STATUS_IN_USE ? is_untouched(out)
                                                                     : status == SNAP_STATUS_ANSWERED && is_ok(out));
        give_back(out);
        sched_yield();
    }
    return NULL;
}

static void *alone(void *argument) {
    struct shared *shared = argument;
    shared->good = true;
    for (int i = 0; i < 200; i++) {
        struct out out;
        SnapSession *session = session_new();
        shared->good = shared->good && add(session, FLEET, strlen(FLEET), &out) == SNAP_STATUS_ANSWERED && is_ok(out);
        give_back(out);
        shared->good = shared->good && call(session, INVENTORY, &out) == SNAP_STATUS_ANSWERED && holds(out, "\"s1\"");
        give_back(out);
        snap_session_free(session);
    }
    return NULL;
}

static void *last(void *argument) {
    struct shared *shared = argument;
    struct out out;
    shared->good = call(shared->session, INVENTORY, &out) == SNAP_STATUS_ANSWERED && holds(out, "\"s1\"");
    give_back(out);
    snap_session_free(shared->session);
    return NULL;
}

static void threads(void) {
    struct shared shared = {session_new(), false, false};
    pthread_t thread;
    struct out out;
    begin();
    /* So many that a call takes long enough to be met by the other thread. */
    for (int i = 0; i < 500; i++) {
        char doc[1024];
        snprintf(doc, sizeof doc, SNAPSHOT, i, i);
        FACT(add(shared.session, doc, strlen(doc), &out) == SNAP_STATUS_ANSWERED && is_ok(out));
        give_back(out);
    }
    FACT(pthread_create(&thread, NULL, asker, &shared) == 0);
    int served = 0, refused = 0;
    /*
     * Until both outcomes were seen; the limit ends the test when something is wrong. Valgrind runs one thread at a time
     * and may stay with it for long: under it the two seconds are for its own eyes, and what was seen does not count.
     */
    time_t end = time(NULL) + (RUNNING_ON_VALGRIND ? 2 : 60);
    for (; (served == 0 || refused == 0) && time(NULL) < end; sched_yield()) {
        int32_t status = call(shared.session, INVENTORY, &out);
        served += status == SNAP_STATUS_ANSWERED && is_ok(out);
        refused += status == SNAP_STATUS_IN_USE && is_untouched(out);
        FACT(status == SNAP_STATUS_ANSWERED || status == SNAP_STATUS_IN_USE);
        give_back(out);
    }
    atomic_store(&shared.stop, true);
    pthread_join(thread, NULL);
    FACT(shared.good && ((served > 0 && refused > 0) || RUNNING_ON_VALGRIND));
    snap_session_free(shared.session);
    ok(held, "two threads on one session: each call is served or refused with status 4, nothing between");

    begin();
    struct shared mine = {NULL, false, false}, other = {NULL, false, false};
    FACT(pthread_create(&thread, NULL, alone, &other) == 0);
    alone(&mine);
    pthread_join(thread, NULL);
    FACT(mine.good && other.good);
    ok(held, "two threads on sessions of their own do not disturb each other");

    begin();
    struct shared moved = {session_new(), false, false};
    FACT(add(moved.session, FLEET, strlen(FLEET), &out) == SNAP_STATUS_ANSWERED);
    give_back(out);
    FACT(pthread_create(&thread, NULL, last, &moved) == 0);
    pthread_join(thread, NULL);
    FACT(moved.good);
    ok(held, "a session can be filled on one thread, asked and freed on another");
}

/* ---- faults ---- */

static const char *const PANIC = "snapline-probe:panic";

#ifdef SNAPLINE_PANIC_PROBE

static bool is_poisoned(int32_t status, struct out out) { return status == SNAP_STATUS_PANICKED && is_untouched(out); }

static void faults(void) {
    /* What the library prints when it fails is part of what is tested. */
    fflush(stderr);
    FILE *said = tmpfile();
    int kept = dup(STDERR_FILENO);
    if (said == NULL || kept < 0 || dup2(fileno(said), STDERR_FILENO) < 0) {
        puts("Bail out! stderr cannot be redirected");
        exit(1);
    }

    struct out out;
    begin();
    SnapSession *session = session_new();
    FACT(is_poisoned(call(session, PANIC, &out), out));
    FACT(is_poisoned(call(session, VERSION, &out), out));
    FACT(is_poisoned(add(session, FLEET, strlen(FLEET), &out), out));
    snap_session_free(session);
    session = session_new();
    FACT(is_poisoned(add(session, PANIC, strlen(PANIC), &out), out));
    FACT(is_poisoned(call(session, VERSION, &out), out));
    snap_session_free(session);
    ok(held, "a fault is status 3, and its session answers 3 until it is freed");

    begin();
    SnapFlow *flow = NULL;
    flow_new(LIST, &flow, &out);
    give_back(out);
    FACT(is_poisoned(step(flow, PANIC, "", &out), out));
    FACT(is_poisoned(step(flow, POLL, "", &out), out));
    snap_flow_free(flow);
    ok(held, "a fault poisons a flow in the same way");

    begin();
    flow = (SnapFlow *)&sentinel;
    FACT(is_poisoned(flow_new(PANIC, &flow, &out), out) && flow == (SnapFlow *)&sentinel);
    FACT(is_poisoned(call(NULL, PANIC, &out), out));
    FACT(call(NULL, VERSION, &out) == SNAP_STATUS_ANSWERED && is_ok(out));
    give_back(out);
    session = session_new();
    FACT(call(session, VERSION, &out) == SNAP_STATUS_ANSWERED && is_ok(out));
    give_back(out);
    snap_session_free(session);
    ok(held, "a fault without a handle spoils nothing");

    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    char text[8192] = "";
    rewind(said);
    text[fread(text, 1, sizeof text - 1, said)] = 0;
    fclose(said);
    begin();
    int lines = 0;
    for (const char *at = text; (at = strstr(at, "snapline: internal fault at ")) != NULL; at++) {
        lines++;
    }
    FACT(lines == 5);
    FACT(strstr(text, "snapline-probe") == NULL && strstr(text, "panicked") == NULL);
    ok(held, "each fault prints one line that says where, and none what the input was");
}

static void *holder(void *argument) {
    struct shared *shared = argument;
    struct out out;
    int32_t status;
    /* Holds the session until another call was refused, once it has it: the refused one may be this. */
    do {
        status = call(shared->session, "snapline-probe:hold", &out);
        sched_yield();
    } while (status == SNAP_STATUS_IN_USE);
    shared->good = status == SNAP_STATUS_ANSWERED && is_error(out);
    give_back(out);
    return NULL;
}

static void in_use(void) {
    struct shared shared = {session_new(), false, false};
    pthread_t thread;
    struct out out;
    begin();
    FACT(pthread_create(&thread, NULL, holder, &shared) == 0);
    while (call(shared.session, VERSION, &out) == SNAP_STATUS_ANSWERED) {
        give_back(out);
        sched_yield();
    }
    /* A refusal that came before the other call began to watch does not end it: go on until one does. */
    int32_t status;
    do {
        status = call(shared.session, VERSION, &out);
        FACT(status == SNAP_STATUS_ANSWERED || (status == SNAP_STATUS_IN_USE && is_untouched(out)));
        sched_yield();
    } while (status == SNAP_STATUS_IN_USE);
    give_back(out);
    pthread_join(thread, NULL);
    FACT(shared.good);
    FACT(call(shared.session, VERSION, &out) == SNAP_STATUS_ANSWERED && is_ok(out));
    give_back(out);
    snap_session_free(shared.session);
    ok(held, "a call on a session in use is status 4; both go on well");
}

#else

static void faults(void) {
    struct out out;
    begin();
    SnapSession *session = session_new();
    FACT(call(session, PANIC, &out) == SNAP_STATUS_ANSWERED && is_error(out));
    give_back(out);
    FACT(call(session, "snapline-probe:hold", &out) == SNAP_STATUS_ANSWERED && is_error(out));
    give_back(out);
    snap_session_free(session);
    ok(held, "the library has none of the doors that tests use");
}

static void in_use(void) {}

#endif

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    snprintf(FLEET, sizeof FLEET, SNAPSHOT, 1, 1);
    answers();
    nulls();
    lengths();
    garbage();
    threads();
    faults();
    in_use();
    printf("1..%d\n", count);
    return failures != 0;
}
