/** A text as a cell of a CSV file. What a spreadsheet would take for a formula has a sign before it: names and notes are written by strangers. */
export const csvCell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
