import { readFileSync, writeFileSync } from "node:fs";

import { matrixSeed } from "./choose-cells";
import type { Harm } from "./harms";
import type { Matrix } from "./open-matrix";
import { openMatrix } from "./open-matrix";
import type { ReadyCell } from "./prepare-cells";
import { prepareCells } from "./prepare-cells";
import { renderMatrix } from "./render-matrix";
import type { RunningCell } from "./run-cells";
import {
  runWithBadSuppliers,
  runWithClosedPeriod,
  runWithKilledApi,
  runWithKilledWorkers,
  runWithoutDatabase,
} from "./run-cells";
import { runUnapproved } from "./run-unapproved";
import { findWrongAtRest, settle } from "./settle-cells";

const page = "docs/fault-matrix.md";
const [opening, closing] = ["<!-- generated -->", "<!-- end -->"];

let matrix: Matrix;
let ready: readonly ReadyCell[] = [];
const ran: RunningCell[] = [];

beforeAll(async () => {
  matrix = await openMatrix();
});

afterAll(() => matrix.stop());

// Hundreds of bookings are sold first.
jest.setTimeout(480_000);

/** Every act, over every supplier, at every step it takes, under every harm. */
describe(`fault matrix, FAULT_MATRIX_SEED=${matrixSeed}`, () => {
  afterEach(() => matrix.heal());

  test("all cells are prepared", async () => {
    ready = await prepareCells(matrix);
    expect(ready).toHaveLength(matrix.chosen.length);
  });

  test("suppliers fail in every way at every call", async () => {
    await expectRight("behaviour", runWithBadSuppliers);
  });

  test("workers are killed at every call and in the commit", async () => {
    await expectRight("worker killed", runWithKilledWorkers);
  });

  test("the database dies at every call and in the commit", async () => {
    await expectRight("database gone", runWithoutDatabase);
  });

  test("the API dies while its callers wait", async () => {
    await expectRight("API killed", runWithKilledApi);
  });

  test("the books refuse what suppliers have done, until a person has mended them", async () => {
    await expectRight("books refuse", runWithClosedPeriod);
  });

  test("nobody approves in time", async () => {
    await expectRight("approval never given", runUnapproved);
  });

  test("nothing has come afterwards but the mails, each once", async () => {
    expect(ran).toHaveLength(matrix.chosen.length);
    expect(await findWrongAtRest(matrix, ran)).toEqual({});
  });

  test("the books of everybody prove clean", async () => {
    expect(await matrix.proveBooks()).toEqual([]);
  });

  test(`${page} has these cells`, () => {
    const table = renderMatrix(matrix.cells);
    process.stdout.write(`\n${table}\n`);
    const text = readFileSync(page, "utf8");
    const [start, end] = [text.indexOf(opening) + opening.length, text.indexOf(closing)];
    const current = `${text.slice(0, start)}\n\n${table}\n\n${text.slice(end)}`;
    if (process.env["UPDATE_DOCS"] === "1") writeFileSync(page, current);
    expect(readFileSync(page, "utf8")).toBe(current);
  });

  async function expectRight(
    kind: Harm["kind"],
    run: (matrix: Matrix, ready: readonly ReadyCell[]) => Promise<RunningCell[]>,
  ): Promise<void> {
    const began = Date.now();
    const cells = ready.filter(({ cell }) => cell.harm.kind === kind);
    // A pattern may have chosen none of the kind.
    if (cells.length === 0) return;
    const running = await run(matrix, cells);
    ran.push(...running);
    const wrong = await settle(matrix, running);
    const seconds = ((Date.now() - began) / 1_000).toFixed(1);
    process.stdout.write(`${kind}: ${cells.length} cells in ${seconds} s\n`);
    expect(wrong).toEqual({});
  }
});
