-- Computed rows: the next refresh writes them again, with the new columns.
TRUNCATE "directory_listings";--> statement-breakpoint
CREATE TABLE "directory_categories" (
	"category" text PRIMARY KEY NOT NULL,
	"listed" integer NOT NULL,
	"inactive" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "directory_figures" (
	"tool_id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"window_to" timestamp with time zone NOT NULL,
	"calls" integer NOT NULL,
	"fair_rated" integer NOT NULL,
	"fair_errors" integer NOT NULL,
	"timed_calls" integer NOT NULL,
	"avg_latency_ms" real,
	"p95_latency_ms" real,
	"probes" integer NOT NULL,
	"probes_down" integer NOT NULL,
	"uptime_days" real[] NOT NULL,
	"error_days" real[] NOT NULL,
	"p95_days" real[] NOT NULL
);
--> statement-breakpoint
DROP INDEX "directory_listings_search_idx";--> statement-breakpoint
DROP INDEX "directory_listings_category_idx";--> statement-breakpoint
DROP INDEX "directory_listings_quality_idx";--> statement-breakpoint
ALTER TABLE "directory_listings" ADD COLUMN "quality_version" smallint NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_listings" ADD COLUMN "probes" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_listings" ADD COLUMN "rated_calls" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_listings" ADD COLUMN "timed_calls" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_listings" ADD COLUMN "stars" integer[] NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_listings" ADD COLUMN "name_words" "tsvector" GENERATED ALWAYS AS (to_tsvector('english', name)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_listings" ADD COLUMN "title_words" "tsvector" GENERATED ALWAYS AS (to_tsvector('english', name || ' ' || category || ' ' || publisher)) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "directory_listings" ADD COLUMN "all_words" "tsvector" GENERATED ALWAYS AS (to_tsvector('english', name || ' ' || category || ' ' || publisher || ' ' || description)) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "directory_figures_organization_idx" ON "directory_figures" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "directory_listings_name_words_idx" ON "directory_listings" USING gin ("name_words") WITH (gin_pending_list_limit=256);--> statement-breakpoint
CREATE INDEX "directory_listings_title_words_idx" ON "directory_listings" USING gin ("title_words") WITH (gin_pending_list_limit=256);--> statement-breakpoint
CREATE INDEX "directory_listings_all_words_idx" ON "directory_listings" USING gin ("all_words") WITH (gin_pending_list_limit=256);--> statement-breakpoint
CREATE INDEX "directory_listings_badges_idx" ON "directory_listings" USING gin ("badges") WITH (gin_pending_list_limit=256);--> statement-breakpoint
CREATE INDEX "directory_listings_newest_idx" ON "directory_listings" USING btree ("standing","published_at" DESC NULLS LAST,"tool_id");--> statement-breakpoint
CREATE INDEX "directory_listings_calls_idx" ON "directory_listings" USING btree ("standing","calls" DESC NULLS LAST,"tool_id");--> statement-breakpoint
CREATE INDEX "directory_listings_category_idx" ON "directory_listings" USING btree ("category","standing","quality" DESC NULLS LAST,"tool_id");--> statement-breakpoint
CREATE INDEX "directory_listings_quality_idx" ON "directory_listings" USING btree ("standing","quality" DESC NULLS LAST,"tool_id");--> statement-breakpoint
ALTER TABLE "directory_listings" DROP COLUMN "search";