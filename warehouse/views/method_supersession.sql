-- materialised
-- How superseded each method is: distinct other papers that criticise or beat it, rank and status.
-- Only what is a method is ranked. score = papers_critique + papers_beat; ties by papers_beat, then by name. Only a paper other than the method's own counts.
-- heavily superseded: score of at least 5, at least 2 of it from tables: several groups use it as a baseline and beat it, not one paper's verdict.
-- no evidence here: no paper of the topic criticises it or has it in a table. superseded: beaten in a table of another paper, or criticised by at least 2 papers: one sentence of one paper is an opinion, not a trend.
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
evident AS (
    SELECT topic, method_id FROM benchmark_results
    UNION
    SELECT topic, method_id FROM critique_receipts
),
scored AS (
    SELECT topic, method_id, method, coalesce(papers_critique, 0) AS papers_critique, coalesce(papers_beat, 0) AS papers_beat,
           coalesce(papers_critique, 0) + coalesce(papers_beat, 0) AS score, evident.method_id IS NOT NULL AS is_evident
    FROM methods
    LEFT JOIN evident USING (topic, method_id)
    LEFT JOIN critics USING (topic, method_id)
    LEFT JOIN beaters USING (topic, method_id)
    WHERE kind = 'method'
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY topic ORDER BY score DESC, papers_beat DESC, lower(method), method_id) AS rank,
           count(*) FILTER (score > 0) OVER (PARTITION BY topic) AS n_ranked
    FROM scored
)
SELECT
    topic, method_id, method,
    -- The method that named a sub-problem at the last build does so as long as it is a member.
    CASE WHEN c.cluster IS NOT NULL THEN coalesce(max(method) FILTER (method_id = c.named_by) OVER (PARTITION BY topic, c.cluster),
        arg_min(method, rank) OVER (PARTITION BY topic, c.cluster)) || CASE c.words WHEN '' THEN '' ELSE ': ' || c.words END END AS sub_problem,
    papers_critique, papers_beat, score, rank, n_ranked,
    CASE
        WHEN score >= 5 AND papers_beat >= 2 THEN 'heavily superseded'
        WHEN papers_beat >= 1 OR papers_critique >= 2 THEN 'superseded'
        WHEN is_evident THEN 'not yet superseded'
        ELSE 'no evidence here'
    END AS status,
    CASE papers_critique WHEN 0 THEN 'criticised by none' WHEN 1 THEN 'criticised by 1 paper' ELSE 'criticised by ' || papers_critique || ' papers' END
        || ', ' ||
    CASE papers_beat WHEN 0 THEN 'beaten by none here' WHEN 1 THEN 'beaten by 1 paper' ELSE 'beaten by ' || papers_beat || ' papers' END
        AS status_reason
FROM ranked
LEFT JOIN staged_clusters AS c USING (topic, method_id)
ORDER BY topic, rank
