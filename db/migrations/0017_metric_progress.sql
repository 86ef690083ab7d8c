CREATE TABLE "metric_progress" (
	"stage" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "anomaly_events_window_key";--> statement-breakpoint
ALTER TABLE "anomaly_events" ALTER COLUMN "z_score" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "anomaly_events" ALTER COLUMN "impact" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "anomaly_windows" ALTER COLUMN "z" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "anomaly_windows" ALTER COLUMN "impact" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "anomaly_states" ADD COLUMN "summed_until" timestamp with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "anomaly_windows" ADD COLUMN "usual" double precision NOT NULL;--> statement-breakpoint
CREATE INDEX "anomaly_events_tool_idx" ON "anomaly_events" USING btree ("tool_id","started_at");