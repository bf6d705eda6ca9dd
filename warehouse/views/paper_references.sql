-- materialised
-- Bibliography entries of the papers, each linked to the cited paper where it is in the topic: by arXiv id, else by its whole title.
SELECT
    e.topic, e.paper_id, e.ref_index, e.label, e.raw, e.title, n.author, e.year, e.arxiv_id, e.doi, n.cited_paper_id, e.page, e.boxes
FROM staged_references AS e
JOIN staged_entries AS n USING (topic, paper_id, ref_index)
ORDER BY e.topic, e.paper_id, e.ref_index
