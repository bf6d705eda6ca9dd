-- materialised
-- For each ranked method at most 10 methods of the frontier that are not older: first those whose paper beats it, then those whose paper criticises it, then others of its sub-problem; newest first.
WITH claims AS (
    SELECT topic, loser_id AS method_id, winner_id AS newer_method_id, 1 AS place FROM head_to_head
    UNION
    SELECT c.topic, c.method_id, f.method_id, 2
    FROM critique_receipts AS c
    JOIN frontier AS f USING (topic, paper_id)
),
-- A large sub-problem has too many pairs: its ten newest are enough.
newest AS (
    SELECT topic, sub_problem_id, method_id
    FROM frontier
    JOIN (SELECT topic, sub_problem_id, method_id FROM sub_problem_methods) USING (topic, method_id)
    QUALIFY row_number() OVER (PARTITION BY topic, sub_problem_id ORDER BY first_seen DESC, lower(method), method_id) <= 11
),
mates AS (
    SELECT s.topic, s.method_id, n.method_id AS newer_method_id, 3 AS place
    FROM sub_problem_methods AS s
    JOIN newest AS n USING (topic, sub_problem_id)
),
best AS (
    SELECT topic, method_id, newer_method_id, min(place) AS place
    FROM (FROM claims UNION ALL FROM mates)
    WHERE method_id <> newer_method_id
    GROUP BY ALL
)
SELECT
    best.topic, best.method_id, old.method, best.newer_method_id, new.method AS newer_method, new.paper_id, new.paper_title, new.first_seen,
    CASE place WHEN 1 THEN 'beats it' WHEN 2 THEN 'criticises it' ELSE 'same sub-problem' END AS reason
FROM best
JOIN methods AS old ON old.topic = best.topic AND old.method_id = best.method_id AND old.kind = 'method'
JOIN frontier AS new ON new.topic = best.topic AND new.method_id = best.newer_method_id
WHERE old.first_seen IS NULL OR old.first_seen <= new.first_seen
QUALIFY row_number() OVER (
    PARTITION BY best.topic, best.method_id ORDER BY place, new.first_seen DESC, lower(new.method), new.method_id) <= 10
ORDER BY best.topic, best.method_id, place, new.first_seen DESC, lower(new.method), new.method_id
