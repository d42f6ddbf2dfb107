/** Message namespaces, in Amadeus's own versions: the SOAP action is built from the same code. */
export const messageNamespaces = {
  pnrRetrieve: "http://xml.amadeus.com/PNRRET_14_2_1A",
  pnrCancel: "http://xml.amadeus.com/PNRXCL_14_2_1A",
  pnrReply: "http://xml.amadeus.com/PNRACC_14_2_1A",
  issueTicket: "http://xml.amadeus.com/TTKTIQ_09_1_1A",
  issueTicketReply: "http://xml.amadeus.com/TTKTIR_09_1_1A",
  cancelDocument: "http://xml.amadeus.com/TRCANQ_11_1_1A",
  cancelDocumentReply: "http://xml.amadeus.com/TRCANR_11_1_1A",
  displayDocument: "http://xml.amadeus.com/TATREQ_15_2_1A",
  displayDocumentReply: "http://xml.amadeus.com/TATRES_15_2_1A",
  /** Refund messages share one namespace; their actions are named in `service.ts`. */
  refund: "http://xml.amadeus.com/2010/06/TicketGTP_v3",
  reprice: "http://xml.amadeus.com/TARIPQ_14_3_1A",
  repriceReply: "http://xml.amadeus.com/TARIPR_14_3_1A",
  reissue: "http://xml.amadeus.com/TARCPQ_13_2_1A",
  reissueReply: "http://xml.amadeus.com/TARCPR_13_2_1A",
  signOut: "http://xml.amadeus.com/VLSSOQ_04_1_1A",
  signOutReply: "http://xml.amadeus.com/VLSSOR_04_1_1A",
} as const;
