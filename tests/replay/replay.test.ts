import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { DefaultLogger, Runtime } from "@temporalio/worker";

import * as workflows from "../../workflows";
import { fromHistoryJson, replayHistory } from "../harness/replay";

const directory = join(process.cwd(), "tests/histories");
const files = readdirSync(directory).filter((name) => name.endsWith(".json"));

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger("ERROR") });
});

describe("recorded histories", () => {
  test("exist for every workflow type", () => {
    const recorded = new Set(files.map((name) => name.split(".")[0]));
    const types = Object.keys(workflows).map((name) =>
      name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    );
    expect(recorded).toEqual(new Set(types));
  });

  test.each(files)("%s replays with today's workflow code", async (name) => {
    const history = fromHistoryJson(readFileSync(join(directory, name), "utf8"));
    await replayHistory(history, name);
  });

  test("of another workflow's code are refused", async () => {
    const [name = ""] = files.filter((file) => file.startsWith("issue-booking"));
    const history = fromHistoryJson(readFileSync(join(directory, name), "utf8"));
    const started = history.events[0]?.workflowExecutionStartedEventAttributes;
    if (started) started.workflowType = { name: "createBooking" };
    await expect(replayHistory(history, "changed")).rejects.toThrow(/[Nn]ondeterminism/);
  });
});
