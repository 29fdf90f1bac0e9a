-- How the console looks and works for one person.
alter table user_account add column theme text not null default 'system';
alter table user_account add column density text not null default 'normal';
alter table user_account add column single_keys bigint not null default 1;
