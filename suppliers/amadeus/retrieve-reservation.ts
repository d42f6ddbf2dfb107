import { withoutCardNumbers } from "../../domain/card-number";
import type { Reservation } from "../../domain/reservation";
import type { OrderRequest } from "../air-operations";
import type { SupplierOutcome } from "../outcome";
import type { CallOptions } from "../port";
import type { AmadeusConnection } from "./amadeus-connection";
import type { AmadeusClientConfig } from "./config";
import { type PnrContext, readPnr } from "./pnr/read-pnr";
import type { CallResult } from "./read-answer";
import { notDone, refused, toErrorOutcome, toReadFaultOutcome } from "./refusals";
import { retrievePnrBody } from "./requests";

/** The PNR as it stands, outside of any session. */
export async function retrievePnr(
  connection: AmadeusConnection,
  config: AmadeusClientConfig,
  { recordLocator }: OrderRequest,
  { signal }: CallOptions,
): Promise<SupplierOutcome<Reservation>> {
  const result = await connection.call({
    operation: "PNR_Retrieve",
    body: retrievePnrBody(recordLocator),
    step: "stateless",
    signal,
    timeoutMs: config.timeoutMs,
  });
  return toReservationOutcome(result, recordLocator, config.officeTimeZone);
}

/** What a PNR_Retrieve came to. It changes nothing, so without an answer it was not done. */
export function toReservationOutcome(
  result: CallResult,
  recordLocator: string,
  officeTimeZone: string,
): SupplierOutcome<Reservation> {
  if (result.kind === "noAnswer") return notDone(result.message);
  if (result.kind === "fault") return toReadFaultOutcome(result.fault);
  const context: PnrContext = { now: new Date(), officeTimeZone };
  const reading = readPnr(result.reply, context);
  if (reading.kind === "error") return toErrorOutcome(reading.code, reading.text);
  if (reading.kind === "unreadable") {
    return refused("reservation_invalid", "", `${reading.element} ${reading.detail}`);
  }
  if (reading.reservation.recordLocator !== recordLocator) {
    return notDone(`the answer is about ${reading.reservation.recordLocator}`);
  }
  return { kind: "done", value: withoutCardNumbers(reading.reservation) };
}
