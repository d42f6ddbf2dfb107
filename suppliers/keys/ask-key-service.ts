/** A worker waits for a key before it can ask the supplier: not for long. */
const timeoutMs = 5_000;

/** The answer's JSON; a fault names the service and the status, and nothing that was sent. */
export async function askKeyService(
  name: string,
  url: string,
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    ...request,
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${name} answers HTTP ${response.status}.`);
  return JSON.parse(text);
}
