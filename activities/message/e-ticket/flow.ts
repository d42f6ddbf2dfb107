import type { Canvas } from "./canvas";

/** Where on which page the next thing goes. */
export interface Flow {
  y: number;
  readonly canvas: Canvas;
  /** Begins a page where less than this is left; says whether it did. */
  ensureSpace(height: number): boolean;
}

export interface FlowOptions {
  readonly canvas: Canvas;
  readonly top: number;
  readonly bottom: number;
  /** Adds the page and draws what repeats at its head. */
  readonly beginPage: () => void;
}

export function createFlow({ canvas, top, bottom, beginPage }: FlowOptions): Flow {
  const flow: Flow = {
    y: top,
    canvas,
    ensureSpace(height) {
      if (flow.y + height <= bottom) return false;
      beginPage();
      flow.y = top;
      return true;
    },
  };
  return flow;
}
