/** One flight of a template; times are local, the arrival `+1` on the next day. */
export interface TemplateLeg {
  readonly carrier: string;
  readonly flight: string;
  readonly bookingClass: string;
  readonly from: string;
  readonly to: string;
  /** Days after the departure of the journey. */
  readonly day: number;
  readonly departs: string;
  readonly arrives: string;
  readonly arrivesNextDay?: boolean;
}

export const dhakaDubai: TemplateLeg = {
  carrier: "BG",
  flight: "147",
  bookingClass: "Y",
  from: "DAC",
  to: "DXB",
  day: 0,
  departs: "10:10",
  arrives: "13:35",
};

export const dhakaDubaiReturn: readonly TemplateLeg[] = [
  dhakaDubai,
  {
    ...dhakaDubai,
    flight: "148",
    from: "DXB",
    to: "DAC",
    day: 10,
    departs: "22:30",
    arrives: "05:20",
    arrivesNextDay: true,
  },
];

const qatarLeg = { carrier: "QR", bookingClass: "Q" };

export const dhakaLondonParis: readonly TemplateLeg[] = [
  {
    ...qatarLeg,
    flight: "639",
    from: "DAC",
    to: "DOH",
    day: 0,
    departs: "03:55",
    arrives: "06:45",
  },
  {
    ...qatarLeg,
    flight: "003",
    from: "DOH",
    to: "LHR",
    day: 0,
    departs: "08:05",
    arrives: "13:20",
  },
  {
    ...qatarLeg,
    flight: "016",
    from: "LHR",
    to: "DOH",
    day: 7,
    departs: "15:35",
    arrives: "00:20",
    arrivesNextDay: true,
  },
  {
    ...qatarLeg,
    flight: "039",
    from: "DOH",
    to: "CDG",
    day: 8,
    departs: "08:15",
    arrives: "13:30",
  },
  {
    ...qatarLeg,
    flight: "040",
    from: "CDG",
    to: "DOH",
    day: 14,
    departs: "16:05",
    arrives: "23:55",
  },
  {
    ...qatarLeg,
    flight: "640",
    from: "DOH",
    to: "DAC",
    day: 15,
    departs: "02:05",
    arrives: "10:00",
  },
];
