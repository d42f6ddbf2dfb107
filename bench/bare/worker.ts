import { NativeConnection, Worker } from "@temporalio/worker";

export const bareTaskQueue = "bare";

export interface BareActivities {
  nothing(): Promise<string>;
}

/** Entry: the baseline's worker, a process of its own as ours are. */
async function main(): Promise<void> {
  const connection = await NativeConnection.connect({
    address: process.env["TEMPORAL_ADDRESS"] ?? "127.0.0.1:7233",
  });
  const activities: BareActivities = { nothing: () => Promise.resolve("done") };
  const worker = await Worker.create({
    connection,
    namespace: process.env["TEMPORAL_NAMESPACE"] ?? "travobooks",
    taskQueue: bareTaskQueue,
    workflowsPath: require.resolve("./workflows"),
    activities: { ...activities },
  });
  await worker.run();
}

if (require.main === module) void main();
