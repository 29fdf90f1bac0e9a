-- What a processing activity says beside its purpose and its terms. What was there already took recordings, and goes on doing so;
-- an activity that is made from now on takes none until somebody says so.
alter table activity add column recording text not null default 'announce';
alter table activity add column protection text not null default 'normal';
alter table activity add column people text not null default '';
alter table activity add column data_kinds text not null default '';
alter table activity add column version bigint not null default 1;
alter table activity add column row_key bytea;
alter table activity add column sealed bytea;

-- How the activity read from its first version on; who, when; sealed: the text itself and why it was changed.
create table activity_version (
    id text primary key,
    activity_id text not null references activity (id),
    version bigint not null,
    at bigint not null,
    actor_id text,
    row_key bytea not null,
    sealed bytea not null
);
create unique index activity_version_number on activity_version (activity_id, version);

create index conversation_activity on conversation (activity_id);

-- That a conversation holds special categories of data (GDPR Art. 9). Which ones, on which ground and why is sealed under the
-- conversation's own key and goes with it.
create table special_mark (
    id text primary key,
    conversation_id text not null references conversation (id),
    marked_at bigint not null,
    marked_by text not null,
    row_key bytea not null,
    sealed bytea not null,
    ended_at bigint,
    ended_by text,
    end_row_key bytea,
    end_sealed bytea
);
create unique index special_mark_current on special_mark (conversation_id) where ended_at is null;
create index special_mark_conversation on special_mark (conversation_id, marked_at);
