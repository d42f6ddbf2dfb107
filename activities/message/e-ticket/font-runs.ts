import type { FontFace, FontRole, FontWeight } from "./font-catalogue";
import { findFace } from "./font-catalogue";

/** A stretch of text in one font file. */
export interface FontRun {
  readonly face: FontFace;
  readonly text: string;
  /** What it says, where the letters cannot tell: `[Thai text]`, or vowels drawn out of order. */
  readonly actualText?: string;
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const plainPattern = /^[\u0020-\u007e\u00a0-\u00ff]*$/;
// Joiners and variation selectors shape their neighbours and have no glyph of their own.
const invisiblePattern = /\u200c|\u200d|\ufe0e|\ufe0f/gu;
const spacePattern = /^\s+$/;

/** Splits text by the font files it takes; letters that no font has become the script's name. */
export function splitRuns(text: string, role: FontRole, weight: FontWeight): FontRun[] {
  if (plainPattern.test(text)) {
    return text === "" ? [] : [{ face: getFallbackFace(role, weight), text }];
  }
  const plain = getFallbackFace(role, weight);
  return joinClusters(text, role, weight).flatMap(({ face, text: part }) => {
    if (face && !face.rightToLeft) return [toRun(face, part)];
    // The space after the last word would else stand at its left, or within the script's name.
    const words = part.trimEnd();
    const run = face
      ? toRun(face, words)
      : { face: plain, text: `[${scriptOf(words)} text]`, actualText: words };
    return words === part ? [run] : [run, { face: plain, text: part.slice(words.length) }];
  });
}

function toRun(face: FontFace, text: string): FontRun {
  return face.reordered ? { face, text, actualText: text } : { face, text };
}

interface Cluster {
  readonly face: FontFace | undefined;
  readonly text: string;
}

/** Graphemes with the same face go together; a space goes with what stands before it. */
function joinClusters(text: string, role: FontRole, weight: FontWeight): Cluster[] {
  const joined: { face: FontFace | undefined; text: string }[] = [];
  for (const { segment } of segmenter.segment(text)) {
    for (const cluster of findClusterFaces(segment, role, weight)) {
      const last = joined.at(-1);
      const joins = last && (last.face === cluster.face || spacePattern.test(cluster.text));
      if (joins) last.text += cluster.text;
      else joined.push({ ...cluster });
    }
  }
  return joined;
}

/** One face for a letter with its marks; where none has them all, each from a face of its own. */
function findClusterFaces(grapheme: string, role: FontRole, weight: FontWeight): Cluster[] {
  const codePoints = Array.from(grapheme.replaceAll(invisiblePattern, ""), codePointOf);
  const faces = codePoints.map((one) => findFace(role, weight, one));
  const whole = faces.find((face) =>
    codePoints.every((one) => face?.font.hasGlyphForCodePoint(one)),
  );
  if (whole || faces.includes(undefined)) return [{ face: whole, text: grapheme }];
  return codePoints.map((one, index) => ({ face: faces[index], text: String.fromCodePoint(one) }));
}

function codePointOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function getFallbackFace(role: FontRole, weight: FontWeight): FontFace {
  const face = findFace(role, weight, 0x20);
  if (!face) throw new Error(`The font for ${role} is not installed.`);
  return face;
}

const scripts: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Bengali}/u, "Bengali"],
  [/\p{Script=Arabic}/u, "Arabic"],
  [/\p{Script=Devanagari}/u, "Devanagari"],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, "Japanese"],
  [/\p{Script=Hangul}/u, "Korean"],
  [/\p{Script=Han}/u, "Chinese"],
  [/\p{Script=Hebrew}/u, "Hebrew"],
  [/\p{Script=Thai}/u, "Thai"],
  [/\p{Script=Tamil}/u, "Tamil"],
  [/\p{Script=Sinhala}/u, "Sinhala"],
  [/\p{Script=Myanmar}/u, "Burmese"],
  [/\p{Script=Georgian}/u, "Georgian"],
  [/\p{Script=Armenian}/u, "Armenian"],
  [/\p{Script=Gurmukhi}/u, "Gurmukhi"],
  [/\p{Script=Gujarati}/u, "Gujarati"],
  [/\p{Emoji_Presentation}/u, "emoji"],
];

function scriptOf(text: string): string {
  return scripts.find(([pattern]) => pattern.test(text))?.[1] ?? "unprintable";
}
