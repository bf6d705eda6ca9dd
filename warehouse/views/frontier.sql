-- materialised
-- Methods introduced by a paper of the topic in the 24 months before its newest paper, that no other paper criticises or beats, with the methods that they beat; newest first.
WITH newest AS (
    SELECT topic, max(published) AS published
    FROM papers
    GROUP BY topic
),
beaten AS (
    SELECT topic, winner_id AS method_id, list(DISTINCT loser ORDER BY loser) AS beats
    FROM head_to_head
    SEMI JOIN (SELECT topic, method_id AS loser_id FROM methods WHERE kind = 'method') USING (topic, loser_id)
    GROUP BY topic, winner_id
)
SELECT m.topic, m.method_id, m.method, s.sub_problem, m.paper_id, m.paper_title, m.first_seen, coalesce(b.beats, []) AS beats
FROM methods AS m
JOIN method_supersession AS s USING (topic, method_id)
JOIN newest AS n USING (topic)
LEFT JOIN beaten AS b USING (topic, method_id)
WHERE m.paper_id IS NOT NULL AND s.score = 0 AND m.first_seen > n.published - INTERVAL 24 MONTH
ORDER BY m.topic, m.first_seen DESC, lower(m.method), m.method_id
