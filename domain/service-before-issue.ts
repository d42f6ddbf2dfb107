import { previousDay } from "./calendar";
import { Refusal } from "./refusal";

/**
 * Refuses to issue for a service that, by the supplier's own schedule, was given before the day of
 * issue (`SERVICE_BEFORE_ISSUE`). A departure's day is a local one: where it is one day earlier, the
 * flight may still be ahead, so that is left to the supplier.
 */
export function assertServiceNotBefore(
  issuedOn: string,
  departures: readonly { readonly departsOn: string }[],
): void {
  const earliest = previousDay(issuedOn);
  const [first] = departures.map(({ departsOn }) => departsOn).toSorted();
  if (first === undefined || first >= earliest) return;
  throw new Refusal(
    "SERVICE_BEFORE_ISSUE",
    `A flight of it has left on ${first}, before the day of issue, ${issuedOn}.`,
    { departsOn: first, issuedOn },
  );
}
