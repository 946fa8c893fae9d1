//! In which form sentences are written while an answer is.

use std::cell::Cell;

use serde::Deserialize;

/// How a sentence is written in an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SaidForm"))]
pub enum Form {
    /// As its English text.
    #[default]
    Text,
    /// As its code, its text and its values.
    Parts,
}

thread_local! {
    // Serialising has no arguments. Sentences stand deep inside what is serialised, and a second set of views for those who
    // ask for parts would be a second copy of every answer.
    static FORM: Cell<Form> = const { Cell::new(Form::Text) };
}

/// Writes whatever `act` serialises on this thread with its sentences in this form.
pub fn written_as<T>(form: Form, act: impl FnOnce() -> T) -> T {
    struct Back(Form);
    impl Drop for Back {
        fn drop(&mut self) {
            FORM.set(self.0);
        }
    }
    let _back = Back(FORM.replace(form));
    act()
}

/// The form that is asked for on this thread.
pub fn form() -> Form {
    FORM.get()
}
