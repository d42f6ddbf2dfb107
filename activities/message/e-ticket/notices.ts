export interface Notice {
  readonly title: string;
  readonly text: string;
}

/** What IATA Resolution 722 wants a passenger to be told with an itinerary receipt. */
export const notices: readonly Notice[] = [
  {
    title: "At the airport",
    text: "Carry this receipt and the identity document the booking was made with: an immigration or airline officer may ask for both. Passports, visas and health documents are the passenger's responsibility. Airlines close check-in before departure and may release the seat of a passenger who comes later.",
  },
  {
    title: "Conditions of carriage",
    text: "Carriage and other services provided by the carrier are subject to its conditions of carriage, which are incorporated by reference and may be had from the issuing carrier. The itinerary receipt is the passenger ticket for the purposes of Article 3 of the Warsaw Convention and of the Montreal Convention, except where the carrier delivers another document that complies with them.",
  },
  {
    title: "Limits of liability",
    text: "If the journey involves an ultimate destination or a stop in a country other than the country of departure, the Montreal Convention or the Warsaw Convention may apply. They govern and may limit the liability of carriers for death or bodily injury, for loss of or damage to baggage, and for delay.",
  },
  {
    title: "Use of the coupons",
    text: "Coupons are used in the order shown. An airline may cancel what remains of a journey when a flight is not taken and it was not told. Changes and refunds follow the rules of the fare.",
  },
  {
    title: "Dangerous goods",
    text: "Explosives, compressed gases, flammable liquids, corrosives, poisons and loose lithium batteries may not be carried in baggage. Ask the airline before packing what you are unsure of.",
  },
];
