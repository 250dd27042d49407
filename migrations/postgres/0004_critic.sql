-- Feedback on decisions, and the critics that are trained from it: model versions with the life cycle of policies.

CREATE TABLE feedback (
    tenant_id   TEXT NOT NULL REFERENCES tenants (id),
    decision_id TEXT NOT NULL REFERENCES decisions (id),
    principal   TEXT NOT NULL,
    rating      TEXT NOT NULL,
    -- Statements of the answer that would have been better, in order: a JSON list. No words of anybody.
    preferred   TEXT,
    recorded_as TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, decision_id, principal)
);
CREATE INDEX feedback_by_time ON feedback (tenant_id, created_at, decision_id);

CREATE TABLE critics (
    tenant_id  TEXT NOT NULL REFERENCES tenants (id),
    version    BIGINT NOT NULL,
    digest     TEXT NOT NULL,
    document   TEXT NOT NULL,
    status     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (tenant_id, version),
    UNIQUE (tenant_id, digest)
);
CREATE UNIQUE INDEX critics_one_active ON critics (tenant_id) WHERE status = 'active';
CREATE UNIQUE INDEX critics_one_shadow ON critics (tenant_id) WHERE status = 'shadow';

CREATE TABLE critic_transitions (
    tenant_id   TEXT NOT NULL,
    version     BIGINT NOT NULL,
    ordinal     BIGINT NOT NULL,
    action      TEXT NOT NULL,
    from_status TEXT NOT NULL,
    to_status   TEXT NOT NULL,
    principal   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, version, ordinal),
    FOREIGN KEY (tenant_id, version) REFERENCES critics (tenant_id, version)
);

-- Why a critic is trained, until it is: the job knows who asked.
CREATE TABLE critic_orders (
    job_id    TEXT PRIMARY KEY REFERENCES jobs (id),
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    reason    TEXT NOT NULL
);

-- What a back-test tries: a version of a policy, or (then under the policies of the time) of the critic.
ALTER TABLE backtests ADD COLUMN subject TEXT NOT NULL DEFAULT 'policy';
