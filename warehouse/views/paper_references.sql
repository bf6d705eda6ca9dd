-- materialised
-- Bibliography entries of the papers, each linked to the cited paper where it is in the topic: by arXiv id, else by its whole title.
SELECT
    e.topic, e.paper_id, e.ref_index, e.label, e.raw, e.title, first_author(e.raw) AS author, e.year, e.arxiv_id, e.doi, l.cited_paper_id, e.page, e.boxes
FROM staged_references AS e
LEFT JOIN staged_links AS l USING (topic, paper_id, ref_index)
