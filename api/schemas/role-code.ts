import { z } from "@hono/zod-openapi";

export const roleCodeSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/)
  .openapi({ example: "night_desk" });
