import { toFullTextQuery } from "./search-words";

describe("toFullTextQuery", () => {
  test.each([
    ["Bank charges", "+bank* +charges*"],
    ["the rent of October", "+rent* +october*"],
    ['+rent -office "(paid)" ~*<>@', "+rent* +office* +paid*"],
    ["997-1234567890", "+997* +1234567890*"],
    ["ঢাকা অফিস", "+ঢাকা* +অফিস*"],
    ["of it", undefined],
    ["**", undefined],
    ["", undefined],
  ])("of %j is %j", (text, query) => {
    expect(toFullTextQuery(text)).toBe(query);
  });
});
