-- What may not be destroyed for now, because of a claim (GDPR Art. 17(3)(e)). Case number, reason and owner are sealed under a key of
-- the hold's own. A released one stays, to account for it.
create table legal_hold (
    id text primary key,
    conversation_id text,
    subject_id text,
    placed_at bigint not null,
    placed_by text not null,
    review_at bigint not null,
    key_id text not null,
    row_key bytea not null,
    sealed bytea not null,
    released_at bigint,
    released_by text,
    end_row_key bytea,
    end_sealed bytea,
    check ((conversation_id is null) <> (subject_id is null))
);
create index legal_hold_placed on legal_hold (placed_at, id);
create index legal_hold_current on legal_hold (review_at) where released_at is null;

-- What current holds keep: a conversation, or every record of a person with all conversations they are in.
create table held (
    hold_id text not null references legal_hold (id),
    target_id text not null,
    primary key (hold_id, target_id)
);
create index held_target on held (target_id);
