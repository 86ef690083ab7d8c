CREATE TABLE "metric_marks" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "metric_marks_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"series_id" bigint NOT NULL,
	"hour_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "metric_streams" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" uuid,
	"started_ns" bigint NOT NULL,
	"at_ns" bigint NOT NULL,
	"value" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "metric_samples" ADD COLUMN "received_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "metric_streams_updated_idx" ON "metric_streams" USING btree ("updated_at");--> statement-breakpoint
CREATE INDEX "metric_samples_received_idx" ON "metric_samples" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "user_activities_at_idx" ON "user_activities" USING btree ("at");