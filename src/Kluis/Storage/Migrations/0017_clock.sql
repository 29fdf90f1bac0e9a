-- The latest moment at which the product looked at the clock, and a jump that nobody has confirmed yet.
create table clock (
    id bigint primary key check (id = 1),
    seen bigint not null,
    jump_from bigint,
    jump_to bigint,
    check ((jump_from is null) = (jump_to is null))
);
