CREATE TABLE "alert_rule_series" (
	"rule_id" uuid NOT NULL,
	"series_id" bigint NOT NULL,
	"fingerprint" text NOT NULL,
	"numerator" boolean,
	"counter" boolean NOT NULL,
	CONSTRAINT "alert_rule_series_rule_id_series_id_pk" PRIMARY KEY("rule_id","series_id")
);
--> statement-breakpoint
ALTER TABLE "alert_rules" ADD COLUMN "matched_version" integer;--> statement-breakpoint
ALTER TABLE "alert_rule_series" ADD CONSTRAINT "alert_rule_series_rule_id_alert_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rule_series" ADD CONSTRAINT "alert_rule_series_series_id_metric_series_id_fk" FOREIGN KEY ("series_id") REFERENCES "public"."metric_series"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_rule_series_series_idx" ON "alert_rule_series" USING btree ("series_id");--> statement-breakpoint
CREATE INDEX "metric_series_created_idx" ON "metric_series" USING btree ("created_at");