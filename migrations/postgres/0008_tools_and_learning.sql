-- Actions of plans that the server carried out: what was sent and what came back, one row for a plan's step. And when an
-- environment learns by itself.

CREATE TABLE plan_executions (
    plan_id         TEXT NOT NULL REFERENCES plans (id),
    -- Actions taken before it, over all that the plan has been: one execution a step.
    step            BIGINT NOT NULL,
    tenant_id       TEXT NOT NULL REFERENCES tenants (id),
    -- Times that it was sent.
    attempt         BIGINT NOT NULL,
    -- `started`, `succeeded`, `failed` or `withheld`.
    status          TEXT NOT NULL,
    verb            TEXT NOT NULL,
    tool            TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    -- What was sent, as JSON, with the names of secrets; and its SHA-256.
    request         TEXT NOT NULL,
    request_digest  TEXT NOT NULL,
    -- When the call has ended, whatever became of it.
    deadline        BIGINT NOT NULL,
    -- What came back: status code, bytes, SHA-256, and the answer as JSON where it was let in.
    response_status BIGINT,
    response_bytes  BIGINT,
    response_digest TEXT,
    result          TEXT,
    -- What went wrong, for programs and for people.
    error           TEXT,
    detail          TEXT,
    principal       TEXT NOT NULL,
    -- The decision that records how it stands.
    decision_id     TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (plan_id, step)
);

-- Surprises of plans, since the newest model, after which that is updated by itself; 0: never.
ALTER TABLE environments ADD COLUMN update_after BIGINT NOT NULL DEFAULT 0;

-- Critics of plans: what is learned of plans that went as predicted and failed all the same.
CREATE TABLE plan_critics (
    environment_id TEXT NOT NULL REFERENCES environments (id),
    version        BIGINT NOT NULL,
    -- SHA-256 over the document: weights, and how well they tell what was held out.
    digest         TEXT NOT NULL,
    document       TEXT NOT NULL,
    -- 1: new plans ask it. At most one of an environment.
    in_use         BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    created_by     TEXT NOT NULL,
    PRIMARY KEY (environment_id, version)
);
