// Treemap: a footprint -> an SVG with a rectangle for each part of flash and RAM, as large as its bytes, parts of one owner together.
// npm's d3-hierarchy lays the rectangles out. Only what is used is drawn; what is left of the board is said in the title, since it is
// often a hundred times as much.

import type { HierarchyRectangularNode } from "d3-hierarchy";
import { ToolError } from "../errors.js";
import type { Footprint, Memory, Owner, Part } from "./footprint.js";

/** The version that package.json pins. */
const VERSION = "3.1.3";
const COLORS: Readonly<Record<Owner, string>> = { program: "#f2b5a7", executor: "#a9cfe8", AssemblyScript: "#d9c6e8", board: "#cfe3b4" };
const WIDTH = 960;
const MAP_HEIGHT = 400;
const TITLE_HEIGHT = 34;
const LEGEND_HEIGHT = 34;
const FONT_SIZE = 12;
/** Width of a letter, near enough to know whether a name fits. */
const LETTER = 7;

type Tree = { readonly children: readonly Tree[] } | Part;
type Layout = typeof import("d3-hierarchy");

/** @throws ToolError when d3-hierarchy is not installed */
export async function treemapOf({ board, flash, ram }: Footprint): Promise<string> {
  const d3 = await load();
  const height = LEGEND_HEIGHT + 2 * (TITLE_HEIGHT + MAP_HEIGHT) + 12;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="${FONT_SIZE}">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...legend(),
    ...map(d3, `Flash of ${board}`, flash, LEGEND_HEIGHT),
    ...map(d3, `RAM of ${board}`, ram, LEGEND_HEIGHT + TITLE_HEIGHT + MAP_HEIGHT),
    "</svg>", "",
  ].join("\n");
}

async function load(): Promise<Layout> {
  try {
    return await import("d3-hierarchy");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new ToolError("a treemap is laid out by npm's package d3-hierarchy", `npm install --save-dev d3-hierarchy@${VERSION}`);
  }
}

function legend(): string[] {
  return Object.entries(COLORS).map(([owner, color], i) => {
    const x = 12 + i * 140;
    return `<rect x="${x}" y="12" width="14" height="14" fill="${color}"/><text x="${x + 20}" y="23">${owner}</text>`;
  });
}

function map(d3: Layout, title: string, memory: Memory, top: number): string[] {
  const { usedBytes, stackBytes, freeBytes, boardBytes } = memory;
  const stack = stackBytes ? `, stack ${grouped(stackBytes)}` : "";
  const owners = Object.keys(COLORS).map(owner => ({ children: memory.parts.filter(part => part.owner === owner) }));
  const tree: Tree = { children: owners.filter(({ children }) => children.length > 0) };
  const root = d3.hierarchy<Tree>(tree, node => "children" in node ? node.children : null)
    .sum(node => "bytes" in node ? node.bytes : 0)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const laid = d3.treemap<Tree>().size([WIDTH - 24, MAP_HEIGHT - 8]).paddingInner(1).paddingOuter(1)(root);
  return [
    `<text x="12" y="${top + 23}" font-size="15">${escape(title)}: ${grouped(usedBytes)} bytes${stack}, ${grouped(freeBytes)} left of ${grouped(boardBytes)}</text>`,
    `<g transform="translate(12 ${top + TITLE_HEIGHT})">`,
    ...laid.leaves().flatMap(rectangle),
    "</g>",
  ];
}

function rectangle({ data, x0, y0, x1, y1 }: HierarchyRectangularNode<Tree>): string[] {
  const { owner, name, bytes } = data as Part; // a leaf
  const [width, height] = [x1 - x0, y1 - y0];
  const box = `<rect x="${x0.toFixed(1)}" y="${y0.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" fill="${COLORS[owner]}">` +
    `<title>${escape(`${name} (${owner}): ${grouped(bytes)} bytes`)}</title></rect>`;
  const at = (line: number): string => `x="${(x0 + 4).toFixed(1)}" y="${(y0 + 3 + FONT_SIZE * (line + 0.9)).toFixed(1)}" pointer-events="none"`;
  const fits = (text: string): boolean => text.length * LETTER + 6 <= width;
  const lines = [name, grouped(bytes)].filter(fits).slice(0, Math.floor((height - 4) / FONT_SIZE));
  return [box, ...lines.map((text, i) => `<text ${at(i)}>${escape(text)}</text>`)];
}

function grouped(bytes: number): string {
  return bytes.toLocaleString("en-US");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
