-- materialised
-- Methods of the topic, one row each however many papers name it; generic labels (Dense, Random, w/o X) are not methods.
SELECT m.topic, m.method_id, m.method, m.paper_id, coalesce(p.title, m.paper_title) AS paper_title,
       coalesce(p.published, m.first_seen) AS first_seen, m.aliases
FROM staged_methods AS m
LEFT JOIN papers AS p USING (topic, paper_id)
ORDER BY m.topic, m.method_id
