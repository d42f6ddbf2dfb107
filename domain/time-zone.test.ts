import { isTimeZone } from "./time-zone";

test.each(["Asia/Dhaka", "Asia/Kolkata", "Asia/Calcutta", "America/Argentina/Ushuaia", "UTC"])(
  "%s is a time zone",
  (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  },
);

test.each(["Asia/Atlantis", "+06:00", "", "Asia/Dhaka ", "Asia/", "../etc"])(
  "%j is none",
  (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  },
);
