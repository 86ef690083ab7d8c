ALTER TABLE "status_maintenances" ADD COLUMN "simulated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "status_subscribers" ADD COLUMN "simulated" boolean DEFAULT false NOT NULL;