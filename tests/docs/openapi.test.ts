import { apiVersions } from "../../domain/api-versions";
import type { CommittedDocument } from "../../scripts/open-api/committed-documents";
import { listCommitted } from "../../scripts/open-api/committed-documents";
import { findBreakingChanges } from "../../scripts/open-api/find-breaking-changes";
import { readDocument } from "../../scripts/open-api/read-document";

const committed = listCommitted();

test("there is a committed document of each version", () => {
  expect(committed.map(({ info }) => info.version).toSorted()).toEqual([...apiVersions]);
});

test.each(committed.map((document) => [document.info.version, document] as const))(
  "the API still keeps what its document of %s promised",
  async (version, promised) => {
    const kept = await readDocument<CommittedDocument>(`/openapi/${version}.json`);
    // A change that breaks callers needs a version of its own: docs/api-versions.md.
    expect(findBreakingChanges(promised, kept)).toEqual([]);
    expect(kept.info.version).toBe(version);
  },
);

test("a version without what the next one changed would break its callers", async () => {
  const [former] = committed;
  const latest = await readDocument<CommittedDocument>();
  expect(former && findBreakingChanges(former, latest)).toContain(
    "POST /v1/customers body.tax_number is gone",
  );
});
