-- materialised
-- Numbers of the papers' result tables, bound to method, benchmark and setting.
SELECT
    r.topic, r.result_id, r.paper_id, p.version, p.title AS paper_title, r.table_label, r.caption, r.page, r.boxes,
    l.method_id, l.method, r.method_label, r.citation, r.is_own, r.is_generic OR NOT l.is_method AS is_generic,
    l.is_method AND NOT r.is_generic AND n.method_label IS NULL AS is_compared, r.benchmark, r.setting, r.value_text, r.value,
    r.unit, r.direction, r.rule_id, p.pdf_sha256,
    CASE WHEN p.pdf_url <> '' THEN p.pdf_url ELSE p.source_file END || '#page=' || r.page AS receipt_url
FROM staged_results AS r
JOIN papers AS p USING (topic, paper_id)
JOIN staged_labels AS l
    ON l.topic = r.topic AND l.paper_id = r.paper_id AND l.method_label = r.method_label
    AND l.cited_ref = coalesce(r.cited_ref, 0) AND l.is_cited = (r.citation <> '') AND l.is_own = r.is_own AND l.is_generic = r.is_generic
LEFT JOIN staged_not_compared AS n ON n.method_label = r.method_label AND n.is_own = r.is_own
-- One PDF stored under two ids gives the same keys twice; the first id stands.
QUALIFY row_number() OVER (PARTITION BY r.topic, r.result_id ORDER BY r.paper_id) = 1
ORDER BY r.topic, r.paper_id, r.page, r.boxes[1].y0, r.boxes[1].x0, r.result_id
