import { withoutCardNumbers } from "../../domain/card-number";
import type { Reservation } from "../../domain/reservation";
import type { CancelRequest } from "../air-operations";
import { asLook, type SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import type { AmadeusConnection } from "./amadeus-connection";
import { inSession } from "./amadeus-session";
import type { AmadeusClientConfig } from "./config";
import { readPnr } from "./pnr/read-pnr";
import type { CallResult } from "./read-answer";
import { notDone, refused, toActFaultOutcome, toErrorOutcome, unknown } from "./refusals";
import { cancelPnrBody, retrievePnrBody } from "./requests";
import { toReservationOutcome } from "./retrieve-reservation";

/**
 * Cancels the itinerary in the conversation that has read it, so that what somebody tickets
 * meanwhile is not cancelled: Amadeus then answers that the PNR has changed.
 */
export async function cancelReservation(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  { recordLocator }: CancelRequest,
  options: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  return inSession(connection, config, options, async (session) => {
    const body = retrievePnrBody(recordLocator);
    const read = asLook(
      toReservationOutcome(
        await session.call({ operation: "PNR_Retrieve", body }),
        recordLocator,
        config.officeTimeZone,
      ),
    );
    if (read.kind !== "done" || read.value.status === "cancelled") return read;
    if (read.value.documents.length > 0) {
      return refused("already_ticketed", "", "the PNR carries tickets");
    }
    if (options.signal.aborted) return notDone("aborted before the cancellation");
    const cancelled = await session.call({
      operation: "PNR_Cancel",
      body: cancelPnrBody(recordLocator),
      isLast: true,
    });
    return toCancelOutcome(cancelled, config.officeTimeZone);
  });
}

function toCancelOutcome(result: CallResult, officeTimeZone: string): SupplierOutcome<Reservation> {
  if (result.kind === "noAnswer") {
    return result.sent ? unknown(result.message) : notDone(result.message);
  }
  if (result.kind === "fault") return toActFaultOutcome(result.fault);
  const reading = readPnr(result.reply, { now: new Date(), officeTimeZone });
  if (reading.kind === "error") return toErrorOutcome(reading.code, reading.text);
  if (reading.kind === "unreadable") return unknown(`${reading.element} ${reading.detail}`);
  return reading.reservation.status === "cancelled"
    ? { kind: "done", value: withoutCardNumbers(reading.reservation) }
    : unknown("the PNR still has flights after it was cancelled");
}
