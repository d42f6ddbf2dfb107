import { renderETicketMail } from "../../activities/message/e-ticket/render-e-ticket-mail";
import { findMailFault } from "../../suppliers/mail/mail-guard";
import { dohaToLondon, londonToDhaka, newETicket, newSegment, newTicket } from "./sample";

const dhaka = newSegment().origin;

describe("renderETicketMail", () => {
  test("says in text and in HTML when, where, who and on which ticket", () => {
    const segments = [newSegment(), dohaToLondon];
    const tickets = [
      newTicket({ segments }),
      newTicket({ segments, passengerName: "RAHMAN/RAHIMA MRS", number: "1571234567891" }),
    ];
    const { subject, text, html } = renderETicketMail(newETicket({ tickets }));
    expect(subject).toBe("E-ticket TB7K2Q: Dhaka to London, 15 Nov 2026");
    for (const part of [text, html]) {
      expect(part).toContain("TB7K2Q");
      expect(part).toContain("K8WQ2N");
      expect(part).toContain("10:15 Dhaka (DAC)");
      expect(part).toContain("RAHMAN/RAHIMA MRS");
      expect(part).toContain("157-1234567891");
      expect(part).toContain("BDT 75,543.00");
      expect(part.match(/QR 639/g)).toHaveLength(1);
    }
  });

  test("names a return journey by where the longest stay is", () => {
    const back = { ...londonToDhaka, destination: dhaka };
    const tickets = [newTicket({ segments: [newSegment(), dohaToLondon, back] })];
    const { subject } = renderETicketMail(newETicket({ tickets }));
    expect(subject).toBe("E-ticket TB7K2Q: Dhaka to London and back, 15 Nov 2026");
  });

  test("loads nothing from elsewhere and runs nothing", () => {
    const { html } = renderETicketMail(newETicket());
    expect(html).not.toMatch(/<script|<img|<link|url\(|https?:/);
  });

  test("takes hostile text for text, in the body and in the subject", () => {
    const passengerName = '<img src=x onerror="alert(1)">\r\nBcc: all@example.com';
    const origin = { ...dhaka, city: "Dhaka\r\nBcc: all@example.com" };
    const tickets = [newTicket({ passengerName, segments: [newSegment({ origin })] })];
    const mail = renderETicketMail(newETicket({ tickets }));
    expect(mail.html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
    expect(mail.html).not.toContain("<img");
    expect(mail.subject).not.toMatch(/[\r\n]/);
    const message = { ...mail, messageId: "<a@b.example>", to: [{ address: "a@b.example" }] };
    expect(findMailFault(message)).toBeUndefined();
  });
});
