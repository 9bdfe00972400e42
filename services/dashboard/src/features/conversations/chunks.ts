import type { Item } from './timeline';

/** So many are drawn or not drawn together. */
export const CHUNK = 10;

export interface Chunk {
  key: string;
  items: Item[];
}

/** Where the cuts are: they stay when the list grows at either end. */
export interface Cuts {
  /** The item at which a chunk begins. */
  pivot: string;
  /** Of which list: another one may begin anywhere else. */
  era: number;
  chunks: Chunk[];
}

/** Cuts a list into chunks. Those in which nothing changed are the same objects as before. */
export function cut(items: Item[], old: Cuts | null): Cuts {
  const [first] = items;
  if (!first) {
    return { pivot: '', era: old?.era ?? 0, chunks: [] };
  }
  const found = old ? items.findIndex(({ key }) => key === old.pivot) : -1;
  const isSame = old !== null && found >= 0;
  const at = isSame ? found : 0;
  const pivot = isSame ? old.pivot : first.key;
  const era = isSame ? old.era : (old?.era ?? 0) + 1;
  const known = new Map(isSame ? old.chunks.map((chunk) => [chunk.key, chunk]) : []);
  const chunks: Chunk[] = [];
  const start = at % CHUNK === 0 ? 0 : (at % CHUNK) - CHUNK;
  for (let from = start; from < items.length; from += CHUNK) {
    const part = items.slice(Math.max(0, from), from + CHUNK);
    const key = `${era} ${(from - at) / CHUNK}`;
    const before = known.get(key);
    const isAsBefore =
      before?.items.length === part.length &&
      part.every((item, index) => item === before.items[index]);
    chunks.push(before && isAsBefore ? before : { key, items: part });
  }
  return { pivot, era, chunks };
}

/** So many rows fill the screen of a phone. */
const SCREEN = 8;

/** The chunk from which on the newest rows fill a screen, or nothing is missing of what nobody has read. */
export function lastScreen(chunks: readonly Chunk[], unread: string | null): number {
  const marked = chunks.findIndex(({ items }) => items.some(({ key }) => key === unread));
  let from = chunks.length;
  for (let rows = 0; from > 0 && rows < SCREEN; from -= 1) {
    rows += chunks[from - 1]?.items.length ?? 0;
  }
  return marked < 0 ? from : Math.min(from, marked);
}
