-- materialised
-- Every benchmark of the topic under one name, with its metric, direction and the forms that papers print; most reported first.
SELECT
    topic, benchmark_name, metric,
    coalesce(mode(direction ORDER BY direction) FILTER (direction <> 'unknown'), 'unknown') AS direction,
    list(DISTINCT benchmark ORDER BY benchmark) AS spellings, count(DISTINCT paper_id)::INTEGER AS n_papers, count(*)::INTEGER AS n_results
FROM benchmark_results
GROUP BY topic, benchmark_name, metric
ORDER BY topic, n_papers DESC, n_results DESC, benchmark_name, metric
