import { condition } from "@temporalio/workflow";

import type { RefusalRecord } from "../../temporal/contract/failures";
import { refusalFailure } from "../../temporal/contract/failures";
import type { SignUpProgress, SignUpStatus } from "../../temporal/contract/onboard-partner";
import type { StageTime } from "../../temporal/contract/payloads";

/** How far a sign-up is, and what whoever verified it waits for. */
export class OnboardingState {
  #status: SignUpStatus = "awaiting_verification";
  readonly #stages: StageTime[] = [];
  #code: string;
  #isCodeOurs = false;
  #refusal: RefusalRecord | undefined;

  constructor(code: string) {
    this.#code = code;
    this.enter("awaiting_verification");
  }

  get code(): string {
    return this.#code;
  }

  get isVerified(): boolean {
    return this.#status !== "awaiting_verification";
  }

  get progress(): SignUpProgress {
    const code = this.#isCodeOurs ? this.#code : null;
    return { status: this.#status, stages: [...this.#stages], code };
  }

  enter(stage: string): void {
    this.#stages.push({ stage, at: new Date().toISOString() });
  }

  /** From here on nobody else can have the code. */
  keepCode(): void {
    this.#isCodeOurs = true;
  }

  /** Back to whoever signs up, for another code. */
  refuse(refusal: RefusalRecord): void {
    this.#refusal = refusal;
    this.#status = "awaiting_verification";
  }

  end(status: "ready" | "expired"): void {
    this.#status = status;
    this.enter(status);
  }

  /** Goes on with this code, where none is taken yet, and answers when there is something to say. */
  async verify(code: string | null): Promise<SignUpProgress> {
    if (this.#status === "awaiting_verification") {
      this.#code = code ?? this.#code;
      this.#refusal = undefined;
      this.#status = "creating";
    }
    await condition(() => this.#status !== "creating");
    const refusal: RefusalRecord | undefined = this.#refusal;
    if (refusal === undefined || this.#status === "ready") return this.progress;
    throw refusalFailure(refusal.code, refusal.message, refusal.details);
  }
}
