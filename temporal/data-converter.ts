import type { DataConverter } from "@temporalio/common";

import type { KeyRing } from "../db/encryption/key-ring";
import { createPayloadCodec } from "./payload-codec";

export const failureConverterPath = require.resolve("./failure-converter");

export function createDataConverter(keyRing: KeyRing): DataConverter {
  return { payloadCodecs: [createPayloadCodec(keyRing)], failureConverterPath };
}
