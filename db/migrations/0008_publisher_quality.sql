CREATE TYPE "public"."consumer_alert_kind" AS ENUM('low_balance', 'budget_exceeded', 'usage_spike');--> statement-breakpoint
CREATE TYPE "public"."listing_standing" AS ENUM('normal', 'deprioritised', 'inactive', 'hidden');--> statement-breakpoint
CREATE TYPE "public"."exemption_state" AS ENUM('pending', 'approved', 'rejected', 'revoked', 'expired');--> statement-breakpoint
CREATE TYPE "public"."gate_state" AS ENUM('grace', 'applied', 'lifted');--> statement-breakpoint
CREATE TYPE "public"."gate_step" AS ENUM('triggered', 'midpoint', 'day_before', 'applied', 'escalation_ahead', 'escalated', 'lifted');--> statement-breakpoint
CREATE TYPE "public"."gate_type" AS ENUM('error_rate_elevated', 'error_rate_critical', 'health_down', 'low_score', 'dormant');--> statement-breakpoint
CREATE TYPE "public"."webhook_send_state" AS ENUM('pending', 'sending', 'delivered', 'dead', 'cancelled');--> statement-breakpoint
ALTER TYPE "public"."outbox_state" ADD VALUE 'dropped';--> statement-breakpoint
CREATE TABLE "consumer_alerts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"consumer_id" uuid NOT NULL,
	"kind" "consumer_alert_kind" NOT NULL,
	"fired_at" timestamp with time zone NOT NULL,
	"told_at" timestamp with time zone NOT NULL,
	"resolved_at" timestamp with time zone,
	"value" double precision NOT NULL,
	"threshold" double precision NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_warnings" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"consumer_id" uuid NOT NULL,
	"month_at" timestamp with time zone NOT NULL,
	"level" smallint NOT NULL,
	"spent_micros" bigint NOT NULL,
	"budget_micros" bigint NOT NULL,
	"warned_at" timestamp with time zone NOT NULL,
	"resolved_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "directory_listings" (
	"tool_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"publisher" text NOT NULL,
	"description" text NOT NULL,
	"category" text NOT NULL,
	"standing" "listing_standing" NOT NULL,
	"badges" text[] DEFAULT '{}' NOT NULL,
	"simulated" boolean NOT NULL,
	"quality" real NOT NULL,
	"uptime_ratio" real,
	"error_ratio" real,
	"avg_latency_ms" real,
	"p95_latency_ms" real,
	"rating" real,
	"reviews" integer NOT NULL,
	"calls" integer NOT NULL,
	"version" text,
	"published_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('english', name), 'A') || setweight(to_tsvector('english', category || ' ' || publisher), 'B') || setweight(to_tsvector('english', description), 'C')) STORED NOT NULL,
	CONSTRAINT "directory_listings_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "gate_exemptions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"developer_id" uuid NOT NULL,
	"tool_id" uuid,
	"type" "gate_type" NOT NULL,
	"state" "exemption_state" DEFAULT 'pending' NOT NULL,
	"reason" text NOT NULL,
	"evidence" text DEFAULT '' NOT NULL,
	"requested_by" uuid NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"decision_reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "gate_exemptions_decided" CHECK (("gate_exemptions"."state" in ('approved', 'rejected', 'revoked')) <= ("gate_exemptions"."decided_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "gate_notices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"gate_id" uuid NOT NULL,
	"step" "gate_step" NOT NULL,
	"owed_at" timestamp with time zone NOT NULL,
	"consequence_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quality_gates" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"developer_id" uuid NOT NULL,
	"tool_id" uuid,
	"type" "gate_type" NOT NULL,
	"state" "gate_state" NOT NULL,
	"triggered_at" timestamp with time zone NOT NULL,
	"applies_at" timestamp with time zone NOT NULL,
	"applied_at" timestamp with time zone,
	"escalates_at" timestamp with time zone,
	"escalated_at" timestamp with time zone,
	"lifted_at" timestamp with time zone,
	"lift_reason" text,
	"stopped_minutes" integer DEFAULT 0 NOT NULL,
	"stopped_by" text,
	"evidence" jsonb NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "quality_gates_lifted_has_moment" CHECK (("quality_gates"."state" = 'lifted') = ("quality_gates"."lifted_at" is not null)),
	CONSTRAINT "quality_gates_subject" CHECK (("quality_gates"."type" = 'low_score') = ("quality_gates"."tool_id" is null))
);
--> statement-breakpoint
CREATE TABLE "reliable_badges" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"developer_id" uuid NOT NULL,
	"earned_at" timestamp with time zone NOT NULL,
	"failing_since" timestamp with time zone,
	"loses_at" timestamp with time zone,
	"lost_at" timestamp with time zone,
	"checked_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reliable_badges_failing" CHECK (("reliable_badges"."failing_since" is null) = ("reliable_badges"."loses_at" is null))
);
--> statement-breakpoint
CREATE TABLE "revenue_milestones" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"developer_id" uuid NOT NULL,
	"threshold_micros" bigint NOT NULL,
	"total_micros" bigint NOT NULL,
	"reached_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "revenue_months" (
	"organization_id" uuid NOT NULL,
	"month_at" timestamp with time zone NOT NULL,
	"revenue_micros" bigint NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "revenue_months_organization_id_month_at_pk" PRIMARY KEY("organization_id","month_at")
);
--> statement-breakpoint
CREATE TABLE "notification_settings" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"quiet_from_minute" integer,
	"quiet_to_minute" integer,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"weekly_cap" integer,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "notification_settings_quiet" CHECK (("notification_settings"."quiet_from_minute" is null) = ("notification_settings"."quiet_to_minute" is null)),
	CONSTRAINT "notification_settings_minutes" CHECK ("notification_settings"."quiet_from_minute" between 0 and 1439 and "notification_settings"."quiet_to_minute" between 0 and 1439),
	CONSTRAINT "notification_settings_cap" CHECK ("notification_settings"."weekly_cap" between 1 and 100)
);
--> statement-breakpoint
CREATE TABLE "peer_groups" (
	"as_of" timestamp with time zone NOT NULL,
	"category" text NOT NULL,
	"metric" text NOT NULL,
	"size" integer NOT NULL,
	"p25" real NOT NULL,
	"median" real NOT NULL,
	"p75" real NOT NULL,
	CONSTRAINT "peer_groups_as_of_category_metric_pk" PRIMARY KEY("as_of","category","metric"),
	CONSTRAINT "peer_groups_anonymous" CHECK ("peer_groups"."size" >= 5)
);
--> statement-breakpoint
CREATE TABLE "peer_standings" (
	"organization_id" uuid NOT NULL,
	"developer_id" uuid NOT NULL,
	"as_of" timestamp with time zone NOT NULL,
	"category" text NOT NULL,
	"metric" text NOT NULL,
	"value" real NOT NULL,
	"better_than" real,
	"group_size" integer NOT NULL,
	CONSTRAINT "peer_standings_developer_id_as_of_category_metric_pk" PRIMARY KEY("developer_id","as_of","category","metric")
);
--> statement-breakpoint
CREATE TABLE "consumer_health_scores" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"consumer_id" uuid NOT NULL,
	"as_of" timestamp with time zone NOT NULL,
	"state" "score_state" NOT NULL,
	"score" real,
	"grade" text,
	"light" text,
	"formula_version" text NOT NULL,
	"inputs" jsonb NOT NULL,
	"inputs_hash" text NOT NULL,
	"breakdown" jsonb NOT NULL,
	"calculated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consumer_health_scores_range" CHECK ("consumer_health_scores"."score" is null or "consumer_health_scores"."score" between 0 and 100),
	CONSTRAINT "consumer_health_scores_new_has_no_score" CHECK (("consumer_health_scores"."state" = 'new') = ("consumer_health_scores"."score" is null))
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoint_health" (
	"endpoint_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"secret_sealed" jsonb NOT NULL,
	"failing_since" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"disabled_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_messages" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"type" text NOT NULL,
	"body" text NOT NULL,
	"dedup_key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_sends" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"state" "webhook_send_state" DEFAULT 'pending' NOT NULL,
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
ALTER TABLE "fault_windows" ADD COLUMN "severity" smallint DEFAULT 2 NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "guarded" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "suppressions" ADD COLUMN "event_id" text;--> statement-breakpoint
ALTER TABLE "consumer_alerts" ADD CONSTRAINT "consumer_alerts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consumer_alerts" ADD CONSTRAINT "consumer_alerts_consumer_id_consumers_id_fk" FOREIGN KEY ("consumer_id") REFERENCES "public"."consumers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_warnings" ADD CONSTRAINT "usage_warnings_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_warnings" ADD CONSTRAINT "usage_warnings_consumer_id_consumers_id_fk" FOREIGN KEY ("consumer_id") REFERENCES "public"."consumers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_exemptions" ADD CONSTRAINT "gate_exemptions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_exemptions" ADD CONSTRAINT "gate_exemptions_developer_id_developers_id_fk" FOREIGN KEY ("developer_id") REFERENCES "public"."developers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_exemptions" ADD CONSTRAINT "gate_exemptions_tool_id_tools_id_fk" FOREIGN KEY ("tool_id") REFERENCES "public"."tools"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_notices" ADD CONSTRAINT "gate_notices_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gate_notices" ADD CONSTRAINT "gate_notices_gate_id_quality_gates_id_fk" FOREIGN KEY ("gate_id") REFERENCES "public"."quality_gates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality_gates" ADD CONSTRAINT "quality_gates_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality_gates" ADD CONSTRAINT "quality_gates_developer_id_developers_id_fk" FOREIGN KEY ("developer_id") REFERENCES "public"."developers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality_gates" ADD CONSTRAINT "quality_gates_tool_id_tools_id_fk" FOREIGN KEY ("tool_id") REFERENCES "public"."tools"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reliable_badges" ADD CONSTRAINT "reliable_badges_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reliable_badges" ADD CONSTRAINT "reliable_badges_developer_id_developers_id_fk" FOREIGN KEY ("developer_id") REFERENCES "public"."developers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revenue_milestones" ADD CONSTRAINT "revenue_milestones_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revenue_milestones" ADD CONSTRAINT "revenue_milestones_developer_id_developers_id_fk" FOREIGN KEY ("developer_id") REFERENCES "public"."developers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revenue_months" ADD CONSTRAINT "revenue_months_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consumer_health_scores" ADD CONSTRAINT "consumer_health_scores_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consumer_health_scores" ADD CONSTRAINT "consumer_health_scores_consumer_id_consumers_id_fk" FOREIGN KEY ("consumer_id") REFERENCES "public"."consumers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoint_health" ADD CONSTRAINT "webhook_endpoint_health_endpoint_id_webhook_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."webhook_endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoint_health" ADD CONSTRAINT "webhook_endpoint_health_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_messages" ADD CONSTRAINT "webhook_messages_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_sends" ADD CONSTRAINT "webhook_sends_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_sends" ADD CONSTRAINT "webhook_sends_message_id_webhook_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."webhook_messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_sends" ADD CONSTRAINT "webhook_sends_endpoint_id_webhook_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."webhook_endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "consumer_alerts_open_key" ON "consumer_alerts" USING btree ("consumer_id","kind") WHERE "consumer_alerts"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "consumer_alerts_organization_idx" ON "consumer_alerts" USING btree ("organization_id","fired_at");--> statement-breakpoint
CREATE UNIQUE INDEX "usage_warnings_key" ON "usage_warnings" USING btree ("consumer_id","month_at","level");--> statement-breakpoint
CREATE INDEX "usage_warnings_organization_idx" ON "usage_warnings" USING btree ("organization_id","warned_at");--> statement-breakpoint
CREATE INDEX "directory_listings_search_idx" ON "directory_listings" USING gin ("search");--> statement-breakpoint
CREATE INDEX "directory_listings_category_idx" ON "directory_listings" USING btree ("standing","category","quality" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "directory_listings_quality_idx" ON "directory_listings" USING btree ("standing","quality" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "directory_listings_organization_idx" ON "directory_listings" USING btree ("organization_id");--> statement-breakpoint
CREATE UNIQUE INDEX "gate_exemptions_open_tool_key" ON "gate_exemptions" USING btree ("tool_id","type") WHERE "gate_exemptions"."state" in ('pending', 'approved') and "gate_exemptions"."tool_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "gate_exemptions_open_developer_key" ON "gate_exemptions" USING btree ("developer_id","type") WHERE "gate_exemptions"."state" in ('pending', 'approved') and "gate_exemptions"."tool_id" is null;--> statement-breakpoint
CREATE INDEX "gate_exemptions_organization_idx" ON "gate_exemptions" USING btree ("organization_id","requested_at");--> statement-breakpoint
CREATE INDEX "gate_exemptions_tool_idx" ON "gate_exemptions" USING btree ("tool_id");--> statement-breakpoint
CREATE UNIQUE INDEX "gate_notices_step_key" ON "gate_notices" USING btree ("gate_id","step");--> statement-breakpoint
CREATE INDEX "gate_notices_organization_idx" ON "gate_notices" USING btree ("organization_id","owed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "quality_gates_open_tool_key" ON "quality_gates" USING btree ("tool_id","type") WHERE "quality_gates"."state" <> 'lifted' and "quality_gates"."tool_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "quality_gates_open_developer_key" ON "quality_gates" USING btree ("developer_id","type") WHERE "quality_gates"."state" <> 'lifted' and "quality_gates"."tool_id" is null;--> statement-breakpoint
CREATE INDEX "quality_gates_organization_idx" ON "quality_gates" USING btree ("organization_id","triggered_at");--> statement-breakpoint
CREATE INDEX "quality_gates_tool_idx" ON "quality_gates" USING btree ("tool_id");--> statement-breakpoint
CREATE UNIQUE INDEX "reliable_badges_held_key" ON "reliable_badges" USING btree ("developer_id") WHERE "reliable_badges"."lost_at" is null;--> statement-breakpoint
CREATE INDEX "reliable_badges_organization_idx" ON "reliable_badges" USING btree ("organization_id","earned_at");--> statement-breakpoint
CREATE UNIQUE INDEX "revenue_milestones_key" ON "revenue_milestones" USING btree ("developer_id","threshold_micros");--> statement-breakpoint
CREATE INDEX "peer_standings_organization_idx" ON "peer_standings" USING btree ("organization_id","as_of");--> statement-breakpoint
CREATE UNIQUE INDEX "consumer_health_scores_consumer_as_of_key" ON "consumer_health_scores" USING btree ("consumer_id","as_of");--> statement-breakpoint
CREATE INDEX "consumer_health_scores_organization_idx" ON "consumer_health_scores" USING btree ("organization_id","as_of");--> statement-breakpoint
CREATE INDEX "webhook_endpoint_health_organization_idx" ON "webhook_endpoint_health" USING btree ("organization_id");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_messages_dedup_key" ON "webhook_messages" USING btree ("organization_id","dedup_key");--> statement-breakpoint
CREATE INDEX "webhook_messages_organization_idx" ON "webhook_messages" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_sends_key" ON "webhook_sends" USING btree ("message_id","endpoint_id");--> statement-breakpoint
CREATE INDEX "webhook_sends_due_idx" ON "webhook_sends" USING btree ("next_attempt_at") WHERE "webhook_sends"."state" in ('pending', 'sending');--> statement-breakpoint
CREATE INDEX "webhook_sends_endpoint_idx" ON "webhook_sends" USING btree ("endpoint_id","created_at");--> statement-breakpoint
CREATE INDEX "webhook_sends_organization_idx" ON "webhook_sends" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "outbox_user_idx" ON "outbox" USING btree ("user_id","created_at");--> statement-breakpoint
ALTER TABLE "fault_windows" ADD CONSTRAINT "fault_windows_severity" CHECK ("fault_windows"."severity" between 1 and 4);