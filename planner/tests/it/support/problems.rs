//! Seeded requests with the structure of real ones: documents of paragraphs of statements whose token
//! states gather around a topic, some of which repeat the question's tokens, some of which repeat each
//! other, some of which depend on the one before.

use groundstate_planner::configurator::{Candidate, Configuration, Problem, Question, configure};
use groundstate_planner::cost::calibration::Calibration;
use groundstate_planner::cost::guard::Guards;
use groundstate_planner::perception::{Encoding, TokenStates};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A request that owns its parts.
pub(crate) struct Request {
    pub(crate) question: Encoding,
    pub(crate) statements: Vec<Spoken>,
}

/// One candidate that owns its parts.
pub(crate) struct Spoken {
    pub(crate) encoding: Encoding,
    pub(crate) lexical: f32,
    pub(crate) paragraph: u64,
    pub(crate) document: u64,
    pub(crate) ordinal: u32,
    pub(crate) requires: Option<i64>,
    pub(crate) trust: f32,
    pub(crate) age_days: f32,
}

pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Uniform in [0, 1).
    pub(crate) fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / 16_777_216.0
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.unit() * bound as f32) as usize
    }

    fn vector(&mut self, dimension: usize) -> Vec<f32> {
        unit_norm((0..dimension).map(|_| self.unit() + self.unit() + self.unit() - 1.5).collect())
    }

    /// A unit vector at about the given cosine to another.
    fn near(&mut self, centre: &[f32], cosine: f32) -> Vec<f32> {
        let noise = self.vector(centre.len());
        let side = (1.0 - cosine * cosine).sqrt();
        unit_norm(centre.iter().zip(&noise).map(|(centre, noise)| cosine * centre + side * noise).collect())
    }
}

fn unit_norm(mut vector: Vec<f32>) -> Vec<f32> {
    let norm = vector.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-9);
    vector.iter_mut().for_each(|value| *value /= norm);
    vector
}

fn encoding(dimension: usize, tokens: &[Vec<f32>]) -> Encoding {
    let mut pooled = vec![0.0; dimension];
    for token in tokens {
        pooled.iter_mut().zip(token).for_each(|(sum, value)| *sum += value);
    }
    let ids = (0..tokens.len() as u32).collect();
    let tokens = TokenStates::quantise(dimension, ids, &tokens.concat()).unwrap();
    Encoding { pooled: unit_norm(pooled), tokens }
}

/// A request of `n` candidates; `tokens` a statement on average.
pub(crate) fn request(seed: u64, n: usize, dimension: usize, tokens: usize) -> Request {
    let mut dice = Dice::new(seed);
    let facets: Vec<Vec<f32>> = (0..6 + dice.below(11)).map(|_| dice.vector(dimension)).collect();
    let common = dice.vector(dimension);
    let mut statements: Vec<Spoken> = Vec::with_capacity(n);
    let (mut document, mut paragraph, mut ordinal) = (0, 0, 0);
    let mut topic = dice.near(&common, 0.4);
    while statements.len() < n {
        if dice.unit() < 0.3 {
            paragraph += 1;
            ordinal += 1 + dice.below(9) as u32;
            topic = dice.near(&common, 0.4);
        }
        if dice.unit() < 0.1 {
            document += 1;
            ordinal = 0;
        }
        let hit = dice.unit().powi(4);
        let closeness = 0.5 + 0.45 * dice.unit();
        let spoken: Vec<Vec<f32>> = (0..tokens / 2 + dice.below(tokens) + 1)
            .map(|_| {
                if dice.unit() < hit {
                    let facet = dice.below(facets.len());
                    dice.near(&facets[facet], 0.5 + 0.45 * closeness)
                } else {
                    dice.near(&topic, 0.7)
                }
            })
            .collect();
        let index = statements.len();
        let previous = index > 0 && dice.unit() < 0.15;
        let copied = index > 0 && dice.unit() < 0.08;
        let encoding =
            if copied { statements[dice.below(index)].encoding.clone() } else { encoding(dimension, &spoken) };
        statements.push(Spoken {
            encoding,
            lexical: 20.0 * hit * dice.unit(),
            paragraph,
            document,
            ordinal,
            requires: if previous { Some(index as i64 - 1) } else { None },
            trust: if dice.unit() < 0.2 { dice.unit() } else { 1.0 },
            age_days: 2_000.0 * dice.unit() * dice.unit(),
        });
        ordinal += 1;
    }
    Request { question: encoding(dimension, &facets), statements }
}

impl Request {
    pub(crate) fn candidates(&self) -> Vec<Candidate<'_>> {
        let candidate = |(index, spoken): (usize, &'_ Spoken)| -> Candidate<'_> {
            Candidate {
                id: index as i64,
                text: "",
                tokens: &self.statements[index].encoding.tokens,
                pooled: &self.statements[index].encoding.pooled,
                lexical: spoken.lexical,
                paragraph: spoken.paragraph,
                document: spoken.document,
                ordinal: spoken.ordinal,
                heading: "",
                requires: spoken.requires,
                trust: spoken.trust,
                age_days: spoken.age_days,
            }
        };
        self.statements.iter().enumerate().map(candidate).collect()
    }

    pub(crate) fn configured(&self, limit: usize, guards: &Guards<'_>) -> Problem {
        let idf = |id: u32| 0.5 + (id % 7) as f32;
        let question = Question { text: "", encoding: &self.question, conversation: &[], idf: &idf };
        let configuration = Configuration { limit, calibration: answering(), predictor: None };
        configure(&question, &self.candidates(), guards, &configuration).unwrap()
    }
}

/// The shipped calibration, made never to abstain for want of confidence.
pub(crate) fn answering() -> Calibration {
    let mut calibration = Calibration::shipped().unwrap();
    calibration.abstention.threshold = 0.0;
    calibration
}

/// A problem of `n` candidates without guardrails.
pub(crate) fn problem(seed: u64, n: usize, limit: usize) -> Problem {
    request(seed, n, 48, 16).configured(limit, &Guards::none())
}
