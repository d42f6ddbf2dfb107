import type { DestinationStream, Logger } from "pino";
import { pino } from "pino";

import { redactJson } from "../domain/card-number";

const secretPaths = ["authorization", "cookie", "password", "token", "secret"].flatMap((name) => [
  name,
  `*.${name}`,
]);

/** JSON lines of a program, without card numbers and secrets whatever is handed to them. */
export function createLogger(
  options: { readonly level: string; readonly service: string },
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service },
      redact: { paths: secretPaths, censor: "***" },
      hooks: { streamWrite: redactJson },
    },
    ...(destination === undefined ? [] : [destination]),
  );
}
