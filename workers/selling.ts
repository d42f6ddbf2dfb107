import { taskQueues } from "../temporal/contract/queues";
import { runWorkers } from "./run-workers";

/** What a person waits for, in one process: the embedded default. */
runWorkers("worker", [taskQueues.issuance, taskQueues.supplierAmadeus]);
