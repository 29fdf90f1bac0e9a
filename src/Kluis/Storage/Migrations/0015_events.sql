-- What other systems tell of a customer: a case opened or closed, a contract, consent, a payment. Terms begin with them.
-- The number of a case points to somebody: it is sealed under the customer's key, and found by a keyed digest.
create table case_file (
    id text primary key,
    token bytea not null,
    kind text not null,
    subject_id text not null references data_subject (id),
    opened_at bigint,
    closed_at bigint,
    row_key bytea not null,
    sealed bytea not null
);
create unique index case_file_token on case_file (token);
create index case_file_subject on case_file (subject_id, opened_at);

create table contact_event (
    id text primary key,
    kind text not null,
    at bigint not null,
    received_at bigint not null,
    source text,
    subject_id text not null references data_subject (id),
    conversation_id text references conversation (id),
    case_id text references case_file (id),
    digest bytea not null
);
create unique index contact_event_digest on contact_event (digest);
create index contact_event_subject on contact_event (subject_id, at, id);
create index contact_event_conversation on contact_event (conversation_id, at, id);
create index contact_event_case on contact_event (case_id, at, id);
