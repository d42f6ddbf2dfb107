import { createHash } from "node:crypto";
import { Readable } from "node:stream";

import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getPartnerBrand } from "../../db/read/partner-brand";
import { getPartnerSettings } from "../../db/read/partner-settings";
import { toPublicId } from "../../domain/ids";
import { Refusal } from "../../domain/refusal";
import type { NewLogo } from "../../services/partner/change-logo";
import { removeLogo, setLogo } from "../../services/partner/change-logo";
import type { Logo } from "../../services/partner/read-logo";
import { readLogo } from "../../services/partner/read-logo";
import { formatDocumentKey } from "../../suppliers/documents/document-key";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { requireMatch } from "../etag";
import { answerChange } from "../idempotency";
import { presentPartner } from "../present/partner";
import { loggerOf, toActContext } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { repeatableHeadersSchema } from "../schemas/common";
import { logoSchema, partnerSchema } from "../schemas/partner";

/** Its body is larger than others. */
export const logoPath = "/v1/partner/logo";

const tags = ["Partner"];
const binary = { schema: z.string().openapi({ format: "binary" }) };

const getRoute = createRoute({
  method: "get",
  path: logoPath,
  tags,
  summary: "The logo's bytes",
  ...permitted("partner.read.partner", { branches: "none" }),
  responses: {
    200: { description: "The bytes", content: { "image/jpeg": binary, "image/png": binary } },
    ...problems(404),
  },
});

const putRoute = createRoute({
  method: "put",
  path: logoPath,
  tags,
  summary: "Give the papers a logo",
  description:
    "PNG that is not interlaced, or JPEG in grey or RGB: at most 512 KiB, 1 000 000 pixels, 4 000 a side. What it says it is, its bytes are. Kept without metadata; transparency becomes white. If-Match is the ETag of GET /v1/partner.",
  ...permitted("partner.update.partner", { stepUp: true }),
  request: { headers: repeatableHeadersSchema, body: jsonBody(logoSchema) },
  responses: { 200: json(partnerSchema, "The partner"), ...problems(409, 412, 413, 415, 422, 428) },
});

const deleteRoute = createRoute({
  method: "delete",
  path: logoPath,
  tags,
  summary: "Take the logo off the papers",
  description: "Papers that exist keep it. If-Match is the ETag of GET /v1/partner.",
  ...permitted("partner.update.partner", { stepUp: true }),
  request: { headers: repeatableHeadersSchema },
  responses: { 200: json(partnerSchema, "The partner"), ...problems(404, 409, 412, 428) },
});

export function registerPartnerLogo(router: Router, dependencies: ApiDependencies): void {
  const { documents, now } = dependencies;

  router.openapi(getRoute, async (c) => {
    const { logo } = await getPartnerBrand(c.get("principal").scope);
    if (logo === null) throw new Refusal("NOT_FOUND", "There is no logo.");
    const { stream } = await documents.get(logo.storageKey);
    return c.body(Readable.toWeb(stream) as ReadableStream, 200, {
      "Content-Type": logo.contentType,
      "Content-Length": logo.byteSize.toString(),
      "Content-Security-Policy": "sandbox",
    });
  });

  router.openapi(putRoute, async (c) => {
    const { content_type: contentType, content } = c.req.valid("json");
    const assertVersion = requireMatch(c);
    const logo = await toLogo(contentType, Buffer.from(content, "base64"), async () => {
      assertVersion((await getPartnerSettings(c.get("principal").scope)).version);
    });
    const instant = now();
    const stored = toStored(c, logo, instant);
    const { storageKey: key, sha256 } = stored;
    await documents.put({ key, body: logo.bytes, contentType, sha256 });
    const act = { assertVersion, context: toActContext(c), at: toDateTime(instant) };
    return answerReplaced(c, dependencies, (transaction) => setLogo(transaction, stored, act));
  });

  router.openapi(deleteRoute, async (c) => {
    const act = {
      assertVersion: requireMatch(c),
      context: toActContext(c),
      at: toDateTime(now()),
    };
    return answerReplaced(c, dependencies, (transaction) => removeLogo(transaction, act));
  });
}

/** Who asks about an old version is told so, rather than what is wrong with the picture. */
async function toLogo(
  contentType: Parameters<typeof readLogo>[0],
  bytes: Buffer,
  assertCurrent: () => Promise<void>,
): Promise<Logo> {
  try {
    return readLogo(contentType, bytes);
  } catch (error) {
    await assertCurrent();
    throw error;
  }
}

/** Answers with the partner; what lies where the former logo did is removed once that is committed. */
async function answerReplaced(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  work: (transaction: PartnerTransaction) => Promise<string | undefined>,
): Promise<never> {
  const { scope, livemode } = c.get("principal");
  const former: (string | undefined)[] = [];
  const answer = await answerChange(c, dependencies, async (transaction) => {
    former.push(await work(transaction));
    const partner = await getPartnerSettings(transaction);
    const headers = { ETag: `"v${partner.version}"` };
    return { status: 200, body: presentPartner(scope.partner, partner, livemode), headers };
  });
  const key = former.at(-1);
  if (key !== undefined) await removeFormer(c, dependencies, key);
  return answer;
}

/** Where it fails, its row still names it: it goes when the partner is deleted. */
async function removeFormer(
  c: Context<ApiEnvironment>,
  { documents }: ApiDependencies,
  key: string,
): Promise<void> {
  await documents.remove(key).catch((error: unknown) => {
    loggerOf(c).warn({ err: error, key }, "the former logo is still in the store");
  });
}

/** A repeated request finds the bytes where it put them. */
function toStored(c: Context<ApiEnvironment>, logo: Logo, instant: string): NewLogo {
  const { partner } = c.get("principal").scope;
  const { bytes, extension, contentType, width, height } = logo;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const name = [partner, c.req.header("If-Match"), sha256].join("\n");
  const digest = createHash("sha256").update(name).digest();
  const publicId = toPublicId("document", digest.subarray(0, 16));
  const storageKey = formatDocumentKey({
    partnerId: partner,
    year: instant.slice(0, 4),
    month: instant.slice(5, 7),
    documentId: publicId,
    extension,
  });
  const fileName = `logo.${extension}`;
  const byteSize = bytes.length;
  return { publicId, fileName, contentType, byteSize, sha256, storageKey, width, height };
}
