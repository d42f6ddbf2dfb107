import { assertFareAddsUp } from "../../../domain/fare";
import { parseMoney } from "../../../domain/money";
import { createPnrFromTemplate } from "./pnr-from-template";
import { pnrSpecSchema } from "./pnr-spec";
import { isTemplateName, templateNames } from "./templates";

const names = templateNames.filter(isTemplateName);

describe("createPnrFromTemplate", () => {
  test.each(names)("%s is a valid PNR whose fares add up, for all kinds of travellers", (name) => {
    const spec = createPnrFromTemplate(name, {
      departsOn: "2027-02-26",
      adults: 2,
      children: 1,
      infants: 1,
    });
    expect(pnrSpecSchema.parse(spec)).toEqual(spec);
    expect(spec.fares.map(({ forType }) => forType)).toEqual(["ADT", "CHD", "INF"]);
    for (const { base, equivalent, taxes, total } of spec.fares) {
      const { currency } = total;
      assertFareAddsUp({
        base: parseMoney(equivalent ?? base),
        taxes: taxes.map(({ code, amount }) => ({
          code,
          amount: parseMoney({ amount, currency }),
        })),
        total: parseMoney(total),
      });
    }
  });

  test("has no more infants than adults, and itineraries that move forward in time", () => {
    for (const name of names) {
      const { passengers, segments } = createPnrFromTemplate(name, {
        departsOn: "2027-12-20",
        adults: 1,
        infants: 3,
      });
      expect(passengers.filter(({ infant }) => infant !== undefined)).toHaveLength(1);
      const departures = segments.map(({ departsLocal }) => departsLocal);
      expect(departures).toEqual(departures.toSorted());
    }
  });
});
