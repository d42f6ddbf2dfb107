import { tryLock } from "../../../scripts/stack/kernel-lock";

void hold(process.argv[2] ?? "");

async function hold(name: string): Promise<void> {
  const lock = await tryLock(name);
  process.stdout.write(lock ? "held\n" : "taken\n");
  process.stdin.resume();
  setInterval(() => undefined, 60_000);
}
