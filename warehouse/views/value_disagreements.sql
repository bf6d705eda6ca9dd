-- materialised
-- Same method, benchmark, metric and condition under their common names, but different values in different papers; widest spread first.
-- Rows of other sizes or variants of the method (another label) are not compared, and a paper that itself reports several values
-- there (seeds, settings that are not told apart) says nothing about which is meant, and is left out.
WITH labelled AS (
    SELECT
        *,
        regexp_replace(
            regexp_replace(lower(strip_accents(method_label)), '\(.*?\)|\[.*?\]', '', 'g'), '[^a-z0-9]+', '', 'g') AS printed
    FROM benchmark_results
    WHERE NOT is_generic AND isfinite(value)
),
reported AS (
    SELECT
        topic, method_id, any_value(method) AS method, benchmark_name AS benchmark, metric, condition AS setting, suite, standard_unit AS unit, paper_id,
        round(min(standard_value), 6) AS value,
        -- "Ours" stands for the name.
        CASE WHEN printed IN ('ours', 'our', '') THEN regexp_replace(lower(strip_accents(method)), '[^a-z0-9]+', '', 'g') ELSE printed END
            || ' ' || lower(variant) AS form
    FROM labelled
    GROUP BY topic, method_id, benchmark_name, metric, condition, suite, standard_unit, paper_id, form
    HAVING min(round(standard_value, 6)) = max(round(standard_value, 6))
)
SELECT
    topic, method_id, any_value(method) AS method, benchmark, metric, setting, count(DISTINCT value) AS n_values,
    min(value) AS min_value, max(value) AS max_value, max(value) - min(value) AS spread,
    list(paper_id ORDER BY paper_id) AS paper_ids
FROM reported
GROUP BY topic, method_id, form, benchmark, metric, setting, suite, unit
HAVING n_values > 1
ORDER BY topic, spread DESC, method, benchmark, metric, setting
