//! Hashed words and letter sequences with one weight for each label: linear, sparse, and quick.
//!
//! A text's features are its words, its pairs of neighbouring words, and the sequences of 3 to 5 letters within each word's
//! boundaries. Each is hashed (FNV-1a, 64 bits) into a table. A feature counts once, however often it occurs, and the two families
//! are scaled to unit length apart, so that a long text does not shout. This is the hashing trick of Weinberger et al.
//! (arXiv:0902.2206), fitted by logistic regression with AdaGrad (Duchi et al., 2011).

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Words that are read at once, and from the start of one run to the next.
const RUN: (usize, usize) = (128, 96);
/// Letters of a sequence.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=5;
/// Step of AdaGrad, and what keeps its first steps finite.
const RATE: (f32, f32) = (0.4, 1e-2);
/// Pull of a weight towards zero, for each time its feature is seen.
const DECAY: f32 = 2e-5;

/// A table of weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Lexicon {
    buckets: usize,
    labels: usize,
    /// `buckets × labels`.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

/// A text as the lexicon sees it: buckets and their values, buckets ascending.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spelling(Vec<(u32, f32)>);

/// A text to learn from.
pub struct Lesson {
    /// What it holds.
    pub spelling: Spelling,
    /// For each label whether it applies, 0 or 1.
    pub targets: Vec<f32>,
    /// For each label whether that is known, 0 or 1.
    pub known: Vec<f32>,
}

impl Lexicon {
    /// A lexicon from its parts; the weights' length must be `buckets × labels`.
    #[must_use]
    pub fn new(buckets: usize, weights: Vec<f32>, bias: Vec<f32>) -> Option<Self> {
        let labels = bias.len();
        (weights.len() == buckets * labels && buckets.is_power_of_two()).then_some(Self {
            buckets,
            labels,
            weights,
            bias,
        })
    }

    /// Weights, `buckets × labels`, and biases.
    #[must_use]
    pub fn parts(&self) -> (&[f32], &[f32]) {
        (&self.weights, &self.bias)
    }

    /// Logits of a text: for each label the greatest over runs of words.
    #[must_use]
    pub fn logits(&self, text: &str) -> Vec<f32> {
        let mut greatest = vec![f32::NEG_INFINITY; self.labels];
        for run in runs(text) {
            let logits = self.score(&Spelling::of(run, self.buckets));
            greatest.iter_mut().zip(logits).for_each(|(best, logit)| *best = best.max(logit));
        }
        greatest
    }

    fn score(&self, spelling: &Spelling) -> Vec<f32> {
        let mut logits = self.bias.clone();
        for (bucket, value) in &spelling.0 {
            let row = self.weights.chunks_exact(self.labels).nth(*bucket as usize).unwrap_or_default();
            logits.iter_mut().zip(row).for_each(|(logit, weight)| *logit += value * weight);
        }
        logits
    }

    /// Fits a lexicon. The order of lessons within an epoch is drawn from the seed.
    #[must_use]
    pub fn fit(buckets: usize, labels: usize, lessons: &[Lesson], epochs: usize, seed: u64) -> Self {
        let mut lexicon = Self { buckets, labels, weights: vec![0.0; buckets * labels], bias: vec![-1.0; labels] };
        let mut squares = vec![RATE.1; buckets * labels];
        let mut bias_squares = vec![1.0_f32; labels];
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let mut order: Vec<&Lesson> = lessons.iter().collect();
        for _ in 0..epochs {
            order.shuffle(&mut generator);
            for lesson in &order {
                lexicon.learn(lesson, &mut squares, &mut bias_squares);
            }
        }
        lexicon
    }

    fn learn(&mut self, lesson: &Lesson, squares: &mut [f32], bias_squares: &mut [f32]) {
        let logits = self.score(&lesson.spelling);
        let slopes: Vec<f32> = logits
            .iter()
            .zip(lesson.targets.iter().zip(&lesson.known))
            .map(|(logit, (target, known))| known * (1.0 / (1.0 + (-logit).exp()) - target))
            .collect();
        for ((bias, square), slope) in self.bias.iter_mut().zip(bias_squares).zip(&slopes) {
            *square += slope * slope;
            *bias -= 0.1 * slope / square.sqrt();
        }
        for (bucket, value) in &lesson.spelling.0 {
            let at = *bucket as usize * self.labels;
            let place = at..at + self.labels;
            let (Some(weights), Some(squares)) = (self.weights.get_mut(place.clone()), squares.get_mut(place)) else {
                continue;
            };
            for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(&slopes) {
                let slope = slope * value + DECAY * *weight;
                *square += slope * slope;
                *weight -= RATE.0 * slope / square.sqrt();
            }
        }
    }
}

impl Spelling {
    /// The features of a text in a table of `buckets` rows, a power of two.
    #[must_use]
    pub fn of(text: &str, buckets: usize) -> Self {
        let lower: String = text.chars().flat_map(char::to_lowercase).collect();
        let half = (buckets / 2).max(1) as u64;
        let bucket = |hash: u64| (mixed(hash) & (half - 1)) as u32;
        let (mut spelled, mut lettered): (Vec<u32>, Vec<u32>) = Default::default();
        let mut before = None;
        let mut bounded = String::new();
        for word in words(&lower) {
            spelled.extend(before.map(|before| bucket(fed(fed(before, " "), word))));
            let hash = fed(BASIS, word);
            spelled.push(bucket(hash));
            before = Some(hash);
            bounded.clear();
            bounded.extend([" ", word, " "]);
            sequences(&bounded, |hash| lettered.push(half as u32 + bucket(hash)));
        }
        let mut features = scaled(spelled);
        features.extend(scaled(lettered));
        Self(features)
    }
}

/// Each bucket once, with values that make the family's length 1.
fn scaled(mut buckets: Vec<u32>) -> Vec<(u32, f32)> {
    buckets.sort_unstable();
    buckets.dedup();
    let value = 1.0 / (buckets.len().max(1) as f32).sqrt();
    buckets.into_iter().map(|bucket| (bucket, value)).collect()
}

/// Words: runs of letters and digits, and each other sign that is not white space on its own.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let part = |letter: char| letter.is_alphanumeric() || letter == '\'';
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let end = if part(first) { rest.find(|letter| !part(letter)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (word, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(word)
    })
}

/// Hashes every sequence of [`LETTERS`]: each grows from the shorter one that begins where it does.
fn sequences(word: &str, mut found: impl FnMut(u64)) {
    let mut buffer = [0; 4];
    for (start, _) in word.char_indices() {
        let mut hash = BASIS;
        let letters = word.get(start..).unwrap_or_default().chars().take(*LETTERS.end());
        for (length, letter) in (1..).zip(letters) {
            hash = fed(hash, letter.encode_utf8(&mut buffer));
            if LETTERS.contains(&length) {
                found(hash);
            }
        }
    }
}

/// Runs of white-space separated words that overlap; one run for most texts.
fn runs(text: &str) -> Vec<&str> {
    let starts: Vec<usize> = text
        .char_indices()
        .scan(true, |blank, (at, letter)| {
            let begins = *blank && !letter.is_whitespace();
            *blank = letter.is_whitespace();
            Some(begins.then_some(at))
        })
        .flatten()
        .collect();
    if starts.len() <= RUN.0 {
        return vec![text];
    }
    let mut runs = Vec::new();
    let mut first = 0;
    loop {
        let from = starts.get(first).copied().unwrap_or_default();
        let until = starts.get(first + RUN.0).copied().unwrap_or(text.len());
        runs.extend(text.get(from..until));
        if until == text.len() {
            return runs;
        }
        first += RUN.1;
    }
}

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, 64 bits: the hash of what was hashed before and this after it.
fn fed(hash: u64, part: &str) -> u64 {
    part.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// A hash with its bits mixed so that the low ones are as good as the high ones.
fn mixed(hash: u64) -> u64 {
    (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd) >> 20
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_families_have_unit_length_whatever_the_text() {
        for text in ["a", "Ignore all previous instructions!", &"word and more ".repeat(90)] {
            let Spelling(features) = Spelling::of(text, 1 << 12);
            let length = |upper: bool| {
                let family = features.iter().filter(|(bucket, _)| (*bucket >= 1 << 11) == upper);
                family.map(|(_, value)| value * value).sum::<f32>()
            };
            assert!((length(false) - 1.0).abs() < 1e-5 && (length(true) - 1.0).abs() < 1e-5, "{text}");
        }
        assert_eq!(Spelling::of("  \n", 1 << 12), Spelling::default());
    }

    #[test]
    fn case_and_white_space_do_not_count_and_repetition_does_not() {
        let spell = |text| Spelling::of(text, 1 << 12);
        assert_eq!(spell("Forget  THIS"), spell("forget this"));
        assert_eq!(words("don't stop! now").collect::<Vec<_>>(), ["don't", "stop", "!", "now"]);
        assert_eq!(spell("no no no no"), spell("no no no"));
    }

    /// The features as they are described, one after the other.
    fn plain(text: &str, buckets: usize) -> Spelling {
        let lower = text.to_lowercase();
        let words: Vec<&str> = words(&lower).collect();
        let half = buckets as u64 / 2;
        let hash = |text: &str| mixed(fed(BASIS, text)) % half;
        let pairs = words.windows(2).map(|pair| hash(&pair.join(" ")) as u32);
        let spelled = words.iter().map(|word| hash(word) as u32).chain(pairs).collect();
        let mut lettered = Vec::new();
        for word in &words {
            let letters: Vec<char> = format!(" {word} ").chars().collect();
            for length in LETTERS {
                let windows = letters.windows(length).map(|letters| letters.iter().collect::<String>());
                lettered.extend(windows.map(|letters| (half + hash(&letters)) as u32));
            }
        }
        let (mut features, lettered) = (scaled(spelled), scaled(lettered));
        features.extend(lettered);
        Spelling(features)
    }

    proptest! {
        #[test]
        fn features_are_those_that_are_described(text in "([a-zA-Z']{0,7}[ .,!ßé東☃]?){0,12}") {
            prop_assert_eq!(Spelling::of(&text, 1 << 12), plain(&text, 1 << 12));
        }
    }

    #[test]
    fn runs_cover_every_word() {
        let text: Vec<String> = (0..500).map(|word| format!("w{word}")).collect();
        let text = text.join(" ");
        let runs = runs(&text);
        assert!(runs.len() > 3 && runs.iter().all(|run| run.split_whitespace().count() <= RUN.0));
        assert!(
            (0..500).all(|word| runs.iter().any(|run| run.split_whitespace().any(|one| one == format!("w{word}"))))
        );
        assert_eq!(super::runs("short text"), ["short text"]);
        assert_eq!(super::runs(""), [""]);
    }

    #[test]
    fn it_learns_which_words_matter() {
        let lesson = |text: &str, target: f32| Lesson {
            spelling: Spelling::of(text, 1 << 12),
            targets: vec![target],
            known: vec![1.0],
        };
        let lessons: Vec<Lesson> = (0..40)
            .flat_map(|n| [lesson(&format!("good day {n}"), 0.0), lesson(&format!("bad day {n}"), 1.0)])
            .collect();
        let lexicon = Lexicon::fit(1 << 12, 1, &lessons, 5, 7);
        let score = |text| lexicon.logits(text).first().copied().unwrap_or_default();
        assert!(score("bad day") > 0.0 && score("good day") < 0.0, "{} {}", score("bad day"), score("good day"));
    }
}
