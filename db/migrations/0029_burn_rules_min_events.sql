-- The rule of an SLO judges its budget from as many events on as the SLO does.
UPDATE "alert_rules" r SET "options" = r."options" || jsonb_build_object('minEvents', s."min_events")
FROM "slos" s WHERE s."rule_id" = r."id" AND r."kind" = 'burn_rate' AND s."deleted_at" IS NULL AND NOT r."options" ? 'minEvents';
