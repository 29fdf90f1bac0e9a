-- What came in and could not be understood. What it is called and what it holds is sealed under a key of its own, and that key
-- under the intake key; sorted out, discarded or expired, the row keeps neither.
create table quarantine (
    id text primary key,
    state text not null,
    kind text not null,
    way text not null,
    source text,
    activity_id text,
    sender text not null,
    reason text not null,
    size bigint not null,
    digest bytea not null,
    received_at bigint not null,
    expires_at bigint not null,
    tries bigint not null,
    decided_at bigint,
    decided_by text,
    decision text,
    conversation_id text,
    key_id text not null,
    intake_generation bigint,
    wrapped bytea,
    object_id text,
    row_key bytea,
    sealed bytea
);
create index quarantine_received on quarantine (received_at, id);
create index quarantine_digest on quarantine (digest);
create index quarantine_waiting on quarantine (state, expires_at);
