//! Text as detectors should see it: several readings of one text, each with its way back to the original.
//!
//! A detector searches every reading, for what one hides another may show, and reports places of the
//! original. Readings are layers: a further one (a decoded base64 run, say) is one more [`View`] made
//! from another by [`Builder`], whose places follow from those of the view it was made from.
//!
//! 1. the original;
//! 2. *clean*: NFKC, without characters that leave no trace on the page (zero-width, bidirectional
//!    controls, variation selectors, tags), with one kind of space, hyphen and quote;
//! 3. *skeleton*: clean, without accents, with look-alike letters (Cyrillic, Greek, …) and decimal digits
//!    of any script written in ASCII. In the manner of Unicode TS 39 §4, but only towards ASCII.
//!
//! A reading equal to one before it is left out, so that plain ASCII text has one.

mod clean;
mod confusables;
mod sentences;
mod view;

pub use sentences::{fragments, sentences};
pub use view::{Builder, Layer, View};

/// The distinct readings of a text, the original first.
pub fn views(text: &str) -> Vec<View<'_>> {
    let original = View::original(text);
    if text.is_ascii() {
        return vec![original];
    }
    let clean = clean::clean(&original);
    let skeleton = confusables::skeleton(&clean);
    let mut views = vec![original];
    for view in [clean, skeleton] {
        if views.iter().all(|seen| seen.text() != view.text()) {
            views.push(view);
        }
    }
    views
}

/// A text as it is compared: clean, lower case, runs of white space as one space, trimmed.
///
/// Two texts that a reader would call the same words compare equal.
pub fn comparable(text: &str) -> String {
    let lower = clean::clean(&View::original(text)).lowercase().text().to_owned();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as a word list compares it: [`comparable`], and written in its skeleton.
pub fn comparable_skeleton(text: &str) -> String {
    let clean = clean::clean(&View::original(text));
    let lower = confusables::skeleton(&clean).lowercase().text().to_owned();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}
