/** Words that InnoDB leaves out of its indexes (INFORMATION_SCHEMA.INNODB_FT_DEFAULT_STOPWORD). */
const stopWords: ReadonlySet<string> = new Set(
  "a about an are as at be by com de en for from how i in is it la of on or that the this to was what when where who will with und www".split(
    " ",
  ),
);
/** Shorter ones are not indexed (innodb_ft_min_token_size). */
const lengthMin = 3;

/**
 * A person's words as a full-text query that asks for each of them, by how it begins; undefined
 * where none of them is indexed. Nothing in them is taken for an operator.
 */
export function toFullTextQuery(text: string): string | undefined {
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];
  const indexed = words.filter(
    (word) => Array.from(word).length >= lengthMin && !stopWords.has(word),
  );
  if (indexed.length === 0) return undefined;
  return indexed.map((word) => `+${word}*`).join(" ");
}
