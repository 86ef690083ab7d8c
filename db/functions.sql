-- Functions that migrations and queries stand on, repeatable: applied after the migrations and before
-- db/security.sql.

-- Latency sketches (lib/sketch.ts tells the method and the bounds; the digits are its constants).

-- The bucket of a latency in ms; null for null. Plain SQL and immutable, so that the planner puts
-- the expression in place of the call: at millions of rows a call costs more than the logarithm.
-- The order of least and greatest also catches NaN, which Postgres sorts above every number.
create or replace function sketch_key(latency_ms real) returns smallint
language sql immutable parallel safe
as $$
  select case when latency_ms is not null
    then ceil(ln(least(greatest(latency_ms::float8, 0.01), 1e9)) / 0.0380045736573616)::smallint
  end
$$;

-- The latency in ms that stands for a bucket.
create or replace function sketch_value(key smallint) returns double precision
language sql immutable parallel safe
as $$ select 2 * exp(key * 0.0380045736573616) / 2.038735983690112 $$;

-- The nearest-rank quantile q (0..1) of a sketch in ms, to within 1.9 %; null for an empty one.
-- Keys stand ascending. A loop with one exit beats unnest and a window for the few dozen buckets
-- of one row; to merge many sketches, unnest them and group by key (lib/metrics/queries).
create or replace function sketch_quantile(keys smallint[], counts integer[], q double precision) returns double precision
language plpgsql immutable parallel safe
as $$
declare
  rank double precision := 0;
  seen bigint := 0;
  n integer;
begin
  foreach n in array counts loop
    rank := rank + n;
  end loop;
  rank := greatest(ceil(q * rank), 1);
  for i in 1 .. cardinality(keys) loop
    seen := seen + counts[i];
    if seen >= rank then
      return sketch_value(keys[i]);
    end if;
  end loop;
  return null;
end
$$;

-- The worse of two marks of an hour, for its four metrics (lib/anomalies/colours); the other hours stay.
create or replace function merge_marks(marks bytea, more bytea, start integer) returns bytea
language sql immutable parallel safe
return overlay(marks placing
  set_byte(set_byte(set_byte(set_byte('\x00000000'::bytea,
    0, greatest(get_byte(marks, start), get_byte(more, start))),
    1, greatest(get_byte(marks, start + 1), get_byte(more, start + 1))),
    2, greatest(get_byte(marks, start + 2), get_byte(more, start + 2))),
    3, greatest(get_byte(marks, start + 3), get_byte(more, start + 3)))
  from start + 1 for 4);

-- What makes two readings of an alert rule the same thing: the rule and the labels that its series are told
-- apart by, as compact JSON in the order of their names. The same text in lib/alerts/rule.ts (fingerprintOf).
create or replace function alert_fingerprint(rule uuid, labels jsonb) returns text
language sql immutable parallel safe
as $$
  select rule::text || coalesce(':[' || string_agg('[' || to_json(key)::text || ',' || to_json(value)::text || ']', ',' order by key collate "C") || ']', '')
  from jsonb_each_text(coalesce(labels, '{}'))
$$;

-- Makes one row of the differences that were written for a stretch, level and service of the log, or none where
-- they add up to nothing. Two at once: the second finds what the first has left.
create or replace function fold_log_counts() returns integer
language plpgsql
as $$
declare
  folded integer;
begin
  with many as (
    select at, level, service from log_counts group by at, level, service having count(*) > 1 or sum(lines) = 0
  ), taken as (
    delete from log_counts c using many m
    where c.at = m.at and c.level = m.level and c.service is not distinct from m.service
    returning c.at, c.level, c.service, c.lines
  ), sums as (
    insert into log_counts (at, level, service, lines)
    select at, level, service, sum(lines) from taken group by at, level, service having sum(lines) <> 0
  )
  select count(*) into folded from taken;
  return folded;
end
$$;
