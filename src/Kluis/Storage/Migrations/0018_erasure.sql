-- What was destroyed, by the random ids of its keys: a log of its own, signed, that names nobody and is never shortened.
create table ledger_entry (
    seq bigint primary key,
    leaf bytea not null
);

create table ledger_checkpoint (
    size bigint primary key,
    root bytea not null,
    right_edge bytea not null,
    note text not null,
    at bigint not null
);

-- One act of destruction: begun (its entry stands in the ledger), destroyed (keys and rows are gone), done (the objects too).
create table erasure (
    id text primary key,
    ground text not null,
    actor_id text not null,
    state text not null,
    ledger_seq bigint not null,
    scope text not null,
    bytes bigint not null,
    started_at bigint not null,
    destroyed_at bigint,
    finished_at bigint,
    log_emptied_at bigint,
    objects bigint not null,
    fault text
);
create unique index erasure_ledger on erasure (ledger_seq);
create index erasure_started on erasure (started_at, id);
create index erasure_unfinished on erasure (started_at) where state <> 'done';
create index erasure_in_log on erasure (finished_at) where log_emptied_at is null;

-- What it is about, until it is done.
create table erasure_item (
    erasure_id text not null references erasure (id),
    kind text not null,
    item_id text not null,
    object_id text,
    in_store bigint not null,
    primary key (erasure_id, kind, item_id)
);

-- That there was something, when, and when it was destroyed: nothing of what it said.
create table tombstone (
    id text not null,
    kind text not null,
    erasure_id text not null references erasure (id),
    conversation_id text not null,
    activity_id text not null,
    channel text not null,
    started_at bigint not null,
    duration_ms bigint,
    destroyed_at bigint not null,
    primary key (id, kind)
);
create index tombstone_conversation on tombstone (conversation_id, destroyed_at);

-- Whose conversation it was, for as long as the vault knows the person at all.
create table tombstone_person (
    subject_id text not null,
    conversation_id text not null,
    primary key (subject_id, conversation_id)
);

-- When a conversation without parts goes, and a person of whom nothing else is left.
alter table conversation add column erase_after bigint;
create index conversation_due on conversation (erase_after) where erase_after is not null;
alter table data_subject add column erase_after bigint;
create index data_subject_due on data_subject (erase_after) where erase_after is not null;

-- What has no date that can be computed here gets the shortest term, of 30 days.
update conversation set erase_after = started_at + 2592000000
where not exists (select 1 from part where part.conversation_id = conversation.id)
  and not exists (select 1 from call_metadata where call_metadata.conversation_id = conversation.id);
