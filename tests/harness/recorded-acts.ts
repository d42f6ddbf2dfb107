import type { ApiContract } from "./api-contract";
import type { TestApp } from "./test-app";

export interface RecordedAct {
  /** `POST /v1/bookings/{booking_id}/issue`. */
  readonly route: string;
  readonly requestId: string;
}

const unsafe = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** The same API, which writes down every request that changed something and was answered with 2xx. */
export function recordActs(app: TestApp): {
  readonly app: TestApp;
  readonly acts: readonly RecordedAct[];
} {
  const acts: RecordedAct[] = [];
  return {
    acts,
    app: {
      ...app,
      request: async (path, init, address = "203.0.113.7") => {
        const response = await app.request(path, init, address);
        const method = init?.method ?? "GET";
        const requestId = response.headers.get("X-Request-Id");
        if (unsafe.has(method) && response.ok && requestId !== null) {
          acts.push({ route: routeOf(app.contract, method, path), requestId });
        }
        return response;
      },
    },
  };
}

function routeOf({ operations }: ApiContract, method: string, path: string): string {
  const [bare = ""] = path.split("?");
  const fits = operations.filter((one) => one.method === method && formOf(one.path).test(bare));
  // An address of its own is not one of those that a parameter stands for.
  const [found] = fits.toSorted(
    (left, right) => parametersOf(left.path) - parametersOf(right.path),
  );
  return `${method} ${found?.path ?? bare}`;
}

const formOf = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
const parametersOf = (path: string) => path.split("{").length;
