-- The log is read newest first by any of its columns. Each has an index that ends in the order of the pages, so that a page
-- costs what it shows and not what the log holds. Rare values have partial ones: an index costs at every entry.
drop index audit_view_conversation;
drop index audit_view_actor;
create index audit_view_time on audit_view (at, seq);
create index audit_view_act on audit_view (act, at, seq);
create index audit_view_actor on audit_view (actor_id, at, seq);
create index audit_view_conversation on audit_view (conversation_id, at, seq) where conversation_id is not null;
create index audit_view_subject_at on audit_view (subject_id, at, seq) where subject_id is not null;
create index audit_view_outcome on audit_view (outcome, at, seq) where outcome <> 'ok';
create index audit_view_why on audit_view (why, at, seq) where why is not null;

-- Each time that somebody had the whole log computed anew: what came out.
create table log_check (
    id text primary key,
    started_at bigint not null,
    finished_at bigint not null,
    actor_id text not null,
    size bigint not null,
    root bytea,
    verifier_key text not null,
    fault text,
    at_seq bigint,
    anchors bigint not null,
    oldest_anchor bigint,
    published bigint
);
create index log_check_finished on log_check (finished_at);
