import { Refusal } from "../refusal";
import type { AccountClass, ControlDimension } from "./accounts";
import { accounts } from "./accounts";

/** An account as a chart has it: by its code, under its parent's. */
export interface ChartAccount {
  readonly code: string;
  readonly name: string;
  readonly class: AccountClass;
  readonly parentCode: string | null;
  readonly control: ControlDimension | null;
  readonly isPostable: boolean;
  readonly isMonetary: boolean;
}

/** Parents before their children, siblings by code, each with how deep it stands. */
export function orderByHierarchy<
  Account extends { readonly code: string; readonly parentCode: string | null },
>(chart: readonly Account[]): (Account & { readonly depth: number })[] {
  const below = (parent: string | null, depth: number): (Account & { depth: number })[] =>
    chart
      .filter(({ parentCode }) => parentCode === parent)
      .toSorted((left, right) => (left.code < right.code ? -1 : 1))
      .flatMap((account) => [{ ...account, depth }, ...below(account.code, depth + 1)]);
  return below(null, 0);
}

/** Refuses (ACCOUNT_INVALID) a parent that is unknown, of another class, or no header account. */
export function assertParent(
  account: Pick<ChartAccount, "code" | "class" | "parentCode">,
  chart: ReadonlyMap<string, Pick<ChartAccount, "class" | "isPostable">>,
): void {
  if (account.parentCode === null) return;
  const parent = chart.get(account.parentCode);
  const fault =
    parent === undefined
      ? "is unknown"
      : parent.isPostable
        ? "is posted to: only a header account has others below it"
        : parent.class === account.class
          ? undefined
          : `is of class ${parent.class}`;
  if (fault === undefined) return;
  throw new Refusal("ACCOUNT_INVALID", `The parent ${account.parentCode} ${fault}.`, {
    account: account.code,
    parent: account.parentCode,
  });
}

/** What posting rules call an account that they name. */
export function findRuleName(code: string): string | undefined {
  return Object.entries(accounts).find(([, named]) => named === code)?.[0];
}
