import { taskQueues } from "../temporal/contract/queues";
import { runWorkers } from "./run-workers";

runWorkers("worker", Object.values(taskQueues));
