import { z } from "zod";

import {
  type ControlDeps,
  type ControlRequest,
  type ControlResponse,
  refuse,
} from "./control-types";
import { createPnrs, changePnr, defaultDeparture, type NewPnr } from "./pnr-book";
import { createPnrFromTemplate } from "./pnr-from-template";
import { type PnrChange, pnrChangeSchema, pnrSpecSchema, recordLocatorSchema } from "./pnr-spec";
import { splitPnr } from "./split-pnr";
import type { SandboxDocument, SandboxPnr } from "./state";
import { isTemplateName, templateNames } from "./templates";

const countMax = 10_000;
const passengerCountSchema = z.number().int().min(0).max(9);
const createSchema = z.strictObject({
  recordLocator: recordLocatorSchema.optional(),
  count: z.number().int().min(1).max(countMax).default(1),
  template: z
    .string()
    .refine(isTemplateName, `is none of ${templateNames.join(", ")}`)
    .optional(),
  departsOn: z.iso.date().optional(),
  adults: passengerCountSchema.min(1).optional(),
  children: passengerCountSchema.optional(),
  infants: passengerCountSchema.optional(),
  /** Parts that replace the template's; all of a PNR where no template is named. */
  pnr: pnrChangeSchema.optional(),
});
const createManySchema = z.union([z.array(createSchema).min(1).max(countMax), createSchema]);

const documentChangeSchema = z.strictObject({
  issuedOn: z.iso.date().exactOptional(),
  usedCoupons: z.array(z.number().int().min(1).max(16)).exactOptional(),
});

const splitSchema = z.strictObject({
  recordLocator: recordLocatorSchema,
  /** Positions of those who move, counted from 1; an infant goes with its adult. */
  passengers: z.array(z.number().int().min(1)).min(1),
});

export function handleCreate({ body }: ControlRequest, { store }: ControlDeps): ControlResponse {
  const parsed = createManySchema.parse(body ?? {});
  const now = new Date();
  const pnrs = (Array.isArray(parsed) ? parsed : [parsed]).flatMap((input) =>
    toNewPnrs(input, now),
  );
  if (pnrs.length > countMax) return refuse(400, `at most ${countMax} PNRs at once`);
  const created = createPnrs(store, pnrs, now);
  return { status: 201, body: { pnrs: created.map(toPnrView) } };
}

function toNewPnrs(input: z.output<typeof createSchema>, now: Date): NewPnr[] {
  const isWhole = input.template === undefined && input.pnr?.fares !== undefined;
  const template = input.template ?? "one-way";
  const base = isWhole
    ? {}
    : createPnrFromTemplate(template, {
        departsOn: input.departsOn ?? defaultDeparture(now),
        adults: input.adults,
        children: input.children,
        infants: input.infants,
      });
  const spec = pnrSpecSchema.parse({ ...base, ...input.pnr });
  return Array.from({ length: input.count }, (_, index) => ({
    spec,
    recordLocator: index === 0 ? input.recordLocator : undefined,
  }));
}

export function handleRead(_: ControlRequest, { store }: ControlDeps, id: string): ControlResponse {
  const pnr = store.state.pnrs.get(id);
  return pnr === undefined
    ? refuse(404, `no PNR ${id}`)
    : { status: 200, body: { ...pnr, ...toPnrView(pnr) } };
}

export function handleChange(
  { body }: ControlRequest,
  { store }: ControlDeps,
  id: string,
): ControlResponse {
  const pnr = store.state.pnrs.get(id);
  if (pnr === undefined) return refuse(404, `no PNR ${id}`);
  const change: PnrChange = pnrChangeSchema.parse(body);
  return { status: 200, body: toPnrView(changePnr(store, pnr, change)) };
}

/** What a counsellor does in the GDS: some passengers move to a PNR of their own. */
export function handleSplit({ body }: ControlRequest, { store }: ControlDeps): ControlResponse {
  const { recordLocator, passengers } = splitSchema.parse(body);
  const pnr = store.state.pnrs.get(recordLocator);
  if (pnr === undefined) return refuse(404, `no PNR ${recordLocator}`);
  const [parent, child] = splitPnr(store, pnr, new Set(passengers), new Date());
  if (parent === undefined || child === undefined) return refuse(400, "somebody stays");
  return { status: 201, body: { parent: toPnrView(parent), child: toPnrView(child) } };
}

export function handleChangeDocument(
  { body }: ControlRequest,
  { store }: ControlDeps,
  number: string,
): ControlResponse {
  const pnr = store.state.pnrs.get(store.state.locatorsByDocument.get(number) ?? "");
  if (pnr === undefined) return refuse(404, `no document ${number}`);
  const change = documentChangeSchema.parse(body);
  const documents = pnr.documents.map((document): SandboxDocument =>
    document.numbers.includes(number) ? { ...document, ...change } : document,
  );
  const changed = { ...pnr, version: pnr.version + 1, documents };
  store.append({ type: "pnr", pnr: changed });
  return { status: 200, body: toPnrView(changed) };
}

function toPnrView(pnr: SandboxPnr): object {
  const { recordLocator, version, cancelled, documents, fares } = pnr;
  return {
    recordLocator,
    version,
    cancelled,
    departsLocal: pnr.segments[0]?.departsLocal ?? null,
    fareReferences: fares.map((_, index) => String(index + 1)),
    documents: documents.map((document) => ({ ...document, number: document.numbers[0] })),
  };
}
