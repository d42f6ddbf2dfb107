import { taskQueues } from "../temporal/contract/queues";
import { runWorkers } from "./run-workers";

runWorkers("worker-supplier-amadeus", [taskQueues.supplierAmadeus]);
