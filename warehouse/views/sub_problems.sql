-- materialised
-- Clusters of methods that compete on the same benchmarks, each named after its most superseded member at the time it was found and the words that the titles of its methods' papers share; largest first.
SELECT topic, sub_problem_id, any_value(label) AS label, count(*) AS n_methods
FROM sub_problem_methods
GROUP BY topic, sub_problem_id
ORDER BY topic, n_methods DESC, label, sub_problem_id
