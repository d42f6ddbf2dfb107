// Proves files of the audit without travoBooks and its database: node and this file are enough.
//
//   node verify-archive.mjs --key PUBLIC_KEY audit-000000000001-000000001000.gz …
//
// Give the files of one partner in the order of their numbers. Without --key the signature is
// checked against the key that the file itself names, which proves less; an export of the API has
// no signature and is proved by its chain alone.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const publicPrefix = Buffer.from("302a300506032b6570032100", "hex");

function main(args) {
  const isKeyed = args[0] === "--key";
  const key = isKeyed ? args[1] : undefined;
  const files = isKeyed ? args.slice(2) : args;
  if (files.length === 0) throw new Error("verify-archive.mjs [--key PUBLIC_KEY] FILE…");
  let end;
  for (const file of files) {
    end = verifyFile(file, key, end);
    console.log(`ok  ${file}: rows ${end.from} to ${end.sequence}, head ${end.hash}`);
  }
}

/** Throws at the first thing that is wrong; returns where the chain stands after the file. */
function verifyFile(file, key, before) {
  const bytes = readFileSync(file);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
  const lines = text.split("\n").filter((line) => line !== "");
  const { partner } = JSON.parse(lines[0]);
  const isSigned = lines.at(-1).includes('"signature"') && !lines.at(-1).includes('"sequence"');
  if (isSigned) verifySignature(lines, key);
  else if (key !== undefined) throw new Error(`${file} is not signed`);
  if (before !== undefined && before.partner !== partner)
    throw new Error(`${file}: another partner's`);
  const rows = lines.slice(1, isSigned ? -1 : undefined).map((line) => JSON.parse(line));
  let position = before ?? { sequence: rows[0].sequence - 1, hash: rows[0].previous_hash };
  for (const row of rows) {
    verifyRow(row, partner, position, file);
    position = { sequence: row.sequence, hash: row.chain_hash };
  }
  return { ...position, partner, from: rows[0].sequence };
}

function verifySignature(lines, key) {
  const { public_key: named, signature } = JSON.parse(lines.at(-1));
  if (key !== undefined && named !== key) throw new Error("signed by another key");
  const signed = `${lines.slice(0, -1).join("\n")}\n`;
  const der = Buffer.concat([publicPrefix, Buffer.from(named, "base64")]);
  const publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
  const isGenuine = verify(null, Buffer.from(signed), publicKey, Buffer.from(signature, "base64"));
  if (!isGenuine) throw new Error("the signature is not of these rows");
}

function verifyRow(row, partner, before, file) {
  const at = `${file}: row ${row.sequence}`;
  if (row.sequence !== before.sequence + 1)
    throw new Error(`${at} does not follow ${before.sequence}`);
  if (row.previous_hash !== before.hash) throw new Error(`${at} does not follow the row before it`);
  if (sha256({ ...row.content, partner }) !== row.content_hash)
    throw new Error(`${at} was changed`);
  const { audit_log_id, content_hash, previous_hash, sequence } = row;
  const link = { audit_log_id, content_hash, partner, previous_hash, sequence };
  if (sha256(link) !== row.chain_hash) throw new Error(`${at} is not the one that was sealed here`);
}

/** Of JSON with sorted keys and no blanks; what is hashed here holds no lists and no objects. */
function sha256(flat) {
  const sorted = Object.fromEntries(Object.entries(flat).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`BAD  ${error.message}`);
  process.exitCode = 1;
}
