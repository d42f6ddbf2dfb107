import type { z } from "@hono/zod-openapi";

import type { NamedRecord, UserRecord } from "../../db/read/users";
import type { userSchema } from "../schemas/user";

export function presentUser(user: UserRecord, livemode: boolean): z.infer<typeof userSchema> {
  return {
    id: user.publicId,
    livemode,
    email: user.email,
    email_verified_at: user.emailVerifiedAt,
    full_name: user.fullName,
    status: user.status,
    roles: user.roles.map(presentNamed),
    branches: user.branches.map(presentNamed),
    version: user.version,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}

function presentNamed({ publicId, code, name }: NamedRecord) {
  return { id: publicId, code, name };
}
