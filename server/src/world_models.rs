//! World models of environments at work: trained in the background from logged transitions, kept as versions, asked what
//! actions would lead to. The mathematics is the planner's (`planner::world_model::typed`).

mod experience;
mod features;
mod sample;
pub mod simulate;
pub mod training;
pub mod update;

use std::sync::Arc;

use groundstate_planner::world_model::typed::{Checkpoint, TypedWorldModel};
use moka::sync::Cache;

pub use experience::Experiences;
pub use features::EncodedText;

use crate::perception::Perception;
use crate::problem::{Answer, Code, Problem};
use crate::store::{EnvironmentRow, Store, WorldModelRow};

/// A model, ready to be asked.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What is known of it.
    pub row: WorldModelRow,
    /// What is asked.
    pub model: Arc<TypedWorldModel>,
}

/// The models of every environment.
#[derive(Clone)]
pub struct WorldModels {
    store: Store,
    perception: Arc<Perception>,
    features: Arc<EncodedText>,
    loaded: Cache<String, Arc<TypedWorldModel>>,
    /// What was logged of environments, as searches remember it.
    pub experiences: Experiences,
}

impl WorldModels {
    /// Models over `store`, which read words with the encoder of `perception` and run where it runs.
    #[must_use]
    pub fn new(store: Store, perception: Arc<Perception>) -> Self {
        let features = Arc::new(EncodedText::new(Arc::clone(&perception)));
        let experiences = Experiences::new(store.clone());
        Self { store, perception, features, loaded: Cache::new(8), experiences }
    }

    /// A version of an environment's model; the newest where none is named.
    ///
    /// # Errors
    /// `not_found` for a version that is not there, `conflict` where no model was trained yet or it was trained with
    /// another encoder.
    pub async fn load(&self, environment: &EnvironmentRow, version: Option<i64>) -> Answer<Loaded> {
        let before = version.map_or(i64::MAX, |version| version.saturating_add(1));
        let row = self.store.world_models(&environment.id, before, 1).await?.into_iter().next();
        let row = match (row, version) {
            (Some(row), None) => row,
            (Some(row), Some(version)) if row.version == version => row,
            (_, Some(version)) => return Err(Problem::not_found("world model", &version.to_string())),
            (None, None) => {
                let detail = format!("`{}` has no world model yet: train one", environment.name);
                return Err(Problem::new(Code::Conflict, detail));
            }
        };
        if let Some(model) = self.loaded.get(&row.digest) {
            return Ok(Loaded { row, model });
        }
        let weights = self.store.world_model_weights(&environment.id, row.version).await?;
        let (manifest, tensors) = weights.ok_or_else(|| Problem::not_found("world model", &row.version.to_string()))?;
        let (features, device) = (Arc::clone(&self.features), self.perception.compute().device().clone());
        let read = move || TypedWorldModel::load(&Checkpoint { manifest, tensors }, features, &device);
        let model = tokio::task::spawn_blocking(read).await.map_err(Problem::internal)?;
        let model = Arc::new(model.map_err(|error| Problem::new(Code::Conflict, error.to_string()))?);
        self.loaded.insert(row.digest.clone(), Arc::clone(&model));
        Ok(Loaded { row, model })
    }
}
