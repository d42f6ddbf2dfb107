import { constants, setPriority } from "node:os";

/** A process of its own, so that what it builds yields to the suites that run meanwhile. */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on("disconnect", () => process.exit());
const { installParts } = await import("../../dist/scripts/test/install-parts.js");
await installParts((message) => process.send(message));
process.disconnect();
