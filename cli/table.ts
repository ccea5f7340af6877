// Tables for a terminal: rows of texts and numbers -> aligned columns under a title.

export type Cell = string | number;

/** Text left, numbers right; empty without rows. */
export function table(title: string, header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (!rows.length) return "";
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map(row => cellText(row[column]!).length)));
  const rightAligned = header.map((_, column) => rows.every(row => typeof row[column] === "number"));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, column) => (rightAligned[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join("  ")}`.trimEnd();
  const heading = header.some(name => name !== "") ? [line(header)] : [];
  return [title, ...heading, ...rows.map(row => line(row.map(cellText)))].join("\n");
}

function cellText(cell: Cell): string {
  return typeof cell === "number" ? cell.toLocaleString("en-US") : cell;
}
