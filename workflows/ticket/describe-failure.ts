/** What is at the bottom of a failure, in its own words. */
export function describeFailure(error: Error): string {
  let deepest = error;
  while (deepest.cause instanceof Error) deepest = deepest.cause;
  return deepest.message;
}
