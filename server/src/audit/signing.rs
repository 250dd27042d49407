//! The key that signs heads: drawn once, kept in the database, the same for all replicas.

use groundstate_guardrails::log::head::Signer;

use crate::clock::Clock;
use crate::problem::Problem;
use crate::store::Store;

/// The signer, drawn at the first start.
///
/// # Errors
/// `unavailable` when the database does not answer, `internal` when the stored key is not readable.
pub async fn signer(store: &Store, clock: &dyn Clock) -> Result<Signer, Problem> {
    if let Some((_, secret)) = store.signing_key().await? {
        return read(&secret);
    }
    let mut seed = [0; 32];
    clock.random(&mut seed);
    let mut write = store.write().await?;
    // Another replica may draw at the same time: whoever comes second finds the position taken.
    let added = write.add_signing_key("primary", &hex::encode(seed), clock.now()).await;
    match added {
        Ok(()) => write.commit().await?,
        Err(error) if error.is_duplicate() => drop(write),
        Err(error) => return Err(error.into()),
    }
    let (_, secret) = store.signing_key().await?.ok_or_else(|| Problem::internal("no signing key"))?;
    read(&secret)
}

fn read(secret: &str) -> Result<Signer, Problem> {
    let mut seed = [0; 32];
    hex::decode_to_slice(secret, &mut seed).map_err(Problem::internal)?;
    Ok(Signer::from_seed(&seed))
}
