//! The pictures of `docs/retention.md` are what the engine decides today.

use std::collections::BTreeSet;

use snap_suite::pictures::{all, folder};

#[test]
fn the_committed_pictures_are_what_is_drawn() {
    let drawn = all();
    for picture in &drawn {
        let committed = std::fs::read_to_string(folder().join(&picture.file)).unwrap_or_default();
        let way_out = "draw them anew: cargo run -p snap-suite --bin pictures";
        assert!(committed.replace("\r\n", "\n") == picture.svg, "{} is out of date; {way_out}", picture.file);
        assert!(picture.svg.len() < 20_000, "{} has {} bytes", picture.file, picture.svg.len());
    }
    let is_ours = |name: &String| name.starts_with("retention-");
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let committed: BTreeSet<String> = files.filter(is_ours).collect();
    assert_eq!(committed, drawn.into_iter().map(|picture| picture.file).collect(), "a picture that nobody draws");
}

#[test]
fn the_page_shows_every_picture() {
    let page = std::fs::read_to_string(folder().join("../retention.md")).unwrap();
    for picture in all() {
        assert!(page.contains(&format!("pictures/{}", picture.file)), "{} is on no page", picture.file);
    }
}
