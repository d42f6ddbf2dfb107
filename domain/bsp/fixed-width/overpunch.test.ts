import * as fc from "fast-check";

import { readOverpunched, writeOverpunched } from "./overpunch";

test.each([
  ["0000123D", 1234n],
  ["0000123M", -1234n],
  ["0000000{", 0n],
  ["0000000}", 0n],
  ["00001234", 1234n],
  ["R", -9n],
])("%s is %s", (text, amount) => {
  expect(readOverpunched(text)).toBe(amount);
});

test.each(["", "12A4", "123S", "123-", "-1234", " 123D", "123D "])("'%s' is no amount", (text) => {
  expect(readOverpunched(text)).toBeUndefined();
});

test("what is written is read back, or does not fit", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), (amount) => {
      const written = writeOverpunched(amount, 11);
      const fits = amount > -(10n ** 11n) && amount < 10n ** 11n;
      expect(written === undefined ? undefined : readOverpunched(written)).toBe(
        fits ? amount : undefined,
      );
    }),
  );
});
