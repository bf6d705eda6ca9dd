-- materialised
-- Cumulative critics and beaters of each method by month; a month in which neither grows has no row, nor has a paper without a date.
WITH firsts AS (
    SELECT topic, method_id, paper_id, 1 AS is_critic, 0 AS is_beater FROM critique_receipts
    UNION ALL
    SELECT topic, loser_id, paper_id, 0, 1 FROM head_to_head
),
claims AS (
    SELECT
        f.topic, f.method_id, m.method, f.paper_id, date_trunc('month', p.published)::DATE AS month,
        max(is_critic) AS is_critic, max(is_beater) AS is_beater
    FROM firsts AS f
    JOIN methods AS m USING (topic, method_id)
    JOIN papers AS p ON p.topic = f.topic AND p.paper_id = f.paper_id
    WHERE f.paper_id IS DISTINCT FROM m.paper_id AND p.published IS NOT NULL
    GROUP BY ALL
)
SELECT
    topic, method_id, any_value(method) AS method, month,
    sum(sum(is_critic)) OVER so_far AS cumulative_critics,
    sum(sum(is_beater)) OVER so_far AS cumulative_beaters
FROM claims
GROUP BY topic, method_id, month
WINDOW so_far AS (PARTITION BY topic, method_id ORDER BY month)
ORDER BY topic, method_id, month
