import { z } from "@hono/zod-openapi";

import { permissions } from "../../domain/permissions";
import { idSchema, instantSchema, textSchema } from "./common";
import { roleCodeSchema } from "./role-code";

export const permissionSchema = z.enum(permissions).openapi("Permission");

/** Each once, in their order. */
export const permissionsSchema = z
  .array(permissionSchema)
  .min(1)
  .max(permissions.length)
  .transform((named) => [...new Set(named)].toSorted());

export const roleSchema = z
  .object({
    id: idSchema("role"),
    object: z.literal("role"),
    livemode: z.boolean(),
    code: z.string(),
    name: z.string(),
    description: z.string(),
    is_built_in: z
      .boolean()
      .openapi({ description: "Of travoBooks: what it may do is not yours to change." }),
    is_active: z.boolean().openapi({ description: "One that is not gives nobody anything." }),
    permissions: z.array(permissionSchema),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("Role");

const contentShape = {
  name: textSchema(120),
  description: textSchema(400).optional(),
  permissions: permissionsSchema,
};

export const newRoleSchema = z
  .strictObject({
    code: roleCodeSchema,
    ...contentShape,
  })
  .openapi("NewRole");

export const roleContentSchema = z.strictObject(contentShape).openapi("RoleContent");

export const userAccessSchema = z
  .object({
    user_id: idSchema("user"),
    object: z.literal("user_access"),
    livemode: z.boolean(),
    roles: z.array(
      z.object({
        id: idSchema("role"),
        code: z.string(),
        name: z.string(),
        is_active: z.boolean(),
        granted_at: instantSchema,
      }),
    ),
    branches: z
      .array(z.object({ id: idSchema("branch"), code: z.string(), name: z.string() }))
      .openapi({ description: "The only ones they are let near; all of them, where empty." }),
    permissions: z.array(permissionSchema).openapi({
      description: "What comes of the roles. None for who is disabled.",
    }),
  })
  .openapi("UserAccess");

export const grantRoleSchema = z.strictObject({ role_id: idSchema("role") }).openapi("GrantRole");

export const holdToBranchesSchema = z
  .strictObject({ branch_ids: z.array(idSchema("branch")).max(200) })
  .openapi("HoldToBranches");
