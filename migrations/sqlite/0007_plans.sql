-- Plans: what was asked for, what was found, how far it has been followed, and everything that happened to it.

CREATE TABLE plans (
    id             TEXT PRIMARY KEY,
    tenant_id      TEXT NOT NULL REFERENCES tenants (id),
    environment_id TEXT NOT NULL,
    -- `ready`, `awaiting_approval`, `reached`, `not_found`, `exhausted` or `abandoned`.
    status         TEXT NOT NULL,
    -- Moves with every change, so that of two who change a plan at once one is told.
    revision       INTEGER NOT NULL,
    -- Request, outcome and controller, as JSON.
    request        TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    controller     TEXT,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    created_by     TEXT NOT NULL
);
CREATE INDEX plans_of_tenant ON plans (tenant_id, id);
CREATE INDEX plans_of_environment ON plans (environment_id, id);

CREATE TABLE plan_events (
    plan_id     TEXT NOT NULL REFERENCES plans (id),
    ordinal     INTEGER NOT NULL,
    -- `planned`, `approved`, `observed`, `surprised`, `replanned`, `reached`, `exhausted` or `abandoned`.
    kind        TEXT NOT NULL,
    -- What happened, as JSON.
    document    TEXT NOT NULL,
    principal   TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (plan_id, ordinal)
);
