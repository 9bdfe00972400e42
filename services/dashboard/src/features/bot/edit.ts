/** Changes in a document without touching what is not meant: what no form knows is carried along. */

export type Path = readonly (string | number)[];

type Tree = Record<string | number, unknown>;

export function getIn(tree: unknown, path: Path): unknown {
  let here = tree;
  for (const part of path) {
    if (typeof here !== 'object' || here === null) {
      return undefined;
    }
    here = (here as Tree)[part];
  }
  return here;
}

/** The document with another value at a path; `undefined` takes the field out. */
export function setIn<T>(tree: T, path: Path, value: unknown): T {
  const [part, ...rest] = path;
  if (part === undefined) {
    return value as T;
  }
  if (Array.isArray(tree)) {
    const list = [...(tree as unknown[])];
    list[Number(part)] = setIn(list[Number(part)], rest, value);
    return list as T;
  }
  const { [part]: old, ...others } = (tree ?? {}) as Tree;
  const next = setIn(old, rest, value);
  if (next === undefined) {
    return others as T;
  }
  // In its old place: an export shall differ where somebody has changed something, and nowhere else.
  return (Object.hasOwn((tree ?? {}) as Tree, part)
    ? { ...(tree as Tree), [part]: next }
    : { ...others, [part]: next }) as unknown as T;
}

export const without = <T>(list: readonly T[], at: number): T[] =>
  list.filter((_, index) => index !== at);

export function moved<T>(list: readonly T[], at: number, by: number): T[] {
  const to = at + by;
  const next = [...list];
  const [thing] = next.splice(at, 1);
  if (thing === undefined || to < 0 || to > next.length) {
    return [...list];
  }
  next.splice(to, 0, thing);
  return next;
}

/** As findings name a place: `/steps/3/say/ru`. */
export const pointer = (path: Path): string => path.map((part) => `/${part}`).join('');
