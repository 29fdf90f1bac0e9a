-- What one person asks and another decides. What is asked, why, what it would do and what was remarked is sealed under the
-- account key of the house.
create table approval (
    id text primary key,
    kind text not null,
    asked_by text not null,
    asked_at bigint not null,
    expires_at bigint not null,
    state text not null,
    decided_by text,
    decided_at bigint,
    used_at bigint,
    holder_id text not null,
    row_key bytea not null,
    sealed bytea not null
);
create index approval_open on approval (state, expires_at);
create index approval_asked on approval (asked_by, id);
