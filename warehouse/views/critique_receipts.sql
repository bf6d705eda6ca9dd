-- Verbatim critique sentences, each with its target and the place where it stands; only those that are counted.
SELECT * EXCLUDE (is_counted)
FROM critique_candidates
WHERE is_counted
