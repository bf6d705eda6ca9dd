-- materialised
-- The best row of the paper's own method (variants included) against every row of a baseline it beats: same table, benchmark and setting, in the metric's direction.
-- Where the direction is not known there is no beat; generic rows (Dense, Random, w/o X) are never beaten.
WITH signed AS (
    SELECT *, CASE direction WHEN 'higher' THEN value ELSE -value END AS goodness
    FROM benchmark_results
    WHERE direction <> 'unknown' AND isfinite(value)
),
own AS (
    SELECT
        topic, paper_id, table_label, caption, page, benchmark, setting, unit, direction,
        arg_max({'id': method_id, 'name': method, 'value': value, 'goodness': goodness}, (goodness, result_id)) AS best
    FROM signed
    WHERE is_own
    GROUP BY ALL
),
baseline AS (
    SELECT DISTINCT
        topic, paper_id, table_label, caption, page, benchmark, setting, unit, direction, paper_title, method_id, method, value,
        goodness, receipt_url
    FROM signed
    WHERE NOT is_own AND NOT is_generic
)
SELECT
    topic, paper_id, baseline.paper_title, own.best.id AS winner_id, own.best.name AS winner, baseline.method_id AS loser_id,
    baseline.method AS loser, benchmark, setting, own.best.value AS winner_value, baseline.value AS loser_value, direction,
    own.best.goodness - baseline.goodness AS margin, table_label, page, baseline.receipt_url
FROM own
JOIN baseline USING (topic, paper_id, table_label, caption, page, benchmark, setting, unit, direction)
WHERE own.best.goodness > baseline.goodness AND own.best.id <> baseline.method_id
ORDER BY topic, paper_id, page, table_label, benchmark, setting, loser, loser_value
