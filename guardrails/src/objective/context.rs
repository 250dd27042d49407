//! What an objective sees of the subject, prepared once for all objectives of an evaluation.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::Unevaluable;
use crate::features::{Budget, FeatureError, Head, TextFeatures};
use crate::normalise::{self, View};
use crate::policy::Stage;
use crate::subject::{self, Part, Role, Subject, SubjectError};

/// A subject taken apart, with the readings and features computed so far.
pub struct Prepared<'a> {
    stage: Stage,
    subject: &'a Subject<'a>,
    parts: Vec<Part<'a>>,
    views: Vec<OnceCell<Views>>,
    features: &'a dyn TextFeatures,
    budget: &'a dyn Budget,
    embeddings: RefCell<Remembered>,
    /// What each head said of each text.
    probabilities: RefCell<HashMap<String, Remembered>>,
}

/// What a model said of each text.
type Remembered = HashMap<String, Rc<Vec<f32>>>;

/// The readings of one text, and the same in lower case.
#[derive(Debug)]
struct Views {
    plain: Vec<View<'static>>,
    lower: OnceCell<Vec<View<'static>>>,
}

impl std::fmt::Debug for Prepared<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prepared").field("stage", &self.stage).field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

impl<'a> Prepared<'a> {
    /// Takes a subject apart.
    ///
    /// # Errors
    /// [`SubjectError`] where it is larger than an evaluation may look at.
    pub fn new(
        stage: Stage,
        subject: &'a Subject<'a>,
        features: &'a dyn TextFeatures,
        budget: &'a dyn Budget,
    ) -> Result<Self, SubjectError> {
        let parts = subject::parts(subject)?;
        let views = parts.iter().map(|_| OnceCell::new()).collect();
        Ok(Self {
            stage,
            subject,
            parts,
            views,
            features,
            budget,
            embeddings: RefCell::default(),
            probabilities: RefCell::default(),
        })
    }

    /// The view of it for an objective that looks at these roles; all where empty.
    pub const fn context<'c>(&'c self, roles: &'c [Role]) -> Context<'c> {
        Context { prepared: self, roles }
    }
}

/// What one objective sees.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    prepared: &'c Prepared<'c>,
    roles: &'c [Role],
}

impl<'c> Context<'c> {
    /// The stage.
    pub const fn stage(&self) -> Stage {
        self.prepared.stage
    }

    /// The subject as it came.
    pub const fn subject(&self) -> &'c Subject<'c> {
        self.prepared.subject
    }

    /// The texts of the subject that the objective looks at.
    pub fn parts(&self) -> impl Iterator<Item = PartText<'c>> {
        let Self { prepared, roles } = *self;
        let seen = move |part: &Part<'_>| roles.is_empty() || part.role.is_none_or(|role| roles.contains(&role));
        prepared
            .parts
            .iter()
            .zip(&prepared.views)
            .filter(move |(part, _)| seen(part))
            .map(|(part, views)| PartText { part, views })
    }

    /// Goes on only while the budget lasts.
    ///
    /// # Errors
    /// [`Unevaluable::Budget`] once it is spent.
    pub fn checkpoint(&self) -> Result<(), Unevaluable> {
        if self.prepared.budget.exhausted() { Err(Unevaluable::Budget) } else { Ok(()) }
    }

    /// The encoder in use.
    pub fn features(&self) -> &'c dyn TextFeatures {
        self.prepared.features
    }

    /// Unit embeddings of texts, computed once an evaluation.
    ///
    /// # Errors
    /// [`Unevaluable`] where the encoder fails, or answers with something that is no embedding.
    pub fn embed(&self, texts: &[&str]) -> Result<Vec<Rc<Vec<f32>>>, Unevaluable> {
        self.checkpoint()?;
        let known = &self.prepared.embeddings;
        let mut missing: Vec<&str> = texts.iter().copied().filter(|text| !known.borrow().contains_key(*text)).collect();
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            let fresh = unit_embeddings(self.prepared.features, &missing)?;
            let mut known = known.borrow_mut();
            known.extend(missing.iter().map(|text| (*text).to_owned()).zip(fresh.into_iter().map(Rc::new)));
        }
        let known = known.borrow();
        let found: Option<Vec<_>> = texts.iter().map(|text| known.get(*text).cloned()).collect();
        found.ok_or_else(|| FeatureError::Failed("an embedding is missing".to_owned()).into())
    }

    /// What a head is.
    ///
    /// # Errors
    /// [`Unevaluable`] where there is no such head.
    pub fn head(&self, name: &str) -> Result<&'c Head, Unevaluable> {
        Ok(self.prepared.features.head(name)?)
    }

    /// What a head says of texts, asked once an evaluation: for each text a probability a label.
    ///
    /// # Errors
    /// [`Unevaluable`] where the head fails, or answers with something that are no probabilities.
    pub fn classify(&self, head: &str, texts: &[&str]) -> Result<Vec<Rc<Vec<f32>>>, Unevaluable> {
        self.checkpoint()?;
        let labels = self.head(head)?.labels.len();
        let mut known = self.prepared.probabilities.borrow_mut();
        let known = known.entry(head.to_owned()).or_default();
        let mut missing: Vec<&str> = texts.iter().copied().filter(|text| !known.contains_key(*text)).collect();
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            let fresh = self.prepared.features.classify(head, &missing)?;
            let sound = |row: &Vec<f32>| row.len() == labels && row.iter().all(|p| (0.0..=1.0).contains(p));
            if fresh.len() != missing.len() || !fresh.iter().all(sound) {
                return Err(FeatureError::Failed(format!("the head `{head}` gave no probabilities")).into());
            }
            known.extend(missing.iter().map(|text| (*text).to_owned()).zip(fresh.into_iter().map(Rc::new)));
        }
        let found: Option<Vec<_>> = texts.iter().map(|text| known.get(*text).cloned()).collect();
        found.ok_or_else(|| FeatureError::Failed("a probability is missing".to_owned()).into())
    }
}

/// Embeddings scaled to unit norm; one a text, all of one dimension, finite, not zero.
pub(crate) fn unit_embeddings(features: &dyn TextFeatures, texts: &[&str]) -> Result<Vec<Vec<f32>>, FeatureError> {
    let mut embeddings = features.embed_all(texts)?;
    if embeddings.len() != texts.len() {
        return Err(FeatureError::Failed(format!("{} texts gave {} embeddings", texts.len(), embeddings.len())));
    }
    let dimension = embeddings.first().map_or(0, Vec::len);
    for embedding in &mut embeddings {
        let norm = embedding.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>().sqrt();
        if embedding.len() != dimension || !norm.is_finite() || norm <= 0.0 {
            return Err(FeatureError::Failed("an embedding is empty, zero or not finite".to_owned()));
        }
        for x in embedding.iter_mut() {
            *x = (f64::from(*x) / norm) as f32;
        }
    }
    Ok(embeddings)
}

/// Cosine of two unit vectors, −1..=1.
pub(crate) fn cosine(a: &[f32], b: &[f32]) -> Result<f64, FeatureError> {
    if a.len() != b.len() {
        return Err(FeatureError::Failed(format!("embeddings of dimension {} and {}", a.len(), b.len())));
    }
    let dot: f64 = a.iter().zip(b).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum();
    Ok(dot.clamp(-1.0, 1.0))
}

/// One text of the subject with its readings.
#[derive(Debug, Clone, Copy)]
pub struct PartText<'c> {
    part: &'c Part<'c>,
    views: &'c OnceCell<Views>,
}

impl<'c> PartText<'c> {
    /// Where the text stands in the subject.
    pub fn at(&self) -> &'c str {
        &self.part.at
    }

    /// Who speaks, where that is known.
    pub const fn role(&self) -> Option<Role> {
        self.part.role
    }

    /// The text as it came.
    pub fn text(&self) -> &'c str {
        &self.part.text
    }

    /// Its distinct readings, the original first.
    pub fn views(&self) -> &'c [View<'static>] {
        &self.readings().plain
    }

    /// The same in lower case.
    pub fn lower(&self) -> &'c [View<'static>] {
        let readings = self.readings();
        readings.lower.get_or_init(|| readings.plain.iter().map(View::lowercase).collect())
    }

    fn readings(&self) -> &'c Views {
        self.views.get_or_init(|| {
            let plain = normalise::views(&self.part.text).into_iter().map(View::into_owned).collect();
            Views { plain, lower: OnceCell::new() }
        })
    }
}
