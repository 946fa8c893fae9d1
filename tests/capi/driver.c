/*
 * The vector driver of the C ABI: plays a binary script over the library and writes the answers.
 *
 *     driver script.bin answers.bin
 *
 * README.md has the format. A script that breaks off, or has an operation that is not known, ends the program with 2.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "snapline.h"

struct script {
    unsigned char *bytes;
    size_t len;
    size_t at;
};

struct field {
    const uint8_t *bytes;
    uint64_t len;
};

static void stop(const char *what, const char *name) {
    fprintf(stderr, "driver: %s `%s`\n", what, name);
    exit(2);
}

static struct script read_script(const char *name) {
    FILE *file = fopen(name, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        stop("cannot read", name);
    }
    long len = ftell(file);
    rewind(file);
    struct script script = {NULL, 0, 0};
    if (len < 0 || (script.bytes = malloc((size_t)len + 1)) == NULL) {
        stop("cannot hold", name);
    }
    script.len = (size_t)len;
    if (fread(script.bytes, 1, script.len, file) != script.len) {
        stop("cannot read", name);
    }
    fclose(file);
    return script;
}

/* The next field. It points into the script: inputs are only borrowed. */
static struct field next_field(struct script *script) {
    if (script->len - script->at < 4) {
        stop("the script breaks off in", "a length");
    }
    const unsigned char *b = script->bytes + script->at;
    uint32_t len = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    script->at += 4;
    if (script->len - script->at < len) {
        stop("the script breaks off in", "a field");
    }
    struct field field = {script->bytes + script->at, len};
    script->at += len;
    return field;
}

static void write_number(FILE *file, uint32_t number) {
    unsigned char bytes[4] = {(unsigned char)number, (unsigned char)(number >> 8), (unsigned char)(number >> 16),
                              (unsigned char)(number >> 24)};
    fwrite(bytes, 1, sizeof bytes, file);
}

/* Writes an answer and gives it back to the library. Without status 0 there is none. */
static void write_answer(FILE *file, int32_t status, uint8_t *answer, uint64_t len) {
    write_number(file, (uint32_t)status);
    write_number(file, (uint32_t)len);
    if (len > 0) {
        fwrite(answer, 1, (size_t)len, file);
    }
    snap_buffer_free(answer, len);
}

static SnapSession *new_session(SnapSession *old) {
    snap_session_free(old);
    SnapSession *session = NULL;
    if (snap_session_new(&session) != SNAP_STATUS_ANSWERED) {
        stop("the library makes no", "session");
    }
    return session;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        stop("usage: driver script.bin answers.bin, not", argc > 0 ? argv[argc - 1] : "");
    }
    if (snap_abi_version() != SNAP_ABI_VERSION) {
        stop("the library is of another version than", "snapline.h");
    }
    struct script script = read_script(argv[1]);
    FILE *answers = fopen(argv[2], "wb");
    if (answers == NULL) {
        stop("cannot write", argv[2]);
    }
    SnapSession *session = new_session(NULL);
    SnapFlow *flow = NULL;
    while (script.at < script.len) {
        char op[2] = {(char)script.bytes[script.at++], 0};
        struct field a = {NULL, 0}, b = {NULL, 0};
        uint8_t *answer = NULL;
        uint64_t len = 0;
        int32_t status = SNAP_STATUS_ANSWERED;
        switch (op[0]) {
        case 'N':
            session = new_session(session);
            continue;
        case 'A':
            a = next_field(&script);
            b = next_field(&script);
            status = snap_session_add(session, a.bytes, a.len, b.bytes, b.len, &answer, &len);
            break;
        case 'C':
        case 'c':
            a = next_field(&script);
            status = snap_session_call(op[0] == 'C' ? session : NULL, a.bytes, a.len, &answer, &len);
            break;
        case 'F':
            a = next_field(&script);
            snap_flow_free(flow);
            flow = NULL;
            status = snap_flow_new(a.bytes, a.len, &flow, &answer, &len);
            break;
        case 'S':
            a = next_field(&script);
            b = next_field(&script);
            if (flow != NULL) {
                status = snap_flow_step(flow, a.bytes, a.len, b.bytes, b.len, &answer, &len);
            }
            break;
        default:
            stop("the script has an operation that is not known,", op);
        }
        write_answer(answers, status, answer, len);
    }
    snap_flow_free(flow);
    snap_session_free(session);
    free(script.bytes);
    if (ferror(answers) || fclose(answers) != 0) {
        stop("cannot write", argv[2]);
    }
    return 0;
}
