-- Personal accounts: how a person gets in, and what they got in with. What is secret or personal is sealed under that
-- person's own key; what must be found has a keyed hash.

alter table user_account add column email_token bigint;
alter table user_account add column activated_at bigint;
alter table user_account add column role_ends_at bigint;
create unique index user_account_email on user_account (email_token) where ended_at is null;

create table password (
    user_id text primary key references user_account (id),
    row_key bytea not null,
    sealed bytea not null,
    changed_at bigint not null
);

-- A second factor: an app that makes codes, or a passkey. last_step is the newest time step whose code was taken (RFC 6238
-- §5.2), so that no code works twice.
create table factor (
    id text primary key,
    user_id text not null references user_account (id),
    kind text not null,
    credential_hash bytea,
    row_key bytea not null,
    sealed bytea not null,
    last_step bigint,
    created_at bigint not null,
    used_at bigint
);
create index factor_user on factor (user_id);
create unique index factor_credential on factor (credential_hash) where credential_hash is not null;

create table recovery_code (
    code_hash bytea primary key,
    user_id text not null references user_account (id),
    created_at bigint not null,
    used_at bigint
);
create index recovery_code_user on recovery_code (user_id);

-- Wrong guesses, by a keyed hash of the account's name or of the address they came from.
create table sign_in_failure (
    who bytea primary key,
    failures bigint not null,
    last_at bigint not null,
    closed_until bigint
);

-- What may count once only: the challenge of a passkey.
create table used_once (
    value_hash bytea primary key,
    forget_at bigint not null
);
create index used_once_forget on used_once (forget_at);

-- A browser that this person was seen in before: a new one is told to them.
create table known_device (
    user_id text not null references user_account (id),
    device_hash bytea not null,
    first_at bigint not null,
    primary key (user_id, device_hash)
);

alter table sign_in_link add column kind text not null default 'demo';
alter table sign_in_link add column created_at bigint;
create index sign_in_link_user on sign_in_link (user_id);

alter table sign_in add column id text;
alter table sign_in add column step text not null default 'full';
alter table sign_in add column method text;
alter table sign_in add column locked_at bigint;
alter table sign_in add column failures bigint not null default 0;
alter table sign_in add column row_key bytea;
alter table sign_in add column sealed bytea;
create index sign_in_user on sign_in (user_id, created_at);
create unique index sign_in_id on sign_in (id);

alter table installation add column name text;
alter table installation add column region text;
alter table installation add column set_up_at bigint;

create table set_up_link (
    secret_hash bytea primary key,
    expires_at bigint not null,
    used_at bigint
);
