import { createHash } from "node:crypto";

import { parse } from "csv-parse/sync";

import type { ApiClient } from "./api-client";

export interface ExportBody {
  readonly operation_id: string;
  readonly document_id: string;
  readonly document_url: string;
  readonly file_name: string;
  readonly row_count: number;
}

export interface ExportOperation {
  readonly id: string;
  readonly status: string;
  readonly stage: string;
  readonly done: boolean;
  readonly workflow_id: string;
  readonly resource: { readonly type: string; readonly id: string } | null;
  readonly result: { readonly document_id: string } | null;
}

export async function exportReport(client: ApiClient, body: object): Promise<ExportBody> {
  const answer = await client.post<ExportBody>("/v1/reports/export", body);
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The bytes of a report's document, which are those that its record tells of. */
export async function downloadDocument(
  app: { request(path: string, init: RequestInit): Promise<Response> },
  token: string,
  url: string,
): Promise<Buffer> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await app.request(`${url}/content`, { headers });
  expect(response.status).toBe(200);
  const bytes = Buffer.from(await response.arrayBuffer());
  const record: { sha256: string; byte_size: number; type: string } = JSON.parse(
    await (await app.request(url, { headers })).text(),
  );
  expect(record).toMatchObject({ type: "report", byte_size: bytes.length });
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(record.sha256);
  return bytes;
}

export function readCsv(bytes: Uint8Array): string[][] {
  return parse(Buffer.from(bytes), { bom: true });
}
