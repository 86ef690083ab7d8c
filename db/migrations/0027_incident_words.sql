-- The words of a text, apart at every sign: by itself the database takes an id for numbers with minus signs,
-- and an address for one word. Written by hand (drizzle knows no functions).
CREATE FUNCTION "story_words"("body" text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN to_tsvector('pg_catalog.simple'::regconfig, translate("body", '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32)));
--> statement-breakpoint
DROP INDEX "incident_entries_words_idx";--> statement-breakpoint
CREATE INDEX "incident_entries_words_idx" ON "incident_entries" USING gin (story_words("body"));