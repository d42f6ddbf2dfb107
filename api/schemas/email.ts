import { z } from "@hono/zod-openapi";

export const emailSchema = z.email().max(254).openapi({ example: "ayesha@nova.example" });
