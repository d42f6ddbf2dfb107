import { findAt, textAt, type XmlElement } from "../../xml/read-xml";
import { listRawElements } from "./data-elements";
import { parseDayMonthYear, toInstant, toLocalTime } from "./dates";

/** TL puts the PNR on a queue, XL cancels it: either way the time is the office's own. */
const deadlineIndicators = new Set(["TL", "XL"]);

/** The first time limit that names an hour; a bare date is a queue date, not an instant. */
export function readTicketingDeadline(
  reply: XmlElement,
  officeTimeZone: string,
): string | undefined {
  return listRawElements(reply, "TK")
    .flatMap((element) => {
      const ticket = findAt(element, "ticketElement", "ticket");
      if (!deadlineIndicators.has(textAt(ticket, "indicator") ?? "")) return [];
      const date = parseDayMonthYear(textAt(ticket, "date") ?? "");
      const local = toLocalTime(date, textAt(ticket, "time") ?? "");
      return local === undefined ? [] : [toInstant(local, officeTimeZone)];
    })
    .toSorted()
    .at(0);
}
