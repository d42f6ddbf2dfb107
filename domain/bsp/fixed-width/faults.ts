import { Refusal } from "../../refusal";

/** Where in a file something is wrong: the line from 1, the column from 1. */
export interface Place {
  readonly line: number;
  readonly record?: string;
  readonly column?: number;
  readonly element?: string;
}

/** A file that is not of its format, at its first fault (`BSP_FILE_MALFORMED`). */
export function malformed(what: string, place: Place): Refusal {
  return new Refusal("BSP_FILE_MALFORMED", `${describe(place)}: ${what}`, { ...place });
}

/** A file of its format that does not add up, with the figure that is off (`BSP_FILE_INCONSISTENT`). */
export function inconsistent(
  figure: string,
  { stated, found }: { readonly stated: string; readonly found: string },
  place: Place,
): Refusal {
  return new Refusal(
    "BSP_FILE_INCONSISTENT",
    `${describe(place)}: ${figure} is stated as ${stated} and comes to ${found}.`,
    { ...place, figure, stated, found },
  );
}

function describe({ line, record, column, element }: Place): string {
  return [
    `Line ${line}`,
    ...(record === undefined ? [] : [record]),
    ...(column === undefined ? [] : [`column ${column}`]),
    ...(element === undefined ? [] : [element]),
  ].join(", ");
}
