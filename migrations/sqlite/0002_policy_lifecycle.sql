-- Policy life cycle, applications and attachments, back-tests; decision details encrypted under a key of the tenant.

CREATE UNIQUE INDEX policies_one_active ON policies (tenant_id, name) WHERE status = 'active';
CREATE UNIQUE INDEX policies_one_shadow ON policies (tenant_id, name) WHERE status = 'shadow';
CREATE INDEX policies_by_digest ON policies (tenant_id, digest);

CREATE TABLE policy_transitions (
    tenant_id   TEXT NOT NULL,
    name        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    ordinal     INTEGER NOT NULL,
    action      TEXT NOT NULL,
    from_status TEXT NOT NULL,
    to_status   TEXT NOT NULL,
    principal   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, name, version, ordinal),
    FOREIGN KEY (tenant_id, name, version) REFERENCES policies (tenant_id, name, version)
);

CREATE TABLE applications (
    id         TEXT PRIMARY KEY,
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (tenant_id, name)
);

ALTER TABLE api_keys ADD COLUMN application_id TEXT REFERENCES applications (id);

-- At each level at most one policy: level is tenant, application or key; target its identifier.
CREATE TABLE policy_attachments (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    level      TEXT NOT NULL,
    target     TEXT NOT NULL,
    policy     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (tenant_id, level, target)
);

-- Policies as composed of several levels: what a decision names by digest must be there to replay it.
CREATE TABLE effective_policies (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    digest     TEXT NOT NULL,
    sources    TEXT NOT NULL,
    document   TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, digest)
);

-- Keys of tenants for the words of decisions, wrapped by the server's master key. A destroyed one has no bytes.
CREATE TABLE data_keys (
    id           TEXT PRIMARY KEY,
    tenant_id    TEXT NOT NULL REFERENCES tenants (id),
    wrapped      BLOB,
    created_at   INTEGER NOT NULL,
    destroyed_at INTEGER
);
CREATE INDEX data_keys_by_tenant ON data_keys (tenant_id, created_at);

-- What identifies the master key: a server with another one does not start.
CREATE TABLE master_keys (
    id          TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL
);

-- A row with a key has its salt and content in `sealed`; one without is from before and is sealed by and by.
ALTER TABLE decision_details ADD COLUMN key_id TEXT;
ALTER TABLE decision_details ADD COLUMN sealed BLOB;
CREATE INDEX decisions_by_time ON decisions (tenant_id, created_at);

CREATE TABLE backtests (
    job_id     TEXT PRIMARY KEY REFERENCES jobs (id),
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    name       TEXT NOT NULL,
    version    INTEGER NOT NULL,
    digest     TEXT NOT NULL,
    from_ms    INTEGER NOT NULL,
    to_ms      INTEGER NOT NULL,
    leaves     INTEGER NOT NULL,
    sample     INTEGER,
    principal  TEXT NOT NULL,
    reason     TEXT NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX backtests_by_policy ON backtests (tenant_id, name, version);

CREATE TABLE backtest_rows (
    job_id          TEXT NOT NULL REFERENCES backtests (job_id) ON DELETE CASCADE,
    leaf_index      INTEGER NOT NULL,
    decision_id     TEXT NOT NULL,
    kind            TEXT NOT NULL,
    outcome         TEXT NOT NULL,
    objective       TEXT,
    energy_recorded REAL,
    energy_replayed REAL,
    answer_digest   TEXT,
    key_id          TEXT,
    sealed          BLOB,
    PRIMARY KEY (job_id, leaf_index)
);
CREATE INDEX backtest_rows_by_outcome ON backtest_rows (job_id, outcome, leaf_index);
CREATE INDEX backtest_rows_by_decision ON backtest_rows (decision_id);
