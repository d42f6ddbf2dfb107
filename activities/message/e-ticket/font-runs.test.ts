import { splitRuns } from "./font-runs";

describe("splitRuns", () => {
  test("takes one file for what it holds", () => {
    expect(describeRuns("Rahman é – 12")).toEqual([["inter-latin-400", "Rahman é – 12", ""]]);
    expect(describeRuns("")).toEqual([]);
  });

  test("changes the file where the letters need it, spaces staying with what is before", () => {
    expect(describeRuns("Nguyễn Αθήνα Москва")).toEqual([
      ["inter-latin-400", "Nguy", ""],
      ["inter-vietnamese-400", "ễ", ""],
      ["inter-latin-400", "n ", ""],
      ["inter-greek-400", "Αθήνα ", ""],
      ["inter-cyrillic-400", "Москва", ""],
    ]);
  });

  test("names the script that no font has, and keeps what it says", () => {
    expect(describeRuns("A ᠮᠣᠩᠭᠣᠯ 😀 B")).toEqual([
      ["inter-latin-400", "A ", ""],
      ["inter-latin-400", "[emoji text]", "ᠮᠣᠩᠭᠣᠯ 😀"],
      ["inter-latin-400", " ", ""],
      ["inter-latin-400", "B", ""],
    ]);
  });

  test("falls back to the text font where the heading font ends", () => {
    expect(splitRuns("Đà Я", "heading", 600).map(({ face }) => face.id)).toEqual([
      "sora-latin-ext-600",
      "sora-latin-600",
      "inter-cyrillic-600",
    ]);
  });
});

function describeRuns(text: string): string[][] {
  return splitRuns(text, "body", 400).map((run) => [run.face.id, run.text, run.actualText ?? ""]);
}
