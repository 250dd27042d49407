-- Packs of policies: whose signatures a tenant trusts, and what it has installed.

CREATE TABLE pack_signers (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    key_id     TEXT NOT NULL,
    public_key TEXT NOT NULL,
    name       TEXT NOT NULL,
    added_at   BIGINT NOT NULL,
    added_by   TEXT NOT NULL,
    PRIMARY KEY (tenant_id, key_id)
);

CREATE TABLE packs (
    tenant_id    TEXT NOT NULL REFERENCES tenants (id),
    name         TEXT NOT NULL,
    version      TEXT NOT NULL,
    digest       TEXT NOT NULL,
    signer       TEXT NOT NULL,
    status       TEXT NOT NULL,
    cases        BIGINT NOT NULL,
    failures     TEXT NOT NULL,
    content      BYTEA NOT NULL,
    installed_at BIGINT NOT NULL,
    installed_by TEXT NOT NULL,
    PRIMARY KEY (tenant_id, name, version)
);
