/** A cell as it was written, without blanks around it. `number` has been through a double: what has more digits than a double keeps is not what it was. */
export interface Cell {
  readonly text: string;
  readonly is: 'text' | 'number' | 'day';
}

/** A row that says something; `line` is what a person finds it by: of the CSV file, or the row of the worksheet. */
export interface SheetRow {
  readonly line: number;
  readonly cells: readonly Cell[];
}

/** As many characters as a row may have: what is longer is no row of a table. */
export const LONGEST_ROW = 64 * 1024;
/** And as many columns. */
export const MOST_COLUMNS = 200;
