import { z } from "zod";

import type { KeyProvider } from "../../domain/key-provider";
import { askKeyService } from "./ask-key-service";

interface VaultTransitOptions {
  readonly origin: string;
  /** Where the secrets engine is mounted: `transit`. */
  readonly mount: string;
  readonly key: string;
  readonly token: string;
}

const wrappedSchema = z.object({ data: z.object({ ciphertext: z.string().min(1) }) });
const unwrappedSchema = z.object({ data: z.object({ plaintext: z.base64() }) });

/** HashiCorp Vault's transit engine: the key never leaves it. */
export function openVaultTransit({ origin, mount, key, token }: VaultTransitOptions): KeyProvider {
  const ask = async (act: "encrypt" | "decrypt", body: object): Promise<unknown> =>
    askKeyService("Vault", `${origin}/v1/${mount}/${act}/${encodeURIComponent(key)}`, {
      headers: { "X-Vault-Token": token, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  return {
    keyId: `vault:${key}`,
    wrap: async (dataKey, context) => {
      const answer = await ask("encrypt", {
        plaintext: dataKey.toString("base64"),
        associated_data: toBase64(context),
      });
      return Buffer.from(wrappedSchema.parse(answer).data.ciphertext);
    },
    unwrap: async (wrapped, context) => {
      const answer = await ask("decrypt", {
        ciphertext: wrapped.toString(),
        associated_data: toBase64(context),
      });
      return Buffer.from(unwrappedSchema.parse(answer).data.plaintext, "base64");
    },
  };
}

function toBase64(text: string): string {
  return Buffer.from(text).toString("base64");
}
