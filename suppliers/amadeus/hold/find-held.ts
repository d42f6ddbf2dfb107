import { withoutCardNumbers } from "../../../domain/card-number";
import type { Reservation } from "../../../domain/reservation";
import type { SupplierOutcome } from "../../outcome";
import type { CallOptions } from "../../port";
import { findAt, listChildren, textAt, type XmlElement } from "../../xml/read-xml";
import type { AmadeusConnection } from "../amadeus-connection";
import type { AmadeusClientConfig } from "../config";
import { readPnr } from "../pnr/read-pnr";
import type { CallResult } from "../read-answer";
import { notDone, refused, toReadFaultOutcome, toReservationRefusal } from "../refusals";
import { retrievePnrBody } from "../requests";
import { hasHoldReference } from "./hold-reference";
import { findPnrsBody } from "./hold-requests";

interface Sought {
  readonly surname: string;
  readonly givenNames: string;
  readonly departsLocal: string;
  /** The remark that it carries. */
  readonly reference: string;
}

interface Search {
  readonly connection: AmadeusConnection;
  readonly config: AmadeusClientConfig;
  readonly options: CallOptions;
  readonly sought: Sought;
}

/** Another traveller's name may be the same; to look at more than these is a person's work. */
const candidatesMax = 20;

/**
 * The PNR that a hold whose answer was lost has made, by its first traveller's name and departure,
 * and then by our remark; undefined where Amadeus has none.
 */
export async function findHeld(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  sought: Sought,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation | undefined>> {
  const search = { connection, config, options, sought };
  const { surname, departsLocal } = sought;
  const found = await ask(search, findPnrsBody(config.officeId, surname, departsLocal));
  if (found.kind === "noAnswer") return notDone(found.message);
  if (found.kind === "fault") {
    if (isNoMatch(found.fault.text)) return none;
    return toReadFaultOutcome(found.fault);
  }
  return found.reply.name === "PNR_List"
    ? lookThrough(search, found.reply)
    : toHeld(search, found.reply);
}

const none = { kind: "done", value: undefined } as const;

/** How Amadeus says that there is no such name is not published. */
function isNoMatch(text: string): boolean {
  return /NO (?:MATCH|NAME|PNR|ITEM)|NOT FOUND/i.test(text);
}

async function lookThrough(
  search: Search,
  list: XmlElement,
): Promise<SupplierOutcome<Reservation | undefined>> {
  const error = textAt(list, "errorInformation", "errorDetail", "errorCode");
  const text = textAt(list, "freeFormText", "text") ?? "";
  if (error !== undefined) {
    return isNoMatch(text) ? none : refused("rejected", error, text);
  }
  const locators = listLocators(list, search.sought);
  if (locators.length > candidatesMax) {
    const message = `${locators.length} PNRs have the first traveller's name and departure`;
    return refused("rejected", "", message);
  }
  for (const locator of locators) {
    const read = await ask(search, retrievePnrBody(locator));
    if (read.kind === "noAnswer") return notDone(read.message);
    if (read.kind === "fault") return toReadFaultOutcome(read.fault);
    const held = toHeld(search, read.reply);
    if (held.kind !== "done" || held.value !== undefined) return held;
  }
  return none;
}

/** Of those whose first name is not another one. */
function listLocators(list: XmlElement, { givenNames }: Sought): string[] {
  return listChildren(findAt(list, "citypair"), "travellerInformationSection")
    .filter((section) => {
      const name = textAt(section, "travellerInformation", "passenger", "firstName");
      return name === undefined || isSameName(name, givenNames);
    })
    .flatMap((section) => textAt(section, "reservationInfo", "reservation", "controlNumber") ?? []);
}

/** A list cuts long names off. */
function isSameName(listed: string, name: string): boolean {
  const [one, other] = [listed.toUpperCase().trim(), name.toUpperCase().trim()];
  return one.startsWith(other) || other.startsWith(one);
}

function toHeld(
  { config, sought }: Search,
  reply: XmlElement,
): SupplierOutcome<Reservation | undefined> {
  const reading = readPnr(reply, { now: new Date(), officeTimeZone: config.officeTimeZone });
  if (reading.kind === "error") {
    return isNoMatch(reading.text) ? none : toReservationRefusal(reading);
  }
  if (!hasHoldReference(reply, sought.reference)) return none;
  if (reading.kind === "unreadable") return toReservationRefusal(reading);
  const { reservation } = reading;
  if (reservation.status === "cancelled") return none;
  return { kind: "done", value: withoutCardNumbers(reservation) };
}

async function ask(
  { connection, config, options }: Search,
  body: ReturnType<typeof retrievePnrBody>,
): Promise<CallResult> {
  return connection.call({
    operation: "PNR_Retrieve",
    body,
    step: "stateless",
    signal: options.signal,
    timeoutMs: config.timeoutMs,
  });
}
