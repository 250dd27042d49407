//! What a question asks for, from its words.

use super::Kind;
use super::words::{Word, contains};

/// The kind of answer that a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Date,
    Number,
    Person,
    Place,
    /// "What", "which": a thing with or without a name.
    Thing,
    /// "Why", "how", yes or no: no span answers it.
    Explanation,
}

const DATES: &str = " year date month day century decade era years ";
const COUNTS: &str = " percent percentage number fraction proportion amount portion quantity temperature speed distance age population \
cost price size area length height weight width depth average rate ";
const PLACES: &str =
    " city country state place location region area town river street continent island county nation province village ";
const PEOPLE: &str = " person king queen emperor president scientist author leader general man woman actor actress chemist architect \
writer poet mathematician philosopher pope explorer engineer inventor ";
const MEASURES: &str = " many much long far old tall large big high fast often wide deep heavy ";

impl Asked {
    /// Reads the question's words.
    pub(super) fn of(question: &[Word]) -> Self {
        let folded: Vec<&str> = question.iter().map(|word| word.folded.as_str()).collect();
        let has = |word: &str| folded.contains(&word);
        let follows = |word: &str, list: &str, reach: usize| {
            let places = folded.iter().enumerate().filter(|(_, folded)| **folded == word);
            places
                .map(|(place, _)| folded.iter().skip(place + 1).take(reach))
                .any(|mut after| after.any(|w| contains(list, w)))
        };
        let asks = |list: &str, reach: usize| follows("what", list, reach) || follows("which", list, reach);
        if has("when") || asks(DATES, 2) {
            Self::Date
        } else if follows("how", MEASURES, 1) || asks(COUNTS, 4) {
            Self::Number
        } else if has("who") || has("whom") || has("whose") || asks(PEOPLE, 2) {
            Self::Person
        } else if has("where") || asks(PLACES, 2) {
            Self::Place
        } else if has("what") || has("which") || has("name") {
            Self::Thing
        } else {
            Self::Explanation
        }
    }

    /// How well a span of this kind fits, 0 to 2.
    pub(super) fn fit(self, span: Kind) -> f32 {
        match (self, span) {
            (Self::Date, Kind::Date) | (Self::Number, Kind::Number) => 2.0,
            (Self::Person | Self::Place, Kind::Entity) => 1.8,
            (Self::Thing, Kind::Entity) => 0.9,
            (Self::Thing, Kind::Phrase) => 0.5,
            (Self::Thing, Kind::Number | Kind::Date) => 0.2,
            _ => f32::NEG_INFINITY,
        }
    }

    /// What a span of this kind is when it answers the question.
    pub(super) fn kind(self, span: Kind) -> Kind {
        match (self, span) {
            (Self::Person, Kind::Entity) => Kind::Person,
            (Self::Place, Kind::Entity) => Kind::Place,
            _ => span,
        }
    }
}
