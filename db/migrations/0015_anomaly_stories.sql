ALTER TYPE "public"."anomaly_state" ADD VALUE 'withdrawn';--> statement-breakpoint
CREATE TABLE "anomaly_baseline_days" (
	"tool_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"day_at" timestamp with time zone NOT NULL,
	"windows" integer NOT NULL,
	"invocations" bigint NOT NULL,
	"calls_squares" double precision NOT NULL,
	"revenue_sum" double precision NOT NULL,
	"revenue_squares" double precision NOT NULL,
	"rated_windows" integer NOT NULL,
	"error_sum" double precision NOT NULL,
	"error_squares" double precision NOT NULL,
	"latency_windows" integer NOT NULL,
	"latency_sum" double precision NOT NULL,
	"latency_squares" double precision NOT NULL,
	CONSTRAINT "anomaly_baseline_days_tool_id_day_at_pk" PRIMARY KEY("tool_id","day_at")
);
--> statement-breakpoint
CREATE TABLE "anomaly_baselines" (
	"tool_id" uuid NOT NULL,
	"weekend" boolean NOT NULL,
	"organization_id" uuid NOT NULL,
	"first_day_at" timestamp with time zone NOT NULL,
	"windows" integer NOT NULL,
	"invocations" bigint NOT NULL,
	"calls_squares" double precision NOT NULL,
	"revenue_sum" double precision NOT NULL,
	"revenue_squares" double precision NOT NULL,
	"rated_windows" integer NOT NULL,
	"error_sum" double precision NOT NULL,
	"error_squares" double precision NOT NULL,
	"latency_windows" integer NOT NULL,
	"latency_sum" double precision NOT NULL,
	"latency_squares" double precision NOT NULL,
	CONSTRAINT "anomaly_baselines_tool_id_weekend_pk" PRIMARY KEY("tool_id","weekend")
);
--> statement-breakpoint
CREATE TABLE "anomaly_cursors" (
	"name" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "anomaly_half_hours" (
	"slot" smallint NOT NULL,
	"tool_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"history" "bytea" NOT NULL,
	CONSTRAINT "anomaly_half_hours_slot_tool_id_pk" PRIMARY KEY("slot","tool_id")
);
--> statement-breakpoint
CREATE TABLE "anomaly_marks" (
	"tool_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"day_at" timestamp with time zone NOT NULL,
	"marks" "bytea" NOT NULL,
	CONSTRAINT "anomaly_marks_tool_id_day_at_pk" PRIMARY KEY("tool_id","day_at"),
	CONSTRAINT "anomaly_marks_size" CHECK (length("anomaly_marks"."marks") = 96)
);
--> statement-breakpoint
CREATE TABLE "anomaly_states" (
	"tool_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"known_from" timestamp with time zone NOT NULL,
	"judged_until" timestamp with time zone NOT NULL,
	"recent" "bytea" NOT NULL,
	"parameters" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "anomaly_stories" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid,
	"platform_story_id" uuid,
	"cause_key" text NOT NULL,
	"severity" "anomaly_severity" NOT NULL,
	"state" "anomaly_state" DEFAULT 'ongoing' NOT NULL,
	"impact" real NOT NULL,
	"title" text NOT NULL,
	"facts" jsonb NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"last_bad_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"confirmed" boolean,
	"feedback_by" uuid,
	"feedback_at" timestamp with time zone,
	"feedback_note" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "anomaly_stories_platform" CHECK ("anomaly_stories"."organization_id" is not null or "anomaly_stories"."platform_story_id" is null)
);
--> statement-breakpoint
CREATE TABLE "anomaly_windows" (
	"tool_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"window_at" timestamp with time zone NOT NULL,
	"confirmed" boolean NOT NULL,
	"severity" "anomaly_severity" NOT NULL,
	"observed" double precision NOT NULL,
	"expected_low" double precision NOT NULL,
	"expected_high" double precision NOT NULL,
	"z" real NOT NULL,
	"impact" real NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "anomaly_windows_tool_id_metric_window_at_pk" PRIMARY KEY("tool_id","metric","window_at")
);
--> statement-breakpoint
CREATE TABLE "detector_reports" (
	"metric" text PRIMARY KEY NOT NULL,
	"shown" integer NOT NULL,
	"confirmed" integer NOT NULL,
	"tightening" smallint DEFAULT 0 NOT NULL,
	"as_of" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "planned_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid,
	"tool_id" uuid,
	"title" text NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone NOT NULL,
	"created_by" uuid NOT NULL,
	"cancelled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "planned_events_order" CHECK ("planned_events"."to_at" > "planned_events"."from_at")
);
--> statement-breakpoint
CREATE TABLE "recount_marks" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "recount_marks_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tool_id" uuid NOT NULL,
	"organization_id" uuid NOT NULL,
	"bucket_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "anomaly_events" ALTER COLUMN "baseline_value" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "anomaly_events" ALTER COLUMN "current_value" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "anomaly_events" ADD COLUMN "story_id" uuid;--> statement-breakpoint
ALTER TABLE "anomaly_events" ADD COLUMN "last_bad_at" timestamp with time zone;--> statement-breakpoint
UPDATE "anomaly_events" SET "last_bad_at" = coalesce("ended_at", "started_at");--> statement-breakpoint
ALTER TABLE "anomaly_events" ALTER COLUMN "last_bad_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "anomaly_events" ADD COLUMN "updated_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "anomaly_stories" ADD CONSTRAINT "anomaly_stories_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "anomaly_stories" ADD CONSTRAINT "anomaly_stories_platform_story_id_anomaly_stories_id_fk" FOREIGN KEY ("platform_story_id") REFERENCES "public"."anomaly_stories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "planned_events" ADD CONSTRAINT "planned_events_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "planned_events" ADD CONSTRAINT "planned_events_tool_id_tools_id_fk" FOREIGN KEY ("tool_id") REFERENCES "public"."tools"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "anomaly_baseline_days_day_idx" ON "anomaly_baseline_days" USING btree ("day_at");--> statement-breakpoint
CREATE INDEX "anomaly_marks_organization_idx" ON "anomaly_marks" USING btree ("organization_id","day_at");--> statement-breakpoint
CREATE INDEX "anomaly_marks_day_idx" ON "anomaly_marks" USING btree ("day_at");--> statement-breakpoint
CREATE INDEX "anomaly_states_organization_idx" ON "anomaly_states" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "anomaly_stories_organization_idx" ON "anomaly_stories" USING btree ("organization_id","started_at");--> statement-breakpoint
CREATE INDEX "anomaly_stories_platform_idx" ON "anomaly_stories" USING btree ("platform_story_id");--> statement-breakpoint
CREATE INDEX "anomaly_stories_ongoing_idx" ON "anomaly_stories" USING btree ("last_bad_at") WHERE "anomaly_stories"."state" = 'ongoing';--> statement-breakpoint
CREATE INDEX "anomaly_windows_at_idx" ON "anomaly_windows" USING btree ("window_at");--> statement-breakpoint
CREATE INDEX "planned_events_organization_idx" ON "planned_events" USING btree ("organization_id","to_at");--> statement-breakpoint
CREATE INDEX "planned_events_to_idx" ON "planned_events" USING btree ("to_at");--> statement-breakpoint
ALTER TABLE "anomaly_events" ADD CONSTRAINT "anomaly_events_story_id_anomaly_stories_id_fk" FOREIGN KEY ("story_id") REFERENCES "public"."anomaly_stories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "anomaly_events_ongoing_key" ON "anomaly_events" USING btree ("tool_id","metric") WHERE "anomaly_events"."state" = 'ongoing';--> statement-breakpoint
CREATE INDEX "anomaly_events_story_idx" ON "anomaly_events" USING btree ("story_id");