-- The start page asks each kind of thing once. Each question walks an index, as far as what it shows and not as far as what is stored.
create index opening_until on opening (actor_id, expires_at);
create index opening_recent on opening (actor_id, opened_at);
create index api_token_ends on api_token (expires_at) where revoked_at is null;
create index sign_in_link_unused on sign_in_link (expires_at) where used_at is null;
create index sign_in_failure_closed on sign_in_failure (closed_until) where closed_until is not null;
