/** Versions of ISO 20022 CustomerCreditTransferInitiation that banks read. */
export const bankFileFormats = ["pain.001.001.03", "pain.001.001.09"] as const;
export type BankFileFormat = (typeof bankFileFormats)[number];
