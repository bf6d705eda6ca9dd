-- materialised
-- Which label in which paper is which method and variant, by which rule; generic labels too, but no own rows that print no name of their method.
SELECT DISTINCT
    topic, paper_id, method_label AS label, nullif(cited_ref, 0) AS citation_index, is_own, method_id, method, variant, rule
FROM staged_labels
WHERE rule <> 'own row without a name'
ORDER BY topic, paper_id, label, citation_index, is_own, method_id, rule
