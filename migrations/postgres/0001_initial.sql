-- Times are milliseconds since the Unix epoch. JSON is kept as text. Flags are 0 or 1.

CREATE TABLE tenants (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    memory_revision BIGINT NOT NULL DEFAULT 0,
    created_at      BIGINT NOT NULL
);

CREATE TABLE api_keys (
    id         TEXT PRIMARY KEY,
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    name       TEXT NOT NULL,
    digest     TEXT NOT NULL UNIQUE,
    scopes     TEXT NOT NULL,
    labels     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);

CREATE TABLE documents (
    id             TEXT PRIMARY KEY,
    tenant_id      TEXT NOT NULL REFERENCES tenants (id),
    source         TEXT NOT NULL,
    title          TEXT NOT NULL,
    media_type     TEXT NOT NULL,
    labels         TEXT NOT NULL,
    trust          DOUBLE PRECISION NOT NULL,
    version        BIGINT NOT NULL,
    content_digest TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    UNIQUE (tenant_id, source)
);

CREATE TABLE document_versions (
    document_id    TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    version        BIGINT NOT NULL,
    tenant_id      TEXT NOT NULL,
    title          TEXT NOT NULL,
    media_type     TEXT NOT NULL,
    content_digest TEXT NOT NULL,
    text           TEXT NOT NULL,
    statements     BIGINT NOT NULL,
    revision       BIGINT,
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (document_id, version)
);

CREATE TABLE statements (
    id                  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id           TEXT NOT NULL,
    document_id         TEXT NOT NULL,
    version             BIGINT NOT NULL,
    ordinal             BIGINT NOT NULL,
    paragraph           BIGINT NOT NULL,
    kind                TEXT NOT NULL,
    heading_path        TEXT NOT NULL,
    text                TEXT NOT NULL,
    span_start          BIGINT NOT NULL,
    span_end            BIGINT NOT NULL,
    requires            BIGINT,
    labels              TEXT NOT NULL,
    trust               DOUBLE PRECISION NOT NULL,
    created_at          BIGINT NOT NULL,
    created_revision    BIGINT,
    superseded_revision BIGINT,
    pooled              BYTEA NOT NULL,
    tokens              BYTEA NOT NULL,
    lexemes             TSVECTOR GENERATED ALWAYS AS (to_tsvector('english', text)) STORED,
    UNIQUE (document_id, version, ordinal),
    FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version) ON DELETE CASCADE
);
CREATE INDEX statements_by_creation ON statements (tenant_id, created_revision);
CREATE INDEX statements_by_lexeme ON statements USING gin (lexemes);
CREATE INDEX statements_by_supersession ON statements (tenant_id, superseded_revision);

-- Statements erased at a revision: replicas drop them from their index.
CREATE TABLE erasures (
    tenant_id   TEXT NOT NULL,
    revision    BIGINT NOT NULL,
    document_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, revision, document_id)
);

CREATE TABLE jobs (
    id               TEXT PRIMARY KEY,
    tenant_id        TEXT NOT NULL REFERENCES tenants (id),
    kind             TEXT NOT NULL,
    principal        TEXT NOT NULL,
    status           TEXT NOT NULL,
    total            BIGINT NOT NULL,
    done             BIGINT NOT NULL DEFAULT 0,
    failed           BIGINT NOT NULL DEFAULT 0,
    message          TEXT NOT NULL DEFAULT '',
    attempts         BIGINT NOT NULL DEFAULT 0,
    lease_until      BIGINT NOT NULL DEFAULT 0,
    cancel_requested BIGINT NOT NULL DEFAULT 0,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    finished_at      BIGINT
);
CREATE INDEX jobs_by_status ON jobs (status, lease_until);
CREATE INDEX jobs_by_tenant ON jobs (tenant_id, id);

CREATE TABLE job_items (
    job_id      TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    ordinal     BIGINT NOT NULL,
    source      TEXT NOT NULL,
    request     TEXT NOT NULL,
    content     BYTEA,
    status      TEXT NOT NULL,
    error       TEXT,
    document_id TEXT,
    version     BIGINT,
    PRIMARY KEY (job_id, ordinal)
);

CREATE TABLE policies (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    name       TEXT NOT NULL,
    version    BIGINT NOT NULL,
    digest     TEXT NOT NULL,
    document   TEXT NOT NULL,
    status     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (tenant_id, name, version)
);

CREATE TABLE decisions (
    id         TEXT PRIMARY KEY,
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    kind       TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    principal  TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    leaf_index BIGINT NOT NULL,
    leaf_hash  TEXT NOT NULL,
    envelope   TEXT NOT NULL,
    UNIQUE (tenant_id, leaf_index)
);

CREATE TABLE decision_details (
    decision_id TEXT PRIMARY KEY REFERENCES decisions (id) ON DELETE CASCADE,
    salt        TEXT NOT NULL,
    content     TEXT NOT NULL
);

CREATE TABLE log_states (
    tenant_id TEXT PRIMARY KEY REFERENCES tenants (id),
    size      BIGINT NOT NULL,
    frontier  TEXT NOT NULL
);

-- Roots of the perfect subtrees of a tenant's log (leaves are level 0): a proof reads O(log n) of them.
CREATE TABLE log_nodes (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    level     BIGINT NOT NULL,
    position  BIGINT NOT NULL,
    hash      TEXT NOT NULL,
    PRIMARY KEY (tenant_id, level, position)
);

CREATE TABLE log_heads (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    size      BIGINT NOT NULL,
    head      TEXT NOT NULL,
    PRIMARY KEY (tenant_id, size)
);

CREATE TABLE signing_keys (
    id         TEXT PRIMARY KEY,
    secret     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE idempotency_keys (
    tenant_id      TEXT NOT NULL,
    principal      TEXT NOT NULL,
    key            TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    status         BIGINT,
    content_type   TEXT,
    body           BYTEA,
    created_at     BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, principal, key)
);
