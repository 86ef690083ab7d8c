CREATE TABLE "webhook_attempts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"send_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"status" integer,
	"error" text,
	"answer" text,
	"latency_ms" integer
);
--> statement-breakpoint
CREATE TABLE "webhook_secrets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"sealed" text NOT NULL,
	"expires_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "webhook_sends" DROP CONSTRAINT "webhook_sends_message_id_webhook_messages_id_fk";
--> statement-breakpoint
DROP INDEX "webhook_sends_due_idx";--> statement-breakpoint
ALTER TABLE "reviews" ADD COLUMN "response_edited_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tool_versions" ADD COLUMN "changelog_written_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhook_endpoint_health" ADD COLUMN "sends_from" timestamp with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_endpoint_health" ADD COLUMN "event_types" text[];--> statement-breakpoint
ALTER TABLE "webhook_endpoint_health" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "webhook_endpoint_health" ADD COLUMN "disabled_reason" text;--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_send_id_webhook_sends_id_fk" FOREIGN KEY ("send_id") REFERENCES "public"."webhook_sends"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_secrets" ADD CONSTRAINT "webhook_secrets_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_secrets" ADD CONSTRAINT "webhook_secrets_endpoint_id_webhook_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."webhook_endpoints"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_attempts_send_idx" ON "webhook_attempts" USING btree ("send_id","at");--> statement-breakpoint
CREATE INDEX "webhook_attempts_organization_idx" ON "webhook_attempts" USING btree ("organization_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_secrets_current_key" ON "webhook_secrets" USING btree ("endpoint_id") WHERE "webhook_secrets"."expires_at" is null;--> statement-breakpoint
CREATE INDEX "webhook_secrets_endpoint_idx" ON "webhook_secrets" USING btree ("endpoint_id");--> statement-breakpoint
CREATE INDEX "webhook_secrets_organization_idx" ON "webhook_secrets" USING btree ("organization_id");--> statement-breakpoint
ALTER TABLE "webhook_sends" ADD CONSTRAINT "webhook_sends_message_id_webhook_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."webhook_messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_sends_due_idx" ON "webhook_sends" USING btree ("endpoint_id","next_attempt_at") WHERE "webhook_sends"."state" in ('pending', 'sending');--> statement-breakpoint
ALTER TABLE "webhook_endpoint_health" DROP COLUMN "secret_sealed";--> statement-breakpoint
ALTER TABLE "webhook_endpoint_health" ADD CONSTRAINT "webhook_endpoint_health_disabled" CHECK (("webhook_endpoint_health"."disabled_at" is null) = ("webhook_endpoint_health"."disabled_reason" is null));