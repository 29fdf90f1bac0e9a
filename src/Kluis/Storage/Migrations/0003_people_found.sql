-- Two records of one person are linked, never rewritten: each keeps its key, its parties and its index rows, so that taking
-- the link away gives back exactly what there was.
alter table data_subject add column merged_into text;
create index data_subject_merged on data_subject (merged_into) where merged_into is not null;
create index audit_view_subject on audit_view (subject_id, seq) where subject_id is not null;

-- Who became one, who became two, and why. The reason is sealed under the key of subject_id.
create table people_change (
    id text primary key,
    kind text not null,
    subject_id text not null references data_subject (id),
    other_id text not null references data_subject (id),
    actor_id text not null,
    at bigint not null,
    undone_at bigint,
    undone_by text,
    row_key bytea not null,
    sealed bytea not null
);
create index people_change_subject on people_change (subject_id);
create index people_change_other on people_change (other_id);

create index conversation_longest on conversation ((coalesce(duration_ms, -1)), id);

-- Searches that a person keeps: name and criteria sealed under that person's own key.
create table kept_search (
    id text primary key,
    user_id text not null references user_account (id),
    created_at bigint not null,
    row_key bytea not null,
    sealed bytea not null
);
create index kept_search_user on kept_search (user_id, created_at);

-- A telephone system announces who calls: a link for one agent, once, for a minute. The number is sealed under the agent's key.
create table screen_pop (
    id text primary key,
    secret_hash bytea not null,
    user_id text not null references user_account (id),
    expires_at bigint not null,
    used_at bigint,
    row_key bytea not null,
    sealed bytea not null
);
create unique index screen_pop_secret on screen_pop (secret_hash);
create index screen_pop_expires on screen_pop (expires_at);
