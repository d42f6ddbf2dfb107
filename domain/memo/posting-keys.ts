/** A memo posts each of its steps once. Memo is a public id. */
export function memoPostingKeys(memo: string) {
  return {
    accept: `memo:${memo}`,
    bill: `memo-billing:${memo}`,
    provide: `memo-provision:${memo}`,
    resolve: `memo-resolution:${memo}`,
    recharge: `memo-recharge:${memo}`,
  } as const;
}
