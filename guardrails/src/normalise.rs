//! Text as detectors should see it: several readings of one text, each with its way back to the original.
//!
//! A detector searches every reading, for what one hides another may show, and reports places of the
//! original. Readings are layers: each is a [`View`] made from another by [`Builder`], whose places follow
//! from those of the view it was made from.
//!
//! 1. the original;
//! 2. *clean*: NFKC, without characters that leave no trace on the page (zero-width, bidirectional
//!    controls, variation selectors, tags), with one kind of space, hyphen and quote;
//! 3. *skeleton*: clean, without accents, with look-alike letters (Cyrillic, Greek, …) and decimal digits
//!    of any script written in ASCII. In the manner of Unicode TS 39 §4, but only towards ASCII;
//! 4. *decoded*, up to [`DEPTH`] times: clean, with runs of base64, hexadecimal, percent-encoding, escapes
//!    and HTML character references replaced by the text that they hold; and the skeleton of the last;
//! 5. *leet*: the last of these, with digits and marks inside words written as the letters they stand for.
//!
//! A reading equal to one before it is left out, so that plain ASCII text has one. There are at most nine,
//! and only composition (NFKC) can make one longer than the original.

mod clean;
mod confusables;
mod decode;
mod leet;
mod sentences;
mod view;

pub use sentences::{SEGMENT, fragments, runs, segments, sentences};
pub use view::{Builder, Layer, View};

/// Levels of encoding that are undone.
pub const DEPTH: usize = 3;

/// The distinct readings of a text, the original first.
pub fn views(text: &str) -> Vec<View<'_>> {
    let original = View::original(text);
    let mut readings = Readings { views: vec![original] };
    let clean = if text.is_ascii() { View::original(text) } else { readings.plain(&View::original(text)) };
    let mut deepest = clean;
    for _ in 0..DEPTH {
        let Some(decoded) = decode::decode(&deepest) else { break };
        deepest = if decoded.text().is_ascii() { decoded } else { clean::clean(&decoded).relayered(Layer::Decoded) };
        readings.add(deepest.clone());
    }
    if !deepest.text().is_ascii() {
        deepest = confusables::skeleton(&deepest);
        readings.add(deepest.clone());
    }
    leet::leet(&deepest).into_iter().for_each(|leet| readings.add(leet));
    readings.views
}

/// Readings without doubles.
struct Readings<'a> {
    views: Vec<View<'a>>,
}

impl<'a> Readings<'a> {
    fn add(&mut self, view: View<'a>) {
        if self.views.iter().all(|seen| seen.text() != view.text()) {
            self.views.push(view);
        }
    }

    /// Adds the clean reading and its skeleton; the clean one.
    fn plain(&mut self, original: &View<'a>) -> View<'static> {
        let clean = clean::clean(original);
        let skeleton = confusables::skeleton(&clean);
        self.add(clean.clone());
        self.add(skeleton);
        clean
    }
}

/// A text as it is compared: clean, lower case, runs of white space as one space, trimmed.
///
/// Two texts that a reader would call the same words compare equal.
pub fn comparable(text: &str) -> String {
    // Plain ASCII is clean as it is.
    let lower = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        clean::clean(&View::original(text)).lowercase().text().to_owned()
    };
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as a word list compares it: [`comparable`], and written in its skeleton.
pub fn comparable_skeleton(text: &str) -> String {
    let clean = clean::clean(&View::original(text));
    let lower = confusables::skeleton(&clean).lowercase().text().to_owned();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}
