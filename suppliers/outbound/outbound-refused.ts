/** The address is not one that we call: it is ours to refuse, whoever wrote it. */
export class OutboundRefusedError extends Error {
  override readonly name = "OutboundRefusedError";
}
