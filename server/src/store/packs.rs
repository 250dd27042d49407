//! Packs that are installed, and the keys whose packs a tenant trusts.

use super::sql::sql;
use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// A key whose packs a tenant trusts.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SignerRow {
    /// The tenant.
    pub tenant_id: String,
    /// The key's identifier, `ed25519-…`.
    pub key_id: String,
    /// The public key, hexadecimal.
    pub public_key: String,
    /// Name shown to people.
    pub name: String,
    /// When it was trusted.
    pub added_at: Millis,
    /// Who trusts it.
    pub added_by: String,
}

/// One version of a pack, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PackRow {
    /// The tenant.
    pub tenant_id: String,
    /// Name of the pack.
    pub name: String,
    /// Version (Semantic Versioning).
    pub version: String,
    /// SHA-256 over the file, hexadecimal.
    pub digest: String,
    /// The key that signed it.
    pub signer: String,
    /// `active` for the version that counts, `inactive` where its tests fail here, `replaced` by another version.
    /// Whether the policies of an active version are in force is told by the policies.
    pub status: String,
    /// Number of its test cases.
    pub cases: i64,
    /// The cases that failed here, as JSON.
    pub failures: String,
    /// When it was installed.
    pub installed_at: Millis,
    /// Who installed it.
    pub installed_by: String,
}

const SIGNER_COLUMNS: &str = "tenant_id, key_id, public_key, name, added_at, added_by";
const COLUMNS: &str = "tenant_id, name, version, digest, signer, status, cases, failures, installed_at, installed_by";

impl Store {
    /// The keys whose packs a tenant trusts, by identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pack_signers(&self, tenant: &str) -> Result<Vec<SignerRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", SIGNER_COLUMNS, " FROM pack_signers WHERE tenant_id = $1 ORDER BY key_id"))
            .bind(tenant)
            .fetch_all(self.pool())
            .await?)
    }

    /// A tenant's packs, every version, by name and in the order in which they were installed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn packs(&self, tenant: &str) -> Result<Vec<PackRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM packs WHERE tenant_id = $1 ORDER BY name, installed_at, version"
        ))
        .bind(tenant)
        .fetch_all(self.pool())
        .await?)
    }

    /// The versions of one of a tenant's packs, in the order in which they were installed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pack_versions(&self, tenant: &str, name: &str) -> Result<Vec<PackRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM packs WHERE tenant_id = $1 AND name = $2 ORDER BY installed_at, version"
        ))
        .bind(tenant)
        .bind(name)
        .fetch_all(self.pool())
        .await?)
    }

    /// The bytes of a version of a pack.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pack_content(&self, tenant: &str, name: &str, version: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let row: Option<(Vec<u8>,)> =
            sqlx::query_as("SELECT content FROM packs WHERE tenant_id = $1 AND name = $2 AND version = $3")
                .bind(tenant)
                .bind(name)
                .bind(version)
                .fetch_optional(self.pool())
                .await?;
        Ok(row.map(|(content,)| content))
    }
}

impl Write {
    /// Trusts a key.
    ///
    /// # Errors
    /// When it is trusted already or the database fails.
    pub async fn add_pack_signer(&mut self, signer: &SignerRow) -> Result<(), StoreError> {
        sqlx::query(sql!("INSERT INTO pack_signers (", SIGNER_COLUMNS, ") VALUES ($1, $2, $3, $4, $5, $6)"))
            .bind(&signer.tenant_id)
            .bind(&signer.key_id)
            .bind(&signer.public_key)
            .bind(&signer.name)
            .bind(signer.added_at)
            .bind(&signer.added_by)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Trusts a key no longer; whether it was trusted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_pack_signer(&mut self, tenant: &str, key_id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM pack_signers WHERE tenant_id = $1 AND key_id = $2")
            .bind(tenant)
            .bind(key_id)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Adds a version of a pack, or writes what came out of its tests anew; an active one replaces the one
    /// that was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_pack(&mut self, pack: &PackRow, content: &[u8]) -> Result<(), StoreError> {
        if pack.status == "active" {
            sqlx::query(
                "UPDATE packs SET status = 'replaced' WHERE tenant_id = $1 AND name = $2 AND status = 'active'",
            )
            .bind(&pack.tenant_id)
            .bind(&pack.name)
            .execute(self.connection())
            .await?;
        }
        sqlx::query("DELETE FROM packs WHERE tenant_id = $1 AND name = $2 AND version = $3")
            .bind(&pack.tenant_id)
            .bind(&pack.name)
            .bind(&pack.version)
            .execute(self.connection())
            .await?;
        sqlx::query(sql!(
            "INSERT INTO packs (",
            COLUMNS,
            ", content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ))
        .bind(&pack.tenant_id)
        .bind(&pack.name)
        .bind(&pack.version)
        .bind(&pack.digest)
        .bind(&pack.signer)
        .bind(&pack.status)
        .bind(pack.cases)
        .bind(&pack.failures)
        .bind(pack.installed_at)
        .bind(&pack.installed_by)
        .bind(content)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Removes every version of a pack; whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_pack(&mut self, tenant: &str, name: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM packs WHERE tenant_id = $1 AND name = $2")
            .bind(tenant)
            .bind(name)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }
}
