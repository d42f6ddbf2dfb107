import { parse } from "yaml";
import { z } from "zod";

import { readProjectFile } from "./project-files";

const serviceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.union([z.array(z.string()), z.string()]).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  configs: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
  restart: z.string().optional(),
  profiles: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  configs: z.record(z.string(), z.object({ content: z.string() })),
  volumes: z.record(z.string(), z.null()),
});

export type Service = z.infer<typeof serviceSchema>;

export const composeText = readProjectFile("docker-compose.yml");
export const composeFile = composeSchema.parse(parse(composeText, { merge: true }));

export function getService(name: string): Service {
  const service = composeFile.services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}.`);
  return service;
}

/** `${NAME:?message}`, `${NAME:-default}` and `${NAME}`. */
const reference = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

export interface Reference {
  readonly name: string;
  readonly isRequired: boolean;
  readonly defaultValue: string | undefined;
}

export function listReferences(text: string): Reference[] {
  return [...text.matchAll(reference)].map(([, name = "", kind, rest]) => ({
    name,
    isRequired: kind === "?",
    defaultValue: kind === "-" ? (rest ?? "") : undefined,
  }));
}

/** What compose makes of a value with these variables. */
export function interpolate(text: string, variables: Readonly<Record<string, string>>): string {
  return text
    .replaceAll(reference, (_match, name: string, kind: string | undefined, rest = "") => {
      const value = variables[name] ?? "";
      if (value !== "") return value;
      if (kind === "?") throw new Error(`${name} is required: ${String(rest)}`);
      return kind === "-" ? String(rest) : "";
    })
    .replaceAll("$$", "$");
}
