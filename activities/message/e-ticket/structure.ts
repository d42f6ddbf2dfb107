/** The tags that a screen reader goes by, in the order things are drawn. */
export interface StructureWriter {
  /** A part that holds others: a section, a table, a row. */
  group(type: GroupTag, draw: () => void): void;
  /** Text of one meaning; it must not reach over a page. */
  tag(type: LeafTag, draw: () => void): void;
  /** Lines, boxes and what repeats on every page. */
  artifact(draw: () => void): void;
  finish(): void;
}

export type GroupTag = "Sect" | "Div" | "Table" | "TR";
export type LeafTag = "H1" | "H2" | "H3" | "P" | "TH" | "TD";

export function createStructure(doc: PDFKit.PDFDocument): StructureWriter {
  const root = doc.struct("Document");
  doc.addStructure(root);
  const open = [root];

  return {
    group(type, draw) {
      const element = doc.struct(type);
      open.at(-1)?.add(element);
      open.push(element);
      draw();
      open.pop();
      element.end();
    },
    tag(type, draw) {
      const content = doc.markStructureContent(type);
      draw();
      doc.endMarkedContent();
      open.at(-1)?.add(doc.struct(type, type === "TH" ? { scope: "Row" } : {}, content));
    },
    artifact(draw) {
      doc.markContent("Artifact", { type: "Layout" });
      draw();
      doc.endMarkedContent();
    },
    finish: () => root.end(),
  };
}

/** For a document without tags: what is drawn is drawn. */
export const noStructure: StructureWriter = {
  group: (_type, draw) => draw(),
  tag: (_type, draw) => draw(),
  artifact: (draw) => draw(),
  finish() {},
};
