import { XMLParser, XMLValidator } from "fast-xml-parser";

import { bankFileFormats } from "../../domain/bank-file-format";
import type { CreditTransferOrder } from "./pain-001";
import { writePain001 } from "./pain-001";

const order: CreditTransferOrder = {
  batchCode: "BSP-BD-20261115-BDT-1",
  createdAt: "2026-11-22T04:30:00Z",
  paysOn: "2026-11-30",
  debtor: { holder: "Travel & Tours <Ltd>", number: "GB33BUKB20201555555555", bank: "BUKBGB22" },
  creditor: { holder: "IATA", number: "0150120000012", bank: "CITIBDDX" },
  amount: { currency: "BDT", minor: 13_710_050n },
  remittance: "BSP BD 2026-11-15, IATA 42300010",
};

describe.each(bankFileFormats)("writePain001 %s", (format) => {
  test("has what the schema requires, in its order, and adds up", () => {
    const xml = writePain001(format, order);
    expect(XMLValidator.validate(xml)).toBe(true);
    const { Document: document } = parse(xml);
    expect(document["@xmlns"]).toBe(`urn:iso:std:iso:20022:tech:xsd:${format}`);
    const { GrpHdr: header, PmtInf: payment } = document.CstmrCdtTrfInitn;
    expect(Object.keys(header)).toEqual(["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"]);
    expect(Object.keys(payment)).toEqual(
      "PmtInfId PmtMtd NbOfTxs CtrlSum ReqdExctnDt Dbtr DbtrAcct DbtrAgt ChrgBr CdtTrfTxInf".split(
        " ",
      ),
    );
    const { CdtTrfTxInf: transfer } = payment;
    expect(Object.keys(transfer)).toEqual("PmtId Amt CdtrAgt Cdtr CdtrAcct RmtInf".split(" "));
    const amount = { "#text": "137100.50", "@Ccy": "BDT" };
    expect(transfer.Amt).toEqual({ InstdAmt: amount });
    for (const part of [header, payment]) {
      expect([part.NbOfTxs, part.CtrlSum]).toEqual(["1", "137100.50"]);
    }
    expect([header.MsgId, payment.PmtInfId, transfer.PmtId.EndToEndId]).toEqual(
      Array(3).fill(order.batchCode),
    );
    const isLatest = format === "pain.001.001.09";
    expect(payment.ReqdExctnDt).toEqual(isLatest ? { Dt: "2026-11-30" } : "2026-11-30");
    const bic = isLatest ? "BICFI" : "BIC";
    expect(payment.DbtrAgt).toEqual({ FinInstnId: { [bic]: "BUKBGB22" } });
    expect(payment.Dbtr).toEqual({ Nm: "Travel & Tours <Ltd>" });
    expect(payment.DbtrAcct).toEqual({ Id: { IBAN: "GB33BUKB20201555555555" } });
    expect(transfer.CdtrAcct).toEqual({ Id: { Othr: { Id: "0150120000012" } } });
  });

  test("names a bank by its clearing number, and one that nobody has named", () => {
    const [creditor, debtor] = [
      { ...order.creditor, bank: "175260432" },
      { ...order.debtor, bank: null },
    ];
    const { PmtInf: payment } = parse(writePain001(format, { ...order, creditor, debtor })).Document
      .CstmrCdtTrfInitn;
    expect(payment.CdtTrfTxInf.CdtrAgt).toEqual({
      FinInstnId: { ClrSysMmbId: { MmbId: "175260432" } },
    });
    expect(payment.DbtrAgt).toEqual({ FinInstnId: { Othr: { Id: "NOTPROVIDED" } } });
    const unnamed = { ...order.creditor, bank: null };
    const without = parse(writePain001(format, { ...order, creditor: unnamed }));
    const { CdtTrfTxInf: transfer } = without.Document.CstmrCdtTrfInitn.PmtInf;
    expect(transfer).not.toHaveProperty("CdtrAgt");
  });

  test("takes a number for an IBAN by its check digits alone", () => {
    const debtor = { ...order.debtor, number: "GB34BUKB20201555555555" };
    const { PmtInf: payment } = parse(writePain001(format, { ...order, debtor })).Document
      .CstmrCdtTrfInitn;
    expect(payment.DbtrAcct).toEqual({ Id: { Othr: { Id: "GB34BUKB20201555555555" } } });
  });
});

function parse(xml: string) {
  return new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    htmlEntities: true,
    parseTagValue: false,
    ignoreDeclaration: true,
  }).parse(xml) as Parsed;
}

interface Parsed {
  readonly Document: {
    readonly "@xmlns": string;
    readonly CstmrCdtTrfInitn: {
      readonly GrpHdr: Header;
      readonly PmtInf: Header & {
        readonly PmtInfId: string;
        readonly ReqdExctnDt: unknown;
        readonly Dbtr: unknown;
        readonly DbtrAcct: unknown;
        readonly DbtrAgt: unknown;
        readonly CdtTrfTxInf: {
          readonly PmtId: { readonly EndToEndId: string };
          readonly Amt: unknown;
          readonly CdtrAgt: unknown;
          readonly CdtrAcct: unknown;
        };
      };
    };
  };
}

interface Header {
  readonly MsgId: string;
  readonly NbOfTxs: string;
  readonly CtrlSum: string;
}
