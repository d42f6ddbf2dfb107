/** What a test partner has to look at from its first day, where it asks for it. Nobody is real. */
export const sampleCustomers = [
  {
    code: "SAMPLE-1",
    type: "retail",
    displayName: "Ayesha Rahman",
    email: "ayesha.rahman@customers.example",
    languageCode: "en",
    paymentTermsDays: 0,
  },
  {
    code: "SAMPLE-2",
    type: "corporate",
    displayName: "Meghna Textiles Ltd",
    email: "travel@meghna-textiles.example",
    languageCode: "en",
    paymentTermsDays: 30,
  },
  {
    code: "SAMPLE-3",
    type: "sub_agency",
    displayName: "Padma Tours",
    email: "desk@padma-tours.example",
    languageCode: "en",
    paymentTermsDays: 15,
  },
] as const;

/** Reservations of the GDS's sandbox, by the beginning of their magic record locators. */
export const sampleLocatorPrefixes = ["OK", "FAM", "GRP"] as const;
