import { diffLines, toLines } from "./diff-lines";

function show(before: string, after: string): string[] {
  return diffLines(toLines(before), toLines(after)).map(({ sign, text }) => sign + text);
}

describe("diffLines", () => {
  test("says of XML which elements are gone and which are new", () => {
    expect(show("<a><b>1</b><c/></a>", "<a><b>2</b><c/><d/></a>")).toEqual([
      " <a>",
      "-<b>1</b>",
      "+<b>2</b>",
      " <c/>",
      "+<d/>",
      " </a>",
    ]);
  });

  test("goes by the members of JSON, however they are written", () => {
    expect(show('{"a":1,"b":2}', '{ "a": 1,\n "b": 3 }')).toEqual([
      " {",
      '   "a": 1,',
      '-  "b": 2',
      '+  "b": 3',
      " }",
    ]);
  });

  test("takes nothing for nothing", () => {
    expect(show("same", "same")).toEqual([" same"]);
    expect(diffLines([], ["new"])).toEqual([{ sign: "+", text: "new" }]);
    expect(diffLines(["old"], [])).toEqual([{ sign: "-", text: "old" }]);
  });
});
