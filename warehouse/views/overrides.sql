-- materialised
-- Every entry of overrides.toml, with whether it still fits something; an entry that does not is stale and changes nothing.
SELECT topic, action, entry, is_applied FROM staged_overrides ORDER BY topic, is_applied, action, entry
