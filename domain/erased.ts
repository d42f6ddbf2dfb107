const mark = "Erased";

/**
 * What stands in place of a person once they are erased, by table and column; the same in the
 * histories. A column that has no value is one that may be empty.
 */
export const erased = {
  customers: {
    display_name: mark,
    email: null,
    phone: null,
    tax_number: null,
    metadata: null,
  },
  customer_addresses: {
    line_1: mark,
    line_2: null,
    city: mark,
    region: null,
    postal_code: null,
  },
  booking_passengers: {
    surname: mark,
    given_names: mark,
    child_age: null,
    date_of_birth_encrypted: null,
  },
  /** What BSP files say of their tickets. */
  bsp_staged_transactions: {
    passenger_name: mark,
  },
  email_outbox: {
    recipient_address: "erased@invalid",
    subject: mark,
  },
} as const;
