-- Folders that are looked at for files, each of one source. A folder is a name below the inbox, never a path. Removed, the row
-- stays: under its source there are conversations, which a new token of that name would open.
create table watched_folder (
    id text primary key,
    source text not null,
    folder text not null,
    activity_id text not null,
    recipe text not null,
    pattern text,
    deletes_since bigint,
    stable_seconds bigint not null,
    off_since bigint,
    created_at bigint not null,
    changed_at bigint not null,
    removed_at bigint,
    looked_at bigint,
    taken_at bigint,
    taken bigint not null,
    quarantined bigint not null,
    fault text,
    fault_at bigint
);
create index watched_folder_source on watched_folder (source);
-- What stays in a folder, by reason, as of the last look. No names: they hold telephone numbers.
create table watched_left (
    folder_id text not null,
    reason text not null,
    files bigint not null,
    oldest bigint not null,
    primary key (folder_id, reason)
);
