-- materialised
-- All critique sentences the rules found, also those whose confidence is too low to be counted.
SELECT
    c.topic, c.receipt_id, c.paper_id, p.version, p.title AS paper_title, l.method_id, l.method, c.method_label, c.citation,
    c.sentence, c.kind, c.anaphoric, c.context, c.section, c.page, c.boxes, c.rule_id, c.confidence, p.pdf_sha256,
    CASE WHEN p.pdf_url <> '' THEN p.pdf_url ELSE p.source_file END || '#page=' || c.page AS receipt_url,
    c.is_counted AND x.id IS NULL AS is_counted
FROM staged_critiques AS c
JOIN papers AS p USING (topic, paper_id)
JOIN staged_labels AS l
    ON l.topic = c.topic AND l.paper_id = c.paper_id AND l.method_label = c.method_label
    AND l.cited_ref = coalesce(c.cited_ref, 0) AND l.is_cited = (c.citation <> '') AND NOT l.is_own AND NOT l.is_generic
LEFT JOIN staged_rejected AS x ON x.topic = c.topic AND x.id = c.receipt_id
-- One PDF stored under two ids gives the same keys twice; the first id stands.
WHERE c.rowid IN (SELECT arg_min(rowid, paper_id) FROM staged_critiques GROUP BY topic, receipt_id)
ORDER BY c.topic, c.paper_id, c.page, c.boxes[1].y0, c.boxes[1].x0, c.receipt_id
