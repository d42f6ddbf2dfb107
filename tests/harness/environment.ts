/** One key for all runs: histories that were recorded with it are replayed with it. */
export const testEncryptionKeys = `test:${Buffer.alloc(32, "travobooks tests ").toString("base64")}`;

/** What global set-up left in the environment, for this jest worker. */
export function testEnvironment() {
  const worker = required("JEST_WORKER_ID");
  const withDatabase = (variable: string) => {
    const url = new URL(required(variable));
    url.pathname = `/travobooks_test_${worker}`;
    return url.toString();
  };
  return {
    databaseUrl: withDatabase("DATABASE_URL"),
    migrationUrl: withDatabase("DATABASE_MIGRATION_URL"),
    redisUrl: required("REDIS_URL").replace(/\/0$/, `/${worker}`),
    temporalAddress: required("TEMPORAL_ADDRESS"),
    temporalNamespace: `test-${worker}`,
    encryptionKeys: testEncryptionKeys,
    isMysql: process.env["TEST_DATABASE"] === "mysql",
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the suite by its npm script.`);
  return value;
}
