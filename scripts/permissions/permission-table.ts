import { isPermission, permissions } from "../../domain/permissions";
import { builtInRoles } from "../../domain/roles";
import { readDocument } from "../open-api/read-document";

interface StatedRoute {
  readonly route: string;
  readonly permission: string;
  readonly branches: string;
}

interface StatingDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, StatingOperation>>>>;
}

interface StatingOperation {
  readonly "x-permission"?: string;
  readonly "x-branches"?: string;
  readonly "x-step-up"?: boolean;
}

/** docs/permissions.md, from what the routes state and what the built-in roles hold. */
export async function describePermissions(): Promise<string> {
  const document = await readDocument<StatingDocument>();
  const routes = Object.entries(document.paths)
    .filter(([path]) => path.startsWith("/v1/"))
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        route: `${method.toUpperCase()} ${path}`,
        permission: operation["x-permission"] ?? "",
        branches: operation["x-branches"] ?? "",
      })),
    );
  return [
    head,
    table(
      ["route", "permission", "branches", "built-in roles"],
      routes.map((route) => [
        `\`${route.route}\``,
        permissionOf(route),
        route.branches,
        rolesWith(route.permission),
      ]),
    ),
    "## Roles\n",
    table(
      ["role", "code", "what it is for", "permissions"],
      builtInRoles.map((role) => [
        role.name,
        `\`${role.code}\``,
        role.description,
        String(new Set(role.permissions).size),
      ]),
    ),
    `${permissions.length} permissions, ${routes.length} routes.\n`,
  ].join("\n");
}

const head = `# Permissions

Made from the code by \`npm run docs:permissions\`; a test fails when it is not current.

Each route states the permission that it asks for, and refuses whoever lacks it before it looks at anything else of the request. A route that states none is not served: the API does not start. \`signed in\` is for a person who has signed in, whatever they may do; \`nobody\` asks for no credential. Which branches a route lets those near who are held to some: [decision 21](decisions/0021-branches-default-deny.md).

## Routes
`;

function permissionOf({ permission }: StatedRoute): string {
  return isPermission(permission) ? `\`${permission}\`` : permission.replaceAll("_", " ");
}

function rolesWith(permission: string): string {
  if (!isPermission(permission)) return "";
  const named = builtInRoles.filter((role) => role.permissions.includes(permission));
  return named.map(({ code }) => code).join(", ");
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[columns, columns.map(() => "---"), ...rows].map(toLine).join("\n")}\n`;
}

function toLine(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
