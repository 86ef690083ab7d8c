CREATE TABLE "attribution_marks" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "attribution_marks_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone NOT NULL,
	CONSTRAINT "attribution_marks_order" CHECK ("attribution_marks"."to_at" > "attribution_marks"."from_at")
);
--> statement-breakpoint
CREATE INDEX "incident_entries_words_idx" ON "incident_entries" USING gin (to_tsvector('simple', "body"));