/** An OpenAPI document, or a part of one. */
type Node = Readonly<Record<string, unknown>>;

const methods = ["get", "post", "put", "patch", "delete"];

/**
 * What of a document would break a caller who was written for the one before it: an operation, an
 * answer or a member that is gone, a value of another type, something new that must be sent, and
 * something that may no longer be sent (bodies and queries are strict). New operations, answers,
 * members of answers and optional members of requests break nobody; a new value of an `enum` in an
 * answer is one that callers must expect.
 */
export function findBreakingChanges(former: Node, current: Node): string[] {
  const documents = { former, current };
  return Object.entries(toNode(former["paths"])).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const before = toNode(item)[method];
      if (before === undefined) return [];
      const now = toNode(toNode(current["paths"])[path])[method];
      const place = `${method.toUpperCase()} ${path}`;
      if (now === undefined) return [`${place} is gone`];
      return compareOperations(documents, place, { before: toNode(before), now: toNode(now) });
    }),
  );
}

interface Documents {
  readonly former: Node;
  readonly current: Node;
}

interface Pair {
  readonly before: Node;
  readonly now: Node;
}

function compareOperations(documents: Documents, place: string, { before, now }: Pair): string[] {
  return [
    ...compareParameters(documents, place, { before, now }),
    ...compareBodies(documents, place, { before, now }),
    ...Object.entries(toNode(before["responses"])).flatMap(([status, answer]) => {
      if (!status.startsWith("2")) return [];
      const other = toNode(now["responses"])[status];
      if (other === undefined) return [`${place} no longer answers ${status}`];
      const pair = { before: jsonOf(answer), now: jsonOf(other) };
      return compareSchemas(documents, `${place} ${status}`, { ...pair, direction: "answer" });
    }),
  ];
}

function compareParameters(documents: Documents, place: string, { before, now }: Pair): string[] {
  const formerOnes = toNodes(before["parameters"]);
  const currentOnes = toNodes(now["parameters"]);
  const gone = formerOnes.flatMap((parameter) => {
    const same = currentOnes.find((one) => keyOf(one) === keyOf(parameter));
    const name = `${place} ${keyOf(parameter)}`;
    if (same === undefined) return [`${name} may no longer be sent`];
    const pair = { before: toNode(parameter["schema"]), now: toNode(same["schema"]) };
    return [
      ...(same["required"] === true && parameter["required"] !== true
        ? [`${name} must be sent`]
        : []),
      ...compareSchemas(documents, name, { ...pair, direction: "request" }),
    ];
  });
  const demanded = currentOnes.filter(
    (one) => one["required"] === true && !formerOnes.some((former) => keyOf(former) === keyOf(one)),
  );
  return [...gone, ...demanded.map((one) => `${place} ${keyOf(one)} must be sent`)];
}

function keyOf(parameter: Node): string {
  return `${String(parameter["in"])} ${String(parameter["name"])}`;
}

function compareBodies(documents: Documents, place: string, { before, now }: Pair): string[] {
  const [former, current] = [before["requestBody"], now["requestBody"]];
  if (former === undefined) {
    const isDemanded = toNode(current)["required"] === true;
    return isDemanded ? [`${place} needs a body`] : [];
  }
  if (current === undefined) return [`${place} takes no body any more`];
  const pair = { before: jsonOf(former), now: jsonOf(current) };
  return compareSchemas(documents, `${place} body`, { ...pair, direction: "request" });
}

interface Comparison extends Pair {
  readonly direction: "request" | "answer";
  /** Names of components that are being compared already: a schema may hold itself. */
  readonly within?: ReadonlySet<string>;
}

function compareSchemas(documents: Documents, place: string, comparison: Comparison): string[] {
  const { direction, within = new Set<string>() } = comparison;
  const name = comparison.before["$ref"];
  if (typeof name === "string" && within.has(name)) return [];
  const inner = {
    direction,
    within: typeof name === "string" ? new Set([...within, name]) : within,
  };
  const before = resolve(documents.former, comparison.before);
  const now = resolve(documents.current, comparison.now);
  const [former, current] = [typesOf(before), typesOf(now)];
  const [narrow, wide] = direction === "request" ? [former, current] : [current, former];
  const foreign = [...narrow].filter((type) => !wide.has(type) && wide.size > 0);
  if (foreign.length > 0)
    return [`${place} is ${[...current].join(" or ")}, was ${[...former].join(" or ")}`];
  return [
    ...compareValues(place, { before, now, direction }),
    ...compareMembers(documents, place, { before, now, ...inner }),
    ...compareAlternatives(documents, place, { before, now, ...inner }),
    ...(isNode(before["items"]) && isNode(now["items"])
      ? compareSchemas(documents, `${place}[]`, {
          before: before["items"],
          now: now["items"],
          ...inner,
        })
      : []),
  ];
}

/** What could be sent must still be taken. */
function compareValues(place: string, { before, now, direction }: Comparison): string[] {
  if (direction === "answer") return [];
  const allowed = now["enum"] ?? (now["const"] === undefined ? undefined : [now["const"]]);
  if (!Array.isArray(allowed)) return [];
  const sent: unknown = before["enum"] ?? (before["const"] === undefined ? [] : [before["const"]]);
  if (!Array.isArray(sent) || sent.length === 0) return [`${place} is held to some values`];
  return sent
    .filter((value) => !allowed.includes(value))
    .map((value) => `${place} may no longer be ${JSON.stringify(value)}`);
}

function compareMembers(documents: Documents, place: string, comparison: Comparison): string[] {
  const { before, now, direction } = comparison;
  const [former, current] = [toNode(before["properties"]), toNode(now["properties"])];
  const [demandedBefore, demandedNow] = [namesIn(before["required"]), namesIn(now["required"])];
  const kept = Object.entries(former).flatMap(([name, schema]) => {
    const member = `${place}.${name}`;
    if (!(name in current)) {
      const isOpen = direction === "request" && now["properties"] === undefined;
      return isOpen ? [] : [`${member} is gone`];
    }
    const isLoose = direction === "answer" && demandedBefore.has(name) && !demandedNow.has(name);
    return [
      ...(isLoose ? [`${member} may be missing`] : []),
      ...compareSchemas(documents, member, {
        ...comparison,
        before: toNode(schema),
        now: toNode(current[name]),
      }),
    ];
  });
  if (direction === "answer") return kept;
  const demanded = [...demandedNow].filter((name) => !demandedBefore.has(name));
  return [...kept, ...demanded.map((name) => `${place}.${name} must be sent`)];
}

/** By their place: an alternative that is gone is one that was taken, or that was promised. */
function compareAlternatives(
  documents: Documents,
  place: string,
  comparison: Comparison,
): string[] {
  const [former, current] = [alternativesOf(comparison.before), alternativesOf(comparison.now)];
  if (former.length === 0 || current.length === 0) return [];
  const isShorter = comparison.direction === "request" && current.length < former.length;
  if (isShorter) return [`${place} takes fewer kinds`];
  return former
    .slice(0, current.length)
    .flatMap((before, index) =>
      compareSchemas(documents, place, { ...comparison, before, now: current[index] ?? {} }),
    );
}

function alternativesOf(schema: Node): readonly Node[] {
  return toNodes(schema["anyOf"] ?? schema["oneOf"]);
}

function typesOf(schema: Node): ReadonlySet<string> {
  const { type } = schema;
  const own = Array.isArray(type) ? type.map(String) : typeof type === "string" ? [type] : [];
  return new Set([...own, ...alternativesOf(schema).flatMap((one) => [...typesOf(one)])]);
}

/** The schema that a reference stands for, and one object of the parts it is put together from. */
function resolve(document: Node, schema: Node): Node {
  const { $ref, allOf, ...rest } = schema;
  if (typeof $ref === "string") {
    const schemas = toNode(toNode(document["components"])["schemas"]);
    return resolve(document, { ...toNode(schemas[$ref.split("/").at(-1) ?? ""]), ...rest });
  }
  if (!Array.isArray(allOf)) return schema;
  const parts = [...toNodes(allOf).map((part) => resolve(document, part)), rest];
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required }) => [...namesIn(required)]),
  };
}

function jsonOf(holder: unknown): Node {
  const media = toNode(toNode(toNode(holder)["content"])["application/json"]);
  return toNode(media["schema"]);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toNode(value: unknown): Node {
  return isNode(value) ? value : {};
}

function toNodes(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function namesIn(value: unknown): ReadonlySet<string> {
  return new Set(Array.isArray(value) ? value.map(String) : []);
}
