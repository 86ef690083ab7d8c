-- PARTITION BY added by hand (drizzle cannot express it).
CREATE TABLE "tool_consumers_daily" (
	"tool_id" uuid NOT NULL,
	"consumer_id" uuid NOT NULL,
	"day_at" timestamp with time zone NOT NULL,
	"organization_id" uuid NOT NULL,
	CONSTRAINT "tool_consumers_daily_tool_id_day_at_consumer_id_pk" PRIMARY KEY("tool_id","day_at","consumer_id")
) PARTITION BY RANGE ("day_at");
