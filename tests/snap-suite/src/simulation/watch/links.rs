//! Rules on access links: every one that a flow opened is closed, or told by the snapshot's name.

use snap_emulator::{Emulator, Request};

use super::super::instant;
use super::Watch;
use super::ledger::Author;

/// Long enough for every revoke that was taken to end.
const LATER: i64 = 120_000;

impl Watch {
    /// The service has opened, or is opening, a link for a process; `awaited` while that waits for the answer.
    pub(super) fn granted(&mut self, author: Author, request: &Request, awaited: bool) {
        let path = request.path_only().to_lowercase();
        let Some(snapshot) = path.strip_suffix("/begingetaccess") else { return };
        self.links.entry(snapshot.to_owned()).or_default().insert(author);
        let survived = !self.processes.contains_key(&(author.0, author.1 + 1)) && !self.process(author).killed;
        if !awaited || !survived {
            // It came after the host had given it up, or a second time: nobody can know of it.
            self.excused.insert(snapshot.to_owned());
        }
    }

    /// A host was killed with nothing saved: its next process cannot know of its links.
    pub(in super::super) fn forgets(&mut self, author: Author) {
        self.process(author).killed = true;
        let held = self.links.iter().filter(|(_, by)| by.iter().any(|(host, _)| *host == author.0));
        self.excused.extend(held.map(|(snapshot, _)| snapshot.clone()).collect::<Vec<_>>());
    }

    /// All flows have ended: what is still open must have been told.
    pub(in super::super) fn links_are_closed(&mut self, emulator: &mut Emulator, now: i64) {
        let open = emulator.open_links(instant(now + LATER));
        let forgotten = open
            .into_iter()
            .map(|id| id.to_lowercase())
            .find(|id| self.links.contains_key(id) && !self.excused.contains(id) && !self.left_open.contains(id));
        if let Some(id) = forgotten {
            self.fault("link", format!("the link to `{id}` was never closed, and nothing tells of it"));
        }
    }
}
