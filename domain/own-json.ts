/** Reads JSON that this code base wrote itself: it has the type it was written with. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names what was written
export function readOwnJson<T>(text: string): T {
  const value: T = JSON.parse(text);
  return value;
}
