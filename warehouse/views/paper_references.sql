-- materialised
-- Bibliography entries of the papers, each linked to the cited paper where it is in the topic: by arXiv id, else by its whole title.
SELECT topic, paper_id, ref_index, label, raw, title, author, year, arxiv_id, doi, cited_paper_id, page, boxes
FROM staged_references
ORDER BY topic, paper_id, ref_index
