-- materialised
-- Same method, benchmark and setting, but different values in different papers; widest spread first.
-- A paper that itself reports several values there (sizes, seeds) says nothing about which is meant, and is left out.
WITH reported AS (
    SELECT topic, method_id, any_value(method) AS method, benchmark, setting, unit, paper_id, min(value) AS value
    FROM benchmark_results
    WHERE NOT is_generic AND isfinite(value)
    GROUP BY topic, method_id, benchmark, setting, unit, paper_id
    HAVING count(DISTINCT value) = 1
)
SELECT
    topic, method_id, any_value(method) AS method, benchmark, setting, count(DISTINCT value) AS n_values,
    min(value) AS min_value, max(value) AS max_value, max(value) - min(value) AS spread,
    list(paper_id ORDER BY paper_id) AS paper_ids
FROM reported
GROUP BY topic, method_id, benchmark, setting, unit
HAVING n_values > 1
ORDER BY topic, spread DESC, method, benchmark, setting
