-- Somebody's own refusals among thousands of their entries: the outcome is looked at in the index, not entry by entry in the table.
drop index audit_view_actor;
create index audit_view_actor on audit_view (actor_id, at, seq, outcome);
