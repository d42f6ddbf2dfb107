import { readFileSync, writeFileSync } from "node:fs";

import type { Stack } from "../../scripts/stack/stack-types";

/** From now on, the most that a process of the stack has had in memory, in MB. */
export function peakMemoryOf(stack: Stack, name: string): { readonly read: () => number } {
  const { pid } = stack.process(name);
  // The kernel forgets the peak so far.
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
  return {
    read: () => {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
      if (kilobytes === undefined) throw new Error(`nothing is known of the memory of ${name}`);
      return Number(kilobytes) / 1_024;
    },
  };
}
