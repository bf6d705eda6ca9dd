-- materialised
-- The topic's counts and the date of its last update; also of topics that have no papers yet.
SELECT
    t.topic, t.title,
    (SELECT count(*) FROM papers AS p WHERE p.topic = t.topic)::INTEGER AS n_papers,
    (SELECT count(*) FROM critique_receipts AS c WHERE c.topic = t.topic)::INTEGER AS n_critiques,
    (SELECT count(*) FROM benchmark_results AS r WHERE r.topic = t.topic)::INTEGER AS n_results,
    (SELECT count(*) FROM methods AS m WHERE m.topic = t.topic AND m.kind = 'method')::INTEGER AS n_methods,
    (SELECT max(finished_at) FROM extraction_runs AS e WHERE e.topic = t.topic AND e.status = 'ok') AS updated
FROM staged_topics AS t
ORDER BY t.topic
