import { Refusal } from "../domain/refusal";
import type { Principal } from "../services/auth/principal";

/** What ends an account or takes all of it away is not for a token, however much it may. */
export function requirePersonSignedIn(principal: Principal): Principal {
  if (principal.session !== undefined) return principal;
  throw new Refusal("PERSON_REQUIRED", "Only a person who has signed in may do this.");
}
