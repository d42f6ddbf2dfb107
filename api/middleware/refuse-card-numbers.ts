import type { MiddlewareHandler } from "hono";

import { containsCardNumber } from "../../domain/card-number";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";

/** A card number gets in nowhere: not into a name, a note or metadata, nor into our logs. */
export const refuseCardNumbers: MiddlewareHandler<ApiEnvironment> = async (c, next) => {
  const isText = c.req.header("Content-Type")?.includes("json");
  if (isText && containsCardNumber(await c.req.text())) {
    throw new ProblemError({
      status: 400,
      code: "card_number_refused",
      title: "Card number refused",
      detail:
        "The request holds what looks like a payment card number. Send the card's type, brand and last four digits only.",
    });
  }
  await next();
};
