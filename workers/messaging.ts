import { setPriority } from "node:os";

import { taskQueues } from "../temporal/contract/queues";
import { runWorkers } from "./run-workers";

/** Rendering an e-ticket takes as much of a processor as selling it: on a shared machine it gives way. */
const niceness = 10;

setPriority(niceness);
runWorkers("worker-messaging", [taskQueues.messaging]);
