import type { Check, CheckAnswer } from "./check";
import { fail, ok, warn } from "./check";
import type { Deployment } from "./deployment";

const lengthMin = 16;
const distinctMin = 8;
const keyBytesDistinctMin = 16;
const guessable =
  /pass(?:word)?|secret|change.?me|example|travobooks|admin|default|qwerty|letmein|123456/i;

export const secretChecks: readonly Check[] = [
  { code: "STACK_DEFAULT_SECRETS", run: checkSecrets },
  { code: "STACK_NOT_IN_PRODUCTION_MODE", run: checkMode },
];

/** Names of settings only: what a secret is stands in no report. */
function checkSecrets({ environment }: Deployment): CheckAnswer {
  const secrets = listSecrets(environment);
  const weak = secrets.flatMap(([name, secret]) => {
    const reason = findWeakness(secret);
    return reason === undefined ? [] : [`${name} ${reason}`];
  });
  const weakKeys = listWeakKeys(environment["ENCRYPTION_KEYS"] ?? "");
  const shared = secrets
    .filter(([name, secret]) => secrets.some(([o, other]) => o !== name && other === secret))
    .map(([name]) => name);
  const found = [
    ...weak,
    ...weakKeys,
    ...(shared.length === 0 ? [] : [`${shared.join(" and ")} are the same`]),
  ];
  return found.length === 0
    ? ok(`${secrets.length} secrets, each long, its own, and no known default.`)
    : fail(
        `${found.join("; ")}.`,
        "Make each anew: openssl rand -hex 24; a key with openssl rand -base64 32.",
      );
}

function checkMode({ environment, isProduction }: Deployment): CheckAnswer {
  const level = environment["LOG_LEVEL"] ?? "info";
  if (!isProduction) {
    return warn(
      `NODE_ENV is ${environment["NODE_ENV"] ?? "not set"}: checks of encryption are lenient.`,
      "Set NODE_ENV=production where it is.",
    );
  }
  return /^(?:debug|trace)$/.test(level)
    ? fail(`LOG_LEVEL is ${level}: logs say more than they should.`, "Set LOG_LEVEL=info.")
    : ok(`In production, logs from ${level}.`);
}

function listSecrets(environment: NodeJS.ProcessEnv): (readonly [string, string])[] {
  const ofUrls = ["DATABASE_URL", "DATABASE_MIGRATION_URL", "REDIS_URL"].flatMap((name) => {
    const text = environment[name];
    return text ? [[name, decodeURIComponent(new URL(text).password)] as const] : [];
  });
  const others = ["CODEC_TOKEN", "AWS_SECRET_ACCESS_KEY", "TEMPORAL_API_KEY"].flatMap((name) => {
    const text = environment[name];
    return text ? [[name, text] as const] : [];
  });
  return [...ofUrls, ...others];
}

function findWeakness(secret: string): string | undefined {
  if (secret === "") return "is empty";
  if (guessable.test(secret)) return "holds a word that is guessed first";
  if (secret.length < lengthMin) return `has fewer than ${lengthMin} characters`;
  return new Set(secret).size < distinctMin ? "repeats itself" : undefined;
}

function listWeakKeys(ring: string): string[] {
  return ring
    .split(",")
    .map((part) => part.split(":"))
    .filter(
      ([, encoded = ""]) => new Set(Buffer.from(encoded, "base64")).size < keyBytesDistinctMin,
    )
    .map(([id]) => `the key ${id} of ENCRYPTION_KEYS is not random`);
}
