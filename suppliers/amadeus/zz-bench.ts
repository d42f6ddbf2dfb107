import { fork } from "node:child_process";
import { createAmadeusClient } from "./client";
import { amadeusCredentialsSchema } from "./config";
import { sandboxCredentials } from "./sandbox/default-account";
(async () => {
  const child = fork("/tmp/bench/run.cjs", ["/work/main/suppliers/amadeus/zz-sandbox.ts"], { execArgv: process.env["SBPROF"] ? ["--cpu-prof", "--cpu-prof-dir=/tmp/bench/prof-sb"] : [] });
  const next = () => new Promise<any>((r) => child.once("message", r));
  await next();
  const cpu = async () => { child.send("cpu"); return next(); };
  const url = "http://127.0.0.1:18091";
  const make = async (template: string, count: number) => {
    const r = await fetch(`${url}/control/pnrs`, { method: "POST", body: JSON.stringify({ template, count }) });
    const j: any = await r.json(); if (!j.pnrs) throw new Error(JSON.stringify(j));
    return j.pnrs.map((p: any) => ({ l: p.recordLocator, f: p.fareReferences }));
  };
  const client = createAmadeusClient(amadeusCredentialsSchema.parse(sandboxCredentials(url)));
  const signal = new AbortController().signal;
  for (const [template, n, conc] of [["one-way", 300, 1], ["one-way", 1000, 1], ["one-way", 1000, 8], ["conjunction", 500, 1], ["family", 500, 1], ["group", 500, 1]] as const) {
    const pnrs = await make(template, n);
    const lat: number[] = [];
    const c0 = process.cpuUsage(); const s0 = await cpu(); const t0 = performance.now();
    let i = 0;
    await Promise.all(Array.from({ length: conc }, async () => {
      while (i < n) { const p = pnrs[i++]; const t = performance.now(); const r = await client.issue({ recordLocator: p.l, fareReferences: p.f }, async () => ({ proceed: true }), { signal }); if (r.kind !== "done" || r.value.kind !== "issued") throw new Error(JSON.stringify(r, (_, v) => typeof v === "bigint" ? String(v) : v)); lat.push(performance.now() - t); }
    }));
    const wall = performance.now() - t0;
    const c1 = process.cpuUsage(c0); const s1 = await cpu();
    lat.sort((a, b) => a - b);
    const f = (x: number) => x.toFixed(2);
    console.log(template, `n=${n} c=${conc}`, `p50 ${f(lat[n >> 1]!)} p95 ${f(lat[Math.floor(n * .95)]!)} ms`, `client cpu ${f((c1.user + c1.system) / 1000 / n)} ms`, `sandbox cpu ${f((s1.user + s1.system - s0.user - s0.system) / 1000 / n)} ms`, `${f(n / wall * 1000)}/s`);
  }
  await client.close(); child.send("stop");
})();
