import type { Logger } from "pino";

import type { Principal } from "../services/auth/principal";

/** What a request carries through the middleware. */
export interface ApiEnvironment {
  Variables: {
    requestId: string;
    logger: Logger;
    principal: Principal;
    /** Of the caller; absent where no socket is known. */
    address?: string;
  };
}
