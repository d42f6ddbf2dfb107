import { allHandlersFinished, condition, setHandler, TemporalFailure } from "@temporalio/workflow";

import { findRefusal } from "../../temporal/contract/failures";
import type { OnboardPartnerInput, SignUpProgress } from "../../temporal/contract/onboard-partner";
import { signUpProgressQuery, verifySignUpUpdate } from "../../temporal/contract/onboard-partner";
import { OnboardingState } from "./onboarding-state";
import { mail, steps } from "./onboarding-steps";
import { sellSamples } from "./sell-samples";

/**
 * Takes up whoever has signed up: nothing exists before the address is verified. Each step is one
 * commit; the partner is active, and its administrator invited, with the last of them.
 */
export async function onboardPartner(input: OnboardPartnerInput): Promise<SignUpProgress> {
  const state = new OnboardingState(input.agency.code);
  setHandler(signUpProgressQuery, () => state.progress);
  setHandler(verifySignUpUpdate, ({ code }) => state.verify(code));
  const taken = (await mailLink(input)) ? await takeUp(input, state) : undefined;
  if (taken === undefined) state.end("expired");
  else {
    await furnish(taken, state);
    state.end("ready");
  }
  await condition(allHandlersFinished);
  return state.progress;
}

/** False where the address takes no mail: then nobody can verify it. */
async function mailLink({ signUp, administrator }: OnboardPartnerInput): Promise<boolean> {
  try {
    await mail.mailSignUp({ signUp, administrator });
    return true;
  } catch (error) {
    if (error instanceof TemporalFailure) return false;
    throw error;
  }
}

/** Waits for the address to be verified and takes up the partner, under a code that nobody has. */
async function takeUp(
  input: OnboardPartnerInput,
  state: OnboardingState,
): Promise<OnboardPartnerInput | undefined> {
  for (;;) {
    const isVerified = await condition(() => state.isVerified, input.verifyWithinSeconds * 1000);
    if (!isVerified) return undefined;
    const taken = { ...input, agency: { ...input.agency, code: state.code } };
    try {
      await steps.takeUpPartner(taken);
      state.keepCode();
      state.enter("taken_up");
      return taken;
    } catch (error) {
      const refusal = findRefusal(error);
      if (refusal === undefined) throw error;
      state.refuse(refusal);
    }
  }
}

async function furnish(input: OnboardPartnerInput, state: OnboardingState): Promise<void> {
  await steps.openChart(input);
  state.enter("chart_of_accounts");
  await steps.openPeriods(input);
  state.enter("periods");
  await steps.createRoles(input);
  state.enter("roles");
  const isJoined = await steps.connectSandbox(input);
  if (input.wantsSampleData && isJoined) {
    await sellSamples(input);
    state.enter("sample_data");
  }
  await steps.openAccount(input);
}
