-- Of two indexes that promise as few rows the optimiser takes the first: of a partner that has released
-- nothing yet both promise one, and the key of the tenant alone then leads through all that other runs
-- are releasing at the time. The slice's comes first from here on.
ALTER TABLE revenue_releases
  DROP INDEX uq_revenue_releases_tenant,
  ADD UNIQUE KEY uq_revenue_releases_tenant (partner_id, revenue_release_id);
