// README's figures of speed: some rows of bench/results.md and bench/http/results.md, the peers as multiples of Tacet.

/** Row of results.md -> in README: of each kind of work one, whoever is ahead in it. */
const ROWS: readonly (readonly [row: string, title: string])[] = [
  ["yield, 1,000 tasks, 8 types", "a yield of one of 1,000 tasks of 8 types"],
  ["call chain of depth 20, suspended once and unwound", "20 calls in each other, suspended once and unwound"],
  ["await that completes at once, not inlined", "an await of what is there already"],
  ["spawn + join of a task that yields once", "a child task started and awaited"],
  ["join of 10, all waking together", "ten of them in `Promise.all`, all waking together"],
  ["join of 10, waking one at a time", "the same, waking one after another"],
  ["timer insert + fire, 100,000 pending", "a sleep while 100,000 others sleep"],
];
/** Columns of results.md in README's order -> their names there. */
const PEERS: readonly (readonly [column: string, title: string])[] = [["JS async", "JavaScript"], ["Rust", "Rust"], ["C", "C, by hand"]];
const BYTES = "| Peer | per yielding task |";
const SECTION = /^## How fast\n[^]*?(?=^## )/m;

/** `readme` with the section of figures that the results give. */
export function withSummary(readme: string, results: string, http: string): string {
  return readme.replace(SECTION, () => sectionOf(results, http));
}

function sectionOf(results: string, http: string): string {
  const speed = tableAfter(results, "| Workload |");
  const lines = ROWS.map(([row, title]) => {
    const cells = rowOf(speed, row);
    const own = leastOf(cells.get("Tacet")!);
    return [title, `${own} ns`, ...PEERS.map(([column]) => `${multiple(Number(leastOf(cells.get(column)!)) / Number(own))}x`)];
  });
  const tasks = tableAfter(results, BYTES);
  const bytes = (peer: string): string => rowOf(tasks, peer).get("per yielding task")!;
  lines.push(["bytes of a task that yields", `${bytes("Tacet")} B`, ...PEERS.map(([column]) => `${bytes(column)} B`)]);
  const head = ["", "Tacet", ...PEERS.map(([, title]) => title)];
  const ratios = tableAfter(http, "| Request |").rows.filter(row => row.get("Connections") === "64").map(row => Number.parseFloat(row.get("Ratio")!));
  return [
    "## How fast",
    "",
    "On one V8, in one run; what the others take is a multiple of it ([all rows, and how they are measured](bench/results.md), [plot](bench/results.svg)).",
    "",
    ...[head, head.map(() => "---"), ...lines].map(cells => `| ${cells.join(" | ")} |`),
    "",
    `The HTTP server of \`npm start\` answers ${multiple(Math.min(...ratios))} to ${multiple(Math.max(...ratios))} times as many requests as one on \`node:http\`, of 64 connections and with a lower p99 ([load](bench/http/results.md)).`,
    "",
    "",
  ].join("\n");
}

interface Table {
  readonly rows: readonly ReadonlyMap<string, string>[];
  readonly first: string;
}

/** The table whose head begins with `head`. */
function tableAfter(text: string, head: string): Table {
  const lines = text.slice(text.indexOf(head)).split("\n");
  const end = lines.findIndex(line => !line.startsWith("|"));
  const cellsOf = (line: string): string[] => line.slice(2, -2).split(" | ");
  const columns = cellsOf(lines[0]);
  const rows = lines.slice(2, end).map(line => new Map(cellsOf(line).map((cell, i) => [columns[i], cell])));
  return { rows, first: columns[0] };
}

function rowOf({ rows, first }: Table, title: string): ReadonlyMap<string, string> {
  const row = rows.find(cells => cells.get(first) === title);
  if (!row) throw new Error(`the results have no row '${title}'`);
  return row;
}

/** `1.62 / 1.72 (1.04x)` -> 1.62 */
function leastOf(cell: string): string {
  return cell.split(" ")[0];
}

function multiple(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(1) : ratio.toFixed(0);
}
