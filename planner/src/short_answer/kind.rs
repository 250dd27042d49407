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
    /// "What is it called": a thing with a name.
    Name,
    /// Everything else: no rule finds its span often enough.
    Other,
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
        } else if ["name", "named", "called", "title"].into_iter().any(has) {
            Self::Name
        } else {
            Self::Other
        }
    }

    /// What a span is when it answers the question.
    pub(super) fn kind(self, span: Kind) -> Kind {
        match (self, span) {
            (Self::Person, Kind::Entity) => Kind::Person,
            (Self::Place, Kind::Entity) => Kind::Place,
            _ => span,
        }
    }
}

/// What "how many" counts, and whether a share is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Counted {
    /// Folded words right after "many" or "much".
    pub(super) things: Vec<String>,
    /// Whether the question names a percentage.
    pub(super) share: bool,
}

impl Counted {
    /// Reads the question's words.
    pub(super) fn of(question: &[Word]) -> Self {
        let after = question.iter().skip_while(|word| !matches!(word.folded.as_str(), "many" | "much")).skip(1);
        let things = after.take_while(|word| !word.is_function()).map(|word| word.folded.clone()).collect();
        let share = question.iter().any(|word| matches!(word.folded.as_str(), "percent" | "percentage" | "proportion"));
        Self { things, share }
    }
}
