import { findAt, readXml, textAt } from "../xml/read-xml";
import { buildSecurityHeader, digestPassword, hashPassword } from "./security-header";

const user = { username: "WS<USER", officeId: "DACTB2100", dutyCode: "SU" };

function build() {
  return readXml(`<h>${buildSecurityHeader(user, hashPassword("secret"), new Date())}</h>`);
}

describe("digestPassword", () => {
  test("agrees with Amadeus's published test vector", () => {
    const nonce = Buffer.from("PZgFvh5439plJpKpIyf5ucmXhNU=", "base64");
    const digest = digestPassword(nonce, "2013-01-11T09:41:03Z", hashPassword("WBSPassword"));
    expect(digest).toBe("ic3AOJElVpvkz9ZBKd105Siry28=");
  });
});

describe("buildSecurityHeader", () => {
  test("has a nonce of its own in every call and never the password", () => {
    const nonces = Array.from({ length: 50 }, () =>
      textAt(build(), "Security", "UsernameToken", "Nonce"),
    );
    expect(new Set(nonces).size).toBe(50);
    expect(buildSecurityHeader(user, hashPassword("secret"), new Date())).not.toContain("secret");
  });

  test("digests what it sends, and names user, office and duty code", () => {
    const header = build();
    const token = findAt(header, "Security", "UsernameToken");
    const nonce = Buffer.from(textAt(token, "Nonce") ?? "", "base64");
    const created = textAt(token, "Created") ?? "";
    expect(textAt(token, "Password")).toBe(digestPassword(nonce, created, hashPassword("secret")));
    expect(textAt(token, "Username")).toBe("WS<USER");
    expect(findAt(header, "AMA_SecurityHostedUser", "UserID")?.attributes).toEqual([
      { name: "POS_Type", value: "1" },
      { name: "PseudoCityCode", value: "DACTB2100" },
      { name: "AgentDutyCode", value: "SU" },
      { name: "RequestorType", value: "U" },
    ]);
  });
});
