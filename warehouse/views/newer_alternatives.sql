-- materialised
-- For each method of a sub-problem the methods of the frontier that stand in the same sub-problem and are newer, newest first; at most 10.
WITH newest AS (
    SELECT its.sub_problem_id, f.*
    FROM frontier AS f
    JOIN sub_problem_methods AS its USING (topic, method_id)
    QUALIFY row_number() OVER (PARTITION BY f.topic, its.sub_problem_id ORDER BY f.first_seen DESC, lower(f.method), f.method_id) <= 11
)
SELECT
    old.topic, old.method_id, old.method, new.method_id AS newer_method_id, new.method AS newer_method, new.paper_id,
    new.paper_title, new.first_seen
FROM newest AS new
JOIN sub_problem_methods AS peer ON peer.topic = new.topic AND peer.sub_problem_id = new.sub_problem_id
JOIN methods AS old ON old.topic = peer.topic AND old.method_id = peer.method_id
WHERE old.method_id <> new.method_id AND (old.first_seen IS NULL OR old.first_seen < new.first_seen)
-- One more than are shown were kept: the method itself may be among them.
QUALIFY row_number() OVER (PARTITION BY old.topic, old.method_id ORDER BY new.first_seen DESC, lower(new.method), new.method_id) <= 10
ORDER BY old.topic, old.method_id, new.first_seen DESC, lower(new.method), new.method_id
