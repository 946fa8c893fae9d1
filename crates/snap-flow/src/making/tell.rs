//! What a making tells: documents, progress, and how it ended.

use super::{Cx, Making, State, Wrote};
use crate::contract::{Item, ItemKind, Step};
use crate::trouble::Trouble;

impl Making {
    pub(super) fn made(&mut self, cx: &mut Cx<'_>) {
        let kind = if self.wrote == Wrote::No { ItemKind::AlreadyMade } else { ItemKind::Made };
        self.end(kind, None, cx);
    }

    pub(crate) fn fail(&mut self, trouble: Trouble, cx: &mut Cx<'_>) {
        self.end(ItemKind::Failed, Some(trouble), cx);
    }

    pub(super) fn unknown(&mut self, trouble: Trouble, cx: &mut Cx<'_>) {
        let message = format!("{} Whether it was made is not known. {}", trouble.message, self.wish.how_to_find_out());
        self.end(ItemKind::Unknown, Some(Trouble { message, ..trouble }), cx);
    }

    pub(crate) fn end(&mut self, kind: ItemKind, trouble: Option<Trouble>, cx: &mut Cx<'_>) {
        let item = self.item_of(kind, trouble);
        self.item = Some(item.clone());
        self.state = State::Over;
        cx.engine.tell(Step::Item(item));
    }

    /// The wait ended: the second item of the target.
    pub(super) fn wait_over(&mut self, ready: bool, why: Trouble, cx: &mut Cx<'_>) {
        self.ready = Some(ready);
        self.state = State::Over;
        let kind = if ready { ItemKind::Ready } else { ItemKind::NotReady };
        cx.engine.tell(Step::Item(self.item_of(kind, Some(why))));
    }

    pub(super) fn item_of(&self, kind: ItemKind, trouble: Option<Trouble>) -> Item {
        let target = self.wish.source.as_str();
        let mut item = match trouble {
            Some(trouble) => trouble.into_item(kind, target),
            None => Item::bare(kind, target),
        };
        item.snapshot = Some(self.wish.snapshot.as_str().to_owned());
        item.name = Some(self.wish.snapshot.name().to_owned());
        item
    }

    pub(super) fn document(&self, id: u64, cx: &mut Cx<'_>) {
        cx.engine.tell(Step::Document { id, name: format!("snapshot {}", self.wish.snapshot.name()) });
    }

    /// Told only when it says something new.
    pub(super) fn progress(&mut self, text: &str, percent: Option<f64>, seconds_left: Option<u64>, cx: &mut Cx<'_>) {
        let now = Some((text.to_owned(), percent));
        if self.told == now {
            return;
        }
        self.told = now;
        cx.engine.tell(Step::Progress {
            target: Some(self.wish.source.as_str().to_owned()),
            text: text.to_owned(),
            percent,
            seconds_left,
            done: cx.done,
            of: Some(cx.of),
        });
    }
}
