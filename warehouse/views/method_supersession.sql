-- materialised
-- How superseded each method is: distinct other papers that criticise or beat it, rank and status.
-- score = papers_critique + papers_beat; ties by papers_beat, then by name. Only a paper other than the method's own counts.
-- heavily superseded: score of at least 5, at least 2 of it from tables: several groups use it as a baseline and beat it, not one paper's verdict.
-- superseded: beaten in a table of another paper, or criticised by at least 2 papers: one sentence of one paper is an opinion, not a trend.
WITH critics AS (
    SELECT c.topic, c.method_id, count(DISTINCT c.paper_id) AS papers_critique
    FROM critique_receipts AS c
    JOIN methods AS m USING (topic, method_id)
    WHERE c.paper_id IS DISTINCT FROM m.paper_id
    GROUP BY ALL
),
beaters AS (
    SELECT h.topic, h.loser_id AS method_id, count(DISTINCT h.paper_id) AS papers_beat
    FROM head_to_head AS h
    JOIN methods AS m ON m.topic = h.topic AND m.method_id = h.loser_id
    WHERE h.paper_id IS DISTINCT FROM m.paper_id
    GROUP BY ALL
),
scored AS (
    SELECT topic, method_id, method, coalesce(papers_critique, 0) AS papers_critique, coalesce(papers_beat, 0) AS papers_beat,
           coalesce(papers_critique, 0) + coalesce(papers_beat, 0) AS score
    FROM methods
    LEFT JOIN critics USING (topic, method_id)
    LEFT JOIN beaters USING (topic, method_id)
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY topic ORDER BY score DESC, papers_beat DESC, lower(method), method_id) AS rank,
           count(*) OVER (PARTITION BY topic) AS n_ranked
    FROM scored
)
SELECT
    topic, method_id, method,
    CASE WHEN c.cluster IS NOT NULL THEN arg_min(method, rank) OVER (PARTITION BY topic, c.cluster) END AS sub_problem,
    papers_critique, papers_beat, score, rank, n_ranked,
    CASE
        WHEN score >= 5 AND papers_beat >= 2 THEN 'heavily superseded'
        WHEN papers_beat >= 1 OR papers_critique >= 2 THEN 'superseded'
        ELSE 'not yet superseded'
    END AS status
FROM ranked
LEFT JOIN staged_clusters AS c USING (topic, method_id)
ORDER BY topic, rank
