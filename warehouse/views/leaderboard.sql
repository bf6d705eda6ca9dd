-- materialised
-- Every reported value of a benchmark and setting, best first; equal values share a rank. Values whose direction is not known cannot be ranked and are left out.
SELECT
    topic, benchmark, setting,
    rank() OVER (
        PARTITION BY topic, benchmark, setting, unit, direction ORDER BY CASE direction WHEN 'higher' THEN -value ELSE value END
    ) AS rank,
    method_id, method, value, value_text, unit, direction, is_own, paper_id, paper_title, table_label, page, receipt_url
FROM benchmark_results
WHERE direction <> 'unknown' AND isfinite(value)
ORDER BY topic, benchmark, setting, unit, direction, rank, method, paper_id
