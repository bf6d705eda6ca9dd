-- materialised
-- For each method of a sub-problem the newest methods of the frontier in the same sub-problem that are newer than it, newest first; at most 10.
WITH newest AS (
    SELECT f.topic, its.sub_problem_id, f.method_id, f.method, f.paper_id, f.paper_title, f.first_seen
    FROM frontier AS f
    JOIN sub_problem_methods AS its USING (topic, method_id)
    QUALIFY row_number() OVER (PARTITION BY f.topic, its.sub_problem_id ORDER BY f.first_seen DESC, lower(f.method), f.method_id) <= 10
),
members AS (
    SELECT topic, sub_problem_id, method_id, method, first_seen
    FROM sub_problem_methods
    JOIN (SELECT topic, method_id, first_seen FROM methods) USING (topic, method_id)
)
SELECT
    old.topic, old.method_id, old.method, new.method_id AS newer_method_id, new.method AS newer_method, new.paper_id,
    new.paper_title, new.first_seen
FROM members AS old
JOIN newest AS new USING (topic, sub_problem_id)
WHERE old.method_id <> new.method_id AND (old.first_seen IS NULL OR old.first_seen < new.first_seen)
ORDER BY old.topic, old.method_id, new.first_seen DESC, lower(new.method), new.method_id
