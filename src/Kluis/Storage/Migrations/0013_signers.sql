-- Whose signatures under a vCon are trusted, for each source. Certificates are public.
create table signer (
    source text not null,
    fingerprint text not null,
    certificate bytea not null,
    added_at bigint not null,
    primary key (source, fingerprint)
);
