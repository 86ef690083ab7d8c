DROP INDEX "action_promises_open_key";--> statement-breakpoint
ALTER TABLE "action_promises" ALTER COLUMN "closed_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "action_promises" ALTER COLUMN "won_points" SET NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "action_promises_key" ON "action_promises" USING btree ("developer_id","closed_at","action_id");