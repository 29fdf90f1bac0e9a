-- Which files of a source were taken in. Names are keyed hashes: the names of recordings hold telephone numbers.
create table import_file (
    source text not null,
    name text not null,
    size bigint not null,
    modified bigint not null,
    outcome text not null,
    code text,
    at bigint not null,
    primary key (source, name)
);
