import { parseUnLocode } from "../../db/reference/parse-un-locode";

const codeList = [
  ',"GB",,".UNITED KINGDOM",,,,,,,,',
  ',"GB","LON","London","London","LND","AI","12345---","2201",,"5130N 00007W",',
  ',"AE","AJM","Ajman","Ajman",,"RL","1-3-----","0103","QAJ","2524N 05527E",',
  '"+","AR","XYZ","El ""Puerto"", Sur","El Puerto",,"RL","--3----B","2407",,"3401S 05800W",',
  '"X","GB","OLD","Removed","Removed",,"RL","--3-----","0307",,,',
  '"=","GB","REF","Peking = Beijing","Peking = Beijing",,,,,,,',
  ',"AE","DUY","Ras Zubbaya","Ras Zubbaya",,"RL","0-------","9012",,,',
].join("\r\n");

const locations = new Map(parseUnLocode(codeList).map((row) => [row.location_code, row]));

describe("parseUnLocode", () => {
  test("reads a location with its position, functions and own IATA code", () => {
    expect(locations.get("GBLON")).toEqual({
      location_code: "GBLON",
      location_name: "London",
      country_code: "GB",
      subdivision_code: "LND",
      function_codes: "12345",
      latitude: 51.5,
      longitude: -0.116667,
      iata_code: "LON",
      source: "UNLOCODE",
      is_active: true,
    });
  });

  test("reads a different IATA code where the list names one", () => {
    expect(locations.get("AEAJM")).toMatchObject({ iata_code: "QAJ", function_codes: "13" });
  });

  test("reads quoted commas, quotes, border crossings and the southern hemisphere", () => {
    expect(locations.get("ARXYZ")).toMatchObject({
      location_name: 'El "Puerto", Sur',
      function_codes: "3B",
      latitude: -34.016667,
      longitude: -58,
      iata_code: null,
    });
  });

  test("reads a location without a position", () => {
    expect(locations.get("AEDUY")).toMatchObject({ latitude: null, longitude: null });
  });

  test("leaves out country headings, removed entries and cross-references", () => {
    expect([...locations.keys()]).toEqual(["GBLON", "AEAJM", "ARXYZ", "AEDUY"]);
  });
});
