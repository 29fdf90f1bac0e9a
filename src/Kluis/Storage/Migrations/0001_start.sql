-- One SQL text for SQLite and PostgreSQL. Times are UTC milliseconds. Row ids are UUIDs of version 7 as text; keys,
-- objects and tokens are 16 random bytes in hex. "sealed" holds padded ciphertext (contracts: sealed row values) under the
-- key that row_key wraps.

create table installation (
    id bigint primary key,
    organisation text not null,
    log_origin text not null,
    country text not null,
    created_at bigint not null,
    recovery_public bytea,
    recovery_made_at bigint
);

create table lease (
    name text primary key,
    holder text not null,
    held_until bigint not null
);

-- Keys ---------------------------------------------------------------------------------------------------------------
create table key_epoch (
    epoch bigint primary key,
    keyring_name text not null,
    wrapped bytea not null,
    created_at bigint not null
);

create table root_key (
    id text primary key,
    kind text not null,
    epoch bigint not null references key_epoch (epoch),
    generation bigint not null,
    wrapped bytea not null,
    rekey_due bigint
);
create index root_key_epoch on root_key (epoch, id);
create index root_key_kind on root_key (kind) where kind not in ('subject', 'employee', 'hold');

create table conversation_key (
    key_id text not null,
    conversation_id text not null,
    holder_id text not null,
    generation bigint not null,
    wrapped bytea not null,
    rekey_due bigint,
    primary key (conversation_id, holder_id)
);
create index conversation_key_holder on conversation_key (holder_id);

create table object_key (
    key_id text primary key,
    object_id text not null,
    conversation_id text not null,
    owner_id text not null,
    kind bigint not null,
    generation bigint not null,
    wrapped bytea not null,
    size bigint not null,
    content_digest_sealed bytea not null,
    header_digest bytea not null,
    state text not null,
    body bytea
);
create unique index object_key_object on object_key (object_id);
create index object_key_conversation on object_key (conversation_id);

create table bix (
    token bigint not null,
    field text not null,
    norm_v bigint not null,
    key_v bigint not null,
    subject_ref text not null,
    primary key (token, field, key_v, norm_v, subject_ref)
);
create index bix_subject on bix (subject_ref);

-- Audit --------------------------------------------------------------------------------------------------------------
create table audit_pending (
    id text primary key,
    leaf bytea not null,
    at bigint not null,
    act text not null,
    outcome text not null,
    why text,
    actor_id text,
    subject_id text,
    conversation_id text,
    actor_holder text,
    actor_row_key bytea,
    actor_sealed bytea,
    subject_holder text,
    subject_row_key bytea,
    subject_sealed bytea
);

create table audit_entry (
    seq bigint primary key,
    leaf bytea not null
);

create table audit_disclosure (
    entry_id text not null,
    holder_id text not null,
    row_key bytea not null,
    sealed bytea not null,
    primary key (entry_id, holder_id)
);
create index audit_disclosure_holder on audit_disclosure (holder_id);

create table audit_view (
    seq bigint primary key,
    entry_id text not null,
    at bigint not null,
    act text not null,
    outcome text not null,
    why text,
    actor_id text,
    subject_id text,
    conversation_id text
);
create index audit_view_conversation on audit_view (conversation_id, seq);
create index audit_view_actor on audit_view (actor_id, seq);

create table audit_checkpoint (
    size bigint primary key,
    root bytea not null,
    right_edge bytea not null,
    note text not null,
    at bigint not null
);

-- Access -------------------------------------------------------------------------------------------------------------
create table user_account (
    id text primary key,
    role text not null,
    team text,
    queue text,
    language text not null,
    holder_id text not null,
    row_key bytea not null,
    sealed bytea not null,
    created_at bigint not null,
    ended_at bigint
);

create table user_agent_id (
    agent_id text primary key,
    user_id text not null references user_account (id)
);

create table api_token (
    id text primary key,
    secret_hash bytea not null,
    label text not null,
    role text not null,
    source text,
    team text,
    queue text,
    user_id text references user_account (id),
    activity_id text,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    revoked_at bigint
);

create table sign_in_link (
    secret_hash bytea primary key,
    user_id text not null references user_account (id),
    expires_at bigint not null,
    used_at bigint
);

create table sign_in (
    secret_hash bytea primary key,
    user_id text not null references user_account (id),
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null,
    ended_at bigint
);

-- Registers ----------------------------------------------------------------------------------------------------------
create table activity (
    id text primary key,
    name text not null,
    purpose text not null,
    legal_basis text not null,
    opening_purposes text not null,
    created_at bigint not null,
    changed_at bigint not null
);

create table activity_term (
    activity_id text not null references activity (id),
    kind text not null,
    term text not null,
    primary key (activity_id, kind)
);

-- Conversations ------------------------------------------------------------------------------------------------------
create table data_subject (
    id text primary key,
    kind text not null,
    key_id text not null,
    created_at bigint not null,
    row_key bytea not null,
    sealed bytea not null
);
create unique index data_subject_key on data_subject (key_id);

create table conversation (
    id text primary key,
    vcon_uuid text,
    version bigint not null,
    previous_id text,
    activity_id text not null references activity (id),
    channel text not null,
    direction text,
    source text,
    team text,
    queue text,
    agent_id text,
    started_at bigint not null,
    duration_ms bigint,
    received_at bigint not null,
    row_key bytea not null,
    sealed bytea not null
);
create index conversation_started on conversation (started_at, id);
create index conversation_queue on conversation (queue, started_at);
create index conversation_team on conversation (team, started_at);
create index conversation_agent on conversation (agent_id, started_at);
create index conversation_source on conversation (source, started_at);
create unique index conversation_vcon on conversation (vcon_uuid, version);

create table received (
    digest bytea primary key,
    conversation_id text not null
);
create index received_conversation on received (conversation_id);

create table party (
    id text primary key,
    conversation_id text not null references conversation (id),
    position bigint not null,
    subject_id text not null references data_subject (id),
    kind text not null,
    role text,
    agent_id text,
    started_at bigint not null,
    row_key bytea not null,
    sealed bytea not null
);
create index party_conversation on party (conversation_id, position);
create index party_subject on party (subject_id, started_at, conversation_id);

create table part (
    id text primary key,
    conversation_id text not null references conversation (id),
    kind text not null,
    section text not null,
    position bigint not null,
    object_id text,
    started_at bigint,
    duration_ms bigint,
    media_type text,
    size bigint not null,
    erase_after bigint not null
);
create index part_conversation on part (conversation_id, section, position);
create index part_due on part (erase_after);

-- Facts about a call are data of their own, with their own term: they do not go with the recording.
create table call_metadata (
    conversation_id text primary key references conversation (id),
    wait_ms bigint,
    hold_ms bigint,
    transfers bigint,
    row_key bytea not null,
    sealed bytea not null,
    erase_after bigint not null
);
create index call_metadata_due on call_metadata (erase_after);

-- Whom an agent has on the line: found by an exact identifier, and for that while theirs to see.
create table looked_up (
    actor_id text not null,
    subject_id text not null,
    until bigint not null,
    primary key (actor_id, subject_id)
);

create table opening (
    id text primary key,
    conversation_id text not null,
    actor_id text not null,
    purpose text not null,
    opened_at bigint not null,
    expires_at bigint not null,
    played_at bigint,
    closed_at bigint
);
create index opening_actor on opening (actor_id, conversation_id, purpose, expires_at);
create index opening_open on opening (expires_at) where closed_at is null;
