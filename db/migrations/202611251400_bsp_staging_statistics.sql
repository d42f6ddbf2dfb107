-- A file stages thousands of transactions at once and is matched within the same second. Statistics
-- that are kept on disk are counted anew some time later: until then an index by document looks as
-- long as the whole table, and each transaction was sought among all of its file. Those that are not
-- kept are counted as the rows come.
ALTER TABLE bsp_staged_transactions STATS_PERSISTENT = 0;
ALTER TABLE bsp_exceptions STATS_PERSISTENT = 0;
ALTER TABLE bsp_rule_hits STATS_PERSISTENT = 0;
