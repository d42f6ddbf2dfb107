import type { SftpSandbox } from "../../suppliers/files/sandbox";
import type { SftpFault } from "../../suppliers/files/sandbox/faults";

type Wanted = SftpFault extends infer Fault
  ? Fault extends SftpFault
    ? Partial<Fault> & Pick<Fault, "kind">
    : never
  : never;

/** The remote control of the sandbox, as another process would use it. */
export function controlSftp({ controlUrl }: Pick<SftpSandbox, "controlUrl">) {
  const send = async (method: string, path: string, body?: Uint8Array<ArrayBuffer> | string) => {
    const response = await fetch(`${controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
    });
    if (!response.ok) throw new Error(await response.text());
  };
  return {
    put: (name: string, bytes: Uint8Array) =>
      send("PUT", `/files/${encodeURIComponent(name)}`, new Uint8Array(bytes)),
    remove: (name: string) => send("DELETE", `/files/${encodeURIComponent(name)}`),
    strike: (fault: Wanted) => send("POST", "/faults", JSON.stringify(fault)),
    calm: () => send("DELETE", "/faults"),
    look: async () => {
      const answer: unknown = await (await fetch(controlUrl)).json();
      return answer as { readonly reads: readonly string[]; readonly logins: number };
    },
  };
}
