CREATE TYPE "public"."incident_entry_visibility" AS ENUM('internal', 'public');--> statement-breakpoint
CREATE TYPE "public"."incident_followup_state" AS ENUM('open', 'done', 'not_doing');--> statement-breakpoint
CREATE TYPE "public"."incident_coverage" AS ENUM('none', 'everything', 'some', 'provider');--> statement-breakpoint
CREATE TYPE "public"."incident_status" AS ENUM('investigating', 'identified', 'monitoring', 'resolved');--> statement-breakpoint
CREATE TYPE "public"."system_impact" AS ENUM('degraded', 'partial_outage', 'major_outage');--> statement-breakpoint
CREATE TYPE "public"."status_subscriber_kind" AS ENUM('email', 'webhook');--> statement-breakpoint
CREATE TYPE "public"."status_subscriber_state" AS ENUM('pending', 'active', 'ended');--> statement-breakpoint
CREATE TABLE "incident_alerts" (
	"alert_id" uuid PRIMARY KEY NOT NULL,
	"incident_id" uuid NOT NULL,
	"attached_by" uuid,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incident_entries" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "incident_entries_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"incident_id" uuid NOT NULL,
	"type" text NOT NULL,
	"visibility" "incident_entry_visibility" DEFAULT 'internal' NOT NULL,
	"actor_id" uuid,
	"body" text DEFAULT '' NOT NULL,
	"facts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"corrects_seq" bigint,
	"at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "incident_entries_correction" CHECK (("incident_entries"."type" = 'correction') = ("incident_entries"."corrects_seq" is not null))
);
--> statement-breakpoint
CREATE TABLE "incident_followups" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"incident_id" uuid NOT NULL,
	"title" text NOT NULL,
	"owner_id" uuid,
	"due_on" date,
	"state" "incident_followup_state" DEFAULT 'open' NOT NULL,
	"reason" text,
	"signal" jsonb,
	"claimed_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"settled_by" uuid,
	"created_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "incident_followups_settled" CHECK (("incident_followups"."state" = 'open') = ("incident_followups"."settled_at" is null)),
	CONSTRAINT "incident_followups_reason" CHECK ("incident_followups"."state" <> 'not_doing' or length("incident_followups"."reason") > 0)
);
--> statement-breakpoint
CREATE TABLE "incident_impact_organizations" (
	"incident_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"role" text NOT NULL,
	"failed_calls" bigint NOT NULL,
	"revenue_micros" bigint NOT NULL,
	CONSTRAINT "incident_impact_organizations_incident_id_organization_id_role_pk" PRIMARY KEY("incident_id","organization_id","role")
);
--> statement-breakpoint
CREATE TABLE "incident_impacts" (
	"incident_id" uuid PRIMARY KEY NOT NULL,
	"consumers" integer NOT NULL,
	"failed_calls" bigint NOT NULL,
	"revenue_micros" bigint NOT NULL,
	"sla_minutes" integer NOT NULL,
	"computed_at" timestamp with time zone NOT NULL,
	"frozen_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "incident_responders" (
	"incident_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"joined_at" timestamp with time zone NOT NULL,
	"left_at" timestamp with time zone,
	CONSTRAINT "incident_responders_incident_id_user_id_pk" PRIMARY KEY("incident_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "incident_systems" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"incident_id" uuid NOT NULL,
	"system_key" text NOT NULL,
	"impact" "system_impact" NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone,
	CONSTRAINT "incident_systems_order" CHECK ("incident_systems"."to_at" is null or "incident_systems"."to_at" >= "incident_systems"."from_at")
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "incidents_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"incident_key" text NOT NULL,
	"title" text NOT NULL,
	"severity" smallint NOT NULL,
	"status" "incident_status" DEFAULT 'investigating' NOT NULL,
	"coverage" "incident_coverage" DEFAULT 'none' NOT NULL,
	"routes" text[] DEFAULT '{}' NOT NULL,
	"tools" uuid[] DEFAULT '{}' NOT NULL,
	"provider" text,
	"message" text DEFAULT '' NOT NULL,
	"public" boolean DEFAULT false NOT NULL,
	"commander_id" uuid,
	"created_by" uuid,
	"started_at" timestamp with time zone NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"mitigated_at" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"last_update_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "incidents_number_unique" UNIQUE("number"),
	CONSTRAINT "incidents_severity" CHECK ("incidents"."severity" between 1 and 4),
	CONSTRAINT "incidents_resolved" CHECK (("incidents"."status" = 'resolved') = ("incidents"."resolved_at" is not null)),
	CONSTRAINT "incidents_closed" CHECK ("incidents"."closed_at" is null or "incidents"."status" = 'resolved'),
	CONSTRAINT "incidents_provider" CHECK ("incidents"."coverage" <> 'provider' or "incidents"."provider" is not null)
);
--> statement-breakpoint
CREATE TABLE "postmortems" (
	"incident_id" uuid PRIMARY KEY NOT NULL,
	"what_happened" text DEFAULT '' NOT NULL,
	"impact" text DEFAULT '' NOT NULL,
	"users_affected" integer,
	"minutes" integer,
	"revenue_micros" bigint,
	"whys" text[] DEFAULT '{}' NOT NULL,
	"root_cause" text DEFAULT '' NOT NULL,
	"lessons" text DEFAULT '' NOT NULL,
	"complete_at" timestamp with time zone,
	"reviewed_by" uuid,
	"reviewed_at" timestamp with time zone,
	"published_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "postmortems_reviewed" CHECK (("postmortems"."reviewed_by" is null) = ("postmortems"."reviewed_at" is null))
);
--> statement-breakpoint
CREATE TABLE "status_maintenance_entries" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "status_maintenance_entries_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"maintenance_id" uuid NOT NULL,
	"type" text NOT NULL,
	"actor_id" uuid,
	"body" text DEFAULT '' NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_maintenances" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"title" text NOT NULL,
	"body" text DEFAULT '' NOT NULL,
	"systems" text[] NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"completed_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	"sequence" integer DEFAULT 0 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "status_maintenances_order" CHECK ("status_maintenances"."ends_at" > "status_maintenances"."starts_at"),
	CONSTRAINT "status_maintenances_systems" CHECK (cardinality("status_maintenances"."systems") > 0)
);
--> statement-breakpoint
CREATE TABLE "status_notices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"subscriber_id" uuid NOT NULL,
	"key" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"last_answer" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_snapshots" (
	"id" integer PRIMARY KEY NOT NULL,
	"body" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_subscribers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" "status_subscriber_kind" NOT NULL,
	"address" text NOT NULL,
	"systems" text[] DEFAULT '{}' NOT NULL,
	"state" "status_subscriber_state" DEFAULT 'pending' NOT NULL,
	"token_hash" text NOT NULL,
	"sealed" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"end_reason" text,
	"confirmed_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "status_subscribers_ended" CHECK (("status_subscribers"."state" = 'ended') = ("status_subscribers"."ended_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "slos" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"key" text NOT NULL,
	"system_key" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"objective" double precision NOT NULL,
	"window_days" integer NOT NULL,
	"ratio" jsonb NOT NULL,
	"min_events" integer DEFAULT 100 NOT NULL,
	"rule_id" uuid,
	"position" integer DEFAULT 0 NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "slos_key_unique" UNIQUE("key"),
	CONSTRAINT "slos_objective" CHECK ("slos"."objective" > 0 and "slos"."objective" < 1),
	CONSTRAINT "slos_window" CHECK ("slos"."window_days" in (7, 28, 30))
);
--> statement-breakpoint
CREATE TABLE "systems" (
	"key" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"group_name" text DEFAULT '' NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"routes" text[] DEFAULT '{}' NOT NULL,
	"provider" text,
	"log_service" text,
	"public" boolean DEFAULT true NOT NULL,
	"archived_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "systems_key" CHECK ("systems"."key" ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);
--> statement-breakpoint
ALTER TABLE "fault_windows" ADD COLUMN "tools" uuid[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "incident_alerts" ADD CONSTRAINT "incident_alerts_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_alerts" ADD CONSTRAINT "incident_alerts_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_entries" ADD CONSTRAINT "incident_entries_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_followups" ADD CONSTRAINT "incident_followups_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_impact_organizations" ADD CONSTRAINT "incident_impact_organizations_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_impacts" ADD CONSTRAINT "incident_impacts_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_responders" ADD CONSTRAINT "incident_responders_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_systems" ADD CONSTRAINT "incident_systems_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_systems" ADD CONSTRAINT "incident_systems_system_key_systems_key_fk" FOREIGN KEY ("system_key") REFERENCES "public"."systems"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postmortems" ADD CONSTRAINT "postmortems_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_maintenance_entries" ADD CONSTRAINT "status_maintenance_entries_maintenance_id_status_maintenances_id_fk" FOREIGN KEY ("maintenance_id") REFERENCES "public"."status_maintenances"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_notices" ADD CONSTRAINT "status_notices_subscriber_id_status_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."status_subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slos" ADD CONSTRAINT "slos_system_key_systems_key_fk" FOREIGN KEY ("system_key") REFERENCES "public"."systems"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slos" ADD CONSTRAINT "slos_rule_id_alert_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incident_alerts_incident_idx" ON "incident_alerts" USING btree ("incident_id");--> statement-breakpoint
CREATE INDEX "incident_entries_incident_idx" ON "incident_entries" USING btree ("incident_id","at","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "incident_entries_once_key" ON "incident_entries" USING btree ("incident_id",("facts" ->> 'once')) WHERE "incident_entries"."facts" ? 'once';--> statement-breakpoint
CREATE INDEX "incident_followups_incident_idx" ON "incident_followups" USING btree ("incident_id");--> statement-breakpoint
CREATE INDEX "incident_followups_open_idx" ON "incident_followups" USING btree ("owner_id","due_on") WHERE "incident_followups"."state" = 'open';--> statement-breakpoint
CREATE INDEX "incident_impact_organizations_organization_idx" ON "incident_impact_organizations" USING btree ("organization_id");--> statement-breakpoint
CREATE UNIQUE INDEX "incident_systems_open_key" ON "incident_systems" USING btree ("incident_id","system_key") WHERE "incident_systems"."to_at" is null;--> statement-breakpoint
CREATE INDEX "incident_systems_system_idx" ON "incident_systems" USING btree ("system_key","from_at");--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_open_key" ON "incidents" USING btree ("incident_key") WHERE "incidents"."status" <> 'resolved';--> statement-breakpoint
CREATE INDEX "incidents_open_idx" ON "incidents" USING btree ("started_at") WHERE "incidents"."status" <> 'resolved';--> statement-breakpoint
CREATE INDEX "incidents_started_idx" ON "incidents" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "status_maintenance_entries_maintenance_idx" ON "status_maintenance_entries" USING btree ("maintenance_id","seq");--> statement-breakpoint
CREATE INDEX "status_maintenances_starts_idx" ON "status_maintenances" USING btree ("starts_at");--> statement-breakpoint
CREATE UNIQUE INDEX "status_notices_key" ON "status_notices" USING btree ("subscriber_id","key");--> statement-breakpoint
CREATE INDEX "status_notices_due_idx" ON "status_notices" USING btree ("next_attempt_at") WHERE "status_notices"."next_attempt_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "status_subscribers_open_key" ON "status_subscribers" USING btree ("kind","address") WHERE "status_subscribers"."state" <> 'ended';--> statement-breakpoint
CREATE UNIQUE INDEX "status_subscribers_token_key" ON "status_subscribers" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "slos_system_idx" ON "slos" USING btree ("system_key");--> statement-breakpoint
INSERT INTO "systems" ("key", "name", "description", "position", "routes", "log_service", "public") VALUES
	('api', 'API', 'Requests to the routes of the platform', 10, '{/api/}', 'pulsegrid', true),
	('ingest', 'Ingest', 'Calls, events and traces that are sent in', 20, '{/api/ingest,/api/otlp}', 'pulsegrid', true),
	('builds', 'Builds', 'Builds of projects', 30, '{}', 'builds', true),
	('webhooks', 'Webhooks', 'Events that are delivered to endpoints', 40, '{/api/webhooks}', 'webhooks', true),
	('mail', 'E-mail', 'Mails that the platform sends', 50, '{}', 'mail', true),
	('database', 'Database', 'Where everything is kept', 60, '{}', 'database', false);--> statement-breakpoint
INSERT INTO "slos" ("key", "system_key", "name", "description", "objective", "window_days", "ratio", "position") VALUES
	('api-availability', 'api', 'API availability', 'Requests that were answered without a server error.', 0.999, 7, '{"bad":{"metric":"api_errors_total","filter":{}},"total":{"metric":"api_requests_total","filter":{}}}', 10),
	('build-success', 'builds', 'Build success', 'Builds that ended well.', 0.95, 7, '{"bad":{"metric":"builds_total","filter":{"status":"failed"}},"total":{"metric":"builds_total","filter":{}}}', 20),
	('webhook-delivery', 'webhooks', 'Webhook delivery', 'Webhooks that the endpoint accepted in the end.', 0.995, 7, '{"bad":{"metric":"webhook_deliveries_total","filter":{"status":"failed"}},"total":{"metric":"webhook_deliveries_total","filter":{}}}', 30);
