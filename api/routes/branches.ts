import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import type { BranchRecord } from "../../db/read/branches";
import { getBranch, listBranches } from "../../db/read/branches";
import { changeBranch } from "../../services/branch/change-branch";
import { createBranch } from "../../services/branch/create-branch";
import { assertSeen, onlyAmong } from "../branch-access";
import type { ApiDependencies } from "../dependencies";
import { requireMatch, withVersion } from "../etag";
import { answerChange, answerOnce, toIdempotentRequest } from "../idempotency";
import { pageBody, toPageRequest } from "../pagination";
import { toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import {
  branchPageSchema,
  branchQuerySchema,
  branchSchema,
  changeBranchSchema,
  newBranchSchema,
} from "../schemas/branch";
import { idempotencyHeadersSchema, idSchema, repeatableHeadersSchema } from "../schemas/common";

const tags = ["Partner"];
const branchParams = z.object({ branch_id: idSchema("branch") });

const listBranchesRoute = createRoute({
  method: "get",
  path: "/v1/branches",
  tags,
  summary: "List branches, newest first",
  ...permitted("branch.read.partner", { branches: "own" }),
  request: { query: branchQuerySchema },
  responses: { 200: json(branchPageSchema, "Branches"), ...problems() },
});

const createBranchRoute = createRoute({
  method: "post",
  path: "/v1/branches",
  tags,
  summary: "Open a branch",
  ...permitted("branch.create.partner"),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newBranchSchema) },
  responses: { 201: json(branchSchema, "The branch"), ...problems(409, 413, 415, 422) },
});

const getBranchRoute = createRoute({
  method: "get",
  path: "/v1/branches/{branch_id}",
  tags,
  summary: "Get a branch",
  ...permitted("branch.read.partner", { branches: "own" }),
  request: { params: branchParams },
  responses: {
    200: json(branchSchema, "The branch"),
    304: { description: "Unchanged since the version in If-None-Match" },
    ...problems(404),
  },
});

const changeBranchRoute = createRoute({
  method: "patch",
  path: "/v1/branches/{branch_id}",
  tags,
  summary: "Rename a branch, close it, open it again",
  description: "A closed branch sells no more. What was booked in it stays in its reports.",
  ...permitted("branch.update.partner"),
  request: {
    params: branchParams,
    headers: repeatableHeadersSchema,
    body: jsonBody(changeBranchSchema),
  },
  responses: {
    200: json(branchSchema, "The branch"),
    ...problems(404, 409, 412, 413, 415, 422, 428),
  },
});

export function registerBranches(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now } = dependencies;

  router.openapi(listBranchesRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const query = c.req.valid("query");
    const filter = {
      ...(query.code !== undefined && { code: query.code }),
      ...(query.active !== undefined && { isActive: query.active === "true" }),
      ...onlyAmong(c),
    };
    const page = await listBranches(scope, filter, toPageRequest(c, keyRing, query));
    return c.json(
      pageBody(c, keyRing, page, (branch) => presentBranch(branch, livemode)),
      200,
    );
  });

  router.openapi(createBranchRoute, async (c) => {
    const branch = c.req.valid("json");
    const { livemode } = c.get("principal");
    return answerOnce(c, dependencies, await toIdempotentRequest(c), async (transaction) => {
      const act = { context: toActContext(c), at: toDateTime(now()) };
      const id = await createBranch(transaction, branch, act);
      return {
        status: 201,
        body: presentBranch(await getBranch(transaction, id), livemode),
        headers: { Location: `/v1/branches/${id}` },
      };
    });
  });

  router.openapi(getBranchRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const branch = await getBranch(scope, c.req.valid("param").branch_id);
    assertSeen(c, branch, "branch");
    return withVersion(c, branch.version, presentBranch(branch, livemode));
  });

  router.openapi(changeBranchRoute, async (c) => {
    const { livemode } = c.get("principal");
    const { name, active, iata_number: iataNumber } = c.req.valid("json");
    const { branch_id: id } = c.req.valid("param");
    const assertVersion = requireMatch(c);
    const change = {
      ...(name !== undefined && { name }),
      ...(active !== undefined && { isActive: active }),
      ...(iataNumber !== undefined && { iataNumber }),
    };
    return answerChange(c, dependencies, async (transaction) => {
      const act = { assertVersion, context: toActContext(c), at: toDateTime(now()) };
      await changeBranch(transaction, id, change, act);
      const branch = await getBranch(transaction, id);
      const headers = { ETag: `"v${branch.version}"` };
      return { status: 200, body: presentBranch(branch, livemode), headers };
    });
  });
}

function presentBranch(branch: BranchRecord, livemode: boolean) {
  return {
    id: branch.publicId,
    object: "branch" as const,
    livemode,
    code: branch.code,
    name: branch.name,
    active: branch.isActive,
    iata_number: branch.iataNumber,
    version: branch.version,
    created_at: branch.createdAt,
    updated_at: branch.updatedAt,
  };
}
