-- materialised
-- Every reported value of a benchmark, metric and condition, best first, in one unit over all papers; equal values share a rank. An average is ranked among those of its own table alone: another one is over other benchmarks. Values whose direction is not known cannot be ranked and are left out.
SELECT
    topic, benchmark_name AS benchmark, metric, condition AS setting, suite,
    rank() OVER (
        PARTITION BY topic, benchmark_name, metric, condition, suite, standard_unit, direction
        ORDER BY CASE direction WHEN 'higher' THEN -standard_value ELSE standard_value END
    ) AS rank,
    method_id, method, variant, method_label, standard_value AS value, value_text, standard_unit AS unit, direction, is_own, paper_id, paper_title,
    table_label, page, receipt_url
FROM benchmark_results
WHERE direction <> 'unknown' AND isfinite(value)
ORDER BY topic, benchmark, metric, setting, suite, unit, direction, rank, method, paper_id, table_label, page, method_label, result_id
