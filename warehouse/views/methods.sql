-- materialised
-- What papers of the topic name, one row each however many papers name it, with its kind; generic labels (Dense, Random, w/o X) are left out.
SELECT m.topic, m.method_id, m.method, m.paper_id, coalesce(p.title, m.paper_title) AS paper_title,
       coalesce(p.published, m.first_seen) AS first_seen, m.aliases, m.kind, m.kind_reason,
       CASE WHEN p.published IS NOT NULL AND m.first_seen IS NULL THEN 'month' ELSE m.first_seen_precision END AS first_seen_precision
FROM staged_methods AS m
LEFT JOIN papers AS p USING (topic, paper_id)
ORDER BY m.topic, m.method_id
