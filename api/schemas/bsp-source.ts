import { z } from "@hono/zod-openapi";

import { idSchema, instantSchema, listQuerySchema, pageOf, textSchema } from "./common";

const nullable = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);

const hostSchema = z
  .string()
  .max(253)
  .toLowerCase()
  .regex(/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*)$/)
  .openapi({ description: "Of the public internet.", example: "sftp.bsplink.example" });
const portSchema = z.number().int().min(1).max(65_535);
const userNameSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}\s]+$/u)
  .openapi({ example: "agency-42300010", pattern: String.raw`^\S+$` });
const hostKeysSchema = z
  .array(z.string().min(40).max(2_000))
  .min(1)
  .max(5)
  .openapi({
    description:
      "The keys that the host may show: `SHA256:…` as `ssh-keygen -lf` says it, or the public key itself. Ask whoever runs the server: what a first connection shows proves nothing.",
    example: ["SHA256:uNiVztksCsDhcc0u9e8BrJQXVUpKZIDTMczCvj3tD2s"],
  });
const credentialsSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("password"), password: z.string().min(1).max(500) }),
    z.strictObject({
      kind: z.literal("private_key"),
      private_key: z.string().min(100).max(12_000).openapi({ description: "OpenSSH or PEM" }),
      passphrase: z.string().min(1).max(500).optional(),
    }),
  ])
  .openapi("NewBspSourceCredentials", { description: "Kept sealed, and shown to nobody again." });

/** A directory and those below it, never one above. */
const pathSchema = z
  .string()
  .min(1)
  .max(400)
  .regex(/^(?!.*(?:^|\/)\.\.(?:\/|$))[^\p{C}\\]+$/u, "is a path without `..`")
  .openapi({ example: "outbox", type: "string", pattern: String.raw`^[^\\]+$` });
const folderSchema = pathSchema
  .regex(/^[^/~]/u, "is below the partner's own folder")
  .openapi({ description: "Below the partner's own folder; `.` is that." });

const common = {
  name: textSchema(100).openapi({ example: "BSPlink Bangladesh" }),
  file_pattern: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^\p{C}/\\]+$/u)
    .openapi({
      description: "Of the names: `*` for any characters, `?` for one.",
      example: "BD??BSP_*",
      pattern: String.raw`^[^/\\]+$`,
    }),
  poll_minutes: z
    .number()
    .int()
    .min(5)
    .max(1_440)
    .openapi({ description: "How often it is looked at." }),
  settle_seconds: z.number().int().min(0).max(86_400).openapi({
    description:
      "How long a file has not changed before it is fetched: one that is being written is left. 0 where files appear whole.",
  }),
};
const mappingSchema = nullable(idSchema("bspColumnMapping")).openapi({
  description:
    "By what its files are read, with a column for when billing ends. Null: they are HOT.",
});
const defaults = {
  column_mapping_id: mappingSchema.default(null),
  file_pattern: common.file_pattern.default("*"),
  poll_minutes: common.poll_minutes.default(60),
  settle_seconds: common.settle_seconds.default(60),
};

export const newBspSourceSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("sftp"),
      ...common,
      ...defaults,
      host: hostSchema,
      port: portSchema.default(22),
      user_name: userNameSchema,
      host_keys: hostKeysSchema,
      credentials: credentialsSchema,
      directory: pathSchema.default("."),
    }),
    z.strictObject({
      kind: z.literal("folder"),
      ...common,
      ...defaults,
      directory: folderSchema.default("."),
    }),
  ])
  .openapi("NewBspSource");

export const changeBspSourceSchema = z
  .strictObject({
    name: common.name.optional(),
    file_pattern: common.file_pattern.optional(),
    poll_minutes: common.poll_minutes.optional(),
    settle_seconds: common.settle_seconds.optional(),
    directory: pathSchema.optional(),
    column_mapping_id: mappingSchema.optional(),
    state: z.enum(["active", "paused"]).optional(),
    host: hostSchema.optional(),
    port: portSchema.optional(),
    user_name: userNameSchema.optional(),
    host_keys: hostKeysSchema.optional(),
    credentials: credentialsSchema.optional(),
  })
  .openapi("ChangeBspSource");

const sourceStates = ["active", "paused", "deleted"] as const;

export const bspSourceSchema = z
  .object({
    id: idSchema("bspSource"),
    object: z.literal("bsp_source"),
    livemode: z.boolean(),
    kind: z.enum(["sftp", "folder"]),
    name: z.string(),
    host: nullable(z.string()),
    port: nullable(z.number().int()),
    user_name: nullable(z.string()),
    host_keys: z.array(z.string()).openapi({ description: "As fingerprints" }),
    credential_kind: nullable(z.enum(["password", "private_key"])),
    directory: z.string(),
    file_pattern: z.string(),
    file_format: z.enum(["hot", "columns"]),
    column_mapping_id: nullable(idSchema("bspColumnMapping")),
    poll_minutes: z.number().int(),
    settle_seconds: z.number().int(),
    state: z.enum(sourceStates),
    last_polled_at: nullable(instantSchema),
    last_succeeded_at: nullable(instantSchema),
    failure: nullable(
      z.object({
        code: z.string().openapi({ example: "host_key_differs" }),
        text: z.string(),
        since: instantSchema,
        needs_attention: z.boolean().openapi({
          description: "Whether it lasts until somebody changes something, here or there.",
        }),
      }),
    ),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("BspSource");

export const bspSourcePageSchema = pageOf(bspSourceSchema, "BspSourcePage");

export const bspSourceQuerySchema = listQuerySchema.extend({
  state: z.enum(sourceStates).optional(),
  needs_attention: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional()
    .openapi({ type: "string", enum: ["true", "false"] }),
});

export const bspSourceFileSchema = z
  .object({
    object: z.literal("bsp_source_file"),
    livemode: z.boolean(),
    file_name: z.string().openapi({ description: "What could turn a screen around is spelt out." }),
    byte_size: z.number().int(),
    modified_at: z.string().openapi({ description: "As the source says it." }),
    state: z.enum(["seen", "taken_up", "known", "quarantined"]),
    reason: nullable(z.string()).openapi({
      description: "Why it was quarantined.",
      example: "path",
    }),
    sha256: nullable(z.string()),
    bsp_file_id: nullable(idSchema("bspFile")).openapi({
      description: "What it was imported as, or the import that has the same bytes.",
    }),
    found_at: instantSchema,
  })
  .openapi("BspSourceFile");

export const bspSourceFilePageSchema = pageOf(bspSourceFileSchema, "BspSourceFilePage");
