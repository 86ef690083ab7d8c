CREATE TYPE "public"."peer_state" AS ENUM('new', 'inactive', 'not_applicable', 'too_few', 'ranked');--> statement-breakpoint
ALTER TABLE "peer_groups" DROP CONSTRAINT "peer_groups_as_of_category_metric_pk";--> statement-breakpoint
ALTER TABLE "peer_groups" ALTER COLUMN "p25" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "peer_groups" ALTER COLUMN "median" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "peer_groups" ALTER COLUMN "p75" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "peer_standings" ALTER COLUMN "value" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "peer_standings" ALTER COLUMN "value" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "peer_standings" ALTER COLUMN "better_than" SET DATA TYPE double precision;--> statement-breakpoint
ALTER TABLE "peer_groups" ADD COLUMN "simulated" boolean NOT NULL;--> statement-breakpoint
ALTER TABLE "peer_groups" ADD CONSTRAINT "peer_groups_as_of_simulated_category_metric_pk" PRIMARY KEY("as_of","simulated","category","metric");--> statement-breakpoint
ALTER TABLE "peer_standings" ADD COLUMN "state" "peer_state" NOT NULL;--> statement-breakpoint
ALTER TABLE "peer_standings" ADD COLUMN "volume" integer;--> statement-breakpoint
CREATE INDEX "peer_standings_as_of_idx" ON "peer_standings" USING btree ("as_of");--> statement-breakpoint
ALTER TABLE "peer_standings" DROP COLUMN "group_size";--> statement-breakpoint
ALTER TABLE "peer_standings" ADD CONSTRAINT "peer_standings_ranked" CHECK (("peer_standings"."state" = 'ranked') = ("peer_standings"."better_than" is not null) and ("peer_standings"."state" not in ('ranked', 'too_few') or "peer_standings"."value" is not null));--> statement-breakpoint
ALTER TABLE "peer_standings" ADD CONSTRAINT "peer_standings_range" CHECK ("peer_standings"."better_than" is null or "peer_standings"."better_than" between 0 and 1);