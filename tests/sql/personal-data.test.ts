import type { Connection, RowDataPacket } from "mysql2/promise";

import { personalData } from "../../db/personal-data";
import { openMigrationConnection } from "../harness/database";

/** Column names that speak of people, whatever table they are in. */
const telling =
  /email|phone|surname|given_names|full_name|display_name|holder_name|birth|address|recipient|tax_number|postal|passport|_encrypted$|secret|response_body|user_agent/;

let connection: Connection;
let columns: { readonly name: string; readonly type: string }[];

beforeAll(async () => {
  connection = await openMigrationConnection();
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT TABLE_NAME AS t, COLUMN_NAME AS c, DATA_TYPE AS d FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME NOT LIKE '%\\_history'",
  );
  columns = rows.map((row) => ({
    name: `${String(row["t"])}.${String(row["c"])}`,
    type: String(row["d"]).toLowerCase(),
  }));
});

afterAll(() => connection.end());

/** Their names say so; what stands in them does not. */
const ofNobody = [
  "customer_addresses.address_type",
  "identity_providers.display_name",
  "identity_providers.email_domains",
  "identity_providers.is_linking_by_email",
];

describe("personal data", () => {
  test("is classified in every column whose name tells of a person", () => {
    const unclassified = columns
      .filter(({ name, type }) => type !== "bigint" && telling.test(name.split(".")[1] ?? ""))
      .filter(({ name }) => !ofNobody.includes(name))
      .filter(({ name }) => personalData[name] === undefined);
    expect(unclassified.map(({ name }) => name)).toEqual([]);
  });

  test("is classified in columns that exist", () => {
    const existing = new Set(columns.map(({ name }) => name));
    expect(Object.keys(personalData).filter((name) => !existing.has(name))).toEqual([]);
  });

  test("is encrypted where the classification says so, and only bytes are stored", () => {
    const encrypted = Object.keys(personalData).filter(
      (name) => personalData[name]?.kept === "encrypted",
    );
    const types = encrypted.map((name) => columns.find((column) => column.name === name)?.type);
    expect(types.filter((type) => type !== "varbinary" && type !== "mediumblob")).toEqual([]);
    expect(encrypted.every((name) => name.endsWith("_encrypted"))).toBe(true);
  });

  test("that is most sensitive is never kept in the clear", () => {
    const clear = Object.entries(personalData).filter(
      ([, { tier, kept }]) =>
        ["date_of_birth", "bank_account", "secret"].includes(tier) && kept === "scoped",
    );
    expect(clear).toEqual([]);
  });
});
