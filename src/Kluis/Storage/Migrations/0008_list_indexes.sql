-- A list of conversations is narrowed by any of these and read from its newest or its longest on. Each index ends in the order
-- of the pages, so that a page costs what it shows. What is sent in by mail has no length: without an index of its own, the
-- longest mails stand behind all calls.
drop index conversation_queue;
drop index conversation_team;
drop index conversation_agent;
drop index conversation_source;
drop index conversation_activity;
create index conversation_queue on conversation (queue, started_at, id);
create index conversation_team on conversation (team, started_at, id);
create index conversation_agent on conversation (agent_id, started_at, id);
create index conversation_source on conversation (source, started_at, id);
create index conversation_activity on conversation (activity_id, started_at, id);
create index conversation_channel on conversation (channel, started_at, id);
create index conversation_channel_longest on conversation (channel, (coalesce(duration_ms, -1)), id);
