CREATE TYPE "public"."score_card" AS ENUM('developer', 'consumer');--> statement-breakpoint
CREATE TABLE "consumer_hours" (
	"consumer_id" uuid NOT NULL,
	"hour_at" timestamp with time zone NOT NULL,
	"organization_id" uuid NOT NULL,
	"invocations" integer NOT NULL,
	"spend_micros" bigint NOT NULL,
	CONSTRAINT "consumer_hours_consumer_id_hour_at_pk" PRIMARY KEY("consumer_id","hour_at")
);
--> statement-breakpoint
ALTER TABLE "action_dismissals" DROP CONSTRAINT "action_dismissals_developer_id_developers_id_fk";
--> statement-breakpoint
ALTER TABLE "action_promises" DROP CONSTRAINT "action_promises_developer_id_developers_id_fk";
--> statement-breakpoint
DROP INDEX "action_promises_organization_idx";--> statement-breakpoint
DROP INDEX "action_dismissals_key";--> statement-breakpoint
DROP INDEX "action_promises_key";--> statement-breakpoint
ALTER TABLE "consumers" ADD COLUMN "own_budget_micros" bigint;--> statement-breakpoint
-- What is stored so far is the developers'.
ALTER TABLE "action_dismissals" ADD COLUMN "card" "score_card" NOT NULL DEFAULT 'developer';--> statement-breakpoint
ALTER TABLE "action_dismissals" ALTER COLUMN "card" DROP DEFAULT;--> statement-breakpoint
-- What is stored so far is the developers'.
ALTER TABLE "action_promises" ADD COLUMN "card" "score_card" NOT NULL DEFAULT 'developer';--> statement-breakpoint
ALTER TABLE "action_promises" ALTER COLUMN "card" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "consumer_usage_daily" ADD COLUMN "errors_consumer" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "consumer_hours_hour_idx" ON "consumer_hours" USING btree ("hour_at");--> statement-breakpoint
CREATE UNIQUE INDEX "action_dismissals_key" ON "action_dismissals" USING btree ("organization_id","card","action_id");--> statement-breakpoint
CREATE UNIQUE INDEX "action_promises_key" ON "action_promises" USING btree ("organization_id","card","closed_at","action_id");--> statement-breakpoint
ALTER TABLE "consumer_alerts" DROP COLUMN "told_at";--> statement-breakpoint
ALTER TABLE "action_dismissals" DROP COLUMN "developer_id";--> statement-breakpoint
ALTER TABLE "action_promises" DROP COLUMN "developer_id";--> statement-breakpoint
-- Whose fault the failures of the kept days were is counted again from their calls.
INSERT INTO "usage_marks" ("tool_id", "organization_id", "day_at") SELECT DISTINCT "tool_id", "organization_id", "day_at" FROM "consumer_usage_daily" WHERE "errors" > 0;
