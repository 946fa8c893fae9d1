//! The built page as static files, with the headers it is to have anywhere.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use snap_emulator::Response;

/// What the page may do. Page, worker and service are one origin here, so nothing else needs to be reachable.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'";

const HEADERS: [(&str, &str); 6] = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-cache"),
];

/// The file under `root` that a path names.
pub(crate) fn serve(root: &Path, method: &str, path: &str) -> Response {
    if !["GET", "HEAD"].contains(&method) {
        return Response::text(405, "text/plain; charset=utf-8", "the page is read only\n")
            .with_header("Allow", "GET, HEAD");
    }
    let found = inside(root, path).and_then(|file| Some((content_type(&file), read(&file)?)));
    let (status, kind, body) = match found {
        Some((kind, body)) => (200, kind, body),
        None => (404, "text/plain; charset=utf-8", b"there is no such file in the page\n".to_vec()),
    };
    let mut response = Response { status, headers: vec![("Content-Type".to_owned(), kind.to_owned())], body };
    response.headers.extend(HEADERS.map(|(name, value)| (name.to_owned(), value.to_owned())));
    response
}

#[expect(clippy::disallowed_methods, reason = "the host serves files")]
fn read(file: &Path) -> Option<Vec<u8>> {
    std::fs::read(file).ok()
}

/// The file a path means, links followed; `None` when it lies outside the root.
fn inside(root: &Path, path: &str) -> Option<PathBuf> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let mut file = root.canonicalize().ok()?;
    let root = file.clone();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part == ".." || part == "." || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
    }
    if file.is_dir() {
        file.push("index.html");
    }
    file.canonicalize().ok().filter(|file| file.starts_with(&root) && file.is_file())
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
