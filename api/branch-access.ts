import type { Context } from "hono";
import { z } from "zod";

import type { PartnerDatabase } from "../db/partner-scope";
import type { BranchRecord } from "../db/read/branches";
import { getBranch, listBranches, listBranchIds } from "../db/read/branches";
import { findBranchOfBooking } from "../db/read/find-branch-of-booking";
import type { OperationRecord } from "../db/read/get-operation";
import type { OwnBranches } from "../db/read/list-operations";
import { Refusal } from "../domain/refusal";
import type { ApiEnvironment } from "./environment";

/** Of what is asked for: null where no branch is. */
const branchRequestSchema = z.object({ branchId: z.string().nullable().default(null) });
/** Of what is done to the books: none where it is of the whole partner. */
const branchesRequestSchema = z.object({ branches: z.array(z.string()).nullish() });

/**
 * How a route treats who is held to some branches. `none`: nothing of a branch is in it. `named`:
 * its query names one of theirs. `own`: it holds them to theirs by itself. `all`: it concerns the
 * whole partner, and is not for them.
 */
export type BranchRule = "none" | "named" | "own" | "all";

/** Refuses who is held to some branches what is not of one of them (BRANCH_NOT_ALLOWED). */
export async function assertBranchRule(
  c: Context<ApiEnvironment>,
  rule: BranchRule,
): Promise<void> {
  if (c.get("principal").branches === undefined) return;
  if (rule === "none" || rule === "own") return;
  const [named, ...others] = rule === "named" ? (c.req.queries("branch_id") ?? []) : [];
  if (named === undefined || others.length > 0) {
    throw new Refusal(
      "BRANCH_NOT_ALLOWED",
      rule === "named"
        ? "You are held to some branches: name one of them as branch_id."
        : "It concerns all branches, and you are held to some.",
    );
  }
  await assertOwnBranch(c, named);
}

/** For a list: the only branches that the caller is let near; no filter for who is held to none. */
export function onlyAmong(c: Context<ApiEnvironment>): { readonly among?: ReadonlySet<number> } {
  const { branches } = c.get("principal");
  return branches === undefined ? {} : { among: branches };
}

/** The same for operations, which name branches by their public ids too. */
export async function amongOwn(
  c: Context<ApiEnvironment>,
): Promise<{ readonly among?: OwnBranches }> {
  const { branches: keys } = c.get("principal");
  const publicIds = await listOwnBranches(c);
  return keys === undefined || publicIds === undefined ? {} : { among: { keys, publicIds } };
}

/** What is of another branch, or of none, does not exist for who is held to some. */
export function assertSeen(
  c: Context<ApiEnvironment>,
  { branchId }: { readonly branchId: number | null },
  what: string,
): void {
  const { branches } = c.get("principal");
  if (branches === undefined || (branchId !== null && branches.has(branchId))) return;
  throw new Refusal("NOT_FOUND", `No such ${what}.`);
}

/**
 * The same for an operation, which is of its booking's branch, or of those that what it does to the
 * books is of; others are of no branch.
 */
export async function assertOperationSeen(
  c: Context<ApiEnvironment>,
  operation: OperationRecord,
): Promise<void> {
  const { branches, scope } = c.get("principal");
  if (branches === undefined) return;
  const { branches: named } = branchesRequestSchema.catch({}).parse(operation.request);
  const own = await listOwnBranches(c);
  if (named?.every((branch) => own?.has(branch))) return;
  assertSeen(c, { branchId: await findBranchOfOperation(scope, operation) }, "operation");
}

/** Public ids of the branches that the caller is held to; undefined for who is held to none. */
export async function listOwnBranches(
  c: Context<ApiEnvironment>,
): Promise<ReadonlySet<string> | undefined> {
  const { branches, scope } = c.get("principal");
  return branches && new Set(await listBranchIds(scope, branches));
}

/** An entry is of each branch that one of its lines names. */
export async function assertEntrySeen(
  c: Context<ApiEnvironment>,
  { lines }: { readonly lines: readonly { readonly branchId: string | null }[] },
): Promise<void> {
  const own = await listOwnBranches(c);
  if (own === undefined) return;
  if (lines.some(({ branchId }) => branchId !== null && own.has(branchId))) return;
  throw new Refusal("NOT_FOUND", "No such journal entry.");
}

async function findBranchOfOperation(
  scope: PartnerDatabase,
  { resource, request }: OperationRecord,
): Promise<number | null> {
  if (resource?.type !== "booking") return null;
  const branchId = await findBranchOfBooking(scope, resource.id);
  if (branchId !== undefined) return branchId;
  // The booking is not there yet: what asks for it says in which branch.
  const { branchId: asked } = branchRequestSchema.parse(request);
  return asked === null ? null : (await getBranch(scope, asked)).branchId;
}

/**
 * The branch that something new is of: the one that is named, else the only one that the caller is
 * held to. BRANCH_NOT_ALLOWED where it is closed or not theirs, or they have to name one.
 */
export async function chooseBranch(
  c: Context<ApiEnvironment>,
  named: string | undefined,
): Promise<BranchRecord | undefined> {
  const { branches, scope } = c.get("principal");
  if (named === undefined) return branches && getOnlyBranch(scope, branches);
  const branch = await assertOwnBranch(c, named);
  if (branch.isActive) return branch;
  throw new Refusal("BRANCH_NOT_ALLOWED", "The branch is closed: it sells no more.", {
    branch_id: named,
  });
}

/** A branch by its public id, where the caller is let near it. */
export async function assertOwnBranch(
  c: Context<ApiEnvironment>,
  id: string,
): Promise<BranchRecord> {
  const { branches, scope } = c.get("principal");
  const branch = await getBranch(scope, id);
  if (branches === undefined || branches.has(branch.branchId)) return branch;
  throw new Refusal("BRANCH_NOT_ALLOWED", "You are held to other branches.", { branch_id: id });
}

async function getOnlyBranch(
  scope: PartnerDatabase,
  among: ReadonlySet<number>,
): Promise<BranchRecord> {
  const { items, next } = await listBranches(scope, { among }, { limit: 1 });
  const [only] = items;
  if (only !== undefined && next === undefined) return only;
  throw new Refusal("BRANCH_NOT_ALLOWED", "Name the branch: you are held to several.");
}
