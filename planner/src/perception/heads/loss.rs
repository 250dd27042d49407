//! Losses of a head.
//!
//! *Cross-entropy*: for each label −t log p − (1 − t) log (1 − p), summed over labels, averaged over rows.
//!
//! *Energy* (Liu, Wang, Owens and Li, "Energy-based out-of-distribution detection", NeurIPS 2020, arXiv:2010.03759, eq. 8): the free
//! energy of a row is E = −log Σ_l exp(logit_l). A row with a label should have little of it, a benign row much:
//!
//! ```text
//! penalty = [E − m_label]₊²  for a row with a label,   [m_benign − E]₊²  for a benign row
//! ```
//!
//! The penalty is added to the cross-entropy with a weight. It is zero beyond the margins, so it only reshapes rows that are near:
//! confident mistakes on benign texts, which cost the recall at low false-positive rates.

use candle_core::{Result, Tensor};
use serde::{Deserialize, Serialize};

/// Which loss a head is trained with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Loss {
    /// Cross-entropy alone.
    CrossEntropy,
    /// Cross-entropy and the energy penalty.
    Energy(Margins),
}

/// The energy penalty's settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Margins {
    /// Energy that a row with a label should not exceed.
    pub labelled: f64,
    /// Energy that a benign row should at least have.
    pub benign: f64,
    /// Weight against the cross-entropy, ≥ 0.
    pub weight: f64,
}

impl Default for Margins {
    fn default() -> Self {
        Self { labelled: -2.0, benign: 2.0, weight: 0.05 }
    }
}

impl Loss {
    /// As the command line and manifests write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::CrossEntropy => "cross-entropy",
            Self::Energy(_) => "energy",
        }
    }

    /// The loss of a batch: logits, targets and `known` (1 where it is known whether a label applies, else 0), all `rows × labels`.
    /// Targets are softened by `softness`, 0..0.5, towards one another, so that no row is worth any certainty (Szegedy et al.,
    /// arXiv:1512.00567).
    ///
    /// # Errors
    /// When the shapes do not belong together.
    pub fn of(&self, logits: &Tensor, targets: &Tensor, known: &Tensor, softness: f64) -> Result<Tensor> {
        let soft = targets.affine(1.0 - 2.0 * softness, softness)?;
        let mut rows = cross_entropy(logits, &soft, known)?;
        if let Self::Energy(margins) = self {
            rows = (rows + (penalty(logits, targets, known, margins)? * margins.weight)?)?;
        }
        rows.mean_all()
    }
}

/// Cross-entropy of each row, summed over the labels that are known.
///
/// # Errors
/// When the shapes differ.
pub fn cross_entropy(logits: &Tensor, targets: &Tensor, known: &Tensor) -> Result<Tensor> {
    // max(x, 0) − x t + log(1 + exp(−|x|)): no overflow at either end.
    let smooth = (logits.abs()?.neg()?.exp()? + 1.0)?.log()?;
    (logits.relu()? - logits.mul(targets)? + smooth)?.mul(known)?.sum(1)
}

/// Free energy of each row: −log Σ exp(logit).
///
/// # Errors
/// When `logits` is not a matrix.
pub fn free_energy(logits: &Tensor) -> Result<Tensor> {
    logits.log_sum_exp(1)?.neg()
}

/// The energy penalty of each row, without its weight. A row without a label counts as benign where all its labels are known, else
/// not at all.
///
/// # Errors
/// When the shapes differ.
pub fn penalty(logits: &Tensor, targets: &Tensor, known: &Tensor, margins: &Margins) -> Result<Tensor> {
    let energy = free_energy(logits)?;
    let labelled = targets.mul(known)?.max(1)?;
    let benign = (1.0 - &labelled)?.mul(&known.min(1)?)?;
    let above = (&energy - margins.labelled)?.relu()?.sqr()?;
    let below = (margins.benign - &energy)?.relu()?.sqr()?;
    (above * labelled)? + (below * benign)?
}
