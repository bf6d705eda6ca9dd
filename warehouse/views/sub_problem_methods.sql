-- materialised
-- The members of each sub-problem, most superseded first.
SELECT
    s.topic, first(s.method_id) OVER members AS sub_problem_id, s.sub_problem AS label, s.method_id, s.method,
    row_number() OVER members AS member_rank
FROM method_supersession AS s
JOIN staged_clusters AS c USING (topic, method_id)
WINDOW members AS (PARTITION BY s.topic, c.cluster ORDER BY s.rank)
ORDER BY s.topic, label, member_rank
