-- materialised
-- The members of each sub-problem, most superseded first. A sub-problem keeps the id under which most of its members were at the last build.
WITH ranked AS (
    SELECT
        s.topic, c.kept_id, first(s.method_id) OVER members AS first_id, s.sub_problem AS label, s.method_id, s.method,
        row_number() OVER members AS member_rank
    FROM method_supersession AS s
    JOIN staged_clusters AS c USING (topic, method_id)
    WINDOW members AS (PARTITION BY s.topic, c.cluster ORDER BY s.rank)
)
SELECT
    topic,
    -- An id that another sub-problem keeps is not given again.
    coalesce(kept_id, CASE WHEN (topic, first_id) IN (SELECT (topic, kept_id) FROM ranked WHERE kept_id IS NOT NULL)
        THEN first_id || '-new' ELSE first_id END) AS sub_problem_id,
    label, method_id, method, member_rank
FROM ranked
ORDER BY topic, label, member_rank
