import { newId } from "../../db/new-id";
import type { RoleTemplate } from "../../domain/roles";

/** What it may do is in the code of each release: the row only names it. */
export function builtInRoleRow({ code, name, description }: RoleTemplate) {
  return {
    public_id: newId("role"),
    role_code: code,
    role_name: name,
    description,
    is_built_in: 1,
    permissions: "",
  };
}
