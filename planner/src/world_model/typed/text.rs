//! Words as numbers.

/// Gives texts (names of types and objects, categories, tasks) a representation. The server passes the text encoder's pooled
/// embedding; the model asks once for each distinct text.
pub trait TextFeatures: Send + Sync {
    /// Length of the vectors.
    fn dimension(&self) -> usize;

    /// One vector for each text, of unit length or zero.
    fn features(&self, texts: &[&str]) -> Vec<Vec<f32>>;

    /// A name that stands in checkpoints: weights trained with one kind of feature are of no use with another.
    fn name(&self) -> String;
}

/// Counts of character trigrams and of words, hashed into buckets: no model, no meaning, but spelling.
#[derive(Clone, Copy, Debug)]
pub struct Spelling {
    /// Buckets.
    pub dimension: usize,
}

impl Default for Spelling {
    fn default() -> Self {
        Self { dimension: 96 }
    }
}

impl TextFeatures for Spelling {
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn features(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        texts.iter().map(|text| spelled(text, self.dimension)).collect()
    }

    fn name(&self) -> String {
        format!("spelling-{}", self.dimension)
    }
}

fn spelled(text: &str, dimension: usize) -> Vec<f32> {
    let mut counts = vec![0.0_f32; dimension.max(1)];
    let mut count = |piece: &[char], weight: f32| {
        let hash = piece.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, letter| {
            (hash ^ u64::from(*letter as u32)).wrapping_mul(0x0100_0000_01b3)
        });
        let sign = if hash >> 63 == 0 { weight } else { -weight };
        let bucket = (hash % dimension.max(1) as u64) as usize;
        if let Some(slot) = counts.get_mut(bucket) {
            *slot += sign;
        }
    };
    for word in text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let letters: Vec<char> = format!(" {word} ").chars().collect();
        count(&letters, 2.0);
        letters.windows(3).for_each(|piece| count(piece, 1.0));
    }
    let norm = counts.iter().map(|count| count * count).sum::<f32>().sqrt();
    if norm > 0.0 {
        counts.iter_mut().for_each(|count| *count /= norm);
    }
    counts
}
