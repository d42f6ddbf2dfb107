import type { Nursery } from "./nursery";
import { claimPort, isPortFree, type PortClaim } from "./ports";
import type { ProcessSpec } from "./process-spec";
import { supervise, type SupervisedProcess } from "./supervise";

const attemptCountMax = 5;

export type StartedService = { process: SupervisedProcess; claims: readonly PortClaim[] };

export type ServicePlan = {
  /** The ports it would like, in the order its spec gets them. */
  wantedPorts: readonly number[];
  toSpec(ports: readonly number[]): ProcessSpec;
  /** Called with each process before it starts, so that a stop meanwhile finds it. */
  onProcess(process: SupervisedProcess): void;
  signal: AbortSignal;
};

/** Starts a service; when somebody else took a port between picking and binding, on others. */
export async function startService(plan: ServicePlan, nursery: Nursery): Promise<StartedService> {
  let wanted = plan.wantedPorts;
  for (let attempt = 1; ; attempt += 1) {
    const claims = await claimAll(wanted);
    const ports = claims.map(({ port }) => port);
    const process = supervise(plan.toSpec(ports), nursery);
    plan.onProcess(process);
    try {
      for (const claim of claims) await claim.open();
      plan.signal.throwIfAborted();
      await process.start();
      return { process, claims };
    } catch (error) {
      const lost = (await Promise.all(ports.map(isPortFree))).includes(false);
      for (const claim of claims) await claim.release();
      plan.signal.throwIfAborted();
      if (!lost || attempt >= attemptCountMax) throw error;
      wanted = ports;
    }
  }
}

async function claimAll(wanted: readonly number[]): Promise<PortClaim[]> {
  const claims: PortClaim[] = [];
  for (const port of wanted) claims.push(await claimPort(port));
  return claims;
}
