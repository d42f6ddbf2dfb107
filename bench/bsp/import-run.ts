export interface ImportRun {
  readonly databaseUrl: string;
  readonly partner: string;
  readonly path: string;
}

export interface ImportMeasure {
  readonly fileId: string;
  readonly stageSeconds: number;
  readonly matchSeconds: number;
  readonly concludeSeconds: number;
  readonly peakMemoryMb: number;
}
