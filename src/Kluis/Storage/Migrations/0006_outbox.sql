-- Mails that wait to be sent. What they say and to whom is sealed under the account key of the house. A mail that was sent
-- leaves no row; one that was given up leaves its row without the mail, for thirty days.
create table outbox (
    id text primary key,
    state text not null,
    made_at bigint not null,
    attempts bigint not null,
    next_at bigint not null,
    held_until bigint not null,
    code text,
    holder_id text,
    row_key bytea,
    sealed bytea
);
create index outbox_next on outbox (state, next_at);
