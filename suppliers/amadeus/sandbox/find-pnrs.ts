import { element, group } from "../../xml/write-xml";
import { messageNamespaces } from "../wsdl/namespaces";
import { renderPnrError, retrievePnr, type Work, type WorkContext } from "./operations";
import type { SandboxPnr } from "./state";

/** The PNR of a name and departure; several are a list, none is an error. */
export function findPnrs(context: WorkContext, surname: string, departsOn: string): Work {
  const found = [...context.store.state.pnrs.values()].filter(
    ({ cancelled, passengers, segments }) =>
      !cancelled &&
      passengers.some((passenger) => passenger.surname.startsWith(surname)) &&
      segments[0]?.departsLocal.startsWith(departsOn) === true,
  );
  const [first] = found;
  if (first === undefined) return renderPnrError("1931", "NO MATCH FOR NAME");
  if (found.length === 1) return retrievePnr(context, first);
  const xml =
    `<PNR_List xmlns="${messageNamespaces.pnrList}">` +
    group("citypair", "<originDestinationMarker/>", ...found.map(renderSection)) +
    "</PNR_List>";
  return { kind: "body", xml, result: "ok" };
}

function renderSection({ recordLocator, passengers }: SandboxPnr): string {
  const [passenger] = passengers;
  return group(
    "travellerInformationSection",
    group(
      "travellerInformation",
      group("traveller", element("surname", passenger?.surname ?? "")),
      group("passenger", element("firstName", passenger?.givenNames ?? "")),
    ),
    group(
      "reservationInfo",
      group("reservation", element("companyId", "1A"), element("controlNumber", recordLocator)),
    ),
  );
}
