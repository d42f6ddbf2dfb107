import { XMLParser, XMLValidator } from "fast-xml-parser";
import { z } from "zod";

import { currencies as known } from "../../domain/currency";
import { parseFxRate } from "../../domain/fx/fx-rate";
import { Refusal } from "../../domain/refusal";
import type { RateFeedOutcome } from "./port";

const quotationSchema = z.object({ currency: z.string().regex(/^[A-Z]{3}$/), rate: z.string() });
const daySchema = z.object({ time: z.iso.date(), Cube: z.array(quotationSchema).min(1) });
const envelopeSchema = z.object({
  Envelope: z.object({ Cube: z.tuple([z.object({ Cube: z.array(daySchema).min(1) })]) }),
});

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseAttributeValue: false,
  removeNSPrefix: true,
  processEntities: false,
  isArray: (name) => name === "Cube",
});

/**
 * Reads the ECB's eurofxref format: `Envelope/Cube/Cube[@time]/Cube[@currency, @rate]`, each rate
 * the units of a currency for one euro. Of several days the newest. One bad rate spoils the feed.
 */
export function readEcbXml(text: string): RateFeedOutcome {
  // No feed needs them, and they are how XML attacks its reader.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return unreadable("It has a document type declaration.");
  const valid = XMLValidator.validate(text);
  if (valid !== true) return unreadable(`It is not well-formed: ${valid.err.msg}`);
  const parsed = envelopeSchema.safeParse(parser.parse(text));
  if (!parsed.success) return unreadable(`It is no eurofxref: ${z.prettifyError(parsed.error)}`);
  const [outer] = parsed.data.Envelope.Cube;
  const [day] = outer.Cube.toSorted((left, right) => right.time.localeCompare(left.time));
  return day === undefined ? unreadable("It has no day.") : readDay(day);
}

function readDay({ time, Cube: quotations }: z.infer<typeof daySchema>): RateFeedOutcome {
  const currencies = quotations.map(({ currency }) => currency);
  const twice = currencies.find((currency, index) => currencies.indexOf(currency) !== index);
  if (twice !== undefined) return unreadable(`It quotes ${twice} twice.`);
  if (currencies.includes("EUR")) return unreadable("It quotes the euro in euros.");
  try {
    const rates = quotations
      .filter(({ currency }) => known.has(currency))
      .map(({ currency, rate }) => ({ currency, rate: parseFxRate(rate) }));
    return {
      kind: "read",
      feed: { base: "EUR", effectiveOn: time, rates },
      skipped: currencies.filter((currency) => !known.has(currency)),
    };
  } catch (error) {
    if (error instanceof Refusal) return unreadable(error.message);
    throw error;
  }
}

function unreadable(reason: string): RateFeedOutcome {
  return { kind: "unreadable", reason: reason.slice(0, 500) };
}
