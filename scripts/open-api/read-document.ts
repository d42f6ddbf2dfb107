import { createApp } from "../../api/app";
import { parseApiConfig } from "../../api/config";
import { openDependencies } from "../../api/open-dependencies";
import { readOwnJson } from "../../domain/own-json";
import { parseTemporalConfig } from "../../temporal/config";

/** An OpenAPI document of an API that is connected to nothing: nothing but what it states is asked. */
export async function readDocument<Document>(path = "/openapi.json"): Promise<Document> {
  const nowhere = "127.0.0.1:1";
  const config = parseApiConfig({
    CODEC_TOKEN: "x".repeat(16),
    DATABASE_URL: `mysql://nobody:none@${nowhere}/none`,
    REDIS_URL: `redis://${nowhere}/0`,
    DOCUMENT_STORE_URL: "file:///nonexistent",
    ENCRYPTION_KEYS: `none:${Buffer.alloc(32).toString("base64")}`,
    LOG_LEVEL: "silent",
  });
  const dependencies = openDependencies(config, {
    temporalConfig: parseTemporalConfig({ TEMPORAL_ADDRESS: nowhere }),
  });
  try {
    const answer = await createApp(dependencies).request(path);
    return readOwnJson<Document>(await answer.text());
  } finally {
    dependencies.redis.disconnect();
    dependencies.documents.close();
    await Promise.allSettled([dependencies.temporal.close(), dependencies.database.close()]);
  }
}
