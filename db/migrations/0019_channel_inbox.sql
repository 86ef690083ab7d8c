CREATE TABLE "channel_inbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "channel_inbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"alert_id" uuid NOT NULL,
	"organization_id" uuid
);
--> statement-breakpoint
DROP TABLE "channel_cursor" CASCADE;--> statement-breakpoint
ALTER TABLE "channel_deliveries" ADD COLUMN "only_firing" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "takes_unrouted" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "next_send_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "channel_inbox_organization_idx" ON "channel_inbox" USING btree ("organization_id");