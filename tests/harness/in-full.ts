interface FareParts {
  readonly base?: unknown;
  readonly taxes?: unknown;
  readonly total?: unknown;
  readonly form_of_payment?: unknown;
}

/** Without its customer, who does not exist before the tests run. */
export function inFull(fare: FareParts = {}): Record<string, unknown> {
  return {
    passengers: [{ reference: "P1", type: "ADT", surname: "RAHMAN", given_names: "AYESHA" }],
    segments: [
      {
        reference: "S1",
        carrier: "BG",
        flight_number: "147",
        booking_class: "Y",
        origin: "DAC",
        destination: "DXB",
        departs_local: "2027-01-05T20:15",
        arrives_local: "2027-01-05T23:40",
      },
    ],
    fares: [
      {
        reference: "F1",
        passengers: ["P1"],
        segments: ["S1"],
        validating_carrier: "BG",
        base: { amount: "40000.00", currency: "BDT" },
        taxes: [{ code: "BD", amount: { amount: "8500.00", currency: "BDT" } }],
        total: { amount: "48500.00", currency: "BDT" },
        commission: { percent: "7" },
        form_of_payment: { kind: "cash" },
        ...fare,
      },
    ],
  };
}
