-- Environments: what an organisation's world is made of, and the logged transitions that its model learns from.

CREATE TABLE environments (
    id            TEXT PRIMARY KEY,
    tenant_id     TEXT NOT NULL REFERENCES tenants (id),
    name          TEXT NOT NULL,
    -- Newest version of the schema; 0 where none was given yet.
    version       INTEGER NOT NULL,
    -- Place of the next transition, and of the next rejected row. Places are never used twice.
    next_sequence INTEGER NOT NULL,
    next_reject   INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    created_by    TEXT NOT NULL,
    -- Set once it is deleted: nobody sees it any more, and its rows go in slices.
    deleted_at    INTEGER
);
CREATE UNIQUE INDEX environments_by_name ON environments (tenant_id, name) WHERE deleted_at IS NULL;
CREATE INDEX environments_of_tenant ON environments (tenant_id, id);

CREATE TABLE environment_versions (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    version        INTEGER NOT NULL,
    digest         TEXT NOT NULL,
    document       TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    created_by     TEXT NOT NULL,
    PRIMARY KEY (environment_id, version)
);

CREATE TABLE transitions (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    sequence       INTEGER NOT NULL,
    -- SHA-256 of the row as it was sent, in canonical form: the same row is kept once.
    digest         TEXT NOT NULL,
    -- The version of the schema that it was checked against; 0 where there was none.
    version        INTEGER NOT NULL,
    trajectory     TEXT,
    step           INTEGER,
    verb           TEXT NOT NULL,
    -- 1: `before` is a whole state. 0: changes that lead to it from the state after the transition stored just before.
    keyframe       INTEGER NOT NULL,
    before         TEXT NOT NULL,
    -- Changes by the action, where the row told them apart, and changes to the state after.
    middle         TEXT,
    after          TEXT NOT NULL,
    -- The rest of the row: action, task, progress.
    rest           TEXT NOT NULL,
    PRIMARY KEY (environment_id, sequence),
    UNIQUE (environment_id, digest)
);
CREATE INDEX transitions_keyframes ON transitions (environment_id, sequence) WHERE keyframe = 1;

-- Transitions by verb, counted as they come.
CREATE TABLE environment_coverage (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    verb           TEXT NOT NULL,
    transitions    INTEGER NOT NULL,
    changing       INTEGER NOT NULL,
    PRIMARY KEY (environment_id, verb)
);

-- Rows that were refused, the newest of each environment.
CREATE TABLE environment_rejects (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    ordinal        INTEGER NOT NULL,
    digest         TEXT NOT NULL,
    line           INTEGER NOT NULL,
    code           TEXT NOT NULL,
    detail         TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (environment_id, ordinal),
    UNIQUE (environment_id, digest)
);
