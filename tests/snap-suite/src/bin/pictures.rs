//! Writes the pictures of `docs/retention.md` into `docs/pictures`.
#![expect(clippy::disallowed_methods, clippy::expect_used, reason = "a tool of the build: it writes files")]

use snap_suite::pictures;

fn main() {
    for picture in pictures::all() {
        let path = pictures::folder().join(&picture.file);
        std::fs::write(path, picture.svg).expect("the picture can be written");
        println!("{}", picture.file);
    }
}
