ALTER TABLE "tool_health_checks" DROP CONSTRAINT "tool_health_checks_tool_id_tools_id_fk";
--> statement-breakpoint
ALTER TABLE "tool_health_checks" DROP CONSTRAINT "tool_health_checks_organization_id_organizations_id_fk";
--> statement-breakpoint
ALTER TABLE "consumer_usage_daily" DROP CONSTRAINT "consumer_usage_daily_tool_id_tools_id_fk";
--> statement-breakpoint
ALTER TABLE "consumer_usage_daily" DROP CONSTRAINT "consumer_usage_daily_consumer_id_consumers_id_fk";
--> statement-breakpoint
CREATE INDEX "log_lines_organization_idx" ON "log_lines" USING btree ("organization_id","at");--> statement-breakpoint
CREATE INDEX "metric_samples_organization_idx" ON "metric_samples" USING btree ("organization_id","at");--> statement-breakpoint
CREATE INDEX "markers_tool_idx" ON "markers" USING btree ("tool_id");--> statement-breakpoint
CREATE INDEX "refunds_tool_idx" ON "refunds" USING btree ("tool_id");--> statement-breakpoint
CREATE INDEX "refunds_consumer_idx" ON "refunds" USING btree ("consumer_id");--> statement-breakpoint
CREATE INDEX "reviews_consumer_idx" ON "reviews" USING btree ("consumer_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_endpoint_idx" ON "webhook_deliveries" USING btree ("endpoint_id");