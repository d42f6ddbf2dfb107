export interface DiffLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** By the longest common subsequence: lines that are the same, gone, and new. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const lengths = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let [left, right] = [0, 0];
  while (left < before.length || right < after.length) {
    const [old = "", now = ""] = [before[left], after[right]];
    if (left < before.length && right < after.length && old === now) {
      lines.push({ sign: " ", text: old });
      left += 1;
      right += 1;
    } else if (
      right === after.length ||
      (left < before.length && at(lengths, left + 1, right) >= at(lengths, left, right + 1))
    ) {
      lines.push({ sign: "-", text: old });
      left += 1;
    } else {
      lines.push({ sign: "+", text: now });
      right += 1;
    }
  }
  return lines;
}

/** A line for each element of XML and each member of JSON; other text as it is. */
export function toLines(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed.startsWith("<")) return trimmed.replaceAll(/>\s*</g, ">\n<").split("\n");
  try {
    return JSON.stringify(JSON.parse(trimmed), null, 2).split("\n");
  } catch {
    return trimmed.split("\n");
  }
}

/** Of the lines from each place on, how many they have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    Array.from({ length: after.length + 1 }, () => 0),
  );
  for (let left = before.length - 1; left >= 0; left -= 1) {
    for (let right = after.length - 1; right >= 0; right -= 1) {
      const row = lengths[left] ?? [];
      row[right] =
        before[left] === after[right]
          ? at(lengths, left + 1, right + 1) + 1
          : Math.max(at(lengths, left + 1, right), at(lengths, left, right + 1));
    }
  }
  return lengths;
}

function at(lengths: readonly (readonly number[])[], left: number, right: number): number {
  return lengths[left]?.[right] ?? 0;
}
