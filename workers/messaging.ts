import { taskQueues } from "../temporal/contract/queues";
import { giveWay } from "./give-way";
import { runWorkers } from "./run-workers";

/** Rendering an e-ticket takes as much of a processor as selling it: on a shared machine it gives way. */
const niceness = 5;

giveWay(niceness);
runWorkers("worker-messaging", [taskQueues.messaging]);
