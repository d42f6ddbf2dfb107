import { randomUUID } from "node:crypto";

import type { WorkflowHandle } from "@temporalio/client";
import { Client, Connection } from "@temporalio/client";
import type { WorkerDeploymentOptions, WorkflowBundleWithSourceMap } from "@temporalio/worker";
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
} from "@temporalio/worker";

import { awaitCondition } from "../harness/await-condition";
import { testEnvironment } from "../harness/environment";
import type { SettlingActivities } from "./versions/settling";

/** The procedure of docs/workflow-versions.md, with a history in flight at each of its steps. */
const versions = ["before", "incompatible", "patched", "deprecated"] as const;
type Version = (typeof versions)[number];

const old = ["claim", "settle"];
const changed = ["checkCredit", "claim", "settle"];
const { temporalAddress: address, temporalNamespace: namespace } = testEnvironment();

let client: Client;
let connection: NativeConnection;
let bundles: ReadonlyMap<Version, WorkflowBundleWithSourceMap>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger("ERROR") });
  client = new Client({ connection: await Connection.connect({ address }), namespace });
  connection = await NativeConnection.connect({ address });
  const bundled = await Promise.all(
    versions.map(async (version) => {
      const workflowsPath = require.resolve(`./versions/${version}`);
      const logger = new DefaultLogger("ERROR");
      return [version, await bundleWorkflowCode({ workflowsPath, logger })] as const;
    }),
  );
  bundles = new Map(bundled);
});

afterAll(async () => {
  await connection.close();
  await client.connection.close();
});

const activities: SettlingActivities = {
  checkCredit: () => Promise.resolve("checkCredit"),
  claim: () => Promise.resolve("claim"),
  settle: () => Promise.resolve("settle"),
};

/** A worker of one version, and how it is stopped. */
async function deploy(
  taskQueue: string,
  version: Version,
  workerDeploymentOptions?: WorkerDeploymentOptions,
): Promise<() => Promise<void>> {
  const workflowBundle = bundleOf(version);
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle,
    activities: { ...activities },
    ...(workerDeploymentOptions === undefined ? {} : { workerDeploymentOptions }),
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
  };
}

/** It has made its claim and waits. */
async function startWaiting(taskQueue: string): Promise<WorkflowHandle> {
  const handle = await client.workflow.start("settleLater", {
    taskQueue,
    workflowId: `versions:${randomUUID()}`,
  });
  await awaitCondition("a claim that is made", async () => {
    const { events } = await handle.fetchHistory();
    const completed = (events ?? []).map((event) => event.activityTaskCompletedEventAttributes);
    const claimed = completed.some((attributes) =>
      Buffer.from(attributes?.result?.payloads?.[0]?.data ?? []).includes("claim"),
    );
    return claimed ? true : undefined;
  });
  return handle;
}

function bundleOf(version: Version): WorkflowBundleWithSourceMap {
  const bundle = bundles.get(version);
  if (bundle === undefined) throw new Error(`${version} was not bundled`);
  return bundle;
}

async function replay(version: Version, handle: WorkflowHandle): Promise<void> {
  const workflowBundle = bundleOf(version);
  await Worker.runReplayHistory({ workflowBundle }, await handle.fetchHistory());
}

async function finish(handle: WorkflowHandle): Promise<unknown> {
  await handle.signal("paid");
  return handle.result();
}

describe("a change behind patched()", () => {
  test("lets what waits finish as it began, and what begins go the new way", async () => {
    const taskQueue = `versions-${randomUUID()}`;
    let stop = await deploy(taskQueue, "before");
    const waiting = await startWaiting(taskQueue);
    await stop();
    await expect(replay("incompatible", waiting)).rejects.toThrow(/[Nn]ondeterminism/);

    stop = await deploy(taskQueue, "patched");
    const begun = await startWaiting(taskQueue);
    expect(await finish(waiting)).toEqual(old);
    await stop();

    await expect(replay("deprecated", waiting)).rejects.toThrow(/[Nn]ondeterminism/);
    stop = await deploy(taskQueue, "deprecated");
    expect(await finish(begun)).toEqual(changed);
    const last = await startWaiting(taskQueue);
    await stop();

    // Without the call: what has the marker of a patch that is deprecated replays all the same.
    stop = await deploy(taskQueue, "incompatible");
    expect(await finish(last)).toEqual(changed);
    await stop();
  });
});

describe("worker deployment versions", () => {
  test("keep what waits on the version it began with, beside the new one", async () => {
    const taskQueue = `versions-${randomUUID()}`;
    const deploymentName = `settling-${randomUUID()}`;
    const pinned = (buildId: string): WorkerDeploymentOptions => ({
      version: { deploymentName, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: "PINNED",
    });
    const stopOld = await deploy(taskQueue, "before", pinned("1"));
    await makeCurrent(deploymentName, "1");
    const waiting = await startWaiting(taskQueue);

    const stopNew = await deploy(taskQueue, "incompatible", pinned("2"));
    await makeCurrent(deploymentName, "2");
    const begun = await startWaiting(taskQueue);

    expect(await finish(waiting)).toEqual(old);
    expect(await finish(begun)).toEqual(changed);
    await Promise.all([stopOld(), stopNew()]);
  });
});

/** Once the server has heard of the version from its worker. */
async function makeCurrent(deploymentName: string, buildId: string): Promise<void> {
  await awaitCondition(`version ${buildId} to be current`, async () => {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName,
        buildId,
        identity: "tests",
      });
      return true;
    } catch (error) {
      const notYet =
        /no worker deployment found|not found|no pollers|no workers|missing active task queues/i;
      if (notYet.test(String(error))) {
        return undefined;
      }
      throw error;
    }
  });
}
