import type { AmadeusOperation } from "../config";
import type { PerformWork } from "./apply-behaviour";
import type { SandboxOperation } from "./behaviours";
import { displayDocument } from "./display-document";
import {
  cancelDocument,
  cancelPnr,
  findLocator,
  issueTicket,
  retrievePnr,
  signOut,
  type WorkContext,
} from "./operations";
import { findPnr } from "./pnr-book";
import { readSearchByName, readSellingTask } from "./read-selling-task";
import { ignoreRefund, initRefund, processRefund } from "./refund-operations";
import { confirmReissue, issueReissue, repriceExchange } from "./reissue-operations";
import {
  cancelPnrSchema,
  cancelSchema,
  displaySchema,
  initRefundSchema,
  issueSchema,
  repriceSchema,
  retrieveSchema,
} from "./soap-messages";

export interface Task {
  /** Where the message has more than one name. */
  readonly operation?: SandboxOperation;
  readonly recordLocator?: string | undefined;
  /** What else it is about. */
  readonly subjects?: readonly string[];
  readonly perform: PerformWork;
}

/** What a message asks for; undefined where it is not a message of this operation. */
export function readTask(
  operation: AmadeusOperation,
  body: unknown,
  context: WorkContext,
): Task | undefined {
  switch (operation) {
    case "Fare_MasterPricerTravelBoardSearch":
    case "Fare_InformativePricingWithoutPNR":
    case "Air_SellFromRecommendation":
    case "PNR_AddMultiElements":
    case "Fare_PricePNRWithBookingClass":
    case "Ticket_CreateTSTFromPricing":
      return readSellingTask(operation, body, context);
    case "PNR_Retrieve":
      return readRetrieval(body, context) ?? readSearchByName(body, context);
    case "PNR_Cancel": {
      const message = cancelPnrSchema.safeParse(body).data;
      if (message === undefined) return undefined;
      const { controlNumber } = message.reservationInfo.reservation;
      return inWorkArea(context, () => cancelPnr(context, controlNumber));
    }
    case "DocIssuance_IssueTicket": {
      const message = issueSchema.safeParse(body ?? {}).data;
      if (message === undefined) return undefined;
      const fares = message.selection
        .flatMap(({ referenceDetails }) => referenceDetails)
        .filter(({ type }) => type === "TS")
        .map(({ value }) => Number(value));
      return inWorkArea(context, () =>
        context.session?.reissue?.isConfirmed === true
          ? issueReissue(context)
          : issueTicket(context, fares),
      );
    }
    case "Ticket_CancelDocument": {
      const message = cancelSchema.safeParse(body).data;
      if (message === undefined) return undefined;
      const { number } = message.documentNumberDetails.documentDetails;
      return onDocument(context, number, () => cancelDocument(context, number));
    }
    case "Ticket_ProcessEDoc": {
      const message = displaySchema.safeParse(body).data;
      if (message === undefined) return undefined;
      const number = message.infoGroup[0]?.docInfo.documentDetails.number ?? "";
      return onDocument(context, number, () => displayDocument(context, number));
    }
    case "Ticket_InitRefund": {
      const message = initRefundSchema.safeParse(body).data;
      if (message === undefined) return undefined;
      const number = message.Contracts.Contract[0]?.attributes.Number ?? "";
      return onDocument(context, number, () => initRefund(context, number));
    }
    case "Ticket_ProcessRefund": {
      const number = context.session?.refundOf ?? "";
      return onDocument(context, number, () => processRefund(context));
    }
    case "Ticket_IgnoreRefund":
      return { recordLocator: undefined, perform: () => ignoreRefund(context) };
    case "Ticket_RepricePNRWithBookingClass": {
      const message = repriceSchema.safeParse(body).data;
      if (message === undefined) return undefined;
      const numbers = message.exchangeInformationGroup.flatMap(({ documentInfoGroup }) =>
        documentInfoGroup.map(
          ({ paperticketDetailsLastCoupon: { documentDetails } }) => documentDetails.number,
        ),
      );
      return inWorkArea(context, () => repriceExchange(context, numbers));
    }
    case "Ticket_ReissueConfirmedPricing":
      return inWorkArea(context, () => confirmReissue(context));
    case "Security_SignOut":
      break;
  }
  return inWorkArea(context, signOut);
}

function inWorkArea({ session }: WorkContext, perform: PerformWork): Task {
  return { recordLocator: session?.context?.recordLocator, perform };
}

function onDocument({ store }: WorkContext, number: string, perform: PerformWork): Task {
  return { recordLocator: findLocator(store, number), perform };
}

/** A PNR with a magic locator is made here, before its rules are looked for. */
function readRetrieval(body: unknown, context: WorkContext): Task | undefined {
  const message = retrieveSchema.safeParse(body).data;
  if (message === undefined) return undefined;
  const { store, account, now } = context;
  const { controlNumber } = message.retrievalFacts.reservationOrProfileIdentifier.reservation;
  findPnr(store, controlNumber, account, now);
  return {
    recordLocator: controlNumber,
    perform: (shownAs = (pnr) => pnr) => {
      const pnr = store.state.pnrs.get(controlNumber);
      return retrievePnr(context, pnr === undefined ? undefined : shownAs(pnr));
    },
  };
}
