import { startAmadeusSandbox } from "./sandbox";
(async () => {
  const s = await startAmadeusSandbox({ port: 18091, host: "127.0.0.1", stateDirectory: `/tmp/bench/st${Date.now()}` });
  process.on("message", (m) => { if (m === "cpu") process.send?.(process.cpuUsage()); if (m === "stop") s.close().then(() => process.exit(0)); });
  process.send?.("ready");
})();
