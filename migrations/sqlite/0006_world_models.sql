-- World models of environments: trainings that can be taken up again, their curves, and what came out.

CREATE TABLE world_model_trainings (
    job_id         TEXT PRIMARY KEY REFERENCES jobs (id),
    tenant_id      TEXT NOT NULL REFERENCES tenants (id),
    environment_id TEXT NOT NULL REFERENCES environments (id),
    -- Version of the schema, and the transitions below this place: later ones are none of it.
    version        INTEGER NOT NULL,
    upto           INTEGER NOT NULL,
    -- How it is trained, as JSON.
    config         TEXT NOT NULL,
    reason         TEXT NOT NULL,
    -- The last checkpoint; gone once the training has ended.
    manifest       TEXT,
    tensors        BLOB,
    created_at     INTEGER NOT NULL,
    created_by     TEXT NOT NULL
);
CREATE INDEX world_model_trainings_of_environment ON world_model_trainings (environment_id, job_id);

CREATE TABLE world_model_curves (
    job_id   TEXT NOT NULL REFERENCES world_model_trainings (job_id),
    step     INTEGER NOT NULL,
    -- Losses, held-out exactness and spread of the latents, as JSON.
    document TEXT NOT NULL,
    PRIMARY KEY (job_id, step)
);

CREATE TABLE world_models (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    version        INTEGER NOT NULL,
    -- SHA-256 over manifest and tensors.
    digest         TEXT NOT NULL,
    manifest       TEXT NOT NULL,
    tensors        BLOB NOT NULL,
    -- What it was trained on and how exact it is, as JSON.
    training       TEXT NOT NULL,
    job_id         TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    created_by     TEXT NOT NULL,
    PRIMARY KEY (environment_id, version)
);
