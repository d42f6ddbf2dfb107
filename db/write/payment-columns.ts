import type { FormOfPayment } from "../../domain/fare";

/** How a fare is paid to the supplier; of a card its brand and its last four digits. */
export function toPaymentColumns(formOfPayment: FormOfPayment) {
  const card = formOfPayment.kind === "card" ? formOfPayment : undefined;
  return {
    form_of_payment: formOfPayment.kind,
    card_brand: card?.brand ?? null,
    card_last_four: card?.lastFour ?? null,
  };
}
