-- Times are milliseconds since the Unix epoch. JSON is kept as text. Flags are 0 or 1.

CREATE TABLE tenants (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    memory_revision INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL
);

CREATE TABLE api_keys (
    id         TEXT PRIMARY KEY,
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    name       TEXT NOT NULL,
    digest     TEXT NOT NULL UNIQUE,
    scopes     TEXT NOT NULL,
    labels     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
);

CREATE TABLE documents (
    id             TEXT PRIMARY KEY,
    tenant_id      TEXT NOT NULL REFERENCES tenants (id),
    source         TEXT NOT NULL,
    title          TEXT NOT NULL,
    media_type     TEXT NOT NULL,
    labels         TEXT NOT NULL,
    trust          REAL NOT NULL,
    version        INTEGER NOT NULL,
    content_digest TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    UNIQUE (tenant_id, source)
);

CREATE TABLE document_versions (
    document_id    TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    version        INTEGER NOT NULL,
    tenant_id      TEXT NOT NULL,
    title          TEXT NOT NULL,
    media_type     TEXT NOT NULL,
    content_digest TEXT NOT NULL,
    text           TEXT NOT NULL,
    statements     INTEGER NOT NULL,
    revision       INTEGER,
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (document_id, version)
);

CREATE TABLE statements (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant_id           TEXT NOT NULL,
    document_id         TEXT NOT NULL,
    version             INTEGER NOT NULL,
    ordinal             INTEGER NOT NULL,
    paragraph           INTEGER NOT NULL,
    kind                TEXT NOT NULL,
    heading_path        TEXT NOT NULL,
    text                TEXT NOT NULL,
    span_start          INTEGER NOT NULL,
    span_end            INTEGER NOT NULL,
    requires            INTEGER,
    labels              TEXT NOT NULL,
    trust               REAL NOT NULL,
    created_at          INTEGER NOT NULL,
    created_revision    INTEGER,
    superseded_revision INTEGER,
    pooled              BLOB NOT NULL,
    tokens              BLOB NOT NULL,
    UNIQUE (document_id, version, ordinal),
    FOREIGN KEY (document_id, version) REFERENCES document_versions (document_id, version) ON DELETE CASCADE
);
CREATE INDEX statements_by_creation ON statements (tenant_id, created_revision);
CREATE INDEX statements_by_supersession ON statements (tenant_id, superseded_revision);

CREATE VIRTUAL TABLE statements_text USING fts5 (
    text, content = 'statements', content_rowid = 'id', tokenize = 'porter unicode61'
);
CREATE TRIGGER statements_text_insert AFTER INSERT ON statements BEGIN
    INSERT INTO statements_text (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER statements_text_delete AFTER DELETE ON statements BEGIN
    INSERT INTO statements_text (statements_text, rowid, text) VALUES ('delete', old.id, old.text);
END;

-- Statements erased at a revision: replicas drop them from their index.
CREATE TABLE erasures (
    tenant_id   TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    document_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, revision, document_id)
);

CREATE TABLE jobs (
    id               TEXT PRIMARY KEY,
    tenant_id        TEXT NOT NULL REFERENCES tenants (id),
    kind             TEXT NOT NULL,
    principal        TEXT NOT NULL,
    status           TEXT NOT NULL,
    total            INTEGER NOT NULL,
    done             INTEGER NOT NULL DEFAULT 0,
    failed           INTEGER NOT NULL DEFAULT 0,
    message          TEXT NOT NULL DEFAULT '',
    attempts         INTEGER NOT NULL DEFAULT 0,
    lease_until      INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    finished_at      INTEGER
);
CREATE INDEX jobs_by_status ON jobs (status, lease_until);
CREATE INDEX jobs_by_tenant ON jobs (tenant_id, id);

CREATE TABLE job_items (
    job_id      TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    ordinal     INTEGER NOT NULL,
    source      TEXT NOT NULL,
    request     TEXT NOT NULL,
    content     BLOB,
    status      TEXT NOT NULL,
    error       TEXT,
    document_id TEXT,
    version     INTEGER,
    PRIMARY KEY (job_id, ordinal)
);

CREATE TABLE policies (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    name       TEXT NOT NULL,
    version    INTEGER NOT NULL,
    digest     TEXT NOT NULL,
    document   TEXT NOT NULL,
    status     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (tenant_id, name, version)
);

CREATE TABLE decisions (
    id         TEXT PRIMARY KEY,
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    kind       TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    principal  TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    leaf_index INTEGER NOT NULL,
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
    size      INTEGER NOT NULL,
    frontier  TEXT NOT NULL
);

-- Roots of the perfect subtrees of a tenant's log (leaves are level 0): a proof reads O(log n) of them.
CREATE TABLE log_nodes (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    level     INTEGER NOT NULL,
    position  INTEGER NOT NULL,
    hash      TEXT NOT NULL,
    PRIMARY KEY (tenant_id, level, position)
);

CREATE TABLE log_heads (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    size      INTEGER NOT NULL,
    head      TEXT NOT NULL,
    PRIMARY KEY (tenant_id, size)
);

CREATE TABLE signing_keys (
    id         TEXT PRIMARY KEY,
    secret     TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE idempotency_keys (
    tenant_id      TEXT NOT NULL,
    principal      TEXT NOT NULL,
    key            TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    status         INTEGER,
    content_type   TEXT,
    body           BLOB,
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, principal, key)
);
