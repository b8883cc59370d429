/** Words that a spreadsheet would take for a formula have a sign before them: names and notes are written by strangers. */
export const harmless = (text: string): string => (/^\s*[-=+@＝＋－＠]/.test(text) || /^[\t\r]/.test(text) ? `'${text}` : text);

/** A text as a cell of a CSV file. */
export const csvCell = (text: string): string => `"${harmless(text).replaceAll('"', '""')}"`;
