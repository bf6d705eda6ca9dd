-- materialised
-- For each ranked method at most 10 methods of papers of the topic that are not older: first those whose paper beats it, then those whose paper criticises it, then members of the frontier in its sub-problem that are surely newer and share a benchmark or a paper with it; newest first. A method that is heavily superseded itself is none, nor is one whose paper has both in a table and does not beat it.
WITH claims AS (
    SELECT topic, loser_id AS method_id, winner_id AS newer_method_id, 1 AS place FROM head_to_head
    UNION
    SELECT c.topic, c.method_id, m.method_id, 2
    FROM critique_receipts AS c
    JOIN methods AS m USING (topic, paper_id)
),
-- A large sub-problem has too many pairs: its ten newest are enough.
newest AS (
    SELECT topic, sub_problem_id, method_id
    FROM frontier
    JOIN (SELECT topic, sub_problem_id, method_id FROM sub_problem_methods) USING (topic, method_id)
    QUALIFY row_number() OVER (PARTITION BY topic, sub_problem_id ORDER BY first_seen DESC, lower(method), method_id) <= 11
),
-- Where a method can be seen beside others: on a benchmark, in a paper.
seen AS (
    SELECT DISTINCT *
    FROM (
        SELECT topic, method_id, 'benchmark ' || benchmark_name || ' ' || suite AS place FROM benchmark_results
        UNION ALL
        SELECT topic, method_id, 'paper ' || paper_id FROM benchmark_results
        UNION ALL
        SELECT topic, method_id, 'paper ' || paper_id FROM critique_receipts
    )
),
-- From the few newest methods to the many that they meet: the other way round is ten times the rows.
spots AS MATERIALIZED (
    SELECT topic, sub_problem_id, n.method_id, s.place
    FROM newest AS n
    JOIN seen AS s USING (topic, method_id)
),
mates AS (
    SELECT DISTINCT topic, old.method_id, new.method_id AS newer_method_id, 3 AS place
    FROM spots AS new
    JOIN seen AS old USING (topic, place)
    JOIN sub_problem_methods AS s ON s.topic = new.topic AND s.method_id = old.method_id AND s.sub_problem_id = new.sub_problem_id
),
nearest AS (
    SELECT topic, method_id, newer_method_id, min(place) AS place
    FROM (FROM claims UNION ALL FROM mates)
    WHERE method_id <> newer_method_id
    GROUP BY ALL
),
compared AS (SELECT DISTINCT topic, other_id AS method_id, own_id AS newer_method_id FROM shared_cells),
best AS (
    FROM nearest WHERE place = 1
    UNION ALL
    SELECT nearest.* FROM nearest ANTI JOIN compared USING (topic, method_id, newer_method_id) WHERE place > 1
)
SELECT
    best.topic, best.method_id, old.method, best.newer_method_id, new.method AS newer_method, new.paper_id, new.paper_title, new.first_seen,
    CASE place WHEN 1 THEN 'beats it' WHEN 2 THEN 'criticises it' ELSE 'same sub-problem' END AS reason
FROM best
JOIN methods AS old ON old.topic = best.topic AND old.method_id = best.method_id AND old.kind = 'method'
JOIN methods AS new ON new.topic = best.topic AND new.method_id = best.newer_method_id AND new.kind = 'method' AND new.paper_id IS NOT NULL
JOIN method_supersession AS s ON s.topic = best.topic AND s.method_id = best.newer_method_id AND s.status <> 'heavily superseded'
-- A year alone, or a month, leaves open who came first: a mate must be of a later one; who beats or criticises a method cites what was there.
WHERE old.paper_id IS DISTINCT FROM new.paper_id AND CASE
    WHEN place = 3 AND new.first_seen_precision IN ('by_year', 'named') THEN false
    WHEN place = 3 AND (old.first_seen_precision IN ('year', 'by_year') OR new.first_seen_precision = 'year')
        THEN year(old.first_seen) < year(new.first_seen)
    WHEN place = 3 THEN date_trunc('month', old.first_seen) < date_trunc('month', new.first_seen)
    WHEN old.first_seen_precision IN ('year', 'by_year') THEN true
    WHEN new.first_seen_precision IN ('year', 'by_year') THEN old.first_seen IS NULL OR year(old.first_seen) <= year(new.first_seen)
    ELSE old.first_seen IS NULL OR old.first_seen <= new.first_seen END
QUALIFY row_number() OVER (
    PARTITION BY best.topic, best.method_id ORDER BY place, new.first_seen DESC, lower(new.method), new.method_id) <= 10
ORDER BY best.topic, best.method_id, place, new.first_seen DESC, lower(new.method), new.method_id
