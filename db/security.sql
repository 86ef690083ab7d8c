-- Applied after every migration, repeatable: roles, grants, row-level security, append-only
-- triggers and the partition functions. A table that a later migration adds is covered without
-- anybody remembering to: every table with an organization_id gets forced RLS with a check.
--
-- Two roles, neither owns anything:
--   pulsegrid_app       a tenant's request; sees the organization in app.organization and nothing else
--   pulsegrid_platform  jobs, ingest, staff, sign-in; sees every organization through an explicit policy

do $$
begin
  if not exists (select from pg_roles where rolname = 'pulsegrid_app') then
    create role pulsegrid_app nologin nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'pulsegrid_platform') then
    create role pulsegrid_platform nologin nobypassrls;
  end if;
  -- The login that the application uses must be able to step into both roles.
  execute format('grant pulsegrid_app to %I', current_user);
  execute format('grant pulsegrid_platform to %I', current_user);
  -- withTenant steps down from the platform role.
  grant pulsegrid_app to pulsegrid_platform;
exception
  -- Two databases of one cluster migrating at once race for the cluster-wide roles; the winner made them.
  when duplicate_object or unique_violation then null;
end
$$;

grant usage on schema public to pulsegrid_app, pulsegrid_platform;

do $$
begin
  -- The rollup keeps its claimed buckets in a temporary table, for the planner's statistics.
  execute format('grant temporary on database %I to pulsegrid_platform', current_database());
end
$$;

-- The tenant of this transaction; null outside withTenant, and null matches no row.
create or replace function current_organization() returns uuid
language sql stable parallel safe
as $$ select nullif(current_setting('app.organization', true), '')::uuid $$;

-- Puts one table under forced row-level security.
create or replace function secure_table(target regclass, tenant_condition text) returns void
language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('drop policy if exists tenant on %s', target);
  execute format('create policy tenant on %s to pulsegrid_app using (%s) with check (%s)', target, tenant_condition, tenant_condition);
  execute format('drop policy if exists platform on %s', target);
  execute format('create policy platform on %s to pulsegrid_platform using (true) with check (true)', target);
end
$$;

do $$
declare
  t record;
begin
  -- A race of two migrations over the same tables would deadlock; the second waits here.
  perform pg_advisory_xact_lock(hashtext('pulsegrid:security'));

  -- Every table first, in one order. A grant changes a table's row in the catalogue without locking the
  -- table: an autovacuum of it would then wait for us, and we for it as soon as its policy is set.
  -- Asked for the lock before, it gives way.
  for t in
    select c.oid::regclass as name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p')
    order by c.oid
  loop
    execute format('lock table only %s in access exclusive mode', t.name);
  end loop;

  for t in
    select c.oid::regclass as name, c.relname, c.relispartition
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p')
  loop
    if t.relispartition then
      -- Reached through the parent only.
      execute format('revoke all on %s from pulsegrid_app, pulsegrid_platform', t.name);
    else
      execute format('grant select, insert, update, delete on %s to pulsegrid_platform', t.name);
      execute format('revoke all on %s from pulsegrid_app', t.name);
    end if;
  end loop;

  for t in
    select c.oid::regclass as name, c.relname
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
    where n.nspname = 'public' and c.relkind in ('r', 'p')
  loop
    perform secure_table(t.name, 'organization_id = (select current_organization())');
  end loop;

  perform secure_table('organizations', 'id = (select current_organization())');
  -- A consumer reads its own usage of other organizations' tools.
  perform secure_table('consumer_usage_daily',
    '(organization_id = (select current_organization()) or consumer_organization_id = (select current_organization()))');
  -- What staff planned for everybody is everybody's to see, and nobody's to change.
  drop policy if exists everybody on planned_events;
  create policy everybody on planned_events for select to pulsegrid_app using (organization_id is null);
  -- A tenant sees who its members are, and nobody else.
  perform secure_table('users',
    'exists (select from members m where m.user_id = users.id and m.organization_id = (select current_organization()))');
end
$$;

-- The tools that the tenant of this transaction has called, by their public names: they belong to
-- other organizations, whose rows it does not see. Runs with the rights of the login that owns the
-- tables, which forced RLS would leave with nothing but for these policies.
create or replace function called_tools() returns table (id uuid, name text, slug text, category text)
language sql stable security definer set search_path = public, pg_temp
as $$
  select t.id, t.name, t.slug, t.category from tools t
  where t.id in (
    select u.tool_id from consumer_usage_daily u join consumers c on c.id = u.consumer_id where c.organization_id = (select current_organization())
  )
$$;

do $$
declare
  name text;
begin
  foreach name in array array['tools', 'consumer_usage_daily', 'consumers'] loop
    execute format('drop policy if exists called_tools on %I', name);
    execute format('create policy called_tools on %I for select to %I using (true)', name, current_user);
  end loop;
end
$$;

-- The stretches in which a story of the platform, whose cause is a provider or the platform itself,
-- covers tools: what their developers need not answer for. A tenant is told of its own tools and of
-- nothing else in that story, whose row it cannot see.
create or replace function platform_stretches(since timestamptz, until timestamptz)
returns table (tool_id uuid, organization_id uuid, from_at timestamptz, to_at timestamptz, kind text, label text)
language sql stable security definer set search_path = public, pg_temp
as $$
  select distinct e.tool_id, e.organization_id, p.started_at, case when p.state = 'ongoing' then null else coalesce(p.ended_at, p.last_bad_at) end,
    p.facts -> 'cause' ->> 'kind', p.facts -> 'cause' ->> 'label'
  from anomaly_stories p
  join anomaly_stories s on s.platform_story_id = p.id and s.state <> 'withdrawn'
  join anomaly_events e on e.story_id = s.id and e.state <> 'withdrawn'
  where p.organization_id is null and p.state in ('ongoing', 'resolved', 'expired') and p.facts -> 'cause' ->> 'kind' in ('provider', 'platform')
    and p.started_at <= until and (p.state = 'ongoing' or coalesce(p.ended_at, p.last_bad_at) > since)
    and (current_setting('role') <> 'pulsegrid_app' or e.organization_id = (select current_organization()))
$$;

do $$
declare
  name text;
begin
  foreach name in array array['anomaly_stories', 'anomaly_events'] loop
    execute format('drop policy if exists platform_stretches on %I', name);
    execute format('create policy platform_stretches on %I for select to %I using (true)', name, current_user);
  end loop;
end
$$;

-- What a tenant's request may do, within its own organization.
grant select on
  organizations, members, invitations, developers, consumers, api_keys, webhook_endpoints, tools,
  tool_versions, markers, reviews, refunds, payouts, webhook_deliveries, tool_health_checks,
  invocations, tool_metrics_5m, tool_metrics_hourly, tool_metrics_daily, consumer_usage_daily,
  tool_consumers_daily, developer_health_scores, action_dismissals, action_promises, anomaly_events, anomaly_stories,
  anomaly_windows, anomaly_marks, anomaly_baselines, anomaly_states, anomaly_half_hours, planned_events, fault_windows,
  ingest_rejections, journal, consumer_health_scores, peer_standings, quality_gates, gate_notices,
  gate_exemptions, reliable_badges, consumer_alerts, usage_warnings, revenue_milestones, directory_listings,
  webhook_messages, webhook_sends, webhook_attempts, webhook_endpoint_health, setup_endings,
  metric_series, metric_minutes, metric_hours, alert_rules, alert_states, alerts, alert_events, silences,
  maintenance_windows, alert_dependencies, alert_reads, alert_rule_channels, channel_groups, channel_deliveries,
  channel_attempts, live_events
to pulsegrid_app;
-- All but the sealed secret.
grant select (
  id, organization_id, kind, name, settings, hint, enabled, min_severity, send_resolved, group_wait_seconds, group_interval_seconds, repeat_seconds,
  failures, failing_since, last_success_at, disabled_at, disabled_reason, created_by, created_at, updated_at, deleted_at, takes_unrouted, next_send_at
) on channels to pulsegrid_app;
grant insert, update on alert_rules, alerts, silences, maintenance_windows, alert_reads, channels, channel_deliveries, channel_groups to pulsegrid_app;
grant insert on alert_events, live_events, channel_inbox to pulsegrid_app;
grant insert, delete on alert_dependencies, alert_rule_channels to pulsegrid_app;
grant delete, update (rule_version) on alert_states to pulsegrid_app;
grant select (id, name, email, image, two_factor_enabled, created_at) on users to pulsegrid_app;
-- Belongs to nobody: quartiles of groups. Their size would tell a rank exactly.
grant select (as_of, simulated, category, metric, p25, median, p75) on peer_groups to pulsegrid_app;
grant update (name, time_zone, telemetry_opt_out, audit_retention_days) on organizations to pulsegrid_app;
grant select on consumer_hours to pulsegrid_app;
grant update (own_budget_micros) on consumers to pulsegrid_app;
grant update (budget_controls_enabled, sessions_reviewed_at) on developers to pulsegrid_app;
grant update (name, description, category, health_endpoint) on tools to pulsegrid_app;
grant update (response, responded_at, response_edited_at) on reviews to pulsegrid_app;
grant update (changelog, changelog_written_at, reported_at) on tool_versions to pulsegrid_app;
grant insert, update on api_keys, webhook_endpoints, action_dismissals, invitations, gate_exemptions to pulsegrid_app;
grant insert, delete on setup_endings to pulsegrid_app;
grant insert, update (cancelled_at) on planned_events to pulsegrid_app;
grant update (state, ended_at, confirmed, feedback_by, feedback_at, feedback_note, updated_at) on anomaly_stories to pulsegrid_app;
grant delete on action_dismissals to pulsegrid_app;
grant update (role), delete on members to pulsegrid_app;

-- The journal: append and read, for everyone.
revoke update, delete, truncate on journal from pulsegrid_platform;
grant insert on journal to pulsegrid_app;

create or replace function refuse_rewrite() returns trigger
language plpgsql
as $$
begin
  raise exception '% is append-only: % refused; write a new entry instead', tg_table_name, tg_op
    using errcode = 'insufficient_privilege';
end
$$;

create or replace trigger journal_append_only before update or delete on journal
  for each row execute function refuse_rewrite();
create or replace trigger journal_no_truncate before truncate on journal
  for each statement execute function refuse_rewrite();

-- So are the stories of incidents and of planned work: append and read, for everyone.
revoke update, delete, truncate on incident_entries, status_maintenance_entries from pulsegrid_platform;
-- The simulated marketplace takes its own incidents out again, as the owner of the tables; nobody can make one
-- simulated afterwards.
create or replace function refuse_rewrite_of_story() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'DELETE' and exists (select from incidents i where i.id = old.incident_id and i.simulated) then
    return old;
  end if;
  raise exception '% is append-only: % refused; write a new entry instead', tg_table_name, tg_op
    using errcode = 'insufficient_privilege';
end
$$;
create or replace function refuse_other_origin() returns trigger
language plpgsql
as $$
begin
  raise exception 'whether an incident is simulated never changes' using errcode = 'insufficient_privilege';
end
$$;
create or replace trigger incident_entries_append_only before update or delete on incident_entries
  for each row execute function refuse_rewrite_of_story();
create or replace trigger incidents_keep_origin before update of simulated on incidents
  for each row when (old.simulated is distinct from new.simulated) execute function refuse_other_origin();
create or replace trigger incident_entries_no_truncate before truncate on incident_entries
  for each statement execute function refuse_rewrite();
-- Of work that was simulated only so much stays as the demo itself: its entries go when it goes.
create or replace function refuse_rewrite_unless_simulated() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'DELETE' and exists (select from status_maintenances m where m.id = old.maintenance_id and m.simulated) then
    return old;
  end if;
  raise exception '% is append-only: % refused; write a new entry instead', tg_table_name, tg_op
    using errcode = 'insufficient_privilege';
end
$$;
grant delete on status_maintenance_entries to pulsegrid_platform;
create or replace trigger status_maintenance_entries_append_only before update or delete on status_maintenance_entries
  for each row execute function refuse_rewrite_unless_simulated();
create or replace trigger status_maintenance_entries_no_truncate before truncate on status_maintenance_entries
  for each statement execute function refuse_rewrite();

-- Ingest remembers tools, consumers and fault windows (lib/ingest/catalogue.ts): whoever changes
-- them, every process hears of it. New consumers need no announcement, they are looked up on sight.
create or replace function announce_catalogue() returns trigger
language plpgsql
as $$
begin
  perform pg_notify('pulsegrid_catalogue', tg_table_name);
  return null;
end
$$;

create or replace trigger tools_announce after insert or update or delete or truncate on tools
  for each statement execute function announce_catalogue();
create or replace trigger consumers_announce after delete or truncate on consumers
  for each statement execute function announce_catalogue();
create or replace trigger fault_windows_announce after insert or update or delete or truncate on fault_windows
  for each statement execute function announce_catalogue();

-- Open pages hear of what happened when its transaction commits. The lock lets one transaction commit its
-- announcements at a time: their numbers then stand in the order in which readers can see them, and whoever
-- has read up to a number has missed none below it. It is held for the end of a commit only.
create or replace function announce_alert() returns trigger
language plpgsql
as $$
declare
  announced bigint;
begin
  perform pg_advisory_xact_lock(hashtext('pulsegrid:live'));
  insert into live_events (organization_id, topic, subject_id, body, at)
  select new.organization_id, 'alert', new.alert_id,
    jsonb_build_object('type', new.type, 'seq', new.seq, 'state', a.state, 'severity', a.severity, 'title', a.title), new.at
  from alerts a where a.id = new.alert_id
    -- The breach that the product makes to time itself concerns nobody.
    and not a.labels ? 'synthetic'
  returning id into announced;
  if announced is not null then
    perform pg_notify('pulsegrid_live', announced::text);
  end if;
  return null;
end
$$;

do $$
begin
  if not exists (select from pg_trigger where tgname = 'alert_events_announce' and not tgisinternal) then
    create constraint trigger alert_events_announce after insert on alert_events
      deferrable initially deferred for each row execute function announce_alert();
  end if;
end
$$;

-- The same for the stories of incidents, which staff follow.
create or replace function announce_incident() returns trigger
language plpgsql
as $$
declare
  announced bigint;
begin
  perform pg_advisory_xact_lock(hashtext('pulsegrid:live'));
  insert into live_events (organization_id, topic, subject_id, body, at)
  select null, 'incident', new.incident_id,
    jsonb_build_object('type', new.type, 'seq', new.seq, 'number', i.number, 'status', i.status, 'severity', i.severity, 'title', i.title), new.at
  from incidents i where i.id = new.incident_id
  returning id into announced;
  if announced is not null then
    perform pg_notify('pulsegrid_live', announced::text);
  end if;
  return null;
end
$$;

do $$
begin
  if not exists (select from pg_trigger where tgname = 'incident_entries_announce' and not tgisinternal) then
    create constraint trigger incident_entries_announce after insert on incident_entries
      deferrable initially deferred for each row execute function announce_incident();
  end if;
end
$$;

-- What the notifier still has to read, alert event by alert event.
create or replace function queue_alert_event() returns trigger
language plpgsql
as $$
begin
  insert into channel_inbox (alert_id, organization_id) values (new.alert_id, new.organization_id);
  return null;
end
$$;

create or replace trigger alert_events_queue after insert on alert_events for each row execute function queue_alert_event();

-- How many lines of the log a statement brought or took, by stretch, level and service: counting five
-- million lines takes a second, adding up these a few milliseconds (lib/logs). Differences, not sums: two
-- senders never wait for each other.
create or replace function count_log_lines() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'INSERT' then
    insert into log_counts (at, level, service, lines)
    select date_bin('5 minutes', at, 'epoch'), level, service, count(*) from changed group by 1, 2, 3;
  else
    insert into log_counts (at, level, service, lines)
    select date_bin('5 minutes', at, 'epoch'), level, service, -count(*) from changed group by 1, 2, 3;
  end if;
  return null;
end
$$;

create or replace trigger log_lines_count_new after insert on log_lines
  referencing new table as changed for each statement execute function count_log_lines();
create or replace trigger log_lines_count_gone after delete on log_lines
  referencing old table as changed for each statement execute function count_log_lines();

-- Partitions -----------------------------------------------------------------------------------

-- How wide a partition of a table is; null for a table that is not partitioned.
create or replace function partition_step(parent text) returns text
language sql immutable
as $$
  select case parent
    when 'invocations' then 'day'
    when 'tool_metrics_5m' then 'day'
    when 'tool_metrics_hourly' then 'month'
    when 'tool_consumers_daily' then 'day'
    when 'metric_minutes' then 'day'
    when 'metric_hours' then 'month'
    when 'log_lines' then 'day'
  end
$$;

-- The partition that holds a moment, whether it exists or not.
create or replace function partition_name(parent text, at timestamptz) returns text
language sql stable set timezone = 'UTC'
as $$ select parent || '_p' || to_char(at, case partition_step(parent) when 'month' then 'YYYYMM' when 'day' then 'YYYYMMDD' end) $$;

create or replace function partition_exists(parent text, at timestamptz) returns boolean
language sql stable
as $$ select to_regclass(partition_name(parent, at)) is not null $$;

-- Makes sure that partitions of parent exist for [from_at, to_at]. Attaching takes a lock that does
-- not block inserts into the other partitions.
create or replace function ensure_partitions(parent text, from_at timestamptz, to_at timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC'
as $$
declare
  step text := partition_step(parent);
  cursor_at timestamptz := date_trunc(step, from_at);
  next_at timestamptz;
  partition text;
  created integer := 0;
begin
  if step is null then
    raise exception 'not a partitioned table: %', parent;
  end if;
  while cursor_at <= to_at loop
    next_at := cursor_at + ('1 ' || step)::interval;
    partition := partition_name(parent, cursor_at);
    if to_regclass(partition) is null then
      -- Two sessions that need the same day: the second waits, then finds it.
      perform pg_advisory_xact_lock(hashtext('pulsegrid:partition:' || parent));
      if to_regclass(partition) is null then
        execute format('create table %I (like %I including defaults including constraints including generated)', partition, parent);
        perform secure_table(partition::regclass, 'organization_id = (select current_organization())');
        execute format('revoke all on %I from pulsegrid_app, pulsegrid_platform', partition);
        execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, partition, cursor_at, next_at);
        created := created + 1;
      end if;
    end if;
    cursor_at := next_at;
  end loop;
  return created;
end
$$;

-- Drops the partitions of parent that end at or before before_at; returns how many.
create or replace function drop_partitions_before(parent text, before_at timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC'
as $$
declare
  step text := partition_step(parent);
  p record;
  dropped integer := 0;
begin
  if step is null then
    raise exception 'not a partitioned table: %', parent;
  end if;
  for p in
    select c.relname
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent::regclass
  loop
    if to_timestamp(substring(p.relname from '_p(\d+)$'), case step when 'month' then 'YYYYMM' else 'YYYYMMDD' end)
       + ('1 ' || step)::interval <= before_at then
      execute format('drop table %I', p.relname);
      dropped := dropped + 1;
    end if;
  end loop;
  return dropped;
end
$$;

revoke all on function called_tools() from public;
revoke all on function platform_stretches(timestamptz, timestamptz) from public;
grant execute on function platform_stretches(timestamptz, timestamptz) to pulsegrid_app, pulsegrid_platform;
grant execute on function called_tools() to pulsegrid_app;
revoke all on function secure_table(regclass, text), ensure_partitions(text, timestamptz, timestamptz), drop_partitions_before(text, timestamptz) from public;
grant execute on function ensure_partitions(text, timestamptz, timestamptz), drop_partitions_before(text, timestamptz) to pulsegrid_platform;
