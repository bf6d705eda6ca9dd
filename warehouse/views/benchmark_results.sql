-- materialised
-- Numbers of the papers' result tables, bound to method, benchmark and setting.
-- An own row of another name (Lark-SF) is compared in a table where no row is that bears the method's own.
SELECT
    r.topic, r.result_id, r.paper_id, p.version, p.title AS paper_title, r.table_label, r.caption, r.page, r.boxes,
    l.method_id, l.method, r.method_label, l.variant, r.citation, r.is_own, r.is_generic OR NOT l.is_method AS is_generic,
    l.is_method AND NOT r.is_generic AND NOT r.is_origin AND n.method_label IS NULL AS may_compare,
    l.rule <> 'own row of another name' AS bears_name,
    may_compare AND (
        bears_name OR NOT bool_or(r.is_own AND may_compare AND bears_name) OVER (PARTITION BY r.topic, r.paper_id, r.table_label, r.page)
    ) AS is_compared,
    r.benchmark, b.benchmark_name, b.metric, r.setting, b.condition,
    CASE WHEN b.is_average THEN r.paper_id || ' ' || r.table_label ELSE '' END AS suite, r.value_text, r.value, r.unit,
    coalesce(s.factor, 1.0) * r.value AS standard_value, coalesce(s.standard_unit, r.unit) AS standard_unit,
    coalesce(d.direction, r.direction) AS direction, r.rule_id, p.pdf_sha256,
    CASE WHEN p.pdf_url <> '' THEN p.pdf_url ELSE p.source_file END || '#page=' || r.page AS receipt_url
FROM staged_results AS r
JOIN papers AS p USING (topic, paper_id)
JOIN staged_labels AS l
    ON l.topic = r.topic AND l.paper_id = r.paper_id AND l.method_label = r.method_label
    AND l.cited_ref = coalesce(r.cited_ref, 0) AND l.is_cited = (r.citation <> '') AND l.is_own = r.is_own AND l.is_generic = r.is_generic
JOIN staged_benchmarks AS b ON b.benchmark = r.benchmark AND b.setting = r.setting
LEFT JOIN staged_scales AS s
    ON s.topic = r.topic AND s.paper_id = r.paper_id AND s.table_label = r.table_label AND s.benchmark = r.benchmark
    AND s.setting = r.setting AND s.unit = r.unit
LEFT JOIN staged_not_compared AS n ON n.method_label = r.method_label AND n.is_own = r.is_own
LEFT JOIN staged_directions AS d ON d.topic = r.topic AND d.benchmark = r.benchmark
ANTI JOIN staged_rejected AS x ON x.topic = r.topic AND x.id = r.result_id
-- One PDF stored under two ids gives the same keys twice; the first id stands.
WHERE r.rowid IN (SELECT arg_min(rowid, paper_id) FROM staged_results GROUP BY topic, result_id)
ORDER BY r.topic, r.paper_id, r.page, r.boxes[1].y0, r.boxes[1].x0, r.result_id
