import { tellProgress } from "./tell-progress";

/** A writer whose writes end when the test says so. */
function heldWriter() {
  const written: number[] = [];
  const held: { end: () => void; fail: () => void }[] = [];
  const write = (count: number) => {
    written.push(count);
    return new Promise<void>((resolve, reject) => {
      held.push({ end: resolve, fail: () => reject(new Error("lost connection")) });
    });
  };
  return { written, held, write };
}

describe("tellProgress", () => {
  test("writes the newest count when the one before is written", async () => {
    const { written, held, write } = heldWriter();
    const progress = tellProgress(write);
    for (const count of [1, 2, 3]) progress.tell(count);
    expect(written).toEqual([1]);
    held[0]?.end();
    await Promise.resolve();
    await Promise.resolve();
    expect(written).toEqual([1, 3]);
    held[1]?.end();
    await progress.told();
    expect(progress.count()).toBe(3);
  });

  test("goes on after a count that could not be written", async () => {
    const { written, held, write } = heldWriter();
    const progress = tellProgress(write);
    progress.tell(1);
    held[0]?.fail();
    await progress.told();
    progress.tell(2);
    held[1]?.end();
    await progress.told();
    expect(written).toEqual([1, 2]);
  });
});
