import { taskQueues } from "../temporal/contract/queues";
import { runWorkers } from "./run-workers";

runWorkers("worker-books", [taskQueues.books]);
