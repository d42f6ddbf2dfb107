import { chooseTimeZone } from "../../db/reference/choose-time-zone";

describe("chooseTimeZone", () => {
  test("believes a claim that keeps the same time as the position", () => {
    const countryZones = new Set(["America/Chicago"]);
    const claims = { claimed: "America/Menominee", atPosition: "America/Chicago", countryZones };
    expect(chooseTimeZone(claims)).toBe("America/Menominee");
  });

  test("prefers the position where the country has both zones", () => {
    const countryZones = new Set(["Asia/Jakarta", "Asia/Makassar"]);
    const claims = { claimed: "Asia/Jakarta", atPosition: "Asia/Makassar", countryZones };
    expect(chooseTimeZone(claims)).toBe("Asia/Makassar");
  });

  test("prefers the claim where the position falls into a neighbouring country", () => {
    const countryZones = new Set(["Africa/Luanda"]);
    const claims = { claimed: "Africa/Luanda", atPosition: "Africa/Lubumbashi", countryZones };
    expect(chooseTimeZone(claims)).toBe("Africa/Luanda");
  });

  test("takes the position where the claim is no time zone", () => {
    const claims = {
      claimed: "Vermillion Bay",
      atPosition: "America/Winnipeg",
      countryZones: new Set<string>(),
    };
    expect(chooseTimeZone(claims)).toBe("America/Winnipeg");
  });

  test("replaces old names and local custom", () => {
    const countryZones = new Set<string>();
    const old = { claimed: "Asia/Calcutta", atPosition: "Asia/Kolkata", countryZones };
    expect(chooseTimeZone(old)).toBe("Asia/Kolkata");
    const custom = { claimed: "Asia/Urumqi", atPosition: "Asia/Urumqi", countryZones };
    expect(chooseTimeZone(custom)).toBe("Asia/Shanghai");
  });
});
