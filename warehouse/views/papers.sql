-- materialised
-- Every paper of every topic that has been extracted, newest first.
WITH dated AS (
    SELECT
        *,
        regexp_extract(paper_id, '^(?:[a-z-]+(?:\.[A-Z]{2})?/)?(\d{2})(0[1-9]|1[0-2])(?:\d{3}|\.\d{4,5})$', ['yy', 'mm']) AS stamp
    FROM staged_papers
)
SELECT
    topic, paper_id, version, title, authors, abstract, categories,
    -- arXiv ids start with year and month; the first ones are of 1991.
    coalesce(published, CASE WHEN stamp.yy <> '' THEN make_date(
        try_cast(stamp.yy AS INTEGER) + CASE WHEN stamp.yy >= '91' THEN 1900 ELSE 2000 END, try_cast(stamp.mm AS INTEGER), 1) END) AS published,
    updated, is_survey, source, source_file, survey_id,
    CASE
        WHEN pdf_url <> '' OR stamp.yy = '' THEN pdf_url
        ELSE 'https://arxiv.org/pdf/' || paper_id || coalesce('v' || version, '')
    END AS pdf_url,
    pdf_sha256, n_pages
FROM dated
ORDER BY topic, published DESC NULLS LAST, paper_id
