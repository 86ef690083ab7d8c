-- PARTITION BY added by hand (drizzle cannot express it).
CREATE TYPE "public"."alert_no_data" AS ENUM('keep', 'resolve', 'alert');--> statement-breakpoint
CREATE TYPE "public"."alert_operator" AS ENUM('gt', 'lt', 'eq');--> statement-breakpoint
CREATE TYPE "public"."alert_phase" AS ENUM('pending', 'firing', 'recovering', 'no_data', 'error');--> statement-breakpoint
CREATE TYPE "public"."alert_rule_kind" AS ENUM('threshold', 'anomaly', 'change', 'absence', 'schedule', 'burn_rate');--> statement-breakpoint
CREATE TYPE "public"."alert_severity" AS ENUM('warning', 'critical');--> statement-breakpoint
CREATE TYPE "public"."alert_source" AS ENUM('rule', 'alertmanager');--> statement-breakpoint
CREATE TYPE "public"."alert_state" AS ENUM('firing', 'acknowledged', 'resolved', 'dismissed', 'false_positive');--> statement-breakpoint
CREATE TYPE "public"."channel_delivery_state" AS ENUM('pending', 'sending', 'delivered', 'dead', 'cancelled');--> statement-breakpoint
CREATE TYPE "public"."channel_kind" AS ENUM('email', 'slack', 'discord', 'pagerduty', 'webhook');--> statement-breakpoint
CREATE TYPE "public"."metric_kind" AS ENUM('counter', 'gauge', 'histogram');--> statement-breakpoint
CREATE TABLE "alert_cursor" (
	"id" integer PRIMARY KEY NOT NULL,
	"evaluated_to" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_dependencies" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid,
	"child_label" text NOT NULL,
	"child_value" text NOT NULL,
	"parent_label" text NOT NULL,
	"parent_value" text NOT NULL,
	"origin" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_events" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alert_events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"alert_id" uuid NOT NULL,
	"organization_id" uuid,
	"type" text NOT NULL,
	"actor_id" uuid,
	"note" text,
	"value" double precision,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_probes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"breached_at" timestamp with time zone NOT NULL,
	"alert_id" uuid,
	"alerted_at" timestamp with time zone,
	"handed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "alert_reads" (
	"user_id" uuid NOT NULL,
	"organization_id" uuid,
	"seen_seq" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_rules" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"runbook_url" text,
	"metric" text,
	"kind" "alert_rule_kind" NOT NULL,
	"aggregation" text,
	"operator" "alert_operator",
	"threshold" double precision,
	"window_minutes" integer DEFAULT 1 NOT NULL,
	"filter" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"group_by" text[] DEFAULT '{}' NOT NULL,
	"tool_id" uuid,
	"options" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"for_minutes" integer DEFAULT 0 NOT NULL,
	"recover_minutes" integer DEFAULT 0 NOT NULL,
	"no_data" "alert_no_data" DEFAULT 'keep' NOT NULL,
	"severity" "alert_severity" DEFAULT 'warning' NOT NULL,
	"cooldown_minutes" integer DEFAULT 60 NOT NULL,
	"quiet_from_minute" integer,
	"quiet_to_minute" integer,
	"quiet_zone" text DEFAULT 'UTC' NOT NULL,
	"snoozed_until" timestamp with time zone,
	"enabled" boolean DEFAULT true NOT NULL,
	"template" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" uuid,
	"last_evaluated_at" timestamp with time zone,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "alert_rules_window" CHECK ("alert_rules"."window_minutes" between 1 and 10080),
	CONSTRAINT "alert_rules_for" CHECK ("alert_rules"."for_minutes" between 0 and 1440 and "alert_rules"."recover_minutes" between 0 and 1440),
	CONSTRAINT "alert_rules_cooldown" CHECK ("alert_rules"."cooldown_minutes" between 0 and 10080),
	CONSTRAINT "alert_rules_quiet" CHECK (("alert_rules"."quiet_from_minute" is null) = ("alert_rules"."quiet_to_minute" is null)),
	CONSTRAINT "alert_rules_quiet_minutes" CHECK ("alert_rules"."quiet_from_minute" between 0 and 1439 and "alert_rules"."quiet_to_minute" between 0 and 1439),
	CONSTRAINT "alert_rules_threshold" CHECK ("alert_rules"."kind" <> 'threshold' or ("alert_rules"."metric" is not null and "alert_rules"."operator" is not null and "alert_rules"."threshold" is not null))
);
--> statement-breakpoint
CREATE TABLE "alert_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "alert_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"minute_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"rules" integer NOT NULL,
	"readings" integer NOT NULL,
	"fired" integer NOT NULL,
	"resolved" integer NOT NULL,
	"failed" integer NOT NULL,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "alert_states" (
	"rule_id" uuid NOT NULL,
	"fingerprint" text NOT NULL,
	"organization_id" uuid,
	"phase" "alert_phase" NOT NULL,
	"before" "alert_phase",
	"since" timestamp with time zone NOT NULL,
	"labels" jsonb NOT NULL,
	"value" double precision,
	"last_reading_at" timestamp with time zone,
	"missed" integer DEFAULT 0 NOT NULL,
	"alert_id" uuid,
	"rule_version" integer NOT NULL,
	CONSTRAINT "alert_states_rule_id_fingerprint_pk" PRIMARY KEY("rule_id","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid,
	"source" "alert_source" DEFAULT 'rule' NOT NULL,
	"rule_id" uuid,
	"fingerprint" text NOT NULL,
	"state" "alert_state" DEFAULT 'firing' NOT NULL,
	"severity" "alert_severity" NOT NULL,
	"title" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"runbook_url" text,
	"labels" jsonb NOT NULL,
	"metric" text,
	"tool_id" uuid,
	"unit" text,
	"fired_value" double precision,
	"value" double precision,
	"worst_value" double precision,
	"threshold" double precision,
	"operator" "alert_operator",
	"started_at" timestamp with time zone NOT NULL,
	"fired_at" timestamp with time zone NOT NULL,
	"resolved_at" timestamp with time zone,
	"resolve_reason" text,
	"acknowledged_by" uuid,
	"acknowledged_at" timestamp with time zone,
	"acknowledgement" jsonb,
	"closed_by" uuid,
	"closed_note" text,
	"silence_id" uuid,
	"maintenance_id" uuid,
	"parent_alert_id" uuid,
	"source_url" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "alerts_resolved" CHECK (("alerts"."state" in ('firing', 'acknowledged')) = ("alerts"."resolved_at" is null)),
	CONSTRAINT "alerts_acknowledged" CHECK ("alerts"."state" <> 'acknowledged' or "alerts"."acknowledged_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "maintenance_windows" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid,
	"name" text NOT NULL,
	"matchers" jsonb NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"duration_minutes" integer NOT NULL,
	"cron" text,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"until" timestamp with time zone,
	"created_by" uuid NOT NULL,
	"cancelled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "maintenance_windows_duration" CHECK ("maintenance_windows"."duration_minutes" between 1 and 10080)
);
--> statement-breakpoint
CREATE TABLE "silences" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid,
	"matchers" jsonb NOT NULL,
	"reason" text NOT NULL,
	"created_by" uuid NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "silences_order" CHECK ("silences"."ends_at" > "silences"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "alert_rule_channels" (
	"rule_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"organization_id" uuid,
	CONSTRAINT "alert_rule_channels_rule_id_channel_id_pk" PRIMARY KEY("rule_id","channel_id")
);
--> statement-breakpoint
CREATE TABLE "channel_attempts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid,
	"delivery_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"status" integer,
	"error" text,
	"answer" text,
	"latency_ms" integer
);
--> statement-breakpoint
CREATE TABLE "channel_cursor" (
	"id" integer PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channel_deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid,
	"channel_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"group_key" text,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"alert_ids" uuid[] DEFAULT '{}' NOT NULL,
	"dedup_key" text NOT NULL,
	"state" "channel_delivery_state" DEFAULT 'pending' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"last_status" integer,
	"last_error" text,
	"last_answer" text,
	"delivered_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channel_groups" (
	"channel_id" uuid NOT NULL,
	"group_key" text NOT NULL,
	"organization_id" uuid,
	"due_at" timestamp with time zone,
	"last_sent_at" timestamp with time zone,
	"told" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "channel_groups_channel_id_group_key_pk" PRIMARY KEY("channel_id","group_key")
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid,
	"kind" "channel_kind" NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"sealed" text,
	"hint" text,
	"enabled" boolean DEFAULT true NOT NULL,
	"min_severity" "alert_severity" DEFAULT 'warning' NOT NULL,
	"send_resolved" boolean DEFAULT true NOT NULL,
	"group_wait_seconds" integer DEFAULT 30 NOT NULL,
	"group_interval_seconds" integer DEFAULT 300 NOT NULL,
	"repeat_seconds" integer DEFAULT 14400 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"disabled_at" timestamp with time zone,
	"disabled_reason" text,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "channels_disabled" CHECK (("channels"."disabled_at" is null) = ("channels"."disabled_reason" is null)),
	CONSTRAINT "channels_group" CHECK ("channels"."group_wait_seconds" between 0 and 3600 and "channels"."group_interval_seconds" between 0 and 86400 and "channels"."repeat_seconds" between 60 and 604800)
);
--> statement-breakpoint
CREATE TABLE "live_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "live_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organization_id" uuid,
	"topic" text NOT NULL,
	"subject_id" uuid,
	"body" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "metric_hours" (
	"series_id" bigint NOT NULL,
	"organization_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"count" integer NOT NULL,
	"sum" double precision NOT NULL,
	"min" double precision,
	"max" double precision,
	"last" double precision,
	"sketch_keys" smallint[],
	"sketch_counts" integer[],
	CONSTRAINT "metric_hours_series_id_at_pk" PRIMARY KEY("series_id","at")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "metric_minutes" (
	"series_id" bigint NOT NULL,
	"organization_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"count" integer NOT NULL,
	"sum" double precision NOT NULL,
	"min" double precision,
	"max" double precision,
	"last" double precision,
	"sketch_keys" smallint[],
	"sketch_counts" integer[],
	"writer" uuid NOT NULL,
	CONSTRAINT "metric_minutes_series_id_at_writer_pk" PRIMARY KEY("series_id","at","writer")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "metric_series" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "metric_series_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organization_id" uuid,
	"metric" text NOT NULL,
	"kind" "metric_kind" NOT NULL,
	"dimensions" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "metric_series_key" UNIQUE NULLS NOT DISTINCT("organization_id","metric","dimensions"),
	CONSTRAINT "metric_series_dimensions" CHECK ("metric_series"."dimensions" - array['route', 'status_code', 'provider', 'queue', 'plan', 'status', 'type', 'service', 'tool'] = '{}'::jsonb)
);
--> statement-breakpoint
ALTER TABLE "alert_dependencies" ADD CONSTRAINT "alert_dependencies_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_events" ADD CONSTRAINT "alert_events_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rules" ADD CONSTRAINT "alert_rules_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rules" ADD CONSTRAINT "alert_rules_tool_id_tools_id_fk" FOREIGN KEY ("tool_id") REFERENCES "public"."tools"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_states" ADD CONSTRAINT "alert_states_rule_id_alert_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_rule_id_alert_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "maintenance_windows_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "silences" ADD CONSTRAINT "silences_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rule_channels" ADD CONSTRAINT "alert_rule_channels_rule_id_alert_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rule_channels" ADD CONSTRAINT "alert_rule_channels_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_attempts" ADD CONSTRAINT "channel_attempts_delivery_id_channel_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."channel_deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_deliveries" ADD CONSTRAINT "channel_deliveries_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_deliveries" ADD CONSTRAINT "channel_deliveries_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_groups" ADD CONSTRAINT "channel_groups_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alert_dependencies_key" ON "alert_dependencies" USING btree (coalesce("organization_id"::text, ''),"child_label","child_value","parent_label","parent_value");--> statement-breakpoint
CREATE INDEX "alert_dependencies_organization_idx" ON "alert_dependencies" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "alert_events_alert_idx" ON "alert_events" USING btree ("alert_id","seq");--> statement-breakpoint
CREATE INDEX "alert_events_organization_idx" ON "alert_events" USING btree ("organization_id","seq");--> statement-breakpoint
CREATE INDEX "alert_probes_breached_idx" ON "alert_probes" USING btree ("breached_at");--> statement-breakpoint
CREATE UNIQUE INDEX "alert_reads_key" ON "alert_reads" USING btree ("user_id",coalesce("organization_id"::text, ''));--> statement-breakpoint
CREATE INDEX "alert_rules_live_idx" ON "alert_rules" USING btree ("metric","kind") WHERE "alert_rules"."deleted_at" is null and "alert_rules"."enabled";--> statement-breakpoint
CREATE INDEX "alert_rules_organization_idx" ON "alert_rules" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "alert_runs_started_idx" ON "alert_runs" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "alert_states_organization_idx" ON "alert_states" USING btree ("organization_id");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open_key" ON "alerts" USING btree ("fingerprint") WHERE "alerts"."state" in ('firing', 'acknowledged');--> statement-breakpoint
CREATE INDEX "alerts_open_idx" ON "alerts" USING btree ("organization_id","fired_at") WHERE "alerts"."state" in ('firing', 'acknowledged');--> statement-breakpoint
CREATE INDEX "alerts_organization_idx" ON "alerts" USING btree ("organization_id","fired_at");--> statement-breakpoint
CREATE INDEX "alerts_rule_idx" ON "alerts" USING btree ("rule_id","fired_at");--> statement-breakpoint
CREATE INDEX "alerts_fired_idx" ON "alerts" USING btree ("fired_at");--> statement-breakpoint
CREATE INDEX "maintenance_windows_organization_idx" ON "maintenance_windows" USING btree ("organization_id","starts_at");--> statement-breakpoint
CREATE INDEX "silences_organization_idx" ON "silences" USING btree ("organization_id","ends_at");--> statement-breakpoint
CREATE INDEX "alert_rule_channels_channel_idx" ON "alert_rule_channels" USING btree ("channel_id");--> statement-breakpoint
CREATE INDEX "alert_rule_channels_organization_idx" ON "alert_rule_channels" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "channel_attempts_delivery_idx" ON "channel_attempts" USING btree ("delivery_id","at");--> statement-breakpoint
CREATE INDEX "channel_attempts_organization_idx" ON "channel_attempts" USING btree ("organization_id");--> statement-breakpoint
CREATE UNIQUE INDEX "channel_deliveries_dedup_key" ON "channel_deliveries" USING btree ("channel_id","dedup_key");--> statement-breakpoint
CREATE INDEX "channel_deliveries_due_idx" ON "channel_deliveries" USING btree ("channel_id","next_attempt_at") WHERE "channel_deliveries"."state" in ('pending', 'sending');--> statement-breakpoint
CREATE INDEX "channel_deliveries_organization_idx" ON "channel_deliveries" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "channel_deliveries_channel_idx" ON "channel_deliveries" USING btree ("channel_id","created_at");--> statement-breakpoint
CREATE INDEX "channel_groups_due_idx" ON "channel_groups" USING btree ("due_at") WHERE "channel_groups"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "channel_groups_organization_idx" ON "channel_groups" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "channels_organization_idx" ON "channels" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "live_events_at_idx" ON "live_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "live_events_organization_idx" ON "live_events" USING btree ("organization_id","id");--> statement-breakpoint
CREATE INDEX "metric_hours_at_idx" ON "metric_hours" USING btree ("at");--> statement-breakpoint
CREATE INDEX "metric_hours_organization_idx" ON "metric_hours" USING btree ("organization_id","at");--> statement-breakpoint
CREATE INDEX "metric_minutes_at_idx" ON "metric_minutes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "metric_minutes_organization_idx" ON "metric_minutes" USING btree ("organization_id","at");--> statement-breakpoint
CREATE INDEX "metric_series_metric_idx" ON "metric_series" USING btree ("metric");--> statement-breakpoint
INSERT INTO "alert_cursor" ("id", "evaluated_to") VALUES (1, date_trunc('minute', now()));--> statement-breakpoint
INSERT INTO "channel_cursor" ("id", "seq") VALUES (1, 0);
