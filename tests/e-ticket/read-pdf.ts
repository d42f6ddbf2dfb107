import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// poppler-utils is a declared part of the test set-up: a reader that shares no code with pdfkit.

/** The text of each page, in reading order, spaces and line ends as one space. */
export function readPages(pdf: Buffer): string[] {
  const text = runPoppler(pdf, "pdftotext", (path) => ["-enc", "UTF-8", path, "-"]);
  return text
    .split("\f")
    .slice(0, -1)
    .map((page) => page.replaceAll(/\s+/g, " ").trim());
}

export interface PdfFont {
  readonly name: string;
  readonly embedded: boolean;
  readonly subset: boolean;
  readonly unicode: boolean;
}

export function readFonts(pdf: Buffer): PdfFont[] {
  const lines = runPoppler(pdf, "pdffonts", (path) => [path])
    .trim()
    .split("\n")
    .slice(2);
  return lines.map((line) => {
    const [name = ""] = line.split(/\s+/);
    const [embedded, subset, unicode] = line.match(/\b(?:yes|no)\b/g) ?? [];
    return {
      name,
      embedded: embedded === "yes",
      subset: subset === "yes",
      unicode: unicode === "yes",
    };
  });
}

export interface PdfImage {
  readonly page: number;
  readonly width: number;
  readonly height: number;
  /** Which object of the file it is. */
  readonly object: string;
}

export function readImages(pdf: Buffer): PdfImage[] {
  const lines = runPoppler(pdf, "pdfimages", (path) => ["-list", path])
    .trim()
    .split("\n")
    .slice(2);
  return lines.map((line) => {
    const cells = line.trim().split(/\s+/);
    const [page, , , width, height] = cells.map(Number);
    return {
      page: page ?? 0,
      width: width ?? 0,
      height: height ?? 0,
      object: cells[10] ?? "",
    };
  });
}

export function readInfo(pdf: Buffer): Record<string, string> {
  const lines = runPoppler(pdf, "pdfinfo", (path) => ["-isodates", path]).split("\n");
  return Object.fromEntries(lines.map((line) => line.split(/:\s+(.*)/) as [string, string]));
}

/** The XMP packet, which is never compressed. */
export function readXmp(pdf: Buffer): string {
  return /<\?xpacket begin[\s\S]*<\?xpacket end="w"\?>/.exec(pdf.toString("utf8"))?.[0] ?? "";
}

function runPoppler(pdf: Buffer, tool: string, toArguments: (path: string) => string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "travobooks-pdf-"));
  try {
    const path = join(folder, "e-ticket.pdf");
    writeFileSync(path, pdf);
    return execFileSync(tool, toArguments(path), { encoding: "utf8", stdio: "pipe" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
