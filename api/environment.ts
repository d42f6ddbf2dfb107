import type { Logger } from "pino";

import type { ApiVersion } from "../domain/api-versions";
import type { Principal } from "../services/auth/principal";
import type { Policy } from "./rate-limit/policy";

/** What a request carries through the middleware. */
export interface ApiEnvironment {
  Variables: {
    requestId: string;
    /** Of the program; `loggerOf` names the request in each line. */
    logger: Logger;
    principal: Principal;
    /** That the request speaks. */
    apiVersion: ApiVersion;
    /** Of the caller; absent where no socket is known. */
    address?: string;
    /** Of the address: to be counted together with the principal's. */
    uncounted?: readonly Policy[];
  };
}
