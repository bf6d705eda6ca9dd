-- For each method of a sub-problem the methods of the frontier that stand in the same sub-problem and are newer, newest first.
SELECT
    old.topic, old.method_id, old.method, new.method_id AS newer_method_id, new.method AS newer_method, new.paper_id,
    new.paper_title, new.first_seen
FROM frontier AS new
JOIN sub_problem_methods AS its USING (topic, method_id)
JOIN sub_problem_methods AS peer ON peer.topic = its.topic AND peer.sub_problem_id = its.sub_problem_id
JOIN methods AS old ON old.topic = peer.topic AND old.method_id = peer.method_id
WHERE old.method_id <> new.method_id AND (old.first_seen IS NULL OR old.first_seen < new.first_seen)
ORDER BY old.topic, old.method_id, new.first_seen DESC, lower(new.method), new.method_id
