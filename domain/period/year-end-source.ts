/**
 * The source type of year-end entries. Statements of profit or loss leave them out, so that a closed
 * year still shows what it earned.
 */
export const yearEndSource = "year_end";
