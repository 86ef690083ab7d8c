-- What an open alert shows and is remembered by is written anew every minute. With room beside it on its page, it
-- stays there and no index hears of it.
ALTER TABLE "alerts" SET (fillfactor = 60);--> statement-breakpoint
ALTER TABLE "alert_states" SET (fillfactor = 45);
