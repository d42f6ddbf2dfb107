import { readFileSync } from "node:fs";

import type { Font } from "fontkit";
import { create } from "fontkit";
import { z } from "zod";

import { cacheShaping } from "./shaping-cache";
import { unpackWoff } from "./web-font";

export type FontRole = "heading" | "body" | "code";
export type FontWeight = 400 | 500 | 600 | 700;

export interface FontFace {
  readonly id: string;
  readonly font: Font;
  /** Words are set from right to left. */
  readonly rightToLeft: boolean;
  /** Some vowels are drawn before the letter that they follow in the text. */
  readonly reordered: boolean;
}

interface FontSubset {
  readonly family: string;
  readonly name: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

/**
 * Tried in this order, character by character, where they are installed: `npm install
 * @fontsource/hind-siliguri` is all that Bengali takes. (Of Noto Sans Bengali fontkit misplaces ট্র.)
 */
const optionalFamilies = [
  "hind-siliguri",
  "noto-sans-arabic",
  "noto-sans-devanagari",
  "noto-sans-hebrew",
  "noto-sans-thai",
  "noto-sans-sc",
] as const;
const familiesByRole: Readonly<Record<FontRole, readonly string[]>> = {
  heading: ["sora", "inter", ...optionalFamilies],
  body: ["inter", ...optionalFamilies],
  code: ["jetbrains-mono", "inter", ...optionalFamilies],
};
const rightToLeftSubsets = new Set(["arabic", "hebrew"]);
const reorderedSubsets = new Set(["bengali", "devanagari"]);
// `latin` last of all would be slower, and `latin-ext` claims marks that `vietnamese` has too.
const subsetOrder = ["latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic"];

const unicodeSchema = z.record(z.string(), z.string());
const subsetsByFamily = new Map<string, readonly FontSubset[]>();
const faces = new Map<string, FontFace>();
const faceByCharacter = new Map<string, FontFace | undefined>();

/** The face that has the character, or undefined where no installed font has it. */
export function findFace(
  role: FontRole,
  weight: FontWeight,
  codePoint: number,
): FontFace | undefined {
  const key = `${role}-${weight}-${codePoint}`;
  if (!faceByCharacter.has(key)) {
    faceByCharacter.set(key, lookUpFace({ role, weight, codePoint }));
  }
  return faceByCharacter.get(key);
}

interface FaceQuestion {
  readonly role: FontRole;
  readonly weight: FontWeight;
  readonly codePoint: number;
}

function lookUpFace({ role, weight, codePoint }: FaceQuestion): FontFace | undefined {
  for (const family of familiesByRole[role]) {
    for (const subset of subsetsOf(family)) {
      if (!subset.ranges.some(([from, to]) => codePoint >= from && codePoint <= to)) continue;
      const face = loadFace(subset, weight);
      if (face.font.hasGlyphForCodePoint(codePoint)) return face;
    }
  }
  return undefined;
}

/** Read once per process: unpacking and parsing a font takes longer than a page of text. */
function loadFace({ family, name }: FontSubset, weight: FontWeight): FontFace {
  const id = `${family}-${name}-${weight}`;
  const known = faces.get(id);
  if (known) return known;
  const path = require.resolve(`@fontsource/${family}/files/${id}-normal.woff`);
  const font = cacheShaping(create(unpackWoff(readFileSync(path))));
  const face = {
    id,
    font,
    rightToLeft: rightToLeftSubsets.has(name),
    reordered: reorderedSubsets.has(name),
  };
  faces.set(id, face);
  return face;
}

function subsetsOf(family: string): readonly FontSubset[] {
  const known = subsetsByFamily.get(family);
  if (known) return known;
  const subsets = readSubsets(family);
  subsetsByFamily.set(family, subsets);
  return subsets;
}

function readSubsets(family: string): FontSubset[] {
  const path = findUnicodeFile(family);
  if (path === undefined) return [];
  const unicode = unicodeSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  return Object.entries(unicode)
    .map(([name, ranges]) => ({
      family,
      // The many slices of a Chinese font are numbered: "[4]".
      name: name.replaceAll(/[[\]]/g, ""),
      ranges: parseRanges(ranges),
    }))
    .toSorted((left, right) => rankOf(left.name) - rankOf(right.name));
}

function findUnicodeFile(family: string): string | undefined {
  try {
    return require.resolve(`@fontsource/${family}/unicode.json`);
  } catch {
    // An optional family that isn't installed: its script is named instead of shown.
    return undefined;
  }
}

function rankOf(name: string): number {
  const rank = subsetOrder.indexOf(name);
  return rank === -1 ? subsetOrder.length : rank;
}

/** `U+0000-00FF,U+0131`. */
function parseRanges(ranges: string): [number, number][] {
  return ranges.split(",").map((range) => {
    const [from = "", to = from] = range.trim().replace(/^u\+/i, "").split("-");
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  });
}
