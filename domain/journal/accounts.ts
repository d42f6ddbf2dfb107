export type AccountClass = "asset" | "liability" | "equity" | "income" | "expense";
export type ControlDimension =
  | "customer"
  | "supplier"
  | "bank_account"
  | "gateway"
  | "cash_drawer";

export interface AccountTemplate {
  readonly code: string;
  readonly name: string;
  readonly class: AccountClass;
  readonly control?: ControlDimension;
  /** Revalued at period end (IAS 21). */
  readonly monetary?: true;
}

/** The codes that posting rules name; every partner's chart starts with these (accounting.md 4). */
export const accounts = {
  cash: "1001",
  bank: "1011",
  gatewayClearing: "1021",
  receivable: "1101",
  commissionReceivable: "1109",
  inputVat: "1161",
  withholdingTaxReceivable: "1171",
  supplierDeposits: "1301",
  deferredCost: "1401",
  bspSuspense: "1901",
  bspPayable: "2011",
  supplierPayable: "2012",
  customerAdvances: "2021",
  customerRefundsPayable: "2022",
  deferredAirRevenue: "2031",
  deferredMarkUpAndFees: "2032",
  deferredTourRevenue: "2033",
  deferredHotelRevenue: "2034",
  deferredOtherRevenue: "2035",
  memoProvision: "2051",
  outputVat: "2061",
  withholdingTaxPayable: "2062",
  shareCapital: "3001",
  retainedEarnings: "3101",
  airCommission: "4011",
  overrideCommission: "4012",
  tourRevenue: "4022",
  hotelRevenue: "4023",
  serviceFeeRevenue: "4031",
  markUpRevenue: "4032",
  voidAndRefundFeeRevenue: "4033",
  discountsAllowed: "4091",
  costOfTravelSold: "5022",
  agencyDebitMemos: "5041",
  bspVarianceLoss: "5045",
  gatewayAndBankCharges: "5051",
  expectedCreditLoss: "5061",
  realisedExchange: "5091",
  unrealisedExchange: "5092",
  roundingDifference: "5099",
  bspVarianceGain: "7045",
} as const;

export const defaultChartOfAccounts: readonly AccountTemplate[] = [
  { code: "1001", name: "Cash", class: "asset", control: "cash_drawer", monetary: true },
  { code: "1011", name: "Bank", class: "asset", control: "bank_account", monetary: true },
  {
    code: "1021",
    name: "Payment gateway clearing",
    class: "asset",
    control: "gateway",
    monetary: true,
  },
  {
    code: "1101",
    name: "Accounts receivable: customers",
    class: "asset",
    control: "customer",
    monetary: true,
  },
  {
    code: "1109",
    name: "Commission receivable",
    class: "asset",
    control: "supplier",
    monetary: true,
  },
  { code: "1161", name: "Input VAT", class: "asset" },
  { code: "1171", name: "Withholding tax receivable", class: "asset" },
  {
    code: "1301",
    name: "Supplier deposits and prepayments",
    class: "asset",
    control: "supplier",
    monetary: true,
  },
  { code: "1401", name: "Deferred cost of travel", class: "asset" },
  { code: "1901", name: "BSP differences in suspense", class: "asset", control: "supplier" },
  { code: "2011", name: "BSP payable", class: "liability", control: "supplier", monetary: true },
  {
    code: "2012",
    name: "Supplier payable",
    class: "liability",
    control: "supplier",
    monetary: true,
  },
  {
    code: "2021",
    name: "Customer advances",
    class: "liability",
    control: "customer",
    monetary: true,
  },
  {
    code: "2022",
    name: "Customer refunds payable",
    class: "liability",
    control: "customer",
    monetary: true,
  },
  { code: "2031", name: "Deferred air revenue (commission)", class: "liability" },
  { code: "2032", name: "Deferred mark-up and service fees", class: "liability" },
  { code: "2033", name: "Deferred tour and package revenue", class: "liability" },
  { code: "2034", name: "Deferred hotel revenue", class: "liability" },
  { code: "2035", name: "Deferred revenue: other", class: "liability" },
  {
    code: "2051",
    name: "Provision for memos and disputes (IAS 37)",
    class: "liability",
    control: "supplier",
  },
  { code: "2061", name: "Output VAT", class: "liability" },
  { code: "2062", name: "Withholding tax payable", class: "liability" },
  { code: "3001", name: "Share capital", class: "equity" },
  { code: "3101", name: "Retained earnings", class: "equity" },
  { code: "4011", name: "Air commission", class: "income" },
  { code: "4012", name: "Override and incentive commission", class: "income" },
  { code: "4022", name: "Tour and package revenue (principal)", class: "income" },
  { code: "4023", name: "Hotel revenue (principal)", class: "income" },
  { code: "4031", name: "Service fee revenue", class: "income" },
  { code: "4032", name: "Mark-up revenue", class: "income" },
  { code: "4033", name: "Void and refund fee revenue", class: "income" },
  { code: "4091", name: "Discounts allowed", class: "income" },
  { code: "5022", name: "Cost of travel sold as principal", class: "expense" },
  { code: "5041", name: "Agency debit memo expense", class: "expense" },
  { code: "5045", name: "BSP variance, loss", class: "expense" },
  { code: "5051", name: "Gateway and bank charges", class: "expense" },
  { code: "5061", name: "Expected credit loss", class: "expense" },
  { code: "5091", name: "Realised exchange gain and loss", class: "expense" },
  { code: "5092", name: "Unrealised exchange gain and loss", class: "expense" },
  { code: "5099", name: "Rounding difference", class: "expense" },
  { code: "7045", name: "BSP variance, gain", class: "income" },
];
