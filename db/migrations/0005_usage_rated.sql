ALTER TABLE "consumer_usage_daily" ADD COLUMN "rated" integer;--> statement-breakpoint
UPDATE "consumer_usage_daily" SET "rated" = "invocations";--> statement-breakpoint
ALTER TABLE "consumer_usage_daily" ALTER COLUMN "rated" SET NOT NULL;
