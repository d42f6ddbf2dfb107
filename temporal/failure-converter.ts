import { DefaultFailureConverter } from "@temporalio/common";

/** Loaded by name into the workflow bundle too: messages and stacks are encrypted like payloads. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
