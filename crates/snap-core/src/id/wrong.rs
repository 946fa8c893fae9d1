//! Why a text is no resource id, as a sentence.

use crate::say::Sentence;

/// Why a text is no resource id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub struct IdError {
    pub(super) text: String,
    /// A word of the sentence.
    pub(super) why: &'static str,
}

crate::sentences! {
    /// What is wrong with an id.
    pub(crate) const SENTENCES;
    id_wrong(id: Name, why: Word) =
        "`{id}` is not a resource id: {why, select, long {it is longer than any id} character {it holds a character that no id has} segment {a segment is empty, blank or a step to another folder} few {it has too few segments} slash {a part holds a slash} other {the words `subscriptions`, `resourceGroups`, `providers` are not where they belong}}; expected `/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/disks/<name>`";
}

impl IdError {
    /// What is wrong.
    pub fn said(&self) -> Sentence {
        id_wrong(&self.text, self.why)
    }
}
