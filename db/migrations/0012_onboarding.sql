CREATE TYPE "public"."setup_end_reason" AS ENUM('complete', 'dismissed');--> statement-breakpoint
CREATE TABLE "setup_endings" (
	"organization_id" uuid PRIMARY KEY NOT NULL,
	"reason" "setup_end_reason" NOT NULL,
	"ended_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "setup_endings" ADD CONSTRAINT "setup_endings_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;