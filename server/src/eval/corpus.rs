//! The evaluation's data: a folder of articles and a file of questions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::memory::library::Shelf;

/// Whether memory holds the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It does, at the gold spans.
    Answerable,
    /// The article is there, the answer is not.
    Unanswerable,
    /// Not even the article is there.
    Absent,
}

/// One question.
#[derive(Clone, Debug, Deserialize)]
pub struct Question {
    /// Identifier.
    pub id: String,
    /// The question.
    pub question: String,
    /// The words that answer it.
    #[serde(default)]
    pub answers: Vec<String>,
    /// Stem of the article's file.
    pub document: String,
    /// Character ranges of the gold sentences in the article.
    #[serde(default)]
    pub gold_spans: Vec<(i64, i64)>,
    /// Whether memory holds the answer.
    pub kind: Kind,
}

impl Question {
    /// Whether a statement covers at least half of a gold span of the question's article.
    #[must_use]
    pub fn is_answered_by(&self, shelf: &Shelf, statement: i64) -> bool {
        let provenance = shelf.provenance(statement).filter(|one| *one.source == *self.document);
        let Some((start, end)) = provenance.map(|one| one.span) else { return false };
        self.gold_spans.iter().any(|(from, to)| 2 * (end.min(*to) - start.max(*from)) >= to - from && to > from)
    }
}

/// Articles and questions.
#[derive(Clone, Debug)]
pub struct Corpus {
    /// Article files, by name.
    pub articles: Vec<PathBuf>,
    /// Questions, in the file's order.
    pub questions: Vec<Question>,
}

/// Data that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// A file or folder cannot be read.
    #[error("`{path}`: {error}", path = .0.display(), error = .1)]
    Read(PathBuf, std::io::Error),
    /// A line is not a question.
    #[error("`{path}`, line {line}: {error}", path = .0.display(), line = .1, error = .2)]
    Malformed(PathBuf, usize, serde_json::Error),
    /// There is nothing to evaluate.
    #[error("`{path}` holds no .txt article", path = .0.display())]
    Empty(PathBuf),
}

impl Corpus {
    /// Reads the articles (`*.txt`) of a folder and the questions of a JSONL file.
    ///
    /// # Errors
    /// When something cannot be read or a line is malformed.
    pub fn read(articles: &Path, questions: &Path) -> Result<Self, CorpusError> {
        let failed = |error| CorpusError::Read(articles.to_owned(), error);
        let mut files = Vec::new();
        for entry in std::fs::read_dir(articles).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                files.push(path);
            }
        }
        files.sort();
        if files.is_empty() {
            return Err(CorpusError::Empty(articles.to_owned()));
        }
        let text =
            std::fs::read_to_string(questions).map_err(|error| CorpusError::Read(questions.to_owned(), error))?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let parse = |(index, line)| {
            serde_json::from_str(line).map_err(|error| CorpusError::Malformed(questions.to_owned(), index + 1, error))
        };
        Ok(Self { articles: files, questions: lines.map(parse).collect::<Result<_, _>>()? })
    }

    /// Keeps about `share` of the questions of each kind, evenly spread over the file.
    #[must_use]
    pub fn thinned(mut self, share: f64) -> Self {
        let mut owed: BTreeMap<Kind, f64> = BTreeMap::new();
        self.questions.retain(|question| {
            let owed = owed.entry(question.kind).or_default();
            *owed += share;
            let keep = *owed >= 1.0;
            *owed -= f64::from(u8::from(keep));
            keep
        });
        self
    }
}
