import { z } from "zod";

import type { KeyProvider } from "../../domain/key-provider";
import { askKeyService } from "./ask-key-service";
import { signAwsRequest } from "./sign-aws-request";

interface AwsKmsOptions {
  readonly origin: string;
  /** `alias/travobooks`, or a key's id or ARN. */
  readonly keyId: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const wrappedSchema = z.object({ CiphertextBlob: z.base64().min(1) });
const unwrappedSchema = z.object({ Plaintext: z.base64() });

/** AWS Key Management Service by its JSON protocol, signed with Signature Version 4. */
export function openAwsKms({ origin, keyId, ...credentials }: AwsKmsOptions): KeyProvider {
  const ask = async (act: "Encrypt" | "Decrypt", parameters: object): Promise<unknown> => {
    const body = JSON.stringify({ KeyId: keyId, ...parameters });
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `TrentService.${act}`,
    };
    const request = { method: "POST", url: new URL(`${origin}/`), headers, body } as const;
    const signed = signAwsRequest(request, { ...credentials, service: "kms", at: new Date() });
    return askKeyService("KMS", request.url.href, { headers: signed, body });
  };
  return {
    keyId: `kms:${keyId}`,
    wrap: async (dataKey, context) => {
      const answer = await ask("Encrypt", {
        Plaintext: dataKey.toString("base64"),
        EncryptionContext: { travobooks: context },
      });
      return Buffer.from(wrappedSchema.parse(answer).CiphertextBlob, "base64");
    },
    unwrap: async (wrapped, context) => {
      const answer = await ask("Decrypt", {
        CiphertextBlob: wrapped.toString("base64"),
        EncryptionContext: { travobooks: context },
      });
      return Buffer.from(unwrappedSchema.parse(answer).Plaintext, "base64");
    },
  };
}
